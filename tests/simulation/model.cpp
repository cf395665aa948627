#include "tests/simulation/model.hpp"

namespace forebay::simulation {

void Model::send(Sequence sequence, TimePoint visible_at) {
    messages_[sequence] = {.visible_at = visible_at, .received_at = {}};
}

void Model::receive(Sequence sequence, TimePoint now, Duration timeout) {
    Entry& entry = messages_.at(sequence);
    entry.visible_at = now + timeout;
    entry.received_at = now;
    ++entry.receive_count;
}

std::optional<Errc> Model::change_visibility(const Receipt& receipt, TimePoint now,
                                             Duration timeout) {
    const auto at = messages_.find(receipt.sequence);
    if (at == messages_.end()) {
        return Errc::message_not_in_flight;
    }
    Entry& entry = at->second;
    if (entry.receive_count == 0) {  // the receive was lost in a crash, its receipt was not
        entry.receive_count = receipt.receive_count;
        entry.received_at = receipt.received_at;
    }
    if (now + timeout > entry.received_at + limits::visibility_timeout_max) {
        return Errc::over_limit;
    }
    entry.visible_at = now + timeout;
    return std::nullopt;
}

void Model::expire(TimePoint now) {
    std::erase_if(messages_,
                  [&](const auto& message) { return time_of(message.first) + retention_ <= now; });
}

std::vector<Sequence> Model::visible(TimePoint now) const {
    std::vector<Sequence> sequences;
    for (const auto& [sequence, entry] : messages_) {
        if (entry.visible_at <= now) {
            sequences.push_back(sequence);
        }
    }
    return sequences;
}

QueueCounts Model::counts(TimePoint now) const {
    QueueCounts counts;
    for (const auto& [sequence, entry] : messages_) {
        if (entry.visible_at <= now) {
            ++counts.visible;
        } else if (entry.receive_count > 0) {
            ++counts.in_flight;
        } else {
            ++counts.delayed;
        }
    }
    return counts;
}

std::uint32_t Model::receive_count(Sequence sequence) const {
    return messages_.at(sequence).receive_count;
}

}  // namespace forebay::simulation
