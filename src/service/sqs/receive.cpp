#include "service/sqs/errors.hpp"
#include "service/sqs/group_id.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/received_message.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/service/sqs/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::sqs {
namespace {

using runtime::Delivery;
using runtime::ReceiveRequest;

Result<std::optional<Duration>> parse_seconds(const std::optional<std::int64_t>& value,
                                              std::string_view parameter, Duration max) {
    const std::int64_t max_s = max / std::chrono::seconds(1);
    if (!value) {
        return std::optional<Duration>();
    }
    if (*value < 0 || *value > max_s) {
        return invalid_parameter(*value, parameter,
                                 fmt::format("Must be >= 0 and <= {}, if provided.", max_s));
    }
    return std::optional<Duration>(std::chrono::seconds(*value));
}

/// SQS specification 6.14
Result<ReceiveRequest> parse_request(const ReceiveMessageInput& input, bool fifo) {
    const std::int64_t max_messages = input.max_number_of_messages.value_or(1);
    if (max_messages < 1 || max_messages > limits::receive_messages_max) {
        return invalid_parameter(
            max_messages, "MaxNumberOfMessages",
            fmt::format("Must be between 1 and {}, if provided.", limits::receive_messages_max));
    }
    const auto wait =
        parse_seconds(input.wait_time_seconds, "WaitTimeSeconds", limits::receive_wait_max);
    if (!wait) {
        return wait.error();
    }
    const auto timeout = parse_seconds(input.visibility_timeout, "VisibilityTimeout",
                                       limits::visibility_timeout_max);
    if (!timeout) {
        return timeout.error();
    }
    if (auto checked = check_group_id(input.receive_request_attempt_id, "ReceiveRequestAttemptId");
        !checked) {
        return checked.error();
    }
    if (input.receive_request_attempt_id && !fifo) {
        return invalid_parameter(*input.receive_request_attempt_id, "ReceiveRequestAttemptId",
                                 "The request includes a parameter that is not valid for this "
                                 "queue type.");
    }
    return ReceiveRequest{.max_messages = static_cast<std::uint32_t>(max_messages),
                          .visibility_timeout = *timeout,
                          .wait = *wait,
                          .attempt = input.receive_request_attempt_id
                                         ? fingerprint(*input.receive_request_attempt_id)
                                         : Fingerprint()};
}

}  // namespace

Task<Result<ReceiveMessageOutput>> receive_message(Context& context, ReceiveMessageInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    const auto request = parse_request(input, (*queue)->settings.fifo);
    if (!request) {
        co_return request.error();
    }

    auto deliveries = co_await context.broker.receive(*queue, *request, context.presence);
    if (!deliveries) {
        if (deliveries.error().code == Errc::over_limit) {
            co_return Error{Errc::over_limit,
                            fmt::format("The maximum number of in flight messages ({}) is reached.",
                                        limits::in_flight_max)};
        }
        co_return queue_error(deliveries.error(), (*queue)->key);
    }
    Wishes wishes;
    wishes.system_attributes.add(input.attribute_names);
    wishes.system_attributes.add(input.message_system_attribute_names);
    wishes.attributes.add(input.message_attribute_names);
    ReceiveMessageOutput output;
    output.messages.reserve(deliveries->size());
    for (const Delivery& delivery : *deliveries) {
        ReceivedMessage& shown = output.messages.emplace_back(show(delivery, wishes));
        shown.receipt_handle = context.broker.receipts().encode(delivery.receipt);
    }
    co_return output;
}

}  // namespace forebay::service::sqs
