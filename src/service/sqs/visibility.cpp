#include "service/sqs/batch.hpp"
#include "service/sqs/errors.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/receipt_handle.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/service/sqs/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::sqs {
namespace {

using runtime::Broker;

constexpr std::int64_t timeout_max_s = limits::visibility_timeout_max / std::chrono::seconds(1);

/// One change as the client asked for it; what it is refused with repeats its words.
struct Wish {
    std::string id;  // of the batch entry
    std::string handle;
    std::int64_t timeout_s;
};

Result<Broker::VisibilityChange> parse_change(const Context& context, const QueueInfo& queue,
                                              std::string_view handle, std::int64_t timeout_s) {
    const auto receipt = parse_receipt_handle(context, queue, handle);
    if (!receipt) {
        return receipt.error();
    }
    if (timeout_s < 0 || timeout_s > timeout_max_s) {
        return invalid_parameter(timeout_s, "VisibilityTimeout",
                                 fmt::format("Must be between 0 and {}.", timeout_max_s));
    }
    return Broker::VisibilityChange{.receipt = *receipt,
                                    .timeout = std::chrono::seconds(timeout_s)};
}

/// What the broker refused, in the words of SQS specification 7.2.
Error change_error(Error error, std::string_view handle, std::int64_t timeout_s) {
    if (error.code == Errc::message_not_in_flight) {
        return invalid_parameter(
            handle, "ReceiptHandle",
            "Message does not exist or is not available for visibility timeout change.");
    }
    if (error.code == Errc::over_limit) {
        return invalid_parameter(
            timeout_s, "VisibilityTimeout",
            fmt::format("Total VisibilityTimeout for the message is beyond the limit [{} seconds]",
                        timeout_max_s));
    }
    return error;
}

}  // namespace

Task<Result<Empty>> change_message_visibility(Context& context,
                                              ChangeMessageVisibilityInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    const auto change =
        parse_change(context, **queue, input.receipt_handle, input.visibility_timeout);
    if (!change) {
        co_return change.error();
    }

    std::vector<Broker::VisibilityChange> changes(1, *change);
    auto changed = co_await context.broker.change_visibility(*queue, std::move(changes));
    if (!changed) {
        co_return queue_error(changed.error(), (*queue)->key);
    }
    if (const Result<void>& first = changed->front(); !first) {
        co_return change_error(first.error(), input.receipt_handle, input.visibility_timeout);
    }
    co_return Empty{};
}

Task<Result<ChangeMessageVisibilityBatchOutput>> change_message_visibility_batch(
    Context& context, ChangeMessageVisibilityBatchInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    if (auto checked = check_batch(input.entries, "ChangeMessageVisibilityBatchRequestEntry");
        !checked) {
        co_return checked.error();
    }

    ChangeMessageVisibilityBatchOutput output;
    std::vector<Wish> wishes;  // of the changes
    std::vector<Broker::VisibilityChange> changes;
    for (ChangeMessageVisibilityEntry& entry : input.entries) {
        Wish wish{.id = std::move(entry.id.value),
                  .handle = std::move(entry.receipt_handle.value),
                  .timeout_s = entry.visibility_timeout.value_or(0)};
        if (!entry.visibility_timeout) {
            output.failed.push_back(
                failed_entry(std::move(wish.id), missing_parameter("VisibilityTimeout")));
            continue;
        }
        const auto change = parse_change(context, **queue, wish.handle, wish.timeout_s);
        if (!change) {
            output.failed.push_back(failed_entry(std::move(wish.id), change.error()));
            continue;
        }
        wishes.push_back(std::move(wish));
        changes.push_back(*change);
    }
    if (changes.empty()) {
        co_return output;
    }

    auto changed = co_await context.broker.change_visibility(*queue, std::move(changes));
    if (!changed) {
        co_return queue_error(changed.error(), (*queue)->key);
    }
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        Wish& wish = wishes[i];
        if (const Result<void>& result = (*changed)[i]; !result) {
            Error error = change_error(result.error(), wish.handle, wish.timeout_s);
            output.failed.push_back(failed_entry(std::move(wish.id), std::move(error)));
        } else {
            output.successful.push_back({std::move(wish.id)});
        }
    }
    co_return output;
}

}  // namespace forebay::service::sqs
