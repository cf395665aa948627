#pragma once

#include <forebay/model/message.hpp>
#include <forebay/model/queue.hpp>

namespace forebay::runtime {

/// Whether the queue can hold a message that no client sends to it, but a topic: it is not too
/// long, and of a FIFO queue it has a group and a deduplication id.
bool takes(const QueueInfo& queue, const Message& message);

}  // namespace forebay::runtime
