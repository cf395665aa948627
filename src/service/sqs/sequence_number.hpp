#pragma once

#include <forebay/model/message.hpp>

#include <string>

namespace forebay::service::sqs {

/// What clients are told of a place in a FIFO queue: 20 digits, the first of them not a zero, which
/// rise as text and as a number. SQS specification 1.
std::string sequence_number(Sequence sequence);

}  // namespace forebay::service::sqs
