#include <forebay/base/assert.hpp>
#include <forebay/storage/records.hpp>

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>
#include <records.pb.h>
#include <storage/protobuf.hpp>
#include <storage/record_parser.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <utility>

namespace forebay::storage {
namespace {

void store_fingerprint(const Fingerprint& fingerprint, std::string& out) {
    std::array<unsigned char, 16> bytes;
    boost::endian::store_little_u64(bytes.data(), fingerprint.first);
    boost::endian::store_little_u64(bytes.data() + 8, fingerprint.second);
    out.assign(bytes.begin(), bytes.end());
}

bool read_fingerprint(const std::string& bytes, Fingerprint& out) {
    std::array<std::uint8_t, 16> digest;
    if (!read_digest(bytes, digest)) {
        return false;
    }
    out.first = boost::endian::load_little_u64(digest.data());
    out.second = boost::endian::load_little_u64(digest.data() + 8);
    return true;
}

void store_settings(const QueueSettings& settings, StoredQueueSettings& out) {
    out.set_delay_ms(settings.delay.count());
    out.set_message_bytes_max(settings.message_bytes_max);
    out.set_retention_ms(settings.retention.count());
    out.set_receive_wait_ms(settings.receive_wait.count());
    out.set_visibility_timeout_ms(settings.visibility_timeout.count());
    out.set_policy(settings.policy);
    out.set_redrive_policy(settings.redrive_policy);
    out.set_redrive_allow_policy(settings.redrive_allow_policy);
    out.set_managed_encryption(settings.managed_encryption);
    out.set_kms_key_id(settings.kms_key_id);
    out.set_kms_reuse_s(settings.kms_reuse_s);
    out.set_fifo(settings.fifo);
    out.set_content_based_deduplication(settings.content_based_deduplication);
    out.set_deduplication_scope(stored(settings.deduplication_scope));
    out.set_throughput_per_group(settings.throughput_per_group);
    if (settings.redrive) {
        out.mutable_redrive()->set_target_arn(settings.redrive->target_arn);
        out.mutable_redrive()->set_receive_count_max(settings.redrive->receive_count_max);
    }
}

bool read_settings(const StoredQueueSettings& stored, QueueSettings& out) {
    out.delay = Duration(stored.delay_ms());
    out.message_bytes_max = stored.message_bytes_max();
    out.retention = Duration(stored.retention_ms());
    out.receive_wait = Duration(stored.receive_wait_ms());
    out.visibility_timeout = Duration(stored.visibility_timeout_ms());
    out.policy = stored.policy();
    out.redrive_policy = stored.redrive_policy();
    out.redrive_allow_policy = stored.redrive_allow_policy();
    out.managed_encryption = stored.managed_encryption();
    out.kms_key_id = stored.kms_key_id();
    out.kms_reuse_s = stored.kms_reuse_s();
    out.fifo = stored.fifo();
    out.content_based_deduplication = stored.content_based_deduplication();
    out.throughput_per_group = stored.throughput_per_group();
    if (stored.has_redrive()) {
        out.redrive = RedrivePolicy{.target_arn = stored.redrive().target_arn(),
                                    .receive_count_max = stored.redrive().receive_count_max()};
    }
    return read_scope(stored.deduplication_scope(), out.deduplication_scope);
}

}  // namespace

void encode_message_head(const Message& message, std::string& out) {
    auto& record = scratch<StoredMessage>();
    store_digest(message.id.bytes, *record.mutable_id());
    record.set_sent_at_ms(ms(message.sent_at));
    record.set_sender_id(message.sender_id);
    store_digest(message.body_md5, *record.mutable_body_md5());
    for (const MessageAttribute& attribute : message.attributes) {
        StoredAttribute& stored = *record.add_attributes();
        stored.set_name(attribute.name);
        stored.set_data_type(attribute.data_type);
        stored.set_value(attribute.value);
        stored.set_is_binary(attribute.is_binary);
    }
    // Setting what is mostly empty costs more than looking.
    if (!message.trace_header.empty()) {
        record.set_trace_header(message.trace_header);
    }
    if (!message.group_id.empty()) {
        record.set_group_id(message.group_id);
    }
    if (!message.deduplication_id.empty()) {
        record.set_deduplication_id(message.deduplication_id);
    }
    if (!message.dead_letter_source_arn.empty()) {
        record.set_dead_letter_source_arn(message.dead_letter_source_arn);
    }
    record.set_receive_count(message.receive_count);
    record.set_first_received_at_ms(ms(message.first_received_at));
    serialize(record, out);
    append_bytes_prefix(StoredMessage::kBodyFieldNumber, message.body.size(), out);
    if (!message.attributes.empty()) {  // they may be large: not kept for the next message
        google::protobuf::RepeatedPtrField<StoredAttribute>().Swap(record.mutable_attributes());
    }
}

Result<Message> parse_message(std::string_view record) {
    auto stored = parse<StoredMessage>("StoredMessage", record);
    if (!stored) {
        return stored.error();
    }
    Message message;
    message.sent_at = time_point(stored->sent_at_ms());
    message.sender_id = std::move(*stored->mutable_sender_id());
    message.body = std::move(*stored->mutable_body());
    message.trace_header = std::move(*stored->mutable_trace_header());
    message.group_id = std::move(*stored->mutable_group_id());
    message.deduplication_id = std::move(*stored->mutable_deduplication_id());
    message.dead_letter_source_arn = std::move(*stored->mutable_dead_letter_source_arn());
    message.receive_count = stored->receive_count();
    message.first_received_at = time_point(stored->first_received_at_ms());
    if (!read_digest(stored->id(), message.id.bytes) ||
        !read_digest(stored->body_md5(), message.body_md5)) {
        return Error{Errc::internal, "StoredMessage whose id or MD5 has not 16 bytes"};
    }
    message.attributes.reserve(static_cast<std::size_t>(stored->attributes_size()));
    for (StoredAttribute& attribute : *stored->mutable_attributes()) {
        message.attributes.push_back({.name = std::move(*attribute.mutable_name()),
                                      .data_type = std::move(*attribute.mutable_data_type()),
                                      .value = std::move(*attribute.mutable_value()),
                                      .is_binary = attribute.is_binary()});
    }
    return message;
}

Message decode_message(std::string_view record) {
    return parsed_or_stop(parse_message(record));
}

// Reads tags and lengths alone. Fields are written by rising number, so the group comes early, and
// before the body.
std::string_view group_id_of_message(std::string_view record) {
    using google::protobuf::internal::WireFormatLite;
    google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(record.data()),
                                              static_cast<int>(record.size()));
    while (const std::uint32_t tag = in.ReadTag()) {
        const int field = WireFormatLite::GetTagFieldNumber(tag);
        if (field > StoredMessage::kGroupIdFieldNumber) {
            break;
        }
        if (field < StoredMessage::kGroupIdFieldNumber) {
            if (!WireFormatLite::SkipField(&in, tag)) {
                break;
            }
            continue;
        }
        std::uint32_t bytes = 0;
        in.ReadVarint32(&bytes);
        return record.substr(
            std::min<std::size_t>(record.size(), static_cast<std::size_t>(in.CurrentPosition())),
            bytes);
    }
    return {};
}

void encode_state(const MessageState& state, std::string& out) {
    auto& record = scratch<StoredState>();
    record.set_visible_at_ms(ms(state.visible_at));
    record.set_first_received_at_ms(ms(state.first_received_at));
    record.set_received_at_ms(ms(state.received_at));
    record.set_receive_count(state.receive_count);
    record.set_receive_count_here(state.receive_count_here);
    record.set_group_key(static_cast<std::uint64_t>(state.group));
    if (!state.attempt.id.is_none()) {
        store_fingerprint(state.attempt.id, *record.mutable_attempt_id());
        record.set_attempt_place(state.attempt.place);
        record.set_attempt_places(state.attempt.places);
    }
    serialize(record, out);
}

Result<MessageState> parse_state(std::string_view record) {
    const auto stored = parse<StoredState>("StoredState", record);
    if (!stored) {
        return stored.error();
    }
    MessageState state{.visible_at = time_point(stored->visible_at_ms()),
                       .first_received_at = time_point(stored->first_received_at_ms()),
                       .received_at = time_point(stored->received_at_ms()),
                       .receive_count = stored->receive_count(),
                       .receive_count_here = stored->receive_count_here(),
                       .group = GroupKey(stored->group_key())};
    if (stored->attempt_id().empty()) {
        return state;
    }
    constexpr std::uint32_t places_max = std::numeric_limits<std::uint8_t>::max();
    if (!read_fingerprint(stored->attempt_id(), state.attempt.id) ||
        stored->attempt_place() > places_max || stored->attempt_places() > places_max) {
        return Error{Errc::internal, "StoredState of a receive attempt that cannot be"};
    }
    state.attempt.place = static_cast<std::uint8_t>(stored->attempt_place());
    state.attempt.places = static_cast<std::uint8_t>(stored->attempt_places());
    return state;
}

MessageState decode_state(std::string_view record) {
    return parsed_or_stop(parse_state(record));
}

void encode_deduplicated(const Deduplicated& deduplicated, std::string& out) {
    auto& record = scratch<StoredDeduplicated>();
    store_fingerprint(deduplicated.fingerprint, *record.mutable_fingerprint());
    record.set_message_id(deduplicated.message_id.bytes.data(),
                          deduplicated.message_id.bytes.size());
    serialize(record, out);
}

Result<Deduplicated> parse_deduplicated(Sequence sequence, std::string_view record) {
    const auto stored = parse<StoredDeduplicated>("StoredDeduplicated", record);
    if (!stored) {
        return stored.error();
    }
    Deduplicated deduplicated{.sequence = sequence, .fingerprint = {}, .message_id = {}};
    if (!read_fingerprint(stored->fingerprint(), deduplicated.fingerprint) ||
        !read_digest(stored->message_id(), deduplicated.message_id.bytes)) {
        return Error{Errc::internal, "StoredDeduplicated whose parts have not 16 bytes"};
    }
    return deduplicated;
}

Deduplicated decode_deduplicated(Sequence sequence, std::string_view record) {
    return parsed_or_stop(parse_deduplicated(sequence, record));
}

void encode_counters(const QueueCounters& counters, std::string& out) {
    auto& record = scratch<StoredCounters>();
    record.set_last_sequence(static_cast<std::uint64_t>(counters.last_sequence));
    record.set_head(static_cast<std::uint64_t>(counters.head));
    record.set_message_count(counters.message_count);
    record.set_delayed_from(static_cast<std::uint64_t>(counters.delayed_from));
    record.set_moved_in_count(counters.moved_in_count);
    for (const NoisyTenant& tenant : counters.noisy) {
        StoredNoisyTenant& stored = *record.add_noisy();
        stored.set_group_key(static_cast<std::uint64_t>(tenant.group));
        stored.set_last_sent(static_cast<std::uint64_t>(tenant.last_sent));
    }
    serialize(record, out);
}

Result<QueueCounters> parse_counters(std::string_view record) {
    const auto stored = parse<StoredCounters>("StoredCounters", record);
    if (!stored) {
        return stored.error();
    }
    QueueCounters counters{.last_sequence = Sequence(stored->last_sequence()),
                           .head = Sequence(stored->head()),
                           .message_count = stored->message_count(),
                           .delayed_from = Sequence(stored->delayed_from()),
                           .moved_in_count = stored->moved_in_count()};
    for (const StoredNoisyTenant& tenant : stored->noisy()) {
        counters.noisy.push_back(
            {.group = GroupKey(tenant.group_key()), .last_sent = Sequence(tenant.last_sent())});
    }
    return counters;
}

QueueCounters decode_counters(std::string_view record) {
    return parsed_or_stop(parse_counters(record));
}

void encode_move_task(const MoveTask& task, std::string& out) {
    StoredMoveTask record;
    record.set_id(task.id.bytes.data(), task.id.bytes.size());
    record.set_status(static_cast<StoredMoveTaskStatus>(task.status));
    record.set_destination_arn(task.destination_arn);
    record.set_messages_per_second(task.messages_per_second);
    record.set_moved_count(task.moved_count);
    record.set_to_move_count(task.to_move_count);
    record.set_failure_reason(task.failure_reason);
    record.set_started_at_ms(ms(task.started_at));
    serialize(record, out);
}

Result<MoveTask> parse_move_task(std::string_view record) {
    const auto stored = parse<StoredMoveTask>("StoredMoveTask", record);
    if (!stored) {
        return stored.error();
    }
    MoveTask task{.id = {},
                  .status = static_cast<MoveTaskStatus>(stored->status()),
                  .destination_arn = stored->destination_arn(),
                  .messages_per_second = stored->messages_per_second(),
                  .moved_count = stored->moved_count(),
                  .to_move_count = stored->to_move_count(),
                  .failure_reason = stored->failure_reason(),
                  .started_at = time_point(stored->started_at_ms())};
    if (!read_digest(stored->id(), task.id.bytes) ||
        !StoredMoveTaskStatus_IsValid(static_cast<int>(stored->status()))) {
        return Error{Errc::internal, "StoredMoveTask without an id or a status that we know"};
    }
    return task;
}

MoveTask decode_move_task(std::string_view record) {
    return parsed_or_stop(parse_move_task(record));
}

void encode_queue(const QueueInfo& info, std::string& out) {
    StoredQueue record;
    record.set_id(static_cast<std::uint64_t>(info.id));
    record.set_account(info.key.account);
    record.set_region(info.key.region);
    record.set_name(info.key.name);
    store_settings(info.settings, *record.mutable_settings());
    for (const auto& [key, value] : info.tags) {
        StoredTag& tag = *record.add_tags();
        tag.set_key(key);
        tag.set_value(value);
    }
    record.set_created_at_ms(ms(info.created_at));
    record.set_modified_at_ms(ms(info.modified_at));
    record.set_deduplication_scope_at_creation(stored(info.deduplication_scope_at_creation));
    if (info.purged_at) {
        record.set_purged_at_ms(ms(*info.purged_at));
    }
    serialize(record, out);
}

Result<QueueInfo> parse_queue(std::string_view record) {
    const auto stored = parse<StoredQueue>("StoredQueue", record);
    if (!stored) {
        return stored.error();
    }
    QueueInfo info;
    info.id = QueueId(stored->id());
    info.key = {.account = stored->account(), .region = stored->region(), .name = stored->name()};
    info.created_at = time_point(stored->created_at_ms());
    info.modified_at = time_point(stored->modified_at_ms());
    if (!stored->has_settings() || !read_settings(stored->settings(), info.settings) ||
        !read_scope(stored->deduplication_scope_at_creation(),
                    info.deduplication_scope_at_creation)) {
        return Error{Errc::internal,
                     fmt::format("StoredQueue {} without settings that we know", stored->id())};
    }
    if (stored->has_purged_at_ms()) {
        info.purged_at = time_point(stored->purged_at_ms());
    }
    for (const StoredTag& tag : stored->tags()) {
        info.tags.insert_or_assign(tag.key(), tag.value());
    }
    return info;
}

QueueInfo decode_queue(std::string_view record) {
    return parsed_or_stop(parse_queue(record));
}

void encode_removed_queue(const RemovedQueue& removed, std::string& out) {
    StoredRemovedQueue record;
    record.set_id(static_cast<std::uint64_t>(removed.id));
    record.set_account(removed.key.account);
    record.set_region(removed.key.region);
    record.set_name(removed.key.name);
    record.set_removed_at_ms(ms(removed.removed_at));
    serialize(record, out);
}

Result<RemovedQueue> parse_removed_queue(std::string_view record) {
    const auto stored = parse<StoredRemovedQueue>("StoredRemovedQueue", record);
    if (!stored) {
        return stored.error();
    }
    return RemovedQueue{
        .id = QueueId(stored->id()),
        .key = {.account = stored->account(), .region = stored->region(), .name = stored->name()},
        .removed_at = time_point(stored->removed_at_ms())};
}

RemovedQueue decode_removed_queue(std::string_view record) {
    return parsed_or_stop(parse_removed_queue(record));
}

}  // namespace forebay::storage
