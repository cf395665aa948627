// Archives of FIFO topics, and what is replayed from them: SNS specification 12.3.
//
// A replay goes in laps. Each reads a bounded part of the archive, from where the subscription has
// come to, and hands it out as if it were published now; that the subscription has come further is
// in the same commit, so a restart goes on where the replay was, and nothing is replayed twice.
//
// While it runs the subscription gets nothing of what is published: that is archived too, so the
// replay comes to it in its place. Once a lap has read all that there was when it began, the next
// one is taken to be the last: what is published during it is held, and goes out behind it.

#include "runtime/journal.hpp"
#include "runtime/shard.hpp"
#include "runtime/shard_topics.hpp"
#include <forebay/base/assert.hpp>

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <utility>

namespace forebay::runtime {
namespace {

constexpr std::size_t lap_messages_max = 128;
constexpr std::size_t lap_bytes_max = std::size_t{1} << 20U;
constexpr Duration pause{1000};         // while the disk is nearly full
constexpr std::size_t at_once_max = 8;  // of a shard: each has a lap in memory

/// The first sequence that is later than what a replay wants.
Sequence end_of(const Replay& replay) {
    return replay.until ? first_sequence_at(*replay.until + Duration(1))
                        : Sequence(~std::uint64_t{0});
}

}  // namespace

/// What one lap is to read.
struct ShardTopics::Lap {
    Sequence begin;
    Sequence end;
    Ticket seen;  // the reader must see all that the topic knows
};

// Archives.

void ShardTopics::set_up_archive(Slot& slot) {
    const auto& policy = slot.info->archive;
    if (slot.archive == nullptr && policy.has_value() && slot.order != nullptr) {
        slot.archive =
            std::make_unique<engine::TopicArchive>(*policy, slot.order->counters().last_sequence);
    } else if (slot.archive != nullptr && policy.has_value()) {
        slot.archive->configure(*policy);
    } else if (slot.archive != nullptr) {
        Changes changes;
        slot.archive->clear(changes);
        journal::record(journal::order_of(slot.info->id), changes, turns_.batch());
        slot.archive.reset();
        fail_replays(slot);
    }
    reschedule(slot);
}

void ShardTopics::fail_replays(Slot& slot) {
    for (auto& [_, member] : slot.members) {
        if (is_replaying(*member.subscription)) {
            member.replay = 0;
            Subscription failed = *member.subscription;
            failed.replay->status = ReplayStatus::failed;
            journal::record_subscription(slot.info->id, failed, turns_.batch());
            put(slot, std::make_shared<const Subscription>(std::move(failed)));
        }
    }
}

// Replays.

void ShardTopics::start() {
    is_replaying_allowed_ = true;
}

void ShardTopics::stop_replays() {
    is_replaying_allowed_ = false;
    paused_.clear();
}

// The one that runs ends.
void ShardTopics::begin_replay(const Slot& slot, Member& member) {
    member.replay = 0;
    if (is_replaying(*member.subscription)) {
        member.replay = ++last_replay_;
        waiting_.push_back({slot.info->id, member.subscription->id, member.replay});
        run_waiting();
    }
}

void ShardTopics::run_waiting() {
    while (!waiting_.empty() && running_count_ < at_once_max) {
        const ReplayName name = waiting_.front();
        waiting_.pop_front();
        if (find(name) != nullptr) {
            ++running_count_;
            asio::co_spawn(shard_.executor(), run(name), must_not_throw);
        }
    }
}

Task<void> ShardTopics::run(ReplayName name) {
    co_await replay(name);
    --running_count_;
    run_waiting();
}

ShardTopics::Member* ShardTopics::find(const ReplayName& name) {
    Slot* slot = find(name.topic);
    Member* member = slot == nullptr ? nullptr : find(*slot, name.subscription);
    const bool is_running =
        member != nullptr && member->replay == name.number && is_replaying_allowed_;
    return is_running ? member : nullptr;
}

// Another one may run for the subscription when this comes back from a wait.
Task<void> ShardTopics::replay(ReplayName name) {
    const QueueId archive = journal::order_of(name.topic);
    bool is_last = false;
    while (find(name) != nullptr) {
        const auto room = co_await shard_.check_room(lap_bytes_max);
        Member* member = find(name);
        if (member == nullptr) {
            co_return;
        }
        if (!room) {
            member->replay = 0;
            paused_.emplace(shared_.clock.now() + pause, name.topic, name.subscription);
            shard_.arm();
            co_return;
        }
        Slot* slot = find(name.topic);
        if (slot->archive == nullptr) {  // it went just before the replay was asked for
            fail_replays(*slot);
            co_return;
        }

        const Lap lap = begin_lap(*slot, *member, is_last);
        engine::Loaded loaded;
        loaded.range_end = lap.end;
        if (lap.begin < lap.end) {
            co_await turns_.durable(lap.seen);
            engine::LoadRequest request;
            request.begin = lap.begin;
            request.end = lap.end;
            request.messages_max = lap_messages_max;
            request.bytes_max = lap_bytes_max;
            loaded = co_await shared_.reader.load(archive, std::move(request));
            member = find(name);
            if (member == nullptr) {
                co_return;
            }
            slot = find(name.topic);
        }
        is_last = loaded.range_end == lap.end;
        end_lap(*slot, *member, lap, loaded);
        const Ticket handed_out_in = slot->changed_in;
        co_await turns_.durable(handed_out_in);
    }
}

ShardTopics::Lap ShardTopics::begin_lap(Slot& slot, Member& member, bool is_last) {
    const Replay& replay = *member.subscription->replay;
    if (is_last && !replay.until) {
        member.held.emplace();
        slot.indexes[member.subscription->protocol].put(slot.ids.at(member.subscription->id),
                                                        policy_of(*member.subscription));
    }
    const Sequence first =
        std::max(first_sequence_at(replay.from), slot.archive->begin(shared_.clock.now()));
    return {.begin = std::max(replay.next, first),
            .end = std::min(next(slot.order->counters().last_sequence), end_of(replay)),
            .seen = slot.changed_in};
}

// Hands out what has been read. The replay ends if that was all that there is by now, or that it
// wants.
void ShardTopics::end_lap(Slot& slot, Member& member, const Lap& lap,
                          const engine::Loaded& loaded) {
    Subscription changed = *member.subscription;
    const Topics::Render render = shared_.make_replay_render(slot.info);
    const engine::FilterPolicy policy = policy_of(changed);
    Letters letters;
    for (const auto& [sequence, message] : loaded.range) {
        const Publication publication = from_archived(*message);
        engine::FilterSubject subject(publication.attributes, publication.message);
        if (!policy.matches(subject)) {
            continue;
        }
        if (auto request = render(changed, publication, static_cast<std::uint64_t>(sequence))) {
            address(slot, member, *std::move(request), letters);
        }
    }

    const bool has_all = loaded.range_end == lap.end;
    const bool is_held = member.held.has_value();
    const bool is_behind = slot.order->counters().last_sequence >= lap.end;
    const bool has_ended = has_all && (is_held || !is_behind || lap.end == end_of(*changed.replay));
    if (has_ended && is_held) {
        for (SendRequest& request : *member.held) {
            address(slot, member, std::move(request), letters);
        }
    }
    changed.replay->status = has_ended ? ReplayStatus::completed : ReplayStatus::in_progress;
    changed.replay->next = std::max(changed.replay->next, loaded.range_end);
    member.replay = has_ended ? 0 : member.replay;
    journal::record_subscription(slot.info->id, changed, turns_.batch());
    dispatch(std::move(letters));  // before anybody is told that the replay has ended
    put(slot, std::make_shared<const Subscription>(std::move(changed)));
    mark_changed(slot);
}

}  // namespace forebay::runtime
