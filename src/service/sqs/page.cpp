#include "service/sqs/page.hpp"

#include "service/sqs/errors.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

namespace forebay::service::sqs {
namespace {

constexpr std::string_view token_mark = "after:";

}  // namespace

std::string token_after(std::string_view name) {
    return base64(std::string(token_mark).append(name));
}

std::optional<std::string> parse_token(std::string_view token) {
    auto text = parse_base64(token);
    if (!text || !text->starts_with(token_mark)) {
        return std::nullopt;
    }
    return text->substr(token_mark.size());
}

Result<Page> parse_page(const std::optional<std::int64_t>& max_results,
                        const std::optional<std::string>& next_token, std::string_view action) {
    constexpr auto size_max = static_cast<std::int64_t>(limits::list_queues_max);
    if (max_results && (*max_results < 1 || *max_results > size_max)) {
        return invalid_parameter(*max_results, "MaxResults",
                                 fmt::format("Must be between 1 and {}, if provided.", size_max));
    }
    Page page{.after = {},
              .size = static_cast<std::size_t>(max_results.value_or(size_max)),
              .is_limited = max_results.has_value()};
    if (next_token) {
        auto after = parse_token(*next_token);
        if (!after) {
            return invalid_parameter(*next_token, "NextToken",
                                     fmt::format("It is not a token that {} returned.", action));
        }
        page.after = std::move(*after);
    }
    return page;
}

}  // namespace forebay::service::sqs
