// What a broker tells of itself: see measure.
//
// Each shard looks at what it owns on its own thread, in steps between which it serves others. So
// nothing that is counted needs a lock, and a look costs nobody more than a step.

#include "runtime/local_broker.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/runtime/measuring.hpp>
#include <forebay/storage/measuring.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace forebay::runtime {
namespace {

constexpr std::size_t measured_at_once = 128;

// `look` tells what is not counted.
template <class Slots, class Tally, class Look>
auto measure_all(Shard& shard, const Slots& slots, const Others<Tally>& others, Look look)
    -> Task<Measured<std::invoke_result_t<Look, decltype(*slots.begin()->second)>>> {
    std::vector<typename Slots::key_type> ids;
    ids.reserve(slots.size());
    for (const auto& [id, slot] : slots) {
        ids.push_back(id);
    }
    Measured<std::invoke_result_t<Look, decltype(*slots.begin()->second)>> measured;
    std::size_t looked_at = 0;
    for (const auto id : ids) {
        if (++looked_at % measured_at_once == 0) {
            co_await shard.let_others_go_on();
        }
        const auto at = slots.find(id);
        if (at == slots.end() || !at->second->counted.is_measured()) {
            continue;
        }
        auto& slot = *at->second;
        auto measurement = look(slot);
        if (slot.counted.is_alone()) {
            measurement.tally = *slot.counted;
            measured.alone.emplace_back(slot.info->key, std::move(measurement));
        } else {
            measured.others.add(measurement);
        }
    }
    measured.others.tally = others.tally;
    measured.others_count = others.count;
    co_return measured;
}

template <class Measurement>
void add(Measured<Measurement>& all, Measured<Measurement> part) {
    std::ranges::move(part.alone, std::back_inserter(all.alone));
    all.others.add(part.others);
    all.others_count += part.others_count;
}

void sort(auto& measured) {
    std::ranges::sort(measured.alone, {},
                      [](const auto& one) -> const QueueKey& { return one.first; });
}

template <class Id, class Slot, class Tally>
void add(Begins& begins, Id id, Slot& slot, Places& places, Others<Tally>& others) {
    begins.emplace_back(static_cast<std::uint64_t>(id),
                        [&slot, &places, &others] { slot.counted.begin(places, others); });
}

}  // namespace

void Shard::add_begins(Begins& begins) {
    for (const auto& [id, slot] : slots_) {
        if (!slot->is_outbox) {
            add(begins, id, *slot, shared_.places.queues, others_);
        }
    }
    topics_.add_begins(begins);
    tables_.add_begins(begins);
}

void ShardTopics::add_begins(Begins& begins) {
    for (const auto& [id, slot] : slots_) {
        add(begins, id, *slot, shared_.places.topics, others_);
    }
}

void ShardTables::add_begins(Begins& begins) {
    for (const auto& [id, slot] : slots_) {
        add(begins, id, *slot, shared_.places.tables, others_);
    }
}

void LocalBroker::begin_counting() {
    Begins begins;
    for (const auto& shard : shards_) {
        shard->add_begins(begins);
    }
    std::ranges::sort(begins, {}, [](const auto& begin) { return begin.first; });
    for (const auto& [_, begin] : begins) {
        begin();
    }
}

Task<void> Shard::let_others_go_on() {
    co_await asio::post(context_, use_task);
}

Task<Measured<QueueMeasurement>> Shard::measure_queues() {
    return measure_all(*this, slots_, others_, [](const Slot& slot) {
        return QueueMeasurement{.tally = {},
                                .counts = slot.queue->counts(),
                                .oldest_sent_at = slot.queue->oldest_sent_at()};
    });
}

Task<Measured<TopicMeasurement>> ShardTopics::measure() {
    return measure_all(shard_, slots_, others_, [](const Slot& slot) {
        return TopicMeasurement{.tally = {}, .subscriptions = slot.members.size()};
    });
}

Task<Measured<TableMeasurement>> ShardTables::measure() {
    return measure_all(shard_, slots_, others_, [](const Slot& slot) {
        return TableMeasurement{.tally = {}, .items = slot.counters.items};
    });
}

Task<Measurements> Shard::measure() {
    FOREBAY_ASSERT(on_my_thread());
    Measurements measured;
    measured.queues = co_await measure_queues();
    measured.topics = co_await topics_.measure();
    measured.tables = co_await tables_.measure();
    measured.window_bytes = resident_bytes_;
    measured.is_disk_low = disk_is_low_;
    co_return measured;
}

Task<Measurements> LocalBroker::measure() {
    Measurements all;
    all.measured_at = clock_.now();
    all.window_bytes_max = options_.window_bytes_total;
    for (auto& shard : shards_) {
        Measurements part = co_await on(*shard, shard->measure());
        add(all.queues, std::move(part.queues));
        add(all.topics, std::move(part.topics));
        add(all.tables, std::move(part.tables));
        all.window_bytes += part.window_bytes;
        all.is_disk_low = all.is_disk_low || part.is_disk_low;
    }
    sort(all.queues);
    sort(all.topics);
    sort(all.tables);
    all.commits = committer_->measure();
    all.store = co_await reader_->read(storage::measure);
    co_return all;
}

void LocalBroker::count(TopicId topic, SubscriptionProtocol protocol, Attempt attempt) {
    Shard& shard = shard_of(QueueId(static_cast<std::uint64_t>(topic)));
    asio::post(shard.executor(), [&shard, topic, protocol, attempt] {
        shard.topics().count(topic, protocol, attempt);
    });
}

// There is no other kind of broker that recovery makes.

void measure_alone(Broker& broker, std::size_t most) {
    MeasuredPlaces& places = static_cast<LocalBroker&>(broker).places();
    places.queues.set(most);
    places.topics.set(most);
    places.tables.set(most);
}

Task<Measurements> measure(Broker& broker) {
    return static_cast<LocalBroker&>(broker).measure();
}

void count(Broker& broker, const Topic& topic, SubscriptionProtocol protocol, Attempt attempt) {
    static_cast<LocalBroker&>(broker).count(topic.id, protocol, attempt);
}

}  // namespace forebay::runtime
