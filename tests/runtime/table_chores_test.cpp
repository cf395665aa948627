// What tables do by themselves: indexes that are built, items that expire.

#include "tests/runtime/table_harness.hpp"
#include <forebay/storage/table_keys.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t start_second = 1'700'000'000;  // of the harness

class TableChores : public testing::TestWithParam<bool> {
protected:
    TableChores() { harness_.set_on_disk(GetParam()); }

    TableInfoPtr change(const TableInfoPtr& table, std::function<void(TableInfo&)> change) {
        return harness_
            .run(harness_.tables().update(table,
                                          [change](TableInfo& info) {
                                              change(info);
                                              return Result<void>{};
                                          }))
            .value();
    }

    TableInfoPtr add_index(const TableInfoPtr& table) {
        return change(
            table, [](TableInfo& info) { info.indexes.push_back(wanted_index("by_dow", "dow")); });
    }

    TableInfoPtr expiring(const TableInfoPtr& table) {
        return change(table, [](TableInfo& info) { info.time_to_live = {.attribute = "ends"}; });
    }

    std::size_t entries(const TableInfoPtr& table, IndexId index) {
        const auto range = storage::keys::index(table->id, index);
        return harness_.store()
            .count(storage::Space::items, range.begin, range.end, 1'000'000)
            .count;
    }

    // More than a step of a build reads.
    void fill(const TableInfoPtr& table, int items) {
        std::vector<std::future<Result<WriteOutcome>>> writes;
        for (int i = 0; i < items; ++i) {
            writes.push_back(harness_.start(harness_.tables().write(
                put_of(table, {{"id", fmt::format("{}", i)}, {"dow", "mon"}}))));
        }
        for (auto& write : writes) {
            write.wait();
        }
    }

    TableHarness harness_;
    TableInfoPtr table_ = harness_.create_table("orders");
};

INSTANTIATE_TEST_SUITE_P(From, TableChores, testing::Bool(), [](const auto& from) {
    return std::string(from.param ? "Disk" : "Memory");
});

TEST_P(TableChores, BuildAnIndexOfTheItemsThatAreThere) {
    fill(table_, 700);
    harness_.put(table_, {{"id", "without"}});
    harness_.put(table_, {{"id", "wrong"}, {"dow", 1}});
    const auto changed = add_index(table_);
    EXPECT_TRUE(changed->indexes[0].is_building);
    const auto table = harness_.built(table_);
    const IndexId index = table->indexes[0].id;
    EXPECT_EQ(entries(table, index), 700U);
    EXPECT_EQ(harness_.counts(table).indexes.at(index).items, 700U);
}

TEST_P(TableChores, BuildAnIndexWhileItemsAreWritten) {
    fill(table_, 700);
    add_index(table_);
    std::vector<std::future<Result<WriteOutcome>>> writes;
    for (int i = 0; i < 700; ++i) {
        const std::string id = fmt::format("{}", i);
        writes.push_back(harness_.start(harness_.tables().write(
            i % 3 == 0   ? remove_of(table_, {{"id", id}})
            : i % 3 == 1 ? put_of(table_, {{"id", id}, {"dow", "tue"}})
                         : put_of(table_, {{"id", id + "-new"}, {"dow", "wed"}}))));
        if (i % 50 == 0) {
            harness_.pass_a_moment();
        }
    }
    for (auto& write : writes) {
        ASSERT_TRUE(write.get());
    }
    const auto table = harness_.built(table_);
    const auto count = [&](const std::string& dow) {
        return harness_.query(table, "by_dow", "dow = :d", {{":d", dow}}).count;
    };
    EXPECT_EQ(count("mon"), 233U);  // 2, 5, … 698
    EXPECT_EQ(count("tue"), 233U);  // 1, 4, … 697
    EXPECT_EQ(count("wed"), 233U);
    EXPECT_EQ(entries(table, table->indexes[0].id), 699U);
    EXPECT_EQ(harness_.counts(table).indexes.at(table->indexes[0].id).items, 699U);
    EXPECT_EQ(harness_.counts(table).table.items, 699U);
}

TEST_P(TableChores, GoOnBuildingAfterARestart) {
    fill(table_, 700);
    harness_.crash_after(2);
    add_index(table_);
    harness_.built(table_);
    harness_.restart();
    const auto table = harness_.find_table("orders");
    EXPECT_EQ(entries(harness_.built(table), table->indexes[0].id), 700U);
    EXPECT_EQ(harness_.counts(table).indexes.at(table->indexes[0].id).items, 700U);
}

TEST_P(TableChores, StopBuildingAnIndexThatIsTakenAway) {
    fill(table_, 700);
    const IndexId index = add_index(table_)->indexes[0].id;
    auto table = change(table_, [](TableInfo& info) { info.indexes.clear(); });
    EXPECT_THAT(table->indexes, IsEmpty());
    harness_.pass_a_moment();
    EXPECT_EQ(entries(table, index), 0U);
    table = add_index(table);
    EXPECT_NE(table->indexes[0].id, index);
    EXPECT_EQ(entries(harness_.built(table), table->indexes[0].id), 700U);
}

TEST_P(TableChores, WaitWithBuildingUntilTheDiskHasRoom) {
    fill(table_, 10);
    harness_.set_free_bytes(0);
    harness_.advance(2s);
    add_index(table_);
    harness_.advance(2s);
    EXPECT_TRUE(harness_.find_table("orders")->indexes[0].is_building);
    harness_.set_free_bytes(std::uint64_t{1} << 40U);
    harness_.until([&] { return !harness_.find_table("orders")->indexes[0].is_building; });
}

TEST_P(TableChores, RemoveItemsThatHaveExpired) {
    TableInfo wanted = wanted_table("sessions");
    wanted.time_to_live = {.attribute = "ends"};
    wanted.indexes = {wanted_index("by_dow", "dow")};
    const auto table = harness_.create_table(wanted);
    harness_.put(table, {{"id", "a"}, {"ends", start_second + 30}, {"dow", "mon"}});
    harness_.put(table, {{"id", "b"}, {"ends", start_second + 90}});
    harness_.put(table, {{"id", "c"}, {"ends", "soon"}});
    harness_.put(table, {{"id", "d"}});
    harness_.advance(29s);
    EXPECT_EQ(harness_.get(table, {{"id", "a"}}), "dow=mon ends=1700000030 id=a");
    harness_.advance(31s);
    harness_.until_now([&] { return harness_.get(table, {{"id", "a"}}) == "-"; });
    EXPECT_THAT(harness_.scan(table, "by_dow").items, IsEmpty());
    EXPECT_EQ(harness_.counts(table).table.items, 3U);
    const ItemChange last = harness_.changes(table).changes.back();
    EXPECT_EQ(last.event(), ItemEvent::remove);
    EXPECT_TRUE(last.has_expired);
    EXPECT_EQ(text(last.before), "dow=mon ends=1700000030 id=a");

    harness_.advance(60s);
    harness_.until_now([&] { return harness_.get(table, {{"id", "b"}}) == "-"; });
    harness_.advance(24h);
    EXPECT_EQ(harness_.counts(table).table.items, 2U);
    EXPECT_EQ(entries(table, table->time_to_live->index), 0U);
}

TEST_P(TableChores, GoByTheLatestTimeOfAnItem) {
    const auto table = expiring(table_);
    harness_.put(table, {{"id", "a"}, {"ends", start_second + 30}});
    harness_.put(table, {{"id", "a"}, {"ends", start_second + 3600}});
    harness_.put(table, {{"id", "b"}, {"ends", start_second + 30}});
    harness_.put(table, {{"id", "b"}});
    harness_.advance(1800s);
    harness_.advance(60s);
    EXPECT_EQ(harness_.counts(table).table.items, 2U);
    harness_.put(table, {{"id", "a"}, {"ends", start_second + 10}});  // has expired already
    harness_.advance(60s);
    harness_.until_now([&] { return harness_.get(table, {{"id", "a"}}) == "-"; });
    EXPECT_EQ(harness_.get(table, {{"id", "b"}}), "id=b");
}

TEST_P(TableChores, LeaveItemsThatExpiredLongAgo) {
    const auto table = expiring(table_);
    const std::int64_t five_years = 5 * 365 * 86'400;
    harness_.put(table, {{"id", "a"}, {"ends", start_second - five_years - 1}});
    harness_.put(table, {{"id", "b"}, {"ends", start_second - five_years + 3600}});
    harness_.advance(60s);
    harness_.until_now([&] { return harness_.get(table, {{"id", "b"}}) == "-"; });
    EXPECT_NE(harness_.get(table, {{"id", "a"}}), "-");
}

TEST_P(TableChores, RemoveManyThatExpireTogether) {
    const auto table = expiring(table_);
    std::vector<Write> writes;
    for (int i = 0; i < 250; ++i) {
        writes.push_back(
            put_of(table, {{"id", fmt::format("{}", i)}, {"ends", start_second + 30}}));
    }
    ASSERT_TRUE(harness_.run(harness_.tables().write_many(std::move(writes))));
    harness_.advance(60s);
    harness_.until_now([&] { return harness_.counts(table).table.items == 0; });
}

TEST_P(TableChores, FindWhatWasThereBeforeItemsCouldExpire) {
    harness_.put(table_, {{"id", "a"}, {"ends", start_second + 30}});
    harness_.put(table_, {{"id", "b"}, {"ends", start_second - 30}});
    expiring(table_);
    const auto table = harness_.built(table_);
    EXPECT_FALSE(table->time_to_live->is_building);
    harness_.until_now([&] { return harness_.get(table, {{"id", "b"}}) == "-"; });
    EXPECT_NE(harness_.get(table, {{"id", "a"}}), "-");

    change(table, [](TableInfo& info) { info.time_to_live.reset(); });
    harness_.advance(24h);
    EXPECT_NE(harness_.get(table, {{"id", "a"}}), "-");
    EXPECT_EQ(entries(table, table->time_to_live->index), 0U);
}

TEST_P(TableChores, RemoveWhatExpiredWhileTheBrokerWasDown) {
    const auto table = expiring(table_);
    harness_.put(table, {{"id", "a"}, {"ends", start_second + 30}});
    harness_.restart(1h);
    harness_.until_now([&] { return harness_.get(table, {{"id", "a"}}) == "-"; });
}

}  // namespace
}  // namespace forebay::runtime
