#include <forebay/model/number.hpp>
#include <forebay/storage/table_keys.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <compare>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace forebay::storage::keys {
namespace {

using namespace std::string_literals;

constexpr TableId orders{0x0102030405060708};
constexpr IndexId items{};
constexpr IndexId by_customer{7};

std::string ordered(std::string_view number) {
    std::string bytes;
    Number::parse(number).value().append_ordered(bytes);
    return bytes;
}

// Attributes that are hard to keep apart: around 00 and FF, and one the beginning of another.
std::vector<std::string> attributes() {
    std::vector<std::string> all = {"a", "b", "ab", "aa", "\uFFFF", "\U0001F600", "é", "z"};
    const std::string bytes = "\x00\x01\x02\xFE\xFF"s;
    for (const char first : bytes) {
        all.emplace_back(1, first);
        for (const char second : bytes) {
            all.push_back({first, second});
            for (const char third : bytes) {
                all.push_back({first, second, third});
            }
        }
    }
    return all;
}

TEST(TableKeys, HaveTheLayoutThatIsDrawn) {
    const std::string table_bytes = "i\x01\x02\x03\x04\x05\x06\x07\x08";
    const std::string key = item(orders, {"p\0q"s, "s"});
    const std::string hash = key.substr(13, 8);
    EXPECT_EQ(key, table_bytes + "\0\0\0\0"s + hash + "p\0\xFFq\0\1s\0\1"s);
    EXPECT_EQ(item(orders, {"p\0q"s, ""}), table_bytes + "\0\0\0\0"s + hash + "p\0\xFFq\0\1"s);
    EXPECT_EQ(index_entry(orders, by_customer, {"p\0q"s, "x"}, {"id", "y"}),
              table_bytes + "\0\0\0\7"s + hash + "p\0\xFFq\0\1x\0\1id\0\1y\0\1"s);
}

TEST(TableKeys, OfExpiriesSortByTimeAndNameTheItem) {
    const std::string first = item(orders, {"p\0q"s, "s"});
    const std::string second = item(orders, {"a", ""});
    const std::string entry = expiry(orders, by_customer, 0x0102, first);
    EXPECT_EQ(entry, first.substr(0, 9) + "\0\0\0\7\0\0\0\0\0\0\1\2"s + first.substr(13));
    EXPECT_EQ(second_of_expiry(entry), 0x0102U);
    EXPECT_EQ(item_of_expiry(entry), first);

    EXPECT_LT(expiry(orders, by_customer, 1, first), expiry(orders, by_customer, 2, second));
    EXPECT_LT(expiry(orders, by_customer, 1, second), expiry(orders, by_customer, 2, first));
    const Range due = expiries(orders, by_customer, 5, 7);
    EXPECT_FALSE(due.contains(expiry(orders, by_customer, 4, first)));
    EXPECT_TRUE(due.contains(expiry(orders, by_customer, 5, first)));
    EXPECT_TRUE(due.contains(expiry(orders, by_customer, 6, second)));
    EXPECT_FALSE(due.contains(expiry(orders, by_customer, 7, first)));
    EXPECT_TRUE(index(orders, by_customer).contains(entry));
}

// The hash is stored: it stays what it is.
TEST(TableKeys, HaveAHashThatNeverChanges) {
    EXPECT_EQ(item(orders, {"order-1", ""}).substr(13, 8), "\xA7\xF2\x33\x7B\xB7\x3A\x6A\x3A");
}

TEST(TableKeys, SortWithinAPartitionAsSortKeysDo) {
    const auto all = attributes();
    for (const std::string& a : all) {
        for (const std::string& b : all) {
            const auto order = std::string_view(a) <=> std::string_view(b);
            ASSERT_EQ(item(orders, {"p", a}) <=> item(orders, {"p", b}), order);
            ASSERT_EQ(index_entry(orders, by_customer, {"p", a}, {b, b}) <=>
                          index_entry(orders, by_customer, {"p", b}, {a, a}),
                      a == b ? std::strong_ordering::equal : order);
        }
    }
}

// DynamoDB specification 4: numerically, and by UTF-8 bytes, not by UTF-16.
TEST(TableKeys, SortNumbersByValueAndTextByBytes) {
    EXPECT_LT(item(orders, {"p", ordered("9")}), item(orders, {"p", ordered("10")}));
    EXPECT_LT(item(orders, {"p", ordered("-10")}), item(orders, {"p", ordered("-9")}));
    EXPECT_LT(item(orders, {"p", ordered("-1e-130")}), item(orders, {"p", ordered("0")}));
    EXPECT_LT(item(orders, {"p", ordered("0")}), item(orders, {"p", ordered("1e-130")}));
    EXPECT_EQ(item(orders, {"p", ordered("1.0")}), item(orders, {"p", ordered("1e0")}));
    EXPECT_LT(item(orders, {"p", "\uFFFF"}), item(orders, {"p", "\U0001F600"}));
}

TEST(TableKeys, NoneIsTheBeginningOfAnother) {
    const auto all = attributes();
    for (const std::string& a : all) {
        for (const std::string& b : all) {
            const std::string key = item(orders, {a, ""});
            ASSERT_EQ(item(orders, {b, ""}).starts_with(key), a == b);
            ASSERT_EQ(item(orders, {b, "s"}).starts_with(key), a == b);
        }
    }
}

TEST(TableKeys, LieInTheRangeOfTheirTableAndIndex) {
    const std::string item_key = item(orders, {"\xFF\xFF", "\xFF"});
    const std::string entry = index_entry(orders, by_customer, {"\xFF", "\xFF"}, {"\xFF", ""});
    const TableId next{static_cast<std::uint64_t>(orders) + 1};
    EXPECT_TRUE(table(orders).contains(item_key));
    EXPECT_TRUE(table(orders).contains(entry));
    EXPECT_FALSE(table(next).contains(item_key));
    EXPECT_TRUE(index(orders, items).contains(item_key));
    EXPECT_FALSE(index(orders, items).contains(entry));
    EXPECT_TRUE(index(orders, by_customer).contains(entry));
    EXPECT_FALSE(index(orders, IndexId{8}).contains(entry));
    EXPECT_TRUE(table(TableId{0xFF}).contains(item(TableId{0xFF}, {"a", ""})));
    EXPECT_FALSE(table(TableId{0xFF}).contains(item(TableId{0x100}, {"a", ""})));
}

TEST(TableKeys, AQueryReadsWhatItsSortConditionAccepts) {
    using Kind = SortCondition::Kind;
    const auto all = attributes();
    for (const Kind kind : {Kind::any, Kind::equal, Kind::less, Kind::less_or_equal, Kind::greater,
                            Kind::greater_or_equal, Kind::between, Kind::begins_with}) {
        for (std::size_t i = 0; i < all.size(); i += 3) {
            const std::string& value = all[i];
            const SortCondition sort{kind, value, all[(i * 7) % all.size()]};
            const KeyRange wanted{"p", sort};
            const Range of_items = query(orders, items, wanted);
            const Range of_entries = query(orders, by_customer, wanted);
            for (const std::string& other : all) {
                ASSERT_EQ(of_items.contains(item(orders, {"p", other})), sort.accepts(other))
                    << static_cast<int>(kind) << testing::PrintToString(value)
                    << testing::PrintToString(other);
                ASSERT_EQ(of_entries.contains(
                              index_entry(orders, by_customer, {"p", other}, {"\xFF", "\0"s})),
                          sort.accepts(other));
                ASSERT_FALSE(of_items.contains(item(orders, {"p\0"s, other})));
            }
        }
    }
}

TEST(TableKeys, AQueryReadsAPartitionWithoutSortKeys) {
    const Range range = query(orders, items, {"p", {}});
    EXPECT_TRUE(range.contains(item(orders, {"p", ""})));
    EXPECT_FALSE(range.contains(item(orders, {"pp", ""})));
    EXPECT_FALSE(range.contains(item(orders, {"o", ""})));
}

TEST(TableKeys, SegmentsShareAllItemsOutEvenly) {
    for (const std::uint32_t segments : {1U, 2U, 3U, 7U, 1'000'000U}) {
        EXPECT_EQ(segment(orders, items, 0, segments).begin.substr(0, 13),
                  index(orders, items).begin);
        EXPECT_EQ(segment(orders, items, segments - 1, segments).end, index(orders, items).end);
        for (std::uint32_t i = 0; i + 1 < std::min(segments, 100U); ++i) {
            ASSERT_EQ(segment(orders, items, i, segments).end,
                      segment(orders, items, i + 1, segments).begin);
        }
    }
    std::vector<int> counts(4);
    for (int i = 0; i < 4000; ++i) {
        const std::string key = item(orders, {"order-" + std::to_string(i), "s"});
        for (std::uint32_t s = 0; s < 4; ++s) {
            counts[s] += segment(orders, items, s, 4).contains(key) ? 1 : 0;
        }
    }
    EXPECT_EQ(counts[0] + counts[1] + counts[2] + counts[3], 4000);
    EXPECT_THAT(counts, testing::Each(testing::AllOf(testing::Gt(900), testing::Lt(1100))));
}

}  // namespace
}  // namespace forebay::storage::keys
