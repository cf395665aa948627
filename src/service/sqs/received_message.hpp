#pragma once

#include "service/sqs/message_filter.hpp"
#include <forebay/model/receipt.hpp>
#include <forebay/runtime/broker.hpp>
#include <forebay/service/sqs/shapes.hpp>

namespace forebay::service::sqs {

/// Which attributes the client asked for.
struct Wishes {
    SystemAttributeFilter system_attributes;
    MessageAttributeFilter attributes;
};

/// A message as a receive tells it, but for its receipt handle: SQS specification 5, 6.14.
ReceivedMessage show(const runtime::Delivery& delivery, const Wishes& wishes);

}  // namespace forebay::service::sqs
