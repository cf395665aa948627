#include <forebay/engine/topic_archive.hpp>

#include <algorithm>
#include <utility>

namespace forebay::engine {
namespace {

constexpr Duration gathered_for{3'600'000};

}  // namespace

TopicArchive::TopicArchive(const ArchivePolicy& policy, Sequence last)
    : retention_(policy.retention), removed_before_(first_sequence_at(policy.since)), last_(last) {}

void TopicArchive::keep(Sequence sequence, MessagePtr message, Changes& changes) {
    last_ = sequence;
    changes.emplace_back(
        Sent{.sequence = sequence, .message = std::move(message), .state = std::nullopt});
}

Sequence TopicArchive::begin(TimePoint now) const {
    return std::max(removed_before_, first_sequence_at(now - retention_));
}

void TopicArchive::tick(TimePoint now, Changes& changes) {
    if (const auto due = next_deadline(); due.has_value() && *due <= now) {
        remove_before(begin(now), changes);
    }
}

std::optional<TimePoint> TopicArchive::next_deadline() const {
    if (last_ < removed_before_) {
        return std::nullopt;
    }
    return time_of(removed_before_) + retention_ + gathered_for;
}

void TopicArchive::clear(Changes& changes) {
    remove_before(next(last_), changes);
}

void TopicArchive::remove_before(Sequence end, Changes& changes) {
    if (removed_before_ < end) {
        changes.emplace_back(RangeRemoved{.begin = removed_before_, .end = end, .count = 0});
        removed_before_ = end;
    }
}

}  // namespace forebay::engine
