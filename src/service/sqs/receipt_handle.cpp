#include "service/sqs/receipt_handle.hpp"

#include "service/sqs/errors.hpp"

namespace forebay::service::sqs {

Result<Receipt> parse_receipt_handle(const Context& context, const QueueInfo& queue,
                                     std::string_view handle) {
    if (handle.empty()) {
        return missing_parameter("ReceiptHandle");
    }
    const auto receipt = context.broker.receipts().decode(handle);
    if (!receipt || receipt->queue != queue.id) {
        return receipt_invalid(handle);
    }
    return *receipt;
}

}  // namespace forebay::service::sqs
