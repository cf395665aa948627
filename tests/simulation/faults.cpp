#include "tests/simulation/faults.hpp"

#include <algorithm>
#include <utility>

namespace forebay::simulation {
namespace {

using engine::Queue;

/// Passes everything on, and does one thing wrong.
class FaultyQueue final : public Queue {
public:
    FaultyQueue(std::unique_ptr<Queue> queue, Fault fault)
        : queue_(std::move(queue)), fault_(fault) {}

    engine::Accepted send(std::shared_ptr<Message> message, Duration delay, TimePoint now,
                          Changes& changes) override {
        if (fault_ == Fault::duplicate_taken_in && ++calls_ % 20 == 0) {
            message->deduplication_id += "-again";
        }
        auto accepted = queue_->send(std::move(message), delay, now, changes);
        drop_if(Fault::send_not_recorded, changes);
        if (fault_ == Fault::duplicates_forgotten) {
            std::erase_if(changes, [](const Change& change) {
                return std::holds_alternative<Deduplicated>(change);
            });
        }
        if (fault_ == Fault::sequence_reused && ++calls_ % 50 == 0) {
            accepted.sequence = Sequence{1};
        }
        return accepted;
    }

    Result<std::vector<engine::Delivery>> receive(const engine::ReceiveCall& call, TimePoint now,
                                                  Changes& changes) override {
        if (fault_ == Fault::message_withheld && ++calls_ % 20 == 0) {
            return std::vector<engine::Delivery>{};
        }
        engine::ReceiveCall made = call;
        if (fault_ == Fault::visible_a_millisecond_early) {
            now += Duration(1);
            made.visibility_timeout -= std::min(made.visibility_timeout, Duration(1));
        }
        if (fault_ == Fault::visible_a_millisecond_late) {
            made.visibility_timeout += Duration(1);
        }
        auto received = queue_->receive(made, now, changes);
        drop_if(Fault::receive_not_recorded, changes);
        if (fault_ == Fault::order_reversed) {
            std::ranges::reverse(*received);
        }
        if (fault_ == Fault::lock_dropped && !received->empty() && ++calls_ % 20 == 0) {
            const engine::Delivery& last = received->back();
            (void)queue_->change_visibility({.queue = QueueId{},
                                             .sequence = last.sequence,
                                             .receive_count = last.state.receive_count,
                                             .received_at = last.state.received_at},
                                            Duration::zero(), now, changes);
        }
        for (Change& change : changes) {
            if (auto* changed = std::get_if<StateChanged>(&change)) {
                spoil(changed->state);
            }
        }
        return received;
    }

    Result<void> remove(const Receipt& receipt, TimePoint now, Changes& changes) override {
        auto removed = queue_->remove(receipt, now, changes);
        if (fault_ == Fault::load_brings_back_removed && is_loading_) {
            removed_.push_back(receipt.sequence);
        }
        drop_if(Fault::delete_not_recorded, changes);
        return removed;
    }

    Result<void> change_visibility(const Receipt& receipt, Duration timeout, TimePoint now,
                                   Changes& changes) override {
        return queue_->change_visibility(receipt, timeout, now, changes);
    }
    void redrive_after(std::uint32_t receive_count_max) override {
        queue_->redrive_after(fault_ == Fault::dead_letter_delivered ? 0 : receive_count_max);
    }
    std::vector<engine::Delivery> take_dead_letters(std::size_t max, TimePoint now,
                                                    Changes& changes) override {
        return queue_->take_dead_letters(max, now, changes);
    }
    std::vector<engine::Delivery> take_waiting(std::size_t max, TimePoint now,
                                               Changes& changes) override {
        return queue_->take_waiting(max, now, changes);
    }
    bool is_moving(Sequence sequence) const override { return queue_->is_moving(sequence); }
    void moved_away(Sequence sequence, Changes& changes) override {
        queue_->moved_away(sequence, changes);
        if (fault_ == Fault::move_not_recorded) {
            changes.clear();
        }
    }
    void stay(Sequence sequence) override {
        if (fault_ != Fault::refused_message_dropped) {
            queue_->stay(sequence);
        }
    }
    void take_in(std::shared_ptr<Message> message, TimePoint now, Changes& changes) override {
        if (fault_ == Fault::retention_begins_anew) {
            message = std::make_shared<Message>(*message);
            message->sent_at = now;
        }
        queue_->take_in(std::move(message), now, changes);
    }
    void purge(Changes& changes) override { queue_->purge(changes); }
    void tick(TimePoint now, Changes& changes) override {
        queue_->tick(now, changes);
        drop_if(Fault::receive_not_recorded, changes);
    }
    void settle(Changes& changes) override { queue_->settle(changes); }
    std::optional<TimePoint> next_deadline() const override { return queue_->next_deadline(); }
    void configure(const QueueSettings& settings, TimePoint now) override {
        QueueSettings made = settings;
        if (fault_ == Fault::delay_not_changed) {
            made.delay = Duration::zero();
        }
        queue_->configure(made, now);
    }
    QueueCounts counts() const override { return queue_->counts(); }
    std::optional<TimePoint> oldest_sent_at() const override { return queue_->oldest_sent_at(); }
    std::uint64_t expired_count() const override { return queue_->expired_count(); }
    QueueCounters counters() const override { return queue_->counters(); }
    engine::Glance glance(engine::MessagePhase phase, Sequence from,
                          std::size_t held_max) const override {
        return queue_->glance(phase, from, held_max);
    }
    bool is_held(Sequence sequence) const override { return queue_->is_held(sequence); }

    void restore(const QueueCounters& counters) override { queue_->restore(counters); }
    void apply(const Change& change) override { queue_->apply(change); }
    bool is_starved() const override { return queue_->is_starved(); }
    bool must_load(Sequence sequence) const override { return queue_->must_load(sequence); }

    std::optional<engine::LoadRequest> next_load() override {
        auto request = queue_->next_load();
        is_loading_ = request.has_value();
        is_looking_ahead_ = request.has_value() && request->is_ahead;
        return request;
    }
    engine::LoadRequest load_of(Sequence sequence) override {
        is_loading_ = true;
        is_looking_ahead_ = false;
        return queue_->load_of(sequence);
    }
    void loaded(engine::Loaded loaded, TimePoint now, Changes& changes) override {
        is_loading_ = false;
        if (fault_ == Fault::look_finds_nothing && is_looking_ahead_) {
            loaded.range.clear();
        }
        queue_->loaded(std::move(loaded), now, changes);
        for (const Sequence sequence : std::exchange(removed_, {})) {
            queue_->apply(StateChanged{sequence,
                                       {.visible_at = now,
                                        .first_received_at = now,
                                        .received_at = now,
                                        .receive_count = 1,
                                        .receive_count_here = 1}});
        }
    }
    std::optional<engine::ExpiredRange> next_expired_range(TimePoint now) override {
        return queue_->next_expired_range(now);
    }
    void remove_expired(const engine::ExpiredRange& range, std::uint64_t count,
                        std::optional<Sequence> next, TimePoint now, Changes& changes) override {
        queue_->remove_expired(range, count, next, now, changes);
    }
    std::size_t resident_bytes() const override { return queue_->resident_bytes(); }
    void release() override { queue_->release(); }

private:
    void spoil(MessageState& state) const {
        if (fault_ == Fault::group_not_recorded) {
            state.group = GroupKey(static_cast<std::uint64_t>(state.group) + 1);
        }
        if (fault_ == Fault::repeat_not_recorded) {
            state.attempt = {};
        }
    }

    void drop_if(Fault fault, Changes& changes) {
        if (fault_ == fault && ++calls_ % 20 == 0) {
            changes.clear();
        }
    }

    std::unique_ptr<Queue> queue_;
    Fault fault_;
    int calls_ = 0;
    bool is_loading_ = false;
    bool is_looking_ahead_ = false;
    std::vector<Sequence> removed_;
};

}  // namespace

std::string name(Fault fault) {
    switch (fault) {
        case Fault::send_not_recorded:
            return "SendNotRecorded";
        case Fault::delete_not_recorded:
            return "DeleteNotRecorded";
        case Fault::receive_not_recorded:
            return "ReceiveNotRecorded";
        case Fault::visible_a_millisecond_early:
            return "VisibleAMillisecondEarly";
        case Fault::visible_a_millisecond_late:
            return "VisibleAMillisecondLate";
        case Fault::load_brings_back_removed:
            return "LoadBringsBackRemoved";
        case Fault::sequence_reused:
            return "SequenceReused";
        case Fault::message_withheld:
            return "MessageWithheld";
        case Fault::lock_dropped:
            return "LockDropped";
        case Fault::group_not_recorded:
            return "GroupNotRecorded";
        case Fault::order_reversed:
            return "OrderReversed";
        case Fault::duplicates_forgotten:
            return "DuplicatesForgotten";
        case Fault::duplicate_taken_in:
            return "DuplicateTakenIn";
        case Fault::delay_not_changed:
            return "DelayNotChanged";
        case Fault::look_finds_nothing:
            return "LookFindsNothing";
        case Fault::repeat_not_recorded:
            return "RepeatNotRecorded";
        case Fault::dead_letter_delivered:
            return "DeadLetterDelivered";
        case Fault::move_not_recorded:
            return "MoveNotRecorded";
        case Fault::retention_begins_anew:
            return "RetentionBeginsAnew";
        case Fault::refused_message_dropped:
            return "RefusedMessageDropped";
    }
    return "Unknown";
}

Wrap plant(Fault fault) {
    return [fault](std::unique_ptr<Queue> queue) {
        return std::make_unique<FaultyQueue>(std::move(queue), fault);
    };
}

}  // namespace forebay::simulation
