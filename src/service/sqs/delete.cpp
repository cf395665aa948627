#include "service/sqs/batch.hpp"
#include "service/sqs/errors.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/receipt_handle.hpp"
#include <forebay/service/sqs/actions.hpp>

#include <utility>

namespace forebay::service::sqs {
namespace {

/// What the broker refused, in the words of SQS specification 6.15.
Error delete_error(Error error, std::string_view handle) {
    return error.code == Errc::receipt_expired ? receipt_expired(handle) : error;
}

}  // namespace

Task<Result<Empty>> delete_message(Context& context, DeleteMessageInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    const auto receipt = parse_receipt_handle(context, **queue, input.receipt_handle);
    if (!receipt) {
        co_return receipt.error();
    }

    std::vector<Receipt> receipts(1, *receipt);
    auto removed = co_await context.broker.remove_messages(*queue, std::move(receipts));
    if (!removed) {
        co_return queue_error(removed.error(), (*queue)->key);
    }
    if (!removed->front()) {
        co_return delete_error(removed->front().error(), input.receipt_handle);
    }
    co_return Empty{};
}

Task<Result<DeleteMessageBatchOutput>> delete_message_batch(Context& context,
                                                            DeleteMessageBatchInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    if (auto checked = check_batch(input.entries, "DeleteMessageBatchRequestEntry"); !checked) {
        co_return checked.error();
    }

    DeleteMessageBatchOutput output;
    std::vector<DeleteMessageEntry> entries;  // of the receipts
    std::vector<Receipt> receipts;
    for (DeleteMessageEntry& entry : input.entries) {
        const auto receipt = parse_receipt_handle(context, **queue, entry.receipt_handle.value);
        if (!receipt) {
            output.failed.push_back(failed_entry(std::move(entry.id.value), receipt.error()));
            continue;
        }
        entries.push_back(std::move(entry));
        receipts.push_back(*receipt);
    }
    if (receipts.empty()) {
        co_return output;
    }

    auto removed = co_await context.broker.remove_messages(*queue, std::move(receipts));
    if (!removed) {
        co_return queue_error(removed.error(), (*queue)->key);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        std::string& id = entries[i].id.value;
        if (const Result<void>& result = (*removed)[i]; !result) {
            Error error = delete_error(result.error(), entries[i].receipt_handle.value);
            output.failed.push_back(failed_entry(std::move(id), std::move(error)));
        } else {
            output.successful.push_back({std::move(id)});
        }
    }
    co_return output;
}

}  // namespace forebay::service::sqs
