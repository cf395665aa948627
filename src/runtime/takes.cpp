#include "runtime/takes.hpp"

#include <cstddef>

namespace forebay::runtime {
namespace {

std::size_t bytes_of(const Message& message) {
    std::size_t bytes = message.body.size();
    for (const MessageAttribute& attribute : message.attributes) {
        bytes += attribute.name.size() + attribute.data_type.size() + attribute.value.size();
    }
    return bytes;
}

}  // namespace

bool takes(const QueueInfo& queue, const Message& message) {
    const bool has_order = !message.group_id.empty() && !message.deduplication_id.empty();
    return (has_order || !queue.settings.fifo) &&
           bytes_of(message) <= queue.settings.message_bytes_max;
}

}  // namespace forebay::runtime
