#include "tests/engine/expressions/notation.hpp"
#include "tests/engine/expressions/requests.hpp"
#include <forebay/engine/table_key.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace forebay::engine {
namespace {

const KeySchema schema{.partition = {"id", ValueType::string},
                       .sort = KeyAttribute{"n", ValueType::number}};
const KeySchema plain{.partition = {"id", ValueType::binary}, .sort = {}};
const KeySchema by_text{.partition = {"id", ValueType::string},
                        .sort = KeyAttribute{"t", ValueType::string}};

const std::string invalid = "One or more parameter values were invalid: ";

std::string quoted(std::size_t size) {
    return "'" + std::string(size, 'x') + "'";
}

std::string put_refusal(const KeySchema& of, std::string_view text) {
    const Item put = item(text);
    return refusal(key_of_item(of, put));
}

std::string key_refusal(const KeySchema& of, std::string_view text) {
    const Item key = item(text);
    return refusal(parse_key(of, key));
}

TEST(TableKey, IsTheOrderedFormOfTheKeyAttributes) {
    const Item one = item("{id: 'a', n: 5, other: true}");
    const auto key = key_of_item(schema, one);
    ASSERT_TRUE(key) << refusal(key);
    EXPECT_EQ(key->partition, "a");
    EXPECT_EQ(key->sort, value("5").view().ordered());

    const Item binary = item("{id: x'00ff'}");
    const auto single = parse_key(plain, binary);
    ASSERT_TRUE(single) << refusal(single);
    EXPECT_EQ(*single, (ItemKey{.partition = std::string_view("\0\xFF", 2), .sort = ""}));

    EXPECT_EQ(text(key_attributes(schema, one).view()), "{id: 'a', n: 5}");
    EXPECT_EQ(text(key_attributes(plain, one).view()), "{id: 'a'}");
}

// DynamoDB specification 6.
TEST(TableKey, OfAPutIsRefusedInTheServicesWords) {
    EXPECT_EQ(put_refusal(schema, "{n: 1}"), invalid + "Missing the key id in the item");
    EXPECT_EQ(put_refusal(schema, "{id: 'a'}"), invalid + "Missing the key n in the item");
    EXPECT_EQ(put_refusal(schema, "{id: 1, n: 1}"),
              invalid + "Type mismatch for key id expected: S actual: N");
    EXPECT_EQ(put_refusal(schema, "{id: 'a', n: [1]}"),
              invalid + "Type mismatch for key n expected: N actual: L");
    EXPECT_EQ(put_refusal(schema, "{id: '', n: 1}"),
              "One or more parameter values are not valid. The AttributeValue for a key attribute "
              "cannot contain an empty string value. Key: id");
    EXPECT_EQ(put_refusal(plain, "{id: x''}"),
              "One or more parameter values are not valid. The AttributeValue for a key attribute "
              "cannot contain an empty string value. Key: id");
}

TEST(TableKey, OfOtherCallsIsRefusedInTheServicesWords) {
    const std::string no_match = "The provided key element does not match the schema";
    for (const std::string_view key : {"{}", "{id: 'a'}", "{n: 1}", "{id: 'a', n: 1, m: 1}",
                                       "{id: 'a', m: 1}", "{id: 1, n: 1}", "{id: 'a', n: 'b'}"}) {
        EXPECT_EQ(key_refusal(schema, key), no_match) << key;
    }
    EXPECT_EQ(key_refusal(schema, "{id: '', n: 1}"),
              invalid +
                  "The AttributeValue for a key attribute cannot contain an empty string value. "
                  "Key: id");
}

TEST(TableKey, HasALimitedLength) {
    const std::string too_long_partition =
        invalid + "Size of hashkey has exceeded the maximum size limit of2048 bytes";
    const std::string too_long_sort =
        invalid + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes";
    const auto key = [](std::size_t partition, std::size_t sort) {
        return "{id: " + quoted(partition) + ", t: " + quoted(sort) + "}";
    };
    EXPECT_EQ(put_refusal(by_text, key(2048, 1024)), "");
    EXPECT_EQ(key_refusal(by_text, key(2048, 1024)), "");
    EXPECT_EQ(put_refusal(by_text, key(2049, 1)), too_long_partition);
    EXPECT_EQ(key_refusal(by_text, key(2049, 1)), too_long_partition);
    EXPECT_EQ(put_refusal(by_text, key(1, 1025)), too_long_sort);
    EXPECT_EQ(key_refusal(by_text, key(1, 1025)), too_long_sort);
}

TEST(IndexKey, IsThereWhenAllItsAttributesAre) {
    const Item both = item("{id: 'a', n: 5}"), one = item("{n: 5}");
    EXPECT_TRUE(index_key_of_item("i", schema, both, ItemWrite::put).value());
    EXPECT_FALSE(index_key_of_item("i", schema, one, ItemWrite::put).value());
}

TEST(IndexKey, IsRefusedInTheServicesWords) {
    const auto refused = [](std::string_view text, ItemWrite write) {
        const Item one = item(text);
        return refusal(index_key_of_item("by-id", schema, one, write));
    };
    EXPECT_EQ(refused("{id: 'a', n: 'x'}", ItemWrite::put),
              invalid + "Type mismatch for Index Key n Expected: N Actual: S IndexName: by-id");
    EXPECT_EQ(refused("{n: 'x'}", ItemWrite::put),
              invalid + "Type mismatch for Index Key n Expected: N Actual: S IndexName: by-id");
    EXPECT_EQ(refused("{n: 'x'}", ItemWrite::update),
              "The update expression attempted to update the secondary index key to unsupported "
              "type");
    EXPECT_EQ(refused("{id: ''}", ItemWrite::put),
              "One or more parameter values are not valid. A value specified for a secondary index "
              "key is not supported. The AttributeValue for a key attribute cannot contain an "
              "empty string value. IndexName: by-id, IndexKey: id");
}

TEST(TableKeyUse, IsOfWholeAttributes) {
    const auto uses = compile_condition("id.x = :v OR n = :v", {.values = "{:v: 1}"});
    ASSERT_TRUE(uses);
    const std::string nested =
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
        "allowed: ";
    EXPECT_EQ(refusal(check_uses(schema, KeyOwner::table, uses->condition->uses())),
              nested + "Key: id");
    EXPECT_EQ(refusal(check_uses(schema, KeyOwner::index, uses->condition->uses())),
              nested + "IndexKey: id");
    const auto sort = compile_projection("id, n[0]");
    EXPECT_EQ(refusal(check_uses(schema, KeyOwner::table, sort->projection->uses())),
              nested + "Key: n");
    EXPECT_EQ(refusal(check_uses(plain, KeyOwner::table, sort->projection->uses())), "");
}

TEST(TableKeyUse, IsNotToWriteIt) {
    const auto update = compile_update("SET a = id, n = :v", {.values = "{:v: 1}"});
    ASSERT_TRUE(update);
    EXPECT_EQ(refusal(check_targets(schema, *update->update)),
              invalid + "Cannot update attribute n. This attribute is part of the key");
    EXPECT_EQ(refusal(check_targets(plain, *update->update)), "");
}

TEST(TableKeyUse, IsNotInFiltersOfQueries) {
    const auto filter = compile_condition("a = :v AND n = :v", {.values = "{:v: 1}"});
    ASSERT_TRUE(filter);
    EXPECT_EQ(refusal(check_filter(schema, *filter->condition, "Filter Expression")),
              "Filter Expression can only contain non-primary key attributes: Primary key "
              "attribute: n");
    EXPECT_EQ(refusal(check_filter(plain, *filter->condition, "Filter Expression")), "");
}

TEST(ItemSize, IsLimited) {
    const auto sized = [](std::size_t bytes) { return item("{a: " + quoted(bytes - 1) + "}"); };
    EXPECT_EQ(refusal(check_size(sized(409'600), ItemWrite::put)), "");
    EXPECT_EQ(refusal(check_size(sized(409'601), ItemWrite::put)),
              "Item size has exceeded the maximum allowed size");
    EXPECT_EQ(refusal(check_size(sized(409'601), ItemWrite::update)),
              "Item size to update has exceeded the maximum allowed size");
}

}  // namespace
}  // namespace forebay::engine
