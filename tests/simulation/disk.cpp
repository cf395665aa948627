#include "tests/simulation/disk.hpp"

#include <algorithm>

namespace forebay::simulation {
namespace {

constexpr std::size_t passed_at_once_max = 15;

}  // namespace

void Disk::record(const Changes& changes, const QueueCounters& counters) {
    if (!changes.empty()) {
        pending_.push_back({changes, counters});
    }
}

void Disk::write(const Change& change) {
    if (const auto* sent = std::get_if<Sent>(&change)) {
        messages_[sent->sequence] = sent->message;
        if (sent->state.has_value()) {
            states_[sent->sequence] = *sent->state;
        }
    } else if (const auto* changed = std::get_if<StateChanged>(&change)) {
        states_[changed->sequence] = changed->state;
    } else if (const auto* removed = std::get_if<Removed>(&change)) {
        messages_.erase(removed->sequence);
        if (removed->had_state) {
            states_.erase(removed->sequence);
        }
    } else if (const auto* range = std::get_if<RangeRemoved>(&change)) {
        messages_.erase(messages_.lower_bound(range->begin), messages_.lower_bound(range->end));
        states_.erase(states_.lower_bound(range->begin), states_.lower_bound(range->end));
    } else if (const auto* deduplicated = std::get_if<Deduplicated>(&change)) {
        deduplicated_[deduplicated->sequence] = *deduplicated;
    } else if (const auto* ended = std::get_if<DeduplicationEnded>(&change)) {
        deduplicated_.erase(deduplicated_.begin(), deduplicated_.lower_bound(ended->end));
    }
}

void Disk::commit_one() {
    for (const Change& change : pending_.front().changes) {
        write(change);
    }
    counters_ = pending_.front().counters;
    pending_.pop_front();
}

void Disk::commit_all() {
    while (has_pending()) {
        commit_one();
    }
}

std::unique_ptr<engine::Queue> Disk::recover(const QueueInfo& info,
                                             const engine::WindowLimits& limits) const {
    auto queue = engine::make_queue(info, limits);
    queue->restore(counters_);
    for (const auto& [sequence, state] : states_) {
        queue->apply(StateChanged{sequence, state});
    }
    for (const auto& [sequence, deduplicated] : deduplicated_) {
        queue->apply(deduplicated);
    }
    return queue;
}

engine::Loaded Disk::read(QueueId, const engine::LoadRequest& request) const {
    engine::Loaded loaded;
    loaded.generation = request.generation;
    std::size_t bytes = 0;
    for (const Sequence sequence : request.single) {
        if (bytes > request.bytes_max) {
            break;
        }
        if (const auto at = messages_.find(sequence); at != messages_.end()) {
            bytes += at->second->body.size();
            loaded.single.emplace_back(sequence, at->second);
        }
    }
    if (request.messages_max > 0) {
        loaded.range_end = request.end;
        std::size_t passed = 0;
        for (auto at = messages_.lower_bound(request.begin);
             at != messages_.end() && at->first < request.end; ++at) {
            if (loaded.range.size() == request.messages_max || bytes > request.bytes_max ||
                passed == passed_at_once_max) {
                loaded.range_end = at->first;
                break;
            }
            const std::string& group_id = at->second->group_id;
            const GroupKey group = group_id.empty() ? GroupKey{} : group_key(group_id);
            if (std::ranges::find(request.passed_over, group) != request.passed_over.end()) {
                loaded.first_passed.emplace_back(group, at->first);
                ++passed;
                continue;
            }
            bytes += at->second->body.size();
            loaded.range.emplace_back(at->first, at->second);
        }
    }
    return loaded;
}

std::uint64_t Disk::count(const engine::ExpiredRange& range) const {
    return static_cast<std::uint64_t>(
        std::distance(messages_.lower_bound(range.begin), messages_.lower_bound(range.end)));
}

std::optional<Sequence> Disk::first_from(Sequence sequence) const {
    const auto at = messages_.lower_bound(sequence);
    return at == messages_.end() ? std::nullopt : std::optional(at->first);
}

}  // namespace forebay::simulation
