#include "service/sqs/batch.hpp"
#include "service/sqs/errors.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/receipt_handle.hpp"
#include <forebay/service/sqs/actions.hpp>

#include <utility>

namespace forebay::service::sqs {

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
        co_return removed->front().error();
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
    std::vector<std::string> ids;  // of the receipts
    std::vector<Receipt> receipts;
    for (DeleteMessageEntry& entry : input.entries) {
        const auto receipt = parse_receipt_handle(context, **queue, entry.receipt_handle.value);
        if (!receipt) {
            output.failed.push_back(failed_entry(std::move(entry.id.value), receipt.error()));
            continue;
        }
        ids.push_back(std::move(entry.id.value));
        receipts.push_back(*receipt);
    }
    if (receipts.empty()) {
        co_return output;
    }

    auto removed = co_await context.broker.remove_messages(*queue, std::move(receipts));
    if (!removed) {
        co_return queue_error(removed.error(), (*queue)->key);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if ((*removed)[i]) {
            output.successful.push_back({std::move(ids[i])});
        } else {
            output.failed.push_back(failed_entry(std::move(ids[i]), (*removed)[i].error()));
        }
    }
    co_return output;
}

}  // namespace forebay::service::sqs
