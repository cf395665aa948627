#include <forebay/storage/topic_records.hpp>

#include <records.pb.h>
#include <storage/protobuf.hpp>
#include <storage/record_parser.hpp>

#include <memory>
#include <utility>

namespace forebay::storage {
namespace {

void store_retry(const RetryPolicy& retry, StoredRetryPolicy& out) {
    out.set_min_delay_ms(retry.min_delay.count());
    out.set_max_delay_ms(retry.max_delay.count());
    out.set_retries(retry.retries);
    out.set_no_delay_retries(retry.no_delay_retries);
    out.set_min_delay_retries(retry.min_delay_retries);
    out.set_max_delay_retries(retry.max_delay_retries);
    out.set_backoff(static_cast<StoredBackoff>(retry.backoff));
}

bool read_retry(const StoredRetryPolicy& stored, RetryPolicy& out) {
    out = {.min_delay = Duration(stored.min_delay_ms()),
           .max_delay = Duration(stored.max_delay_ms()),
           .retries = stored.retries(),
           .no_delay_retries = stored.no_delay_retries(),
           .min_delay_retries = stored.min_delay_retries(),
           .max_delay_retries = stored.max_delay_retries(),
           .backoff = static_cast<BackoffFunction>(stored.backoff())};
    return StoredBackoff_IsValid(stored.backoff());
}

void store_policy(const DeliveryPolicy& policy, StoredDeliveryPolicy& out) {
    if (policy.retry) {
        store_retry(*policy.retry, *out.mutable_retry());
    }
    if (policy.receives_per_second_max) {
        out.set_receives_per_second_max(*policy.receives_per_second_max);
    }
    if (policy.content_type) {
        out.set_content_type(*policy.content_type);
    }
    out.set_overrides_are_disabled(policy.overrides_are_disabled);
}

bool read_policy(const StoredDeliveryPolicy& stored, DeliveryPolicy& out) {
    if (stored.has_receives_per_second_max()) {
        out.receives_per_second_max = stored.receives_per_second_max();
    }
    if (stored.has_content_type()) {
        out.content_type = stored.content_type();
    }
    out.overrides_are_disabled = stored.overrides_are_disabled();
    return !stored.has_retry() || read_retry(stored.retry(), out.retry.emplace());
}

void store_archive(const ArchivePolicy& archive, StoredArchivePolicy& out) {
    out.set_retention_ms(archive.retention.count());
    out.set_since_ms(ms(archive.since));
}

ArchivePolicy read_archive(const StoredArchivePolicy& stored) {
    return {.retention = Duration(stored.retention_ms()), .since = time_point(stored.since_ms())};
}

void store_replay(const Replay& replay, StoredReplay& out) {
    out.set_from_ms(ms(replay.from));
    if (replay.until) {
        out.set_until_ms(ms(*replay.until));
    }
    out.set_status(static_cast<StoredReplayStatus>(replay.status));
    out.set_next(static_cast<std::uint64_t>(replay.next));
}

bool read_replay(const StoredReplay& stored, Replay& out) {
    out.from = time_point(stored.from_ms());
    if (stored.has_until_ms()) {
        out.until = time_point(stored.until_ms());
    }
    out.status = static_cast<ReplayStatus>(stored.status());
    out.next = Sequence(stored.next());
    return StoredReplayStatus_IsValid(stored.status());
}

}  // namespace

void encode_topic(const Topic& topic, std::string& out) {
    StoredTopic record;
    record.set_id(static_cast<std::uint64_t>(topic.id));
    record.set_account(topic.key.account);
    record.set_region(topic.key.region);
    record.set_name(topic.key.name);
    record.set_fifo(topic.fifo);
    record.set_content_based_deduplication(topic.content_based_deduplication);
    record.set_deduplication_scope(stored(topic.deduplication_scope));
    record.set_message_bytes_max(topic.message_bytes_max);
    store_policy(topic.delivery_policy, *record.mutable_delivery_policy());
    store_texts(topic.attributes, *record.mutable_attributes());
    store_texts(topic.tags, *record.mutable_tags());
    record.set_data_protection_policy(topic.data_protection_policy);
    record.set_created_at_ms(ms(topic.created_at));
    if (topic.archive) {
        store_archive(*topic.archive, *record.mutable_archive());
    }
    serialize(record, out);
}

Result<Topic> parse_topic(std::string_view record) {
    auto stored = parse<StoredTopic>("StoredTopic", record);
    if (!stored) {
        return stored.error();
    }
    Topic topic;
    topic.id = TopicId(stored->id());
    topic.key = {.account = stored->account(), .region = stored->region(), .name = stored->name()};
    topic.fifo = stored->fifo();
    topic.content_based_deduplication = stored->content_based_deduplication();
    topic.message_bytes_max = stored->message_bytes_max();
    topic.attributes = read_texts(*stored->mutable_attributes());
    topic.tags = read_texts(*stored->mutable_tags());
    topic.data_protection_policy = stored->data_protection_policy();
    topic.created_at = time_point(stored->created_at_ms());
    if (stored->has_archive()) {
        topic.archive = read_archive(stored->archive());
    }
    if (!read_scope(stored->deduplication_scope(), topic.deduplication_scope) ||
        !read_policy(stored->delivery_policy(), topic.delivery_policy)) {
        return Error{Errc::internal,
                     fmt::format("StoredTopic {} without settings that we know", stored->id())};
    }
    return topic;
}

Topic decode_topic(std::string_view record) {
    return parsed_or_stop(parse_topic(record));
}

void encode_subscription(const Subscription& subscription, std::string& out) {
    StoredSubscription record;
    record.set_id(subscription.id.bytes.data(), subscription.id.bytes.size());
    record.set_topic_account(subscription.topic.account);
    record.set_topic_region(subscription.topic.region);
    record.set_topic_name(subscription.topic.name);
    record.set_protocol(static_cast<StoredProtocol>(subscription.protocol));
    record.set_endpoint(subscription.endpoint);
    record.set_principal(subscription.principal);
    record.set_is_confirmed(subscription.is_confirmed);
    record.set_was_authenticated(subscription.was_authenticated);
    record.set_must_sign_unsubscribe(subscription.must_sign_unsubscribe);
    record.set_token(subscription.token);
    record.set_asked_at_ms(ms(subscription.asked_at));
    record.set_is_raw(subscription.is_raw);
    record.set_filter_scope(static_cast<StoredFilterScope>(subscription.filter_scope));
    record.set_filter_policy(subscription.filter_policy);
    record.set_dead_letter_target_arn(subscription.dead_letter_target_arn);
    store_policy(subscription.delivery_policy, *record.mutable_delivery_policy());
    store_texts(subscription.attributes, *record.mutable_attributes());
    if (subscription.outbox != nullptr) {
        record.set_outbox_id(static_cast<std::uint64_t>(subscription.outbox->id));
    }
    if (subscription.replay) {
        store_replay(*subscription.replay, *record.mutable_replay());
    }
    serialize(record, out);
}

Result<Subscription> parse_subscription(std::string_view record) {
    auto stored = parse<StoredSubscription>("StoredSubscription", record);
    if (!stored) {
        return stored.error();
    }
    Subscription subscription;
    subscription.topic = {.account = stored->topic_account(),
                          .region = stored->topic_region(),
                          .name = stored->topic_name()};
    subscription.protocol = static_cast<SubscriptionProtocol>(stored->protocol());
    subscription.endpoint = std::move(*stored->mutable_endpoint());
    subscription.principal = std::move(*stored->mutable_principal());
    subscription.is_confirmed = stored->is_confirmed();
    subscription.was_authenticated = stored->was_authenticated();
    subscription.must_sign_unsubscribe = stored->must_sign_unsubscribe();
    subscription.token = std::move(*stored->mutable_token());
    subscription.asked_at = time_point(stored->asked_at_ms());
    subscription.is_raw = stored->is_raw();
    subscription.filter_scope = static_cast<FilterScope>(stored->filter_scope());
    subscription.filter_policy = std::move(*stored->mutable_filter_policy());
    subscription.dead_letter_target_arn = std::move(*stored->mutable_dead_letter_target_arn());
    subscription.attributes = read_texts(*stored->mutable_attributes());
    if (stored->outbox_id() != 0) {
        QueueInfo outbox;
        outbox.id = QueueId(stored->outbox_id());
        subscription.outbox = std::make_shared<const QueueInfo>(std::move(outbox));
    }
    if (!read_digest(stored->id(), subscription.id.bytes) ||
        !StoredProtocol_IsValid(stored->protocol()) ||
        !StoredFilterScope_IsValid(stored->filter_scope()) ||
        !read_policy(stored->delivery_policy(), subscription.delivery_policy) ||
        (stored->has_replay() && !read_replay(stored->replay(), subscription.replay.emplace()))) {
        return Error{Errc::internal, "StoredSubscription with an id or settings that cannot be"};
    }
    return subscription;
}

Subscription decode_subscription(std::string_view record) {
    return parsed_or_stop(parse_subscription(record));
}

}  // namespace forebay::storage
