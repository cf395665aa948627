#include "protocol/front_of.hpp"

#include "protocol/aws_json/exchange.hpp"
#include "protocol/aws_json/writer.hpp"
#include "protocol/aws_query/exchange.hpp"
#include "protocol/cors.hpp"
#include "protocol/mail_page.hpp"
#include "protocol/recorded_page.hpp"
#include "protocol/tables/page.hpp"
#include "protocol/tables/route.hpp"
#include <forebay/base/uuid.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace forebay::protocol {

Target Target::of(std::string_view text) {
    if (const std::size_t scheme = text.find("://");
        scheme != std::string_view::npos && !text.starts_with('/')) {  // as proxies are asked
        text.remove_prefix(std::min(text.find('/', scheme + 3), text.size()));
    }
    const std::size_t mark = std::min(text.find('?'), text.size());
    return {text.substr(0, mark), text.substr(std::min(mark + 1, text.size()))};
}

namespace {

/// What load balancers ask of an address that is called as DynamoDB's is.
bool is_dynamodb_check(const HttpRequest& request, const Target& target) {
    return request.method == "GET" && target.path == "/" && target.query.empty() &&
           request.header("Host").starts_with("dynamodb.");
}

class Front final : public HttpHandler {
public:
    Front(std::span<const Service> services, runtime::Broker& broker, FrontOptions options,
          std::function<bool()> is_ready)
        : services_(services),
          broker_(broker),
          options_(std::move(options)),
          is_ready_(std::move(is_ready)) {}

    Task<HttpResponse> handle(HttpRequest& request) override {
        const std::string request_id = to_string(random_uuid());
        const Target target = Target::of(request.target);
        HttpResponse response;
        response.headers.emplace_back("x-amzn-RequestId", request_id);

        if (request.method == "OPTIONS") {
            // 200, and what allow_origin says
        } else if (target.path == "/health") {
            answer_health(response);
        } else if (const auto* signer = signer_of(request, target)) {
            response.content_type = "application/x-pem-file";
            response.body = signer->certificate_pem();
        } else if (options_.recorded != nullptr && is_recorded_page(target.path)) {
            answer_recorded_page(request, target, options_, response);
        } else if (is_mail_page(target.path)) {
            service::Context context =
                make_context(request, {}, endpoint_of(request, options_), broker_, options_);
            co_await answer_mail_page(request, target, context, response);
        } else if (is_dynamodb_check(request, target)) {
            response.body =
                fmt::format("healthy: dynamodb.{}.amazonaws.com ", options_.services.region);
        } else if (tables::is_tables_path(target.path)) {
            const auto credential = Credential::of_authorization(request.header("Authorization"));
            service::Context context = make_context(
                request, credential, endpoint_of(request, options_), broker_, options_);
            co_await tables::answer(request, target, context, response);
        } else {
            std::string endpoint = endpoint_of(request, options_);
            const Incoming incoming{request, target, services_, request_id, endpoint};
            Protocol protocol = choose(incoming, response);
            Exchange& exchange = as_exchange(protocol);
            Result<const Action*> action = exchange.action();
            if (!action) {
                exchange.refuse(action.error());
            } else {
                service::Context context =
                    make_context(request, exchange.credential(), endpoint, broker_, options_);
                const Result<void> done = co_await (*action)->carry_out(context, exchange);
                if (!done) {
                    exchange.refuse(done.error(), context.refusal);
                }
            }
        }
        allow_origin(request, response);
        co_return response;
    }

private:
    using Protocol = std::variant<aws_json::JsonExchange, aws_query::QueryExchange>;

    static Protocol choose(const Incoming& incoming, HttpResponse& response) {
        if (aws_json::is_spoken(incoming.request)) {
            return Protocol(std::in_place_type<aws_json::JsonExchange>, incoming, response);
        }
        return Protocol(std::in_place_type<aws_query::QueryExchange>, incoming, response);
    }

    static Exchange& as_exchange(Protocol& protocol) {
        return std::visit([](auto& exchange) -> Exchange& { return exchange; }, protocol);
    }

    /// Whose certificate is asked for; null: none is.
    const service::sns::Signer* signer_of(const HttpRequest& request, const Target& target) const {
        if (options_.signers == nullptr || request.method != "GET" ||
            !target.path.ends_with(".pem")) {
            return nullptr;
        }
        const auto* signer = options_.signers->find();
        return signer != nullptr && target.path == signer->certificate_path() ? signer : nullptr;
    }

    void answer_health(HttpResponse& response) const {
        const bool is_ready = is_ready_();
        response.status = is_ready ? 200 : 503;
        response.content_type = "application/json";
        response.body = is_ready ? "{\"status\":\"ready\"" : "{\"status\":\"starting\"";
        if (!options_.version.empty()) {
            response.body += ",\"version\":";
            aws_json::write_string(options_.version, response.body);
        }
        response.body += '}';
    }

    std::span<const Service> services_;
    runtime::Broker& broker_;
    FrontOptions options_;
    std::function<bool()> is_ready_;
};

}  // namespace

std::unique_ptr<HttpHandler> make_front_of(std::span<const Service> services,
                                           runtime::Broker& broker, FrontOptions options,
                                           std::function<bool()> is_ready) {
    return std::make_unique<Front>(services, broker, std::move(options), std::move(is_ready));
}

}  // namespace forebay::protocol
