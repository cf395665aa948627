#include "engine/deduplication.hpp"

#include <forebay/model/limits.hpp>

#include <fmt/format.h>

namespace forebay::engine {
namespace {

constexpr Duration gathered_for{60'000};

}  // namespace

Deduplication::Deduplication() : by_fingerprint_(0, Hash{this}, Equal{this}) {}

Fingerprint Deduplication::fingerprint_of(DeduplicationScope scope, std::string_view group_id,
                                          std::string_view deduplication_id) {
    if (scope == DeduplicationScope::queue) {
        return fingerprint(deduplication_id);
    }
    return fingerprint(fmt::format("{}{}{}", group_id, '\0', deduplication_id));  // no id has it
}

Sequence Deduplication::ended_before(TimePoint now) {
    return first_sequence_at(now - limits::deduplication_window + Duration(1));
}

const Deduplicated* Deduplication::find(const Fingerprint& fingerprint, TimePoint now) const {
    const auto found = by_fingerprint_.find(fingerprint);
    if (found == by_fingerprint_.end() || at(*found).sequence < ended_before(now)) {
        return nullptr;
    }
    return &at(*found);
}

void Deduplication::add(const Deduplicated& message) {
    const auto earlier = by_fingerprint_.find(message.fingerprint);
    if (earlier != by_fingerprint_.end()) {
        by_fingerprint_.erase(earlier);
    }
    messages_.push_back(message);
    by_fingerprint_.insert(first_place_ + messages_.size() - 1);
}

void Deduplication::remove_before(Sequence end) {
    while (!messages_.empty() && messages_.front().sequence < end) {
        const auto found = by_fingerprint_.find(messages_.front().fingerprint);
        if (found != by_fingerprint_.end() && *found == first_place_) {
            by_fingerprint_.erase(found);
        }
        messages_.pop_front();
        ++first_place_;
    }
}

std::optional<TimePoint> Deduplication::next_deadline() const {
    if (messages_.empty()) {
        return std::nullopt;
    }
    return time_of(messages_.front().sequence) + limits::deduplication_window + gathered_for;
}

}  // namespace forebay::engine
