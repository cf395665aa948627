#include "runtime/journal.hpp"

#include <forebay/storage/keys.hpp>
#include <forebay/storage/records.hpp>
#include <forebay/storage/topic_records.hpp>

#include <boost/endian/conversion.hpp>

#include <array>

namespace forebay::runtime::journal {
namespace {

using storage::Batch;
using storage::Space;
namespace keys = storage::keys;

// One thread encodes one record after the other: its buffer keeps its capacity.
std::string& scratch() {
    thread_local std::string buffer;
    return buffer;
}

void put_state(QueueId queue, Sequence sequence, const MessageState& state, Batch& batch) {
    storage::encode_state(state, scratch());
    batch.put(Space::records, keys::state(queue, sequence), scratch());
}

void remove_range(QueueId queue, Sequence begin, Sequence end, Batch& batch) {
    batch.remove_range(Space::messages, keys::message(queue, begin), keys::message(queue, end));
    batch.remove_range(Space::records, keys::state(queue, begin), keys::state(queue, end));
}

void end_deduplication(QueueId queue, Sequence end, Batch& batch) {
    batch.remove_range(Space::records, keys::deduplicated(queue, Sequence{}),
                       keys::deduplicated(queue, end));
}

struct Recorder {
    QueueId queue;
    Batch& batch;

    void operator()(const Sent& sent) const {
        storage::encode_message_head(*sent.message, scratch());
        batch.put(Space::messages, keys::message(queue, sent.sequence), scratch(),
                  sent.message->body, sent.message);
        if (sent.state.has_value()) {
            put_state(queue, sent.sequence, *sent.state, batch);
        }
    }
    void operator()(const StateChanged& changed) const {
        put_state(queue, changed.sequence, changed.state, batch);
    }
    void operator()(const Removed& removed) const {
        batch.remove_once(Space::messages, keys::message(queue, removed.sequence));
        if (removed.had_state) {
            batch.remove(Space::records, keys::state(queue, removed.sequence));
        }
    }
    void operator()(const RangeRemoved& removed) const {
        remove_range(queue, removed.begin, removed.end, batch);
    }
    void operator()(const Deduplicated& deduplicated) const {
        storage::encode_deduplicated(deduplicated, scratch());
        batch.put(Space::records, keys::deduplicated(queue, deduplicated.sequence), scratch());
    }
    void operator()(const DeduplicationEnded& ended) const {
        end_deduplication(queue, ended.end, batch);
    }
};

}  // namespace

void record(QueueId queue, const Changes& changes, Batch& batch) {
    for (const Change& change : changes) {
        std::visit(Recorder{queue, batch}, change);
    }
}

void record_counters(QueueId queue, const QueueCounters& counters, Batch& batch) {
    storage::encode_counters(counters, scratch());
    batch.put(Space::records, keys::counters(queue), scratch());
}

void record_queue(const QueueInfo& info, Batch& batch) {
    storage::encode_queue(info, scratch());
    batch.put(Space::records, keys::queue(info.id), scratch());
}

void record_gone(QueueId queue, Sequence sequence, Batch& batch) {
    batch.put(Space::records, keys::gone(queue, sequence), {});
}

void forget_gone(QueueId queue, Sequence sequence, Batch& batch) {
    batch.remove(Space::records, keys::gone(queue, sequence));
}

void record_move_task(QueueId queue, std::uint64_t number, const MoveTask& task, Batch& batch) {
    storage::encode_move_task(task, scratch());
    batch.put(Space::records, keys::move_task(queue, number), scratch());
}

void remove_move_task(QueueId queue, std::uint64_t number, Batch& batch) {
    batch.remove(Space::records, keys::move_task(queue, number));
}

void record_removal(QueueId queue, Batch& batch) {
    constexpr Sequence last{~std::uint64_t{0}};
    remove_range(queue, Sequence{}, last, batch);
    end_deduplication(queue, last, batch);
    batch.remove_range(Space::records, keys::move_task(queue, 0),
                       keys::move_task(queue, ~std::uint64_t{0}));
    batch.remove(Space::records, keys::counters(queue));
    batch.remove(Space::records, keys::queue(queue));
}

void record_next_id(std::uint64_t next, Batch& batch) {
    std::array<char, 8> value;
    boost::endian::store_big_u64(reinterpret_cast<unsigned char*>(value.data()), next);
    batch.put(Space::records, keys::meta("next_queue_id"), {value.data(), value.size()});
}

void record_topic(const Topic& topic, Batch& batch) {
    storage::encode_topic(topic, scratch());
    batch.put(Space::records, keys::topic(topic.id), scratch());
}

void record_topic_removal(TopicId topic, Batch& batch) {
    constexpr Sequence last{~std::uint64_t{0}};
    end_deduplication(order_of(topic), last, batch);
    batch.remove(Space::records, keys::counters(order_of(topic)));
    batch.remove_range(Space::records, keys::subscriptions_begin_of(topic),
                       keys::subscriptions_end_of(topic));
    batch.remove(Space::records, keys::topic(topic));
}

void record_subscription(TopicId topic, const Subscription& subscription, Batch& batch) {
    storage::encode_subscription(subscription, scratch());
    batch.put(Space::records, keys::subscription(topic, subscription.id), scratch());
}

void record_subscription_removal(TopicId topic, const Uuid& subscription, Batch& batch) {
    batch.remove(Space::records, keys::subscription(topic, subscription));
}

void record_locked(const RemovedQueue& removed, Batch& batch) {
    storage::encode_removed_queue(removed, scratch());
    batch.put(Space::records, keys::removed_queue(removed.id), scratch());
}

void record_unlocked(QueueId removed, Batch& batch) {
    batch.remove(Space::records, keys::removed_queue(removed));
}

}  // namespace forebay::runtime::journal
