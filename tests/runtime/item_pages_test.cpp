// Queries and scans, of tables and of indexes.

#include "tests/runtime/table_harness.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;

class ItemPages : public testing::TestWithParam<bool> {
protected:
    ItemPages() { harness_.set_on_disk(GetParam()); }

    TableInfoPtr orders(int lines) {
        TableInfo wanted = wanted_sorted_table("orders");
        wanted.indexes = {wanted_index("by_dow", "dow", "price"), wanted_index("keys", "dow")};
        wanted.indexes[1].projection.kind = IndexProjection::Kind::keys_only;
        IndexInfo local = wanted_index("by_price", "id", "price");
        local.kind = IndexInfo::Kind::local;
        local.projection = {.kind = IndexProjection::Kind::include, .included = {"dow"}};
        wanted.indexes.push_back(local);
        const auto table = harness_.create_table(std::move(wanted));
        for (int line = 0; line < lines; ++line) {
            harness_.put(table, {{"id", "a"}, {"line", line}, {"price", 100 - line}});
        }
        return table;
    }

    // All pages of it, and how many there were.
    std::vector<std::string> follow(QueryRequest request, std::size_t& pages) {
        std::vector<std::string> all;
        for (pages = 0; pages == 0 || request.page.after.has_value(); ++pages) {
            Page page = harness_.run(harness_.tables().query(request)).value();
            std::ranges::move(texts(page.items), std::back_inserter(all));
            request.page.after = page.last_key;
        }
        return all;
    }

    TableHarness harness_;
};

INSTANTIATE_TEST_SUITE_P(From, ItemPages, testing::Bool(), [](const auto& from) {
    return std::string(from.param ? "Disk" : "Memory");
});

TEST_P(ItemPages, OfAQueryAreInTheOrderOfTheSortKey) {
    const auto table = orders(0);
    for (const int line : {10, -5, 2, 9}) {
        harness_.put(table, {{"id", "a"}, {"line", line}});
        harness_.put(table, {{"id", "ab"}, {"line", line}});
    }
    QueryRequest query = query_of(table, "", "id = :id", {{":id", "a"}});
    const Page page = harness_.run(harness_.tables().query(query)).value();
    EXPECT_THAT(texts(page.items),
                ElementsAre("id=a line=-5", "id=a line=2", "id=a line=9", "id=a line=10"));
    EXPECT_EQ(page.count, 4U);
    EXPECT_EQ(page.scanned, 4U);
    EXPECT_EQ(page.last_key, std::nullopt);

    query.is_descending = true;
    EXPECT_THAT(texts(harness_.run(harness_.tables().query(query))->items),
                ElementsAre("id=a line=10", "id=a line=9", "id=a line=2", "id=a line=-5"));
    EXPECT_THAT(texts(harness_
                          .query(table, "", "id = :id AND line BETWEEN :a AND :b",
                                 {{":id", "a"}, {":a", 2}, {":b", 9}})
                          .items),
                ElementsAre("id=a line=2", "id=a line=9"));
    EXPECT_THAT(harness_.query(table, "", "id = :id", {{":id", "b"}}).items, IsEmpty());
}

TEST_P(ItemPages, EndAtTheLimitAndGoOnBehindIt) {
    const auto table = orders(10);
    for (const bool is_descending : {false, true}) {
        for (const std::string index : {"", "by_price"}) {
            QueryRequest query = query_of(table, index, "id = :id", {{":id", "a"}});
            query.is_descending = is_descending;
            const auto whole = texts(harness_.run(harness_.tables().query(query))->items);
            ASSERT_THAT(whole, SizeIs(10));
            query.page.items_max = 3;
            std::size_t pages = 0;
            EXPECT_EQ(follow(query, pages), whole);
            EXPECT_EQ(pages, 4U);
            query.page.items_max = 5;
            EXPECT_EQ(follow(query, pages), whole);
            EXPECT_EQ(pages, 3U);  // the last one is empty
        }
    }
}

TEST_P(ItemPages, BeginBehindAKeyThatNeedNotExist) {
    const auto table = orders(10);
    QueryRequest query = query_of(table, "", "id = :id AND line < :to", {{":id", "a"}, {":to", 6}});
    query.page.after = item({{"id", "a"}, {"line", 3}});
    harness_.remove(table, {{"id", "a"}, {"line", 3}});
    EXPECT_THAT(texts(harness_.run(harness_.tables().query(query))->items),
                ElementsAre("id=a line=4 price=96", "id=a line=5 price=95"));
    query.page.after = item({{"id", "a"}});
    EXPECT_EQ(harness_.run(harness_.tables().query(query)).error().detail,
              "The provided starting key is invalid");
}

TEST_P(ItemPages, CountWhatWasReadBeforeTheFilter) {
    const auto table = orders(10);
    QueryRequest query = query_of(table, "", "id = :id", {{":id", "a"}});
    query.page.filter = condition("price > :n", {{":n", 95}});
    query.page.items_max = 6;
    Page page = harness_.run(harness_.tables().query(query)).value();
    EXPECT_EQ(page.count, 5U);
    EXPECT_EQ(page.scanned, 6U);
    EXPECT_THAT(page.items, SizeIs(5));
    EXPECT_EQ(text(page.last_key), "id=a line=5");

    query.page.is_count = true;
    page = harness_.run(harness_.tables().query(query)).value();
    EXPECT_EQ(page.count, 5U);
    EXPECT_THAT(page.items, IsEmpty());
}

TEST_P(ItemPages, HaveAMebibyteAndTheItemThatReachesIt) {
    const auto table = orders(0);
    const std::string body(100'000, 'x');
    for (int line = 0; line < 25; ++line) {
        harness_.put(table, {{"id", "a"}, {"line", line}, {"body", body}});
    }
    QueryRequest query = query_of(table, "", "id = :id", {{":id", "a"}});
    const Page page = harness_.run(harness_.tables().query(query)).value();
    EXPECT_EQ(page.count, 11U);  // ten are 1,000,000 and a few
    EXPECT_GE(page.bytes, 1'048'576U);
    EXPECT_EQ(text(page.last_key), "id=a line=10");
    std::size_t pages = 0;
    EXPECT_THAT(follow(query, pages), SizeIs(25));
    EXPECT_EQ(pages, 3U);
}

TEST_P(ItemPages, OfAnIndexHaveItsKeysAndItsTableS) {
    const auto table = orders(0);
    harness_.put(table, {{"id", "a"}, {"line", 1}, {"dow", "mon"}, {"price", 7}, {"x", 1}});
    harness_.put(table, {{"id", "b"}, {"line", 1}, {"dow", "mon"}, {"price", 7}});
    harness_.put(table, {{"id", "c"}, {"line", 1}, {"dow", "mon"}, {"price", -3}});
    harness_.put(table, {{"id", "d"}, {"line", 1}, {"dow", "mon"}});

    QueryRequest query = query_of(table, "by_dow", "dow = :d", {{":d", "mon"}});
    query.page.items_max = 1;
    const Page page = harness_.run(harness_.tables().query(query)).value();
    EXPECT_THAT(texts(page.items), ElementsAre("dow=mon id=c line=1 price=-3"));
    EXPECT_EQ(text(page.last_key), "dow=mon id=c line=1 price=-3");
    std::size_t pages = 0;
    EXPECT_THAT(follow(query, pages),
                ElementsAre("dow=mon id=c line=1 price=-3", "dow=mon id=a line=1 price=7 x=1",
                            "dow=mon id=b line=1 price=7"));
    EXPECT_THAT(texts(harness_.query(table, "keys", "dow = :d", {{":d", "mon"}}).items),
                ElementsAre("dow=mon id=a line=1", "dow=mon id=b line=1", "dow=mon id=c line=1",
                            "dow=mon id=d line=1"));
}

TEST_P(ItemPages, OfALocalIndexHaveTheWholeItemsIfAskedFor) {
    const auto table = orders(0);
    harness_.put(table, {{"id", "a"}, {"line", 1}, {"price", 2}, {"x", 1}});
    harness_.put(table, {{"id", "a"}, {"line", 2}, {"price", 1}, {"dow", "mon"}, {"x", 2}});
    QueryRequest query = query_of(table, "by_price", "id = :id", {{":id", "a"}});
    EXPECT_THAT(texts(harness_.run(harness_.tables().query(query))->items),
                ElementsAre("dow=mon id=a line=2 price=1", "id=a line=1 price=2"));

    query.page.is_whole = true;
    const Page page = harness_.run(harness_.tables().query(query)).value();
    EXPECT_THAT(texts(page.items),
                ElementsAre("dow=mon id=a line=2 price=1 x=2", "id=a line=1 price=2 x=1"));
    EXPECT_EQ(page.fetched_bytes, 2 * 4096U);
}

TEST_P(ItemPages, OfAllSegmentsAreTheTable) {
    const auto table = orders(0);
    std::vector<std::string> expected;
    for (int i = 0; i < 100; ++i) {
        const std::string id = fmt::format("id-{}", i);
        harness_.put(table, {{"id", id}, {"line", i}});
        expected.push_back(fmt::format("id={} line={}", id, i));
    }
    EXPECT_THAT(texts(harness_.scan(table).items), UnorderedElementsAreArray(expected));

    std::vector<std::string> scanned;
    for (std::uint32_t segment = 0; segment < 7; ++segment) {
        ScanRequest request;
        request.page.table = table;
        request.page.items_max = 5;
        request.segment = segment;
        request.segments = 7;
        do {
            Page page = harness_.run(harness_.tables().scan(request)).value();
            std::ranges::move(texts(page.items), std::back_inserter(scanned));
            request.page.after = page.last_key;
        } while (request.page.after.has_value());
    }
    EXPECT_THAT(scanned, UnorderedElementsAreArray(expected));
}

TEST_P(ItemPages, BeginInTheirOwnSegment) {
    const auto table = orders(1);
    int refused = 0;
    for (std::uint32_t segment = 0; segment < 2; ++segment) {
        ScanRequest request;
        request.page.table = table;
        request.page.after = item({{"id", "a"}, {"line", 0}});
        request.segment = segment;
        request.segments = 2;
        const auto page = harness_.run(harness_.tables().scan(request));
        if (!page) {
            ++refused;
            EXPECT_THAT(page.error().detail, HasSubstr("with correct Segment. TotalSegments: 2"));
        }
    }
    EXPECT_EQ(refused, 1);
}

TEST_P(ItemPages, OfAScanOfAnIndexHaveItsEntries) {
    const auto table = orders(0);
    harness_.put(table, {{"id", "a"}, {"line", 1}, {"dow", "mon"}});
    harness_.put(table, {{"id", "b"}, {"line", 1}});
    EXPECT_THAT(texts(harness_.scan(table, "keys").items), ElementsAre("dow=mon id=a line=1"));
}

TEST(Indexes, FollowWhatIsWritten) {
    TableHarness harness;
    TableInfo wanted = wanted_table("orders");
    wanted.indexes = {wanted_index("by_dow", "dow")};
    const auto table = harness.create_table(std::move(wanted));
    const IndexId by_dow = table->indexes[0].id;
    EXPECT_FALSE(table->indexes[0].is_building);

    const WriteOutcome entered = harness.put(table, {{"id", "a"}, {"dow", "mon"}});
    ASSERT_THAT(entered.index_units, SizeIs(1));
    EXPECT_EQ(entered.index_units[0].index, by_dow);
    EXPECT_EQ(entered.index_units[0].units, 1U);
    EXPECT_THAT(texts(harness.scan(table, "by_dow").items), ElementsAre("dow=mon id=a"));

    const WriteOutcome moved =
        harness.write(update_of(table, {{"id", "a"}}, "SET dow = :d", {{":d", "tue"}}));
    EXPECT_EQ(moved.index_units[0].units, 2U);
    EXPECT_THAT(texts(harness.scan(table, "by_dow").items), ElementsAre("dow=tue id=a"));
    EXPECT_EQ(harness.counts(table).indexes.at(by_dow), (ItemCounts{.items = 1, .bytes = 9}));

    EXPECT_THAT(harness.put(table, {{"id", "a"}, {"dow", "tue"}}).index_units, IsEmpty());
    harness.put(table, {{"id", "a"}});
    EXPECT_THAT(harness.scan(table, "by_dow").items, IsEmpty());
    harness.put(table, {{"id", "a"}, {"dow", "wed"}});
    harness.remove(table, {{"id", "a"}});
    EXPECT_THAT(harness.scan(table, "by_dow").items, IsEmpty());
    EXPECT_EQ(harness.counts(table).indexes.at(by_dow), ItemCounts{});
    EXPECT_EQ(harness.counts(table).table, ItemCounts{});
}

TEST(Indexes, RefuseKeysOfAnotherType) {
    TableHarness harness;
    TableInfo wanted = wanted_table("orders");
    wanted.indexes = {wanted_index("by_dow", "dow")};
    const auto table = harness.create_table(std::move(wanted));
    const WriteOutcome refused = harness.put(table, {{"id", "a"}, {"dow", 1}});
    ASSERT_TRUE(refused.refusal.has_value());
    EXPECT_EQ(refused.refusal->code, Errc::validation_failed);
    EXPECT_THAT(refused.refusal->detail, HasSubstr("Type mismatch for Index Key dow"));
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "-");
}

TEST(Indexes, AreLeftAloneByWhatTheyDoNotHave) {
    TableHarness harness;
    TableInfo wanted = wanted_table("orders");
    wanted.indexes = {wanted_index("by_dow", "dow")};
    wanted.indexes[0].projection.kind = IndexProjection::Kind::keys_only;
    const auto table = harness.create_table(std::move(wanted));
    harness.put(table, {{"id", "a"}, {"dow", "mon"}, {"n", 1}});
    EXPECT_THAT(harness.put(table, {{"id", "a"}, {"dow", "mon"}, {"n", 2}}).index_units, IsEmpty());
}

}  // namespace
}  // namespace forebay::runtime
