#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/queue.hpp>

#include <cstdint>
#include <string_view>

/// The refusals that several actions share, in the service's own words: SQS specification 3.
namespace forebay::service::sqs {

/// `Value <value> for parameter <parameter> is invalid. Reason: <reason>`
Error invalid_parameter(std::string_view value, std::string_view parameter,
                        std::string_view reason);
Error invalid_parameter(std::int64_t value, std::string_view parameter, std::string_view reason);

/// `The request must contain the parameter <parameter>.`
Error missing_parameter(std::string_view parameter);

/// `Unknown Attribute <name>.`
Error unknown_attribute(std::string_view name);

/// `Invalid value for the parameter <name>.`, and ` Reason: <reason>` when there is one.
Error invalid_attribute_value(std::string_view name, std::string_view reason = {});

Error queue_not_found();
Error receipt_invalid(std::string_view handle);

/// A FIFO queue has not got the message in flight under this handle: SQS specification 6.15.
Error receipt_expired(std::string_view handle);

/// What the broker refused to do with a queue, in the words that a client knows.
Error queue_error(Error error, const QueueKey& queue);

}  // namespace forebay::service::sqs
