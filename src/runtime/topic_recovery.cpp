// How topics and subscriptions come back.

#include "runtime/journal.hpp"
#include "runtime/local_broker.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/storage/keys.hpp>
#include <forebay/storage/records.hpp>
#include <forebay/storage/topic_records.hpp>

#include <utility>

namespace forebay::runtime {
namespace {

using storage::Space;
namespace keys = storage::keys;

std::unique_ptr<engine::TopicOrder> stored_order(const storage::Store& store, TopicId topic) {
    auto order = std::make_unique<engine::TopicOrder>();
    const QueueId id = journal::order_of(topic);
    if (const auto counters = store.get(Space::records, keys::counters(id))) {
        order->restore(storage::decode_counters(*counters));
    }
    constexpr Sequence last{~std::uint64_t{0}};
    store.scan(Space::records, keys::deduplicated(id, Sequence{}), keys::deduplicated(id, last),
               [&](std::string_view key, std::string_view record) {
                   order->apply(storage::decode_deduplicated(keys::sequence_of(key), record));
                   return true;
               });
    return order;
}

}  // namespace

// A subscription and its outbox come and go in one commit, so each outbox has its subscription.
void LocalBroker::recover_topics(std::map<QueueId, QueueInfoPtr> outboxes) {
    store_->scan(Space::records, keys::topics_begin, keys::topics_end,
                 [&](std::string_view, std::string_view record) {
                     const auto topic =
                         std::make_shared<const Topic>(storage::decode_topic(record));
                     has_been_used(static_cast<std::uint64_t>(topic->id));
                     shared().shard_of(topic->id).topics().restore(
                         topic, topic->fifo ? stored_order(*store_, topic->id) : nullptr);
                     return true;
                 });
    store_->scan(Space::records, keys::subscriptions_begin, keys::subscriptions_end,
                 [&](std::string_view key, std::string_view record) {
                     Subscription subscription = storage::decode_subscription(record);
                     if (subscription.outbox != nullptr) {
                         const auto outbox = outboxes.find(subscription.outbox->id);
                         if (outbox == outboxes.end()) {
                             fail_stop("the store is damaged: an outbox is missing");
                         }
                         subscription.outbox = outbox->second;
                     }
                     const TopicId topic = keys::topic_of(key);
                     shared().shard_of(topic).topics().restore(
                         topic, std::make_shared<const Subscription>(std::move(subscription)));
                     return true;
                 });
}

}  // namespace forebay::runtime
