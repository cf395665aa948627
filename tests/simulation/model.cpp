#include "tests/simulation/model.hpp"

#include <algorithm>
#include <set>

namespace forebay::simulation {

using namespace std::chrono_literals;

std::string Model::print(const std::string& group, const std::string& id) const {
    const bool by_group =
        info_.deduplication_scope_at_creation == DeduplicationScope::message_group;
    return by_group ? group + "/" + id : id;
}

std::optional<Sequence> Model::original(const std::string& group, const std::string& id,
                                        TimePoint now) const {
    const auto at = originals_.find(print(group, id));
    if (!info_.settings.fifo || at == originals_.end() || time_of(at->second) + 5min <= now) {
        return std::nullopt;
    }
    return at->second;
}

void Model::send(Sequence sequence, const Message& message, TimePoint visible_at) {
    messages_[sequence] = {.group = message.group_id,
                           .visible_at = visible_at,
                           .received_at = {},
                           .receive_count = message.receive_count,
                           .is_ripe = info_.settings.delay == 0s,
                           .attempt = {}};
    originals_[print(message.group_id, message.deduplication_id)] = sequence;
}

void Model::take_in(Sequence sequence, const Message& message, TimePoint visible_at) {
    const auto originals = originals_;
    send(sequence, message, visible_at);
    originals_ = originals;  // it is no duplicate, and has none
}

void Model::moved_away(Sequence sequence) {
    messages_.erase(sequence);
    unrecorded_.erase(sequence);
}

void Model::stay(Sequence sequence) {
    if (const auto at = messages_.find(sequence); at != messages_.end()) {
        at->second.is_moving = false;
    }
}

void Model::stay_all() {
    for (auto& [sequence, entry] : messages_) {
        entry.is_moving = false;
    }
}

bool Model::is_exhausted(const Entry& entry) const {
    return receive_count_max_ > 0 && entry.receive_count_here >= receive_count_max_;
}

// Of a FIFO queue only what nothing else is before in its group.
std::vector<Sequence> Model::dead_letters(TimePoint now) const {
    std::vector<Sequence> sequences;
    std::set<std::string> blocked;
    for (const auto& [sequence, entry] : messages_) {
        const bool is_dead = is_visible(entry, now) && is_exhausted(entry) && !entry.is_moving;
        if (!is_dead) {
            blocked.insert(entry.group);
        } else if (!info_.settings.fifo || !blocked.contains(entry.group)) {
            sequences.push_back(sequence);
        }
    }
    return sequences;
}

void Model::receive(Sequence sequence, TimePoint now, Duration timeout,
                    const ReceiveAttempt& attempt) {
    Entry& entry = messages_.at(sequence);
    if (!info_.settings.fifo) {
        unrecorded_.try_emplace(sequence, now, entry);
    }
    entry.visible_at = now + timeout;
    entry.received_at = now;
    entry.attempt = attempt;
    ++entry.receive_count;
    ++entry.receive_count_here;
}

void Model::purge() {
    messages_.clear();
    unrecorded_.clear();
    originals_.clear();
}

void Model::forget_unrecorded() {
    for (auto& [sequence, unrecorded] : unrecorded_) {
        messages_.at(sequence) = unrecorded.before;
    }
    unrecorded_.clear();
}

bool Model::is_record_overdue(TimePoint now) const {
    return std::ranges::any_of(unrecorded_,
                               [now](const auto& one) { return one.second.since + 100ms <= now; });
}

void Model::configure(const QueueSettings& settings, TimePoint now) {
    settle(now);
    info_.settings = settings;
    settle(now);
}

void Model::settle(TimePoint now) {
    std::erase_if(messages_, [&](const auto& message) {
        return time_of(message.first) + info_.settings.retention <= now;
    });
    std::erase_if(unrecorded_, [&](const auto& one) { return !contains(one.first); });
    for (auto& [sequence, entry] : messages_) {
        entry.is_ripe |= time_of(sequence) + info_.settings.delay <= now;
    }
}

bool Model::is_visible(const Entry& entry, TimePoint now) const {
    return entry.visible_at <= now && (entry.is_ripe || !info_.settings.fifo);
}

// Of a FIFO queue's messages only those that are in flight under this very receipt.
Model::Entry* Model::in_flight(const Receipt& receipt, TimePoint now) {
    const auto at = messages_.find(receipt.sequence);
    if (at == messages_.end()) {
        return nullptr;
    }
    Entry& entry = at->second;
    const bool is_current = entry.visible_at > now && entry.received_at == receipt.received_at &&
                            entry.receive_count == receipt.receive_count;
    return is_current || !info_.settings.fifo ? &entry : nullptr;
}

std::optional<Errc> Model::remove(const Receipt& receipt, TimePoint now) {
    if (contains(receipt.sequence) && in_flight(receipt, now) == nullptr) {
        return Errc::receipt_expired;
    }
    messages_.erase(receipt.sequence);
    unrecorded_.erase(receipt.sequence);
    return std::nullopt;
}

std::optional<Errc> Model::change_visibility(const Receipt& receipt, TimePoint now,
                                             Duration timeout) {
    Entry* entry = in_flight(receipt, now);
    if (entry == nullptr) {
        return Errc::message_not_in_flight;
    }
    // The receive may have been lost in a crash, while its receipt was not.
    const bool is_lost = entry->receive_count_here == 0;
    const TimePoint received_at = is_lost ? receipt.received_at : entry->received_at;
    if (now + timeout > received_at + limits::visibility_timeout_max) {
        return Errc::over_limit;
    }
    entry->received_at = received_at;
    entry->receive_count = is_lost ? receipt.receive_count : entry->receive_count;
    entry->receive_count_here = is_lost ? 1 : entry->receive_count_here;
    entry->visible_at = now + timeout;
    entry->attempt = {};
    return std::nullopt;
}

std::vector<Sequence> Model::receivable(TimePoint now) const {
    std::vector<Sequence> sequences;
    std::set<std::string> blocked;
    for (const auto& [sequence, entry] : messages_) {
        if (!is_visible(entry, now) || is_exhausted(entry) || entry.is_moving) {
            blocked.insert(entry.group);
        } else if (!info_.settings.fifo || !blocked.contains(entry.group)) {
            sequences.push_back(sequence);
        }
    }
    return sequences;
}

std::vector<Sequence> Model::earlier(const Fingerprint& attempt, TimePoint now) const {
    TimePoint latest{};  // the name may have been used before
    for (const auto& [sequence, entry] : messages_) {
        if (entry.attempt.id == attempt) {
            latest = std::max(latest, entry.received_at);
        }
    }
    std::vector<Sequence> sequences;
    for (const auto& [sequence, entry] : messages_) {
        const bool is_of_it = entry.attempt.id == attempt && entry.received_at == latest;
        if (is_of_it && entry.visible_at > now && now < latest + 5min) {
            sequences.resize(entry.attempt.places);
            sequences[entry.attempt.place] = sequence;
        }
    }
    const bool is_whole = std::ranges::find(sequences, Sequence{}) == sequences.end();
    return is_whole ? sequences : std::vector<Sequence>{};
}

bool Model::is_named_at(const Fingerprint& attempt, TimePoint now) const {
    return std::ranges::any_of(messages_, [&](const auto& message) {
        return message.second.attempt.id == attempt && message.second.received_at == now;
    });
}

void Model::repeat(Sequence sequence, TimePoint now, Duration timeout) {
    Entry& entry = messages_.at(sequence);
    entry.visible_at = std::min(now + timeout, entry.received_at + limits::visibility_timeout_max);
}

QueueCounts Model::counts(TimePoint now) const {
    QueueCounts counts;
    for (const auto& [sequence, entry] : messages_) {
        if (is_visible(entry, now)) {
            ++counts.visible;
        } else if (entry.receive_count_here > 0) {
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

std::size_t Model::waiting_before(Sequence sequence) const {
    return static_cast<std::size_t>(
        std::count_if(messages_.begin(), messages_.lower_bound(sequence),
                      [](const auto& message) { return message.second.receive_count_here == 0; }));
}

}  // namespace forebay::simulation
