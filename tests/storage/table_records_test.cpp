#include <forebay/model/value_writer.hpp>
#include <forebay/storage/table_records.hpp>

#include <gtest/gtest.h>
#include <records.pb.h>
#include <storage/record_parser.hpp>

#include <string>
#include <utility>

namespace forebay::storage {
namespace {

constexpr TimePoint at{Duration(1'700'000'000'123)};

TableInfo full_table() {
    TableInfo table;
    table.id = TableId(77);
    table.key = {.account = "123456789012", .region = "eu-west-1", .name = "orders"};
    table.uuid = random_uuid();
    table.created_at = at;
    table.schema = {.partition = {"id", ValueType::number},
                    .sort = KeyAttribute{"line", ValueType::binary}};
    table.attributes = {{"line", ValueType::binary}, {"id", ValueType::number}, {"day"}};
    table.indexes = {
        {.id = IndexId(3),
         .kind = IndexInfo::Kind::local,
         .name = "by_day",
         .schema = {.partition = {"id", ValueType::number}, .sort = KeyAttribute{"day"}},
         .projection = {.kind = IndexProjection::Kind::include, .included = {"total", "\xff"}},
         .throughput = {.read = 1, .write = 2},
         .is_building = true},
        {.id = IndexId(4), .name = "all", .schema = {.partition = {"day"}}}};
    table.last_index = IndexId(5);
    table.billing = BillingMode::pay_per_request;
    table.by_request_since = at + Duration(1);
    table.throughput = {.read = 5, .write = 6};
    table.time_to_live = {.attribute = "ends", .index = IndexId(5), .is_building = true};
    table.stream = {.view = StreamView::old_image,
                    .enabled_at = at + Duration(2),
                    .disabled_at = at + Duration(3)};
    table.is_protected = true;
    table.settings = {{"TableClass", "STANDARD"}};
    table.tags = {{"a", ""}, {"b", "c"}};
    return table;
}

ItemPtr item(std::string_view text) {
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_item();
    writer.name("id");
    writer.string(text);
    writer.end();
    return std::make_shared<const Item>(std::move(bytes));
}

std::string record_of(const ItemChange& change) {
    std::string record;
    encode_item_change_head(change, "key", record);
    return change.before == nullptr ? record : record + change.before->bytes();
}

bool is_same(const ItemPtr& a, const ItemPtr& b) {
    return (a == nullptr) == (b == nullptr) && (a == nullptr || *a == *b);
}

TEST(TableRecords, ComeBackWhole) {
    std::string record;
    const TableInfo full = full_table();
    encode_table(full, record);
    EXPECT_EQ(decode_table(record), full);
    encode_table(TableInfo{}, record);
    EXPECT_EQ(decode_table(record), TableInfo{});
}

TEST(TableRecords, WithAKeyThatCannotBeOneAreRefused) {
    TableInfo table = full_table();
    table.schema.partition.type = ValueType::list;
    std::string record;
    encode_table(table, record);
    EXPECT_FALSE(parse_table(record));
}

TEST(TableCountersRecords, ComeBackWhole) {
    const TableCounters counters = {
        .items = {.items = 3, .bytes = 1'000'000'000'000},
        .last_change = first_sequence_at(at),
        .trimmed_changes = Sequence(5),
        .indexes = {{.id = IndexId(1), .entries = {.items = 2, .bytes = 9}},
                    {.id = IndexId(2), .entries = {}, .built_to = ""},
                    {.id = IndexId(3), .entries = {}, .built_to = std::string("\0\xff", 2)}}};
    std::string record;
    encode_table_counters(counters, record);
    EXPECT_EQ(decode_table_counters(record), counters);
    encode_table_counters(TableCounters{}, record);
    EXPECT_EQ(decode_table_counters(record), TableCounters{});
}

TEST(Items, TellInWhichChangeTheyWereWritten) {
    const ItemPtr a = item("a");
    std::string record;
    encode_item_head(Sequence(7), record);
    record += a->bytes();
    EXPECT_EQ(decode_item(record).item, a->bytes());
    EXPECT_EQ(decode_item(record).written_in, Sequence(7));
    EXPECT_EQ(take_item(record), *a);
    EXPECT_EQ(take_item_version(record).written_in, Sequence(7));
    EXPECT_EQ(*take_item_version(record).item, *a);
    EXPECT_EQ(take_item_version(std::nullopt).item, nullptr);
}

TEST(Items, OfEarlierFormatsDoNotTell) {
    const ItemPtr a = item("a");
    EXPECT_EQ(decode_item(a->bytes()).written_in, Sequence{});
    EXPECT_EQ(take_item(a->bytes()), *a);
    EXPECT_EQ(*take_item_version(a->bytes()).item, *a);
    EXPECT_EQ(decode_item("").item, "");  // the entry of an item that expires
}

TEST(ItemChangeRecords, ComeBackButForWhatTheItemBecame) {
    const ItemChange changes[] = {
        {.sequence = Sequence(7), .before = nullptr, .after = item("a")},
        {.sequence = Sequence(8), .before = item("a"), .after = item(std::string(5000, 'b'))},
        {.sequence = Sequence(9), .before = item("b"), .after = nullptr, .has_expired = true},
    };
    for (const ItemChange& change : changes) {
        const ChangeRecord read = decode_item_change(change.sequence, record_of(change));
        EXPECT_EQ(read.change.sequence, change.sequence);
        EXPECT_TRUE(is_same(read.change.before, change.before));
        EXPECT_EQ(read.change.after, nullptr);
        EXPECT_EQ(read.lacks_after(), change.after != nullptr);
        EXPECT_EQ(read.after_bytes, change.after == nullptr ? 0 : change.after->bytes().size());
        EXPECT_EQ(read.item_key, "key");
        EXPECT_EQ(read.change.has_expired, change.has_expired);
    }
}

TEST(ItemChangeRecords, OfEarlierFormatsComeBackWhole) {
    StoredItemChange stored;
    stored.set_before(item("a")->bytes());
    stored.set_after(item("b")->bytes());
    const ChangeRecord read = decode_item_change(Sequence(7), stored.SerializeAsString());
    EXPECT_FALSE(read.lacks_after());
    EXPECT_EQ(*read.change.before, *item("a"));
    EXPECT_EQ(*read.change.after, *item("b"));
}

TEST(ItemChangeRecords, AreTheProtobufItself) {
    const ItemChange change = {
        .sequence = Sequence(7), .before = item("a"), .after = item("b"), .has_expired = true};
    StoredItemChange stored;
    ASSERT_TRUE(stored.ParseFromString(record_of(change)));
    EXPECT_TRUE(stored.has_expired());
    EXPECT_EQ(stored.before(), change.before->bytes());
    EXPECT_EQ(stored.after_bytes(), change.after->bytes().size());
}

TEST(ItemChangeRecords, WithoutAnyImageOrTheKeyOfTheItemAreRefused) {
    EXPECT_FALSE(parse_item_change(Sequence(7), ""));
    StoredItemChange stored;
    stored.set_after_bytes(5);
    EXPECT_FALSE(parse_item_change(Sequence(7), stored.SerializeAsString()));
    stored.set_item_key("key");
    EXPECT_TRUE(parse_item_change(Sequence(7), stored.SerializeAsString()));
}

TEST(NextChangeRecords, ComeBackWhole) {
    std::string record;
    encode_next_change(Sequence(7), record);
    EXPECT_EQ(decode_next_change(record), Sequence(7));
    EXPECT_FALSE(parse_next_change("\x01"));
}

TEST(TransactionRecords, ComeBackWhole) {
    const DoneTransaction done = {.done_at = at, .content = fingerprint("content")};
    std::string record;
    encode_transaction(done, record);
    EXPECT_EQ(decode_transaction(record), done);
}

}  // namespace
}  // namespace forebay::storage
