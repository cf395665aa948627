#include "protocol/admin/clock.hpp"

#include <forebay/base/time_text.hpp>

#include <boost/json.hpp>

#include <variant>

namespace forebay::protocol::admin {
namespace {

using runtime::TimeControl;

bool is_on(const FrontOptions& options) {
    return options.testing.time_control != nullptr;
}

std::optional<std::string_view> text_of(const json::value& value) {
    return value.is_string() ? std::optional<std::string_view>(value.get_string()) : std::nullopt;
}

/// By how much the time moves, or to which moment.
using Move = std::variant<Duration, TimePoint>;

Result<Move> parse_move(std::string_view body) {
    const auto object = read_object(body, {"advance", "advance_ms", "set"});
    if (!object) {
        return object.error();
    }
    if (object->size() != 1) {
        return Error{Errc::malformed_request,
                     "The body must have one of: advance, advance_ms, set."};
    }
    const json::value& value = object->begin()->value();
    if (object->contains("advance_ms")) {
        boost::system::error_code error;
        const auto ms = value.is_number() ? value.to_number<std::int64_t>(error) : -1;
        return !error && ms >= 0 ? Result<Move>(Duration(ms))
                                 : wrong("advance_ms", "a whole number of milliseconds");
    }
    const auto text = text_of(value);
    if (object->contains("advance")) {
        const auto by = text.and_then(parse_duration);
        return by ? Result<Move>(*by)
                  : wrong("advance", "a time such as \"500ms\", \"30s\", \"5m\", \"12h\", \"4d\"");
    }
    const auto to = text.and_then(parse_timestamp);
    return to ? Result<Move>(*to) : wrong("set", "a moment such as \"2026-12-24T18:00:00Z\"");
}

json::value as_json(TimeControl& control) {
    const TimePoint now = control.now();
    return json::object{{"now", timestamp(now)},
                        {"now_ms", now.time_since_epoch().count()},
                        {"ahead_ms", control.ahead().count()}};
}

Task<Result<json::value>> answer(const Asked& asked) {
    const PageCall& call = asked.page;
    TimeControl& control = *call.options.testing.time_control;
    if (call.request.method == "POST") {
        const auto move = parse_move(call.request.body);
        if (!move) {
            co_return move.error();
        }
        const auto moved = std::holds_alternative<Duration>(*move)
                               ? co_await control.advance(std::get<Duration>(*move))
                               : co_await control.set(std::get<TimePoint>(*move));
        if (!moved) {
            co_return moved.error();
        }
    }
    co_return as_json(control);
}

}  // namespace

constexpr Route clock_route{"clock", "GET, HEAD, POST", "testing.time_control", is_on, answer};

}  // namespace forebay::protocol::admin
