// From a topic to the queues and outboxes of its subscriptions.
//
// The topic's shard finds who matches, has each message rendered, and puts them together by the
// shards of their queues. Each shard takes in what is its own without waiting; all of it is one
// commit, with what a FIFO topic remembers of the publication. Shards take their parts in the order
// in which the topic's shard hands them out, so each queue gets a topic's messages in one order.

#include "runtime/journal.hpp"
#include "runtime/shard.hpp"
#include "runtime/shard_topics.hpp"
#include "runtime/takes.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/engine/filter_policy.hpp>
#include <forebay/model/limits.hpp>

#include <utility>

namespace forebay::runtime {
namespace {

std::size_t bytes_of(const std::vector<Publication>& publications) {
    std::size_t bytes = 0;
    for (const Publication& publication : publications) {
        bytes += publication.message.size();
    }
    return bytes;
}

/// A queue is sent no more attributes than a client could send it. What fails for that is kept
/// whole in the dead-letter queue.
bool may_be_sent(const Message& message) {
    return message.attributes.size() <= limits::message_attributes_max;
}

}  // namespace

Task<Result<std::vector<Published>>> ShardTopics::publish(TopicId id,
                                                          std::vector<Publication> publications,
                                                          Topics::Render render) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    if (const auto room = co_await shard_.check_room(bytes_of(publications)); !room) {
        co_return room.error();
    }
    while (shared_.committer.is_backed_up()) {
        turns_.batch();
        co_await turns_.durable(turns_.ticket());
    }
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return Error{Errc::topic_not_found, "Topic does not exist"};
    }

    std::vector<Published> published;
    published.reserve(publications.size());
    Letters letters;
    Changes changes;
    for (Publication& publication : publications) {
        published.push_back({.id = publication.id});
        if (slot->order != nullptr) {
            const auto place = slot->order->publish(
                publication.id, slot->info->deduplication_scope, publication.group_id,
                publication.deduplication_id, shared_.clock.now(), changes);
            published.back() = {.id = place.id,
                                .sequence_number = static_cast<std::uint64_t>(place.sequence)};
            if (place.is_duplicate) {
                ++slot->counted->deduplicated;
                continue;
            }
            publication.published_at = time_of(place.sequence);
            if (slot->archive != nullptr) {
                slot->archive->keep(place.sequence,
                                    std::make_shared<const Message>(to_archived(publication)),
                                    changes);
            }
        }
        ++slot->counted->published;
        slot->counted->published_bytes += publication.message.size();
        deliver(*slot, publication, published.back().sequence_number, render, letters);
    }
    Ticket told = slot->changed_in;  // of duplicates: at least the turn of their originals
    if (!changes.empty() || !letters.empty()) {
        record(*slot, changes);
        dispatch(std::move(letters));
        told = turns_.ticket();
    }
    co_await turns_.durable(told);
    co_return published;
}

void ShardTopics::deliver(Slot& slot, const Publication& publication, std::uint64_t sequence_number,
                          const Topics::Render& render, Letters& letters) {
    engine::FilterSubject subject(publication.attributes, publication.message);
    for (auto& [protocol, index] : slot.indexes) {
        found_.clear();
        const auto text = publication.texts.empty()
                              ? publication.texts.end()
                              : publication.texts.find(std::string(protocol_name(protocol)));
        if (text == publication.texts.end()) {
            index.find(subject, found_);
        } else {
            engine::FilterSubject own(publication.attributes, text->second);
            index.find(own, found_);
        }
        slot.counted->filtered += index.size() - found_.size();
        for (const engine::SubscriptionId id : found_) {
            Member& member = slot.members.at(id);
            auto request = render(*member.subscription, publication, sequence_number);
            if (request.has_value() && member.held.has_value()) {
                member.held->push_back(*std::move(request));
            } else if (request.has_value()) {
                address(slot, member, *std::move(request), letters);
            } else {
                ++slot.counted->of(protocol).failed;
            }
        }
    }
}

void ShardTopics::address(Slot& slot, const Member& member, SendRequest request,
                          Letters& letters) const {
    const QueueInfoPtr queue = target_of(member, *request.message);
    if (member.subscription->outbox == nullptr) {
        NotificationTally& tally = slot.counted->of(member.subscription->protocol);
        const bool is_delivered = queue != nullptr && queue->key == member.queue;
        ++tally.attempts;
        ++(is_delivered ? tally.delivered : tally.failed);
    }
    if (queue != nullptr) {
        letters[&shared_.shard_of(queue->id)].push_back({queue->id, std::move(request)});
    }
}

// Null: the message is dropped.
QueueInfoPtr ShardTopics::target_of(const Member& member, const Message& message) const {
    if (member.subscription->outbox != nullptr) {
        return member.subscription->outbox;
    }
    for (const auto* key : {&member.queue, &member.dead_letter_queue}) {
        if (key->has_value() && (key == &member.dead_letter_queue || may_be_sent(message))) {
            QueueInfoPtr queue =
                shared_.directory.find((*key)->account, (*key)->region, (*key)->name);
            if (queue != nullptr && takes(*queue, message) &&
                shared_.may_deliver(member.subscription->topic, queue)) {
                return queue;
            }
        }
    }
    return nullptr;
}

void ShardTopics::record(Slot& slot, const Changes& changes) {
    turns_.batch();
    if (!changes.empty()) {
        const QueueId order = journal::order_of(slot.info->id);
        journal::record(order, changes, turns_.batch());
        journal::record_counters(order, slot.order->counters(), turns_.batch());
        mark_changed(slot);
        schedule(slot);
    }
}

void ShardTopics::dispatch(Letters letters) {
    std::map<Shard*, Shard::Part> parts;
    for (auto& [shard, own] : letters) {
        parts.emplace(shard, [batch = std::move(own)](Shard& there) mutable {
            for (Letter& letter : batch) {
                there.deliver(letter.queue, std::move(letter.request));
            }
        });
    }
    shard_.do_together(std::move(parts));
}

}  // namespace forebay::runtime
