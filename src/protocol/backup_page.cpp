#include "protocol/backup_page.hpp"

#include <forebay/service/backups.hpp>

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace forebay::protocol {

namespace {

namespace json = boost::json;

unsigned status_of(Errc code) {
    switch (code) {
        case Errc::invalid_parameter:
            return 400;
        case Errc::resource_not_found:
            return 404;
        case Errc::invalid_state:
            return 409;
        case Errc::disk_full:
            return 507;
        default:
            return 500;
    }
}

void refuse(unsigned status, std::string_view why, HttpResponse& response) {
    response.status = status;
    response.body = json::serialize(json::object{{"message", why}});
}

// The name that a body gives, empty if it gives none; nullopt: it is not understood.
std::optional<std::string> name_of(const std::string& body) {
    if (body.find_first_not_of(" \t\r\n") == std::string::npos) {
        return "";
    }
    boost::system::error_code error;
    const json::value parsed = json::parse(body, error);
    const json::object* members = error ? nullptr : parsed.if_object();
    if (members == nullptr) {
        return std::nullopt;
    }
    std::string name;
    for (const auto& [key, value] : *members) {
        if (key != "name" || !value.is_string() || value.get_string().empty()) {
            return std::nullopt;
        }
        name = value.get_string();
    }
    return name;
}

bool is_meant(const PageCall& call) {
    return call.target.path == "/_forebay/backup";
}

Task<void> answer(const PageCall& call) {
    HttpResponse& response = call.response;
    response.content_type = "application/json";
    if (call.request.method != "POST") {
        refuse(405, "Only POST is allowed.", response);
        response.headers.emplace_back("Allow", "POST");
        co_return;
    }
    auto name = name_of(call.request.body);
    if (!name) {
        refuse(400, R"(The body is empty, or {"name": "..."}.)", response);
        co_return;
    }
    const auto made = co_await service::make_backup(call.options.backups, *std::move(name));
    if (!made) {
        refuse(status_of(made.error().code), made.error().detail, response);
        co_return;
    }
    response.body = json::serialize(json::object{
        {"path", made->path.string()}, {"bytes", made->bytes}, {"ms", made->took.count()}});
}

}  // namespace

constexpr Page backup_page{is_meant, answer};

}  // namespace forebay::protocol
