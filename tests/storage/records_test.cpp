#include <forebay/storage/records.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <records.pb.h>
#include <storage/record_parser.hpp>

#include <limits>
#include <string>

namespace forebay::storage {
namespace {

using testing::HasSubstr;

constexpr TimePoint start{std::chrono::milliseconds(1'700'000'000'123)};

Message plain_message(std::string body) {
    Message message;
    message.id = random_uuid();
    message.sent_at = start;
    message.sender_id = "000000000000";
    message.body_md5 = md5(body);
    message.body = std::move(body);
    return message;
}

Message full_message() {
    Message message = plain_message("body \0\xff\xfe" + std::string(300, 'x'));
    message.attributes = {
        {.name = "a", .data_type = "String", .value = "text \xc3\xa9"},
        {.name = "b", .data_type = "Binary.png", .value = {"\0\xff", 2}, .is_binary = true},
        {.name = "c", .data_type = "Number.int", .value = "-7"}};
    message.trace_header = "Root=1-5759e988-bd862e3fe1be46a994272793";
    message.group_id = "group";
    message.deduplication_id = "once";
    message.dead_letter_source_arn = "arn:aws:sqs:us-east-1:000000000000:source";
    message.receive_count = 4'000'000'000;
    message.first_received_at = TimePoint(Duration(1'700'000'000'456));
    return message;
}

std::string encoded(const Message& message) {
    std::string record = "what was here before";
    encode_message_head(message, record);
    return record + message.body;
}

QueueInfo full_queue() {
    QueueInfo info;
    info.id = QueueId(0xFEDCBA9876543210);
    info.key = {.account = "123456789012", .region = "eu-west-1", .name = "orders.fifo"};
    info.tags = {{"team", "orders"}, {"empty", ""}, {"\xc3\xa9", "\xe2\x82\xac"}};
    info.created_at = start;
    info.modified_at = start + Duration(5);
    info.deduplication_scope_at_creation = DeduplicationScope::message_group;
    info.purged_at = start + Duration(7);

    QueueSettings& settings = info.settings;
    settings.delay = Duration(900'000);
    settings.message_bytes_max = 1024;
    settings.retention = Duration(60'000);
    settings.receive_wait = Duration(20'000);
    settings.visibility_timeout = Duration(43'200'000);
    settings.policy = R"({"Version": "2012-10-17"})";
    settings.redrive_policy = R"({"maxReceiveCount": "3"})";
    settings.redrive_allow_policy = R"({"redrivePermission": "denyAll"})";
    settings.managed_encryption = false;
    settings.kms_key_id = "alias/orders";
    settings.kms_reuse_s = 86'400;
    settings.fifo = true;
    settings.content_based_deduplication = true;
    settings.deduplication_scope = DeduplicationScope::message_group;
    settings.throughput_per_group = true;
    settings.redrive = RedrivePolicy{.target_arn = "arn:dead", .receive_count_max = 3};
    return info;
}

TEST(StoredMessage, ComesBackAsItWas) {
    for (const Message& message : {plain_message("hello"), plain_message(""), full_message(),
                                   plain_message(std::string(std::size_t{1} << 20U, 'x'))}) {
        EXPECT_EQ(decode_message(encoded(message)), message);
    }
}

TEST(StoredMessage, HeadAndBodyAreTheProtobufItself) {
    for (const Message& message : {plain_message("hello"), plain_message(""), full_message()}) {
        storage::StoredMessage record;
        ASSERT_TRUE(record.ParseFromString(encoded(message)));
        EXPECT_EQ(record.body(), message.body);
        EXPECT_EQ(record.SerializeAsString(), encoded(message));
    }
}

TEST(StoredMessage, KeepsNothingOfTheOneEncodedBefore) {
    const std::string alone = encoded(plain_message("a"));
    Message second = plain_message("a");
    second.id = decode_message(alone).id;
    encoded(full_message());
    EXPECT_EQ(encoded(second), alone);
}

TEST(StoredMessage, OfALaterFormatIsReadWithoutWhatIsNew) {
    const Message message = full_message();
    // Field 100, a string, which this version does not know; before the body and behind it.
    const std::string unknown = "\xa2\x06\x03new";
    EXPECT_EQ(decode_message(unknown + encoded(message)), message);
    EXPECT_EQ(decode_message(encoded(message) + unknown), message);
}

TEST(StoredMessage, ThatIsCutShortIsRefused) {
    const std::string record = encoded(full_message());
    EXPECT_THAT(parse_message(record.substr(0, record.size() - 1)).error().detail,
                HasSubstr("StoredMessage"));
    EXPECT_THAT(parse_message("").error().detail, HasSubstr("16 bytes"));
}

TEST(StoredMessageDeathTest, ThatDoesNotParseEndsTheProcess) {
    EXPECT_DEATH(decode_message("\xff"), "damaged: StoredMessage of 1 bytes does not parse");
}

TEST(StoredState, ComesBackAsItWas) {
    const MessageState state{.visible_at = start + Duration(30'000),
                             .first_received_at = start,
                             .received_at = start + Duration(1),
                             .receive_count = 7,
                             .receive_count_here = 2,
                             .group = group_key("a group"),
                             .attempt = {.id = fingerprint("try"), .place = 1, .places = 2}};
    std::string record = "what was here before";
    encode_state(state, record);
    EXPECT_EQ(decode_state(record), state);

    encode_state(MessageState{}, record);
    EXPECT_EQ(decode_state(record), MessageState{});
}

TEST(StoredMessage, TellsItsGroupAlone) {
    EXPECT_EQ(group_id_of_message(encoded(full_message())), "group");
    EXPECT_EQ(group_id_of_message(encoded(plain_message("body"))), "");
    EXPECT_EQ(group_id_of_message(encoded(plain_message(""))), "");

    const std::string record = encoded(full_message());
    for (std::size_t bytes = 0; bytes < record.size(); ++bytes) {
        EXPECT_LE(group_id_of_message({record.data(), bytes}).size(), 5U) << "cut off";
    }
}

TEST(StoredDeduplicated, ComesBackAsItWas) {
    const Deduplicated deduplicated{
        .sequence = Sequence(7), .fingerprint = fingerprint("an id"), .message_id = random_uuid()};
    std::string record = "what was here before";
    encode_deduplicated(deduplicated, record);
    EXPECT_EQ(decode_deduplicated(Sequence(7), record), deduplicated);
    EXPECT_THAT(parse_deduplicated(Sequence(7), "").error().detail, HasSubstr("16 bytes"));
}

TEST(StoredCounters, ComeBackAsTheyWere) {
    const QueueCounters counters{.last_sequence = first_sequence_at(start),
                                 .head = Sequence(std::numeric_limits<std::uint64_t>::max()),
                                 .message_count = 10'000'000'000,
                                 .delayed_from = Sequence(7),
                                 .moved_in_count = 8,
                                 .noisy = {{.group = group_key("a"), .last_sent = Sequence(5)},
                                           {.group = group_key("b"), .last_sent = Sequence(6)}}};
    std::string record;
    encode_counters(counters, record);
    EXPECT_EQ(decode_counters(record), counters);
}

TEST(StoredMoveTask, ComesBackAsItWas) {
    for (const auto status :
         {MoveTaskStatus::running, MoveTaskStatus::completed, MoveTaskStatus::cancelling,
          MoveTaskStatus::cancelled, MoveTaskStatus::failed}) {
        const MoveTask task{.id = random_uuid(),
                            .status = status,
                            .destination_arn = "arn:aws:sqs:us-east-1:000000000000:target",
                            .messages_per_second = 500,
                            .moved_count = 10'000'000'000,
                            .to_move_count = 20'000'000'000,
                            .failure_reason = "AWS.SimpleQueueService.NonExistentQueue",
                            .started_at = start};
        std::string record = "what was here before";
        encode_move_task(task, record);
        EXPECT_EQ(decode_move_task(record), task);
    }
    EXPECT_THAT(parse_move_task("").error().detail, HasSubstr("without an id"));
}

TEST(StoredQueue, ComesBackAsItWas) {
    std::string record;
    encode_queue(full_queue(), record);
    EXPECT_EQ(decode_queue(record), full_queue());

    encode_queue(QueueInfo{}, record);
    EXPECT_EQ(decode_queue(record), QueueInfo{});
}

TEST(StoredRemovedQueue, ComesBackAsItWas) {
    const RemovedQueue removed{
        .id = QueueId(0xFEDCBA9876543210), .key = full_queue().key, .removed_at = start};
    std::string record;
    encode_removed_queue(removed, record);
    EXPECT_EQ(decode_removed_queue(record), removed);
    EXPECT_FALSE(parse_removed_queue("\xff").has_value());
}

TEST(StoredQueue, WithAnUnknownDeduplicationScopeIsRefused) {
    std::string record;
    encode_queue(full_queue(), record);
    storage::StoredQueue stored;
    ASSERT_TRUE(stored.ParseFromString(record));
    stored.set_deduplication_scope_at_creation(static_cast<StoredDeduplicationScope>(9));
    EXPECT_FALSE(parse_queue(stored.SerializeAsString()).has_value());
    EXPECT_FALSE(parse_queue("").has_value());
}

}  // namespace
}  // namespace forebay::storage
