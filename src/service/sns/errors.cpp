#include "service/sns/errors.hpp"

#include <fmt/format.h>

namespace forebay::service::sns {

Error invalid(std::string_view what) {
    return {Errc::invalid_parameter, fmt::format("Invalid parameter: {}", what)};
}

Error invalid(std::string_view parameter, std::string_view reason) {
    return invalid(fmt::format("{} Reason: {}", parameter, reason));
}

Error missing(std::string_view parameter) {
    return invalid(parameter, "no value for required parameter");
}

Error null_at(std::string_view path) {
    return {Errc::validation_failed,
            fmt::format("1 validation error detected: Value null at '{}' failed to satisfy "
                        "constraint: Member must not be null",
                        path)};
}

Error topic_not_found() {
    return {Errc::topic_not_found, "Topic does not exist"};
}

Error subscription_not_found() {
    return {Errc::subscription_not_found, "Subscription does not exist"};
}

Error resource_not_found() {
    return {Errc::resource_not_found, "Resource does not exist"};
}

Error topic_error(Error error) {
    switch (error.code) {
        case Errc::topic_not_found:
            return topic_not_found();
        case Errc::subscription_not_found:
            return subscription_not_found();
        default:
            return error;
    }
}

}  // namespace forebay::service::sns
