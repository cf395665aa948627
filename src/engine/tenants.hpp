#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/queue.hpp>

#include <boost/intrusive/list.hpp>
#include <boost/unordered_map.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace forebay::engine {

/// Who sent it; none: it has no group.
inline GroupKey group_of(const Message& message) {
    return message.group_id.empty() ? GroupKey{} : group_key(message.group_id);
}

/// A sum of durations in which each counts half as much a minute later.
class RecentTime {
public:
    void add(Duration time, TimePoint now);
    double ms(TimePoint now) const;

private:
    double ms_ = 0;
    TimePoint at_{};
};

/// One message group of a standard queue.
struct Tenant
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    GroupKey key{};
    std::set<Sequence> visible;  // of its messages in memory those that may be received
    std::size_t in_flight = 0;
    RecentTime processing;
    Sequence last_sent{};  // or later than that: what was sent before a restart is not known
    bool is_noisy = false;
    std::optional<Sequence>
        passed_over;  // while noisy: its first one on disk that a look left there
};

/// Who sends into a standard queue, and whose turn it is: the fairness of the SQS specification 9.
///
/// A tenant is a message group; a message without a group is its own. A tenant becomes noisy when
/// it has at least 30 messages in flight, and these are more than 10 % of all; or when, of recent
/// processing time (from receive to delete, halved with each minute that passes), it had at least
/// 30 seconds, and these are more than 10 % of all. That ends when its backlog is empty, or when it
/// has sent nothing for five minutes. While anybody is noisy, the messages of the others come
/// first, oldest first; then, of the noisy tenants, those of the one with the fewest in flight.
///
/// Knows the messages in memory that may be received, and how far the backlog on disk was looked
/// through for messages of others than those who have plenty in memory anyway. A queue that never
/// saw a group does nothing here. Idle tenants are forgotten, the one that was idle first, first.
class Tenants {
public:
    /// At most about `ahead_max` messages are looked for on disk for the quiet tenants together,
    /// and for each noisy one.
    explicit Tenants(std::size_t ahead_max) : ahead_max_(ahead_max) {}

    // Messages in memory. Those without a group count only while the order is kept.

    void add_visible(Sequence sequence, GroupKey key);
    void remove_visible(Sequence sequence, GroupKey key);
    void add_in_flight(GroupKey key);
    void remove_in_flight(GroupKey key);

    /// A message was in flight for so long, and then was deleted.
    void processed(GroupKey key, Duration time, TimePoint now);

    void sent(GroupKey key, Sequence sequence);

    // Noise.

    /// Finds out whether the tenant has become noisy.
    void judge(GroupKey key, std::size_t in_flight_count, TimePoint now);

    /// Ends the noise of those for whom it is over, and forgets who is idle. Messages that memory
    /// knows nothing of are on disk from `window_end` on, if there are any.
    void settle(TimePoint now, Sequence window_end, bool has_more_on_disk);

    bool has_noisy() const { return !noisy_.empty(); }
    std::vector<NoisyTenant> noisy() const;
    void restore(const QueueCounters& counters);

    // Order, while anybody is noisy.

    /// The order must be told of messages without a group, from now on by `add_visible`.
    bool lacks_groupless() const { return has_noisy() && !knows_groupless_; }
    void know_groupless() { knows_groupless_ = true; }

    /// The next messages to be received.
    std::vector<Sequence> in_turn(std::size_t count_max) const;

    // Looking ahead in the backlog on disk.

    struct Look {
        Sequence begin;
        std::vector<GroupKey> passed_over;  ///< who has plenty in memory
    };
    /// What to look for; nullopt: nothing. `has_room`: for more bodies in memory.
    std::optional<Look> next_look(Sequence window_end, Sequence last_sequence, bool has_room);

    using FirstPassed = std::vector<std::pair<GroupKey, Sequence>>;
    /// The backlog was looked through for `look`, up to `end`; of these tenants messages were left
    /// on disk.
    void looked(const Look& look, Sequence end, const FirstPassed& first_passed);

    /// From here on messages may be on disk alone that were in memory, or of quiet tenants now.
    void look_again_from(Sequence sequence);

    /// Whether a message that was found, or is sent, is to be kept in memory out of its turn.
    bool wants(GroupKey key, bool has_room) const;
    bool wants_sent(GroupKey key, bool has_room) const;

    /// A message was sent that did not go into the window; the one before it was `last_before`.
    void sent_behind(GroupKey key, Sequence sequence, Sequence last_before, Sequence window_end,
                     bool is_kept);

private:
    using IdleList = boost::intrusive::list<Tenant, boost::intrusive::constant_time_size<false>>;

    Tenant* find(GroupKey key);
    const Tenant* find(GroupKey key) const;
    Tenant& of(GroupKey key);
    bool is_low(const Tenant& tenant) const { return tenant.visible.size() < ahead_max_ / 2; }
    void note_idle(Tenant& tenant);
    void forget(const Tenant& tenant);
    void begin_noise(Tenant& tenant);
    void end_noise(Tenant& tenant);

    const std::size_t ahead_max_;
    IdleList idle_;
    boost::unordered_map<GroupKey, Tenant> tenants_;  // goes first: its tenants leave the list
    RecentTime processing_;                           // of all tenants
    std::set<Sequence> quiet_;                        // visible, of no noisy tenant, oldest first
    std::vector<Tenant*> noisy_;
    bool knows_groupless_ = false;        // quiet_ has messages without a group
    Sequence unknown_until_{};            // tenants that are not known may have sent up to here
    std::optional<Sequence> again_from_;  // look_again_from, since the latest look began
    Sequence looked_until_{};             // of quiet tenants nothing is on disk alone before it
};

}  // namespace forebay::engine
