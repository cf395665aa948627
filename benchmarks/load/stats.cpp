#include "load/stats.hpp"

#include <algorithm>

namespace forebay::load {

void ErrorLog::note(const std::string& kind, const std::string& text) {
    ++counts_[kind];
    if (samples_.size() < samples_max && std::ranges::find(samples_, text) == samples_.end()) {
        samples_.push_back(text);
    }
}

void ErrorLog::add(const ErrorLog& other) {
    for (const auto& [kind, count] : other.counts_) {
        counts_[kind] += count;
    }
    for (const std::string& text : other.samples_) {
        if (samples_.size() < samples_max && std::ranges::find(samples_, text) == samples_.end()) {
            samples_.push_back(text);
        }
    }
}

void Stats::add(const Stats& other) {
    for (std::size_t i = 0; i < action_count; ++i) {
        actions[i].requests += other.actions[i].requests;
        actions[i].messages += other.actions[i].messages;
        actions[i].empty_receives += other.actions[i].empty_receives;
        actions[i].failed += other.actions[i].failed;
        actions[i].latency.add(other.actions[i].latency);
    }
    errors.add(other.errors);
    connections_lost += other.connections_lost;
    unknown_sends += other.unknown_sends;
    unknown_deletes += other.unknown_deletes;
    foreign += other.foreign;
    altered += other.altered;
    last_useful = std::max(last_useful, other.last_useful);
}

}  // namespace forebay::load
