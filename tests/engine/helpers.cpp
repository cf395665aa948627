#include "tests/engine/helpers.hpp"

#include <gtest/gtest.h>

namespace forebay::engine {

std::vector<Delivery> receive(Queue& queue, TimePoint now, Duration timeout, std::uint32_t most) {
    Changes changes;
    return queue.receive({.messages_max = most, .visibility_timeout = timeout}, now, changes)
        .value();
}

std::vector<std::string> bodies(const std::vector<Delivery>& deliveries) {
    std::vector<std::string> bodies;
    for (const Delivery& delivery : deliveries) {
        bodies.push_back(delivery.message->body);
    }
    return bodies;
}

Receipt receipt_of(const Delivery& delivery) {
    return {.queue = QueueId{1},
            .sequence = delivery.sequence,
            .receive_count = delivery.state.receive_count,
            .received_at = delivery.state.received_at};
}

std::optional<Errc> try_remove(Queue& queue, const Delivery& delivery, TimePoint now) {
    Changes changes;
    const auto removed = queue.remove(receipt_of(delivery), now, changes);
    return removed ? std::nullopt : std::optional(removed.error().code);
}

std::optional<Errc> hide(Queue& queue, const Delivery& delivery, Duration timeout, TimePoint now) {
    Changes changes;
    const auto hidden = queue.change_visibility(receipt_of(delivery), timeout, now, changes);
    return hidden ? std::nullopt : std::optional(hidden.error().code);
}

void remove(Queue& queue, const Delivery& delivery, TimePoint now) {
    ASSERT_EQ(try_remove(queue, delivery, now), std::nullopt);
}

}  // namespace forebay::engine
