#include "protocol/admin/reset.hpp"

#include <forebay/service/admin/reset.hpp>

#include <boost/json.hpp>

namespace forebay::protocol::admin {
namespace {

bool is_on(const FrontOptions& options) {
    return options.testing.may_reset;
}

Task<Result<json::value>> answer(const Asked& asked) {
    const PageCall& call = asked.page;
    const auto object = read_object(call.request.body, {"account"});
    if (!object) {
        co_return object.error();
    }
    std::string account;
    if (const json::value* given = object->if_contains("account")) {
        if (!given->is_string() || given->get_string().empty()) {
            co_return wrong("account", "12 digits");
        }
        account = given->get_string();
    }
    const auto removed =
        co_await service::admin::reset(call.broker, call.options.recorded, std::move(account));
    if (!removed) {
        co_return removed.error();
    }
    co_return json::object{
        {"queues", removed->queues}, {"topics", removed->topics}, {"tables", removed->tables}};
}

}  // namespace

constexpr Route reset_route{"reset", "POST", "testing.reset", is_on, answer};

}  // namespace forebay::protocol::admin
