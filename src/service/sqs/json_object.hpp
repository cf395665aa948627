#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string_view>

namespace forebay::service::sqs {

/// The JSON object that `text` is; nullopt when it is anything else.
std::optional<boost::json::object> parse_object(std::string_view text);

}  // namespace forebay::service::sqs
