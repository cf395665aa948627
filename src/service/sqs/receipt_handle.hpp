#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/receipt.hpp>
#include <forebay/service/context.hpp>

#include <string_view>

namespace forebay::service::sqs {

/// The receive that `handle` stands for. Errors: Errc::receipt_invalid when it is none of ours, or
/// of another queue. SQS specification 6.15.
Result<Receipt> parse_receipt_handle(const Context& context, const QueueInfo& queue,
                                     std::string_view handle);

}  // namespace forebay::service::sqs
