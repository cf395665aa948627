#include "service/sqs/group_id.hpp"

#include "service/sqs/errors.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace forebay::service::sqs {

Result<void> check_group_id(const std::optional<std::string>& id, std::string_view parameter) {
    const auto is_visible = [](char c) { return c > ' ' && c <= '~'; };
    if (!id || (!id->empty() && id->size() <= limits::group_id_chars_max &&
                std::ranges::all_of(*id, is_visible))) {
        return {};
    }
    return invalid_parameter(
        *id, parameter,
        fmt::format("{} can only include alphanumeric and punctuation characters. 1 to {} in "
                    "length.",
                    parameter, limits::group_id_chars_max));
}

}  // namespace forebay::service::sqs
