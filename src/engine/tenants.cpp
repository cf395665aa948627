#include "engine/tenants.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace forebay::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t noisy_in_flight_min = 30;
constexpr double noisy_processing_ms_min = 30'000;
constexpr std::size_t noisy_share = 10;  // more than one in so many
constexpr Duration noisy_silence_max = 5min;
constexpr Duration processing_half_life = 1min;

constexpr std::size_t noisy_max = 100;       // of a queue: who comes then stays quiet
constexpr std::size_t tenants_max = 10'000;  // of a queue, with idle ones

bool is_silent(const Tenant& tenant, TimePoint now) {
    return now >= time_of(tenant.last_sent) + noisy_silence_max;
}

}  // namespace

double RecentTime::ms(TimePoint now) const {
    const std::chrono::duration<double> age = now - at_;
    const std::chrono::duration<double> half_life = processing_half_life;
    return ms_ == 0 ? 0 : ms_ * std::exp2(-(age / half_life));
}

void RecentTime::add(Duration time, TimePoint now) {
    ms_ = ms(now) + static_cast<double>(time.count());
    at_ = now;
}

// Tenants.

Tenant* Tenants::find(GroupKey key) {
    const auto at = tenants_.find(key);
    return at == tenants_.end() ? nullptr : &at->second;
}

const Tenant* Tenants::find(GroupKey key) const {
    const auto at = tenants_.find(key);
    return at == tenants_.end() ? nullptr : &at->second;
}

Tenant& Tenants::of(GroupKey key) {
    const auto [at, is_new] = tenants_.try_emplace(key);
    Tenant& tenant = at->second;
    if (is_new) {
        tenant.key = key;
        tenant.last_sent = unknown_until_;
    }
    tenant.unlink();
    return tenant;
}

void Tenants::note_idle(Tenant& tenant) {
    tenant.unlink();
    if (tenant.visible.empty() && tenant.in_flight == 0 && !tenant.is_noisy) {
        idle_.push_back(tenant);
    }
}

void Tenants::forget(const Tenant& tenant) {
    unknown_until_ = std::max(unknown_until_, tenant.last_sent);
    tenants_.erase(GroupKey(tenant.key));
    if (tenants_.empty()) {
        quiet_.clear();
        knows_groupless_ = false;
    }
}

// Messages in memory.

void Tenants::add_visible(Sequence sequence, GroupKey key) {
    if (key == GroupKey{}) {
        if (knows_groupless_) {
            quiet_.insert(sequence);
        }
        return;
    }
    Tenant& tenant = of(key);
    tenant.visible.insert(sequence);
    if (!tenant.is_noisy) {
        quiet_.insert(sequence);
    }
}

void Tenants::remove_visible(Sequence sequence, GroupKey key) {
    if (key == GroupKey{}) {
        if (knows_groupless_) {
            quiet_.erase(sequence);
        }
        return;
    }
    Tenant& tenant = of(key);
    tenant.visible.erase(sequence);
    if (!tenant.is_noisy) {
        quiet_.erase(sequence);
    }
    note_idle(tenant);
}

void Tenants::add_in_flight(GroupKey key) {
    if (key != GroupKey{}) {
        ++of(key).in_flight;
    }
}

void Tenants::remove_in_flight(GroupKey key) {
    if (key != GroupKey{}) {
        Tenant& tenant = of(key);
        --tenant.in_flight;
        note_idle(tenant);
    }
}

void Tenants::processed(GroupKey key, Duration time, TimePoint now) {
    if (tenants_.empty()) {
        return;
    }
    processing_.add(time, now);
    if (key != GroupKey{}) {
        Tenant& tenant = of(key);
        tenant.processing.add(time, now);
        note_idle(tenant);
    }
}

void Tenants::sent(GroupKey key, Sequence sequence) {
    if (key != GroupKey{}) {
        Tenant& tenant = of(key);
        tenant.last_sent = std::max(tenant.last_sent, sequence);
        note_idle(tenant);
        if (tenants_.size() > tenants_max && !idle_.empty()) {
            forget(idle_.front());
        }
    }
}

// Noise.

void Tenants::judge(GroupKey key, std::size_t in_flight_count, TimePoint now) {
    Tenant* tenant = key == GroupKey{} ? nullptr : find(key);
    if (tenant == nullptr || tenant->is_noisy || tenant->visible.empty() ||
        is_silent(*tenant, now) || noisy_.size() == noisy_max) {
        return;
    }
    const double processing_ms = tenant->processing.ms(now);
    const bool holds_many = tenant->in_flight >= noisy_in_flight_min &&
                            tenant->in_flight * noisy_share > in_flight_count;
    const bool takes_long = processing_ms >= noisy_processing_ms_min &&
                            processing_ms * double{noisy_share} > processing_.ms(now);
    if (holds_many || takes_long) {
        begin_noise(*tenant);
    }
}

void Tenants::begin_noise(Tenant& tenant) {
    tenant.unlink();
    if (noisy_.empty()) {
        looked_until_ = Sequence{};
    }
    tenant.is_noisy = true;
    noisy_.push_back(&tenant);
    for (const Sequence sequence : tenant.visible) {
        quiet_.erase(sequence);
    }
}

void Tenants::end_noise(Tenant& tenant) {
    tenant.is_noisy = false;
    quiet_.insert(tenant.visible.begin(), tenant.visible.end());
    if (const auto passed_over = std::exchange(tenant.passed_over, std::nullopt)) {
        look_again_from(*passed_over);
    }
    note_idle(tenant);
}

void Tenants::settle(TimePoint now, Sequence window_end, bool has_more_on_disk) {
    for (auto at = noisy_.begin(); at != noisy_.end();) {
        Tenant& tenant = **at;
        const bool may_have_more = has_more_on_disk && tenant.last_sent >= window_end;
        const bool has_backlog = may_have_more || !tenant.visible.empty();
        if (has_backlog && !is_silent(tenant, now)) {
            ++at;
            continue;
        }
        at = noisy_.erase(at);
        end_noise(tenant);
    }
    while (!idle_.empty() && is_silent(idle_.front(), now)) {
        forget(idle_.front());
    }
}

std::vector<NoisyTenant> Tenants::noisy() const {
    std::vector<NoisyTenant> noisy;
    noisy.reserve(noisy_.size());
    for (const Tenant* tenant : noisy_) {
        noisy.push_back({.group = tenant->key, .last_sent = tenant->last_sent});
    }
    return noisy;
}

void Tenants::restore(const QueueCounters& counters) {
    unknown_until_ = counters.last_sequence;
    for (const NoisyTenant& stored : counters.noisy) {
        Tenant& tenant = of(stored.group);
        tenant.last_sent = stored.last_sent;
        begin_noise(tenant);
    }
}

// Order.

std::vector<Sequence> Tenants::in_turn(std::size_t count_max) const {
    std::vector<Sequence> sequences;
    sequences.reserve(count_max);
    for (auto at = quiet_.begin(); at != quiet_.end() && sequences.size() < count_max; ++at) {
        sequences.push_back(*at);
    }

    struct Turn {
        std::size_t in_flight;
        std::set<Sequence>::const_iterator at;
        std::set<Sequence>::const_iterator end;
    };
    std::vector<Turn> turns;
    if (sequences.size() < count_max) {
        for (const Tenant* tenant : noisy_) {
            if (!tenant->visible.empty()) {
                turns.push_back(
                    {tenant->in_flight, tenant->visible.begin(), tenant->visible.end()});
            }
        }
    }
    while (sequences.size() < count_max && !turns.empty()) {
        const auto turn = std::ranges::min_element(
            turns, {}, [](const Turn& one) { return std::tuple(one.in_flight, *one.at); });
        sequences.push_back(*turn->at);
        ++turn->in_flight;
        if (++turn->at == turn->end) {
            turns.erase(turn);
        }
    }
    return sequences;
}

// Looking ahead.

bool Tenants::wants_sent(GroupKey key, bool has_room) const {
    const Tenant* tenant = find(key);
    const bool is_first = tenant == nullptr || !tenant->passed_over.has_value();
    return has_noisy() && is_first && wants(key, has_room);
}

bool Tenants::wants(GroupKey key, bool has_room) const {
    const Tenant* tenant = find(key);
    if (tenant != nullptr && tenant->is_noisy) {
        return tenant->visible.size() < ahead_max_;
    }
    return quiet_.empty() || (quiet_.size() < ahead_max_ && has_room);
}

std::optional<Tenants::Look> Tenants::next_look(Sequence window_end, Sequence last_sequence,
                                                bool has_room) {
    if (noisy_.empty()) {
        return std::nullopt;
    }
    std::optional<Sequence> begin;
    if (quiet_.empty() || (quiet_.size() < ahead_max_ / 2 && has_room)) {
        begin = std::max(looked_until_, window_end);
    }
    Look look;
    for (const Tenant* tenant : noisy_) {
        if (!is_low(*tenant)) {
            look.passed_over.push_back(tenant->key);
        } else if (tenant->passed_over.has_value()) {
            const Sequence from = std::max(*tenant->passed_over, window_end);
            begin = std::min(begin.value_or(from), from);
        }
    }
    if (!begin.has_value() || *begin > last_sequence) {
        return std::nullopt;
    }
    look.begin = *begin;
    again_from_.reset();
    return look;
}

void Tenants::looked(const Look& look, Sequence end, const FirstPassed& first_passed) {
    for (Tenant* tenant : noisy_) {
        const bool was_passed_over =
            std::ranges::find(look.passed_over, tenant->key) != look.passed_over.end();
        if (!was_passed_over && tenant->passed_over.has_value() && *tenant->passed_over < end) {
            tenant->passed_over = end < looked_until_ ? std::optional(end) : std::nullopt;
        }
    }
    looked_until_ = std::max(looked_until_, end);
    Sequence quiet_left = again_from_.value_or(end);
    for (const auto& [key, first] : first_passed) {
        Tenant* tenant = find(key);
        if (tenant != nullptr && tenant->is_noisy) {
            tenant->passed_over = std::min(first, tenant->passed_over.value_or(first));
        } else {
            quiet_left = std::min(quiet_left, first);
        }
    }
    if (quiet_left < end) {
        look_again_from(quiet_left);
    }
}

// Of noisy tenants, a look from there finds what was passed over there.
void Tenants::look_again_from(Sequence sequence) {
    again_from_ = std::min(sequence, again_from_.value_or(sequence));
    looked_until_ = std::min(looked_until_, sequence);
    for (Tenant* tenant : noisy_) {
        if (tenant->passed_over.has_value() && *tenant->passed_over >= looked_until_) {
            tenant->passed_over.reset();
        }
    }
}

void Tenants::sent_behind(GroupKey key, Sequence sequence, Sequence last_before,
                          Sequence window_end, bool is_kept) {
    Tenant* tenant = find(key);
    const bool is_noisy = tenant != nullptr && tenant->is_noisy;
    const bool was_at_end = std::max(looked_until_, window_end) > last_before;
    if (!was_at_end || (!is_kept && !is_noisy)) {
        return;
    }
    looked_until_ = next(sequence);
    if (!is_kept) {
        tenant->passed_over = std::min(sequence, tenant->passed_over.value_or(sequence));
    }
}

}  // namespace forebay::engine
