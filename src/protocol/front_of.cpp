#include "protocol/front_of.hpp"

#include "protocol/admission.hpp"
#include "protocol/aws_json/exchange.hpp"
#include "protocol/aws_json/writer.hpp"
#include "protocol/aws_query/exchange.hpp"
#include "protocol/cors.hpp"
#include "protocol/faulty_exchange.hpp"
#include "protocol/metrics/action_meters.hpp"
#include "protocol/pages.hpp"
#include <forebay/base/tally.hpp>
#include <forebay/base/uuid.hpp>
#include <forebay/service/access/guard.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
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

constexpr std::size_t usual_answer_bytes = 2000;  // with a small body or item

/// With 401, the way to ask again that browsers know.
void refuse_visitor(unsigned status, const Error& error, HttpResponse& response) {
    response.status = status;
    if (status == 401) {
        response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"forebay\"");
    }
    response.content_type = "application/json";
    response.body = "{\"message\":";
    aws_json::write_string(error.detail, response.body);
    response.body += '}';
}

class Front final : public HttpHandler {
public:
    Front(std::span<const Service> services, runtime::Broker& broker, FrontOptions options,
          std::function<bool()> is_ready)
        : services_(services),
          broker_(broker),
          options_(std::move(options)),
          is_ready_(std::move(is_ready)),
          meters_(options_.metrics.measure ? std::make_unique<ActionMeters>(services) : nullptr) {}

    Task<HttpResponse> handle(HttpRequest& request) override {
        const Target target = Target::of(request.target);
        HttpResponse response;
        response.request_id = to_string(random_uuid());

        if (request.method == "OPTIONS") {
            // 200, and what allow_origin says
        } else if (PageCall call{request, target, broker_, options_, is_ready_, response,
                                 meters_.get()};
                   const Page* page = find_page(call)) {
            co_await answer_page(*page, call);
        } else {
            co_await carry_out(request, target, response);
        }
        allow_origin(request, response);
        co_return response;
    }

private:
    Task<void> answer_page(const Page& page, PageCall& call) {
        if (admission_.is_off() || page.permission.empty()) {
            const auto header = call.request.header("Authorization");
            call.caller = claimed_caller(Credential::of_authorization(header), options_);
        } else if (auto caller = admission_.admit_to_page(call.request, call.target, now())) {
            call.caller = *std::move(caller);
            if (auto allowed = check_page(page, call); !allowed) {
                refuse_visitor(403, allowed.error(), call.response);
                co_return;
            }
        } else {
            refuse_visitor(401, caller.error(), call.response);
            co_return;
        }
        co_await page.answer(call);
    }

    Result<void> check_page(const Page& page, const PageCall& call) {
        const std::size_t colon = page.permission.find(':');
        const service::access::Guard guard(
            policies_, visit_of(call.request, call.caller, page.permission.substr(0, colon),
                                page.permission.substr(colon + 1)));
        return guard.check(call.context(), page.needs == nullptr
                                               ? service::access::Needs{{.resource = "*"}}
                                               : page.needs(call));
    }

    /// As policies see it.
    service::access::Visit visit_of(const HttpRequest& request, const Caller& caller,
                                    std::string_view service, std::string_view action) const {
        return {.principal = {.account = caller.account, .user_name = caller.user_name},
                .policy = caller.policy,
                .region = caller.region,
                .source_address = std::string(client_address(request, options_)),
                .user_agent = std::string(request.header("User-Agent")),
                .is_secure = is_https(request, options_),
                .at = broker_.clock().now(),
                .service = service,
                .action = action};
    }

    Task<void> carry_out(const HttpRequest& request, const Target& target, HttpResponse& response) {
        const auto began = std::chrono::steady_clock::now();
        std::string endpoint = endpoint_of(request, options_);
        response.body.reserve(usual_answer_bytes);
        const Incoming incoming{request, target, services_, endpoint};
        Protocol protocol = choose(incoming, response);
        Exchange& exchange = as_exchange(protocol);
        Result<const Action*> action = exchange.action();
        const auto count = [&](std::optional<Errc> refused) {
            if (meters_ != nullptr) {
                meters_->count(action ? *action : nullptr, nanoseconds_since(began), refused);
            }
        };
        if (!action) {
            exchange.refuse(action.error());
            count(action.error().code);
            co_return;
        }
        auto caller = admit(request, target, exchange, **action);
        if (!caller) {
            exchange.refuse(caller.error());
            count(caller.error().code);
            co_return;
        }
        std::optional<service::access::Guard> guard;
        if (is_guarded(**action, *caller)) {
            auto visit = visit_of(request, *caller, exchange.service().name, (*action)->permission);
            visit.is_for_owners = (*action)->is_for_owners;
            guard.emplace(policies_, std::move(visit));
        }
        service::Context context =
            make_context(request, *std::move(caller), endpoint, broker_, options_);
        context.guard = guard ? &*guard : nullptr;
        if (service::admin::FaultRules* const rules = options_.testing.faults) {
            FaultyExchange faulty(exchange, (*action)->name, *rules);
            const Result<void> done = co_await (*action)->carry_out(context, faulty);
            co_await faulty.finish(done, context, response);
            count(done ? std::nullopt : std::optional(done.error().code));
            co_return;
        }
        const Result<void> done = co_await (*action)->carry_out(context, exchange);
        if (!done) {
            exchange.refuse(done.error(), context.refusal);
        }
        count(done ? std::nullopt : std::optional(done.error().code));
    }

    /// The unsigned are where they are because they know what they name.
    bool is_guarded(const Action& action, const Caller& caller) const {
        return !admission_.is_off() && caller.is_signed && !action.is_for_everybody;
    }

    Result<Caller> admit(const HttpRequest& request, const Target& target, const Exchange& exchange,
                         const Action& action) {
        if (admission_.is_off()) {
            return claimed_caller(exchange.credential(), options_);
        }
        return admission_.admit(request, target, exchange.service(), action, now());
    }

    TimePoint now() const { return (options_.clock ? *options_.clock : broker_.clock()).now(); }

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

    std::span<const Service> services_;
    runtime::Broker& broker_;
    FrontOptions options_;
    std::function<bool()> is_ready_;
    Admission admission_{options_};
    service::access::Policies policies_;
    const std::unique_ptr<ActionMeters> meters_;  // null: nobody asks
};

}  // namespace

std::unique_ptr<HttpHandler> make_front_of(std::span<const Service> services,
                                           runtime::Broker& broker, FrontOptions options,
                                           std::function<bool()> is_ready) {
    return std::make_unique<Front>(services, broker, std::move(options), std::move(is_ready));
}

}  // namespace forebay::protocol
