#include "service/sqs/json_object.hpp"

#include <utility>

namespace forebay::service::sqs {

std::optional<boost::json::object> parse_object(std::string_view text) {
    boost::json::error_code failure;
    boost::json::value value = boost::json::parse(text, failure);
    if (failure || !value.is_object()) {
        return std::nullopt;
    }
    return std::move(value.as_object());
}

}  // namespace forebay::service::sqs
