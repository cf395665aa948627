#include "service/sqs/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace forebay::service::sqs {

Error invalid_parameter(std::string_view value, std::string_view parameter,
                        std::string_view reason) {
    return {Errc::invalid_parameter, fmt::format("Value {} for parameter {} is invalid. Reason: {}",
                                                 value, parameter, reason)};
}

Error invalid_parameter(std::int64_t value, std::string_view parameter, std::string_view reason) {
    return invalid_parameter(fmt::format("{}", value), parameter, reason);
}

Error missing_parameter(std::string_view parameter) {
    return {Errc::missing_parameter,
            fmt::format("The request must contain the parameter {}.", parameter)};
}

Error unknown_attribute(std::string_view name) {
    return {Errc::invalid_attribute_name, fmt::format("Unknown Attribute {}.", name)};
}

Error invalid_attribute_value(std::string_view name, std::string_view reason) {
    return {Errc::invalid_attribute_value,
            fmt::format("Invalid value for the parameter {}.{}{}", name,
                        reason.empty() ? "" : " Reason: ", reason)};
}

Error queue_not_found() {
    return {Errc::queue_not_found, "The specified queue does not exist."};
}

Error receipt_invalid(std::string_view handle) {
    return {Errc::receipt_invalid,
            fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.", handle)};
}

Error receipt_expired(std::string_view handle) {
    return invalid_parameter(handle, "ReceiptHandle", "The receipt handle has expired.");
}

Error queue_error(Error error, const QueueKey& queue) {
    if (error.code == Errc::queue_not_found) {
        return queue_not_found();
    }
    if (error.code == Errc::queue_deleted_recently) {
        return {error.code,
                "You must wait 60 seconds after deleting a queue before you can create another "
                "with the same name."};
    }
    if (error.code == Errc::purge_in_progress) {
        return {error.code,
                fmt::format("Only one PurgeQueue operation on {} is allowed every 60 seconds.",
                            queue.name)};
    }
    return error;
}

}  // namespace forebay::service::sqs
