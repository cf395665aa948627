// Tables as a whole.

#include "tests/runtime/table_harness.hpp"
#include <forebay/storage/table_keys.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(const std::vector<TableInfoPtr>& tables) {
    std::vector<std::string> names;
    for (const TableInfoPtr& table : tables) {
        names.push_back(table->key.name);
    }
    return names;
}

std::size_t stored_in(TableHarness& harness, storage::Space space) {
    return harness.store().count(space, "", "\xff", 1'000'000).count;
}

TEST(Tables, AreMadeOnceAndReadyAtOnce) {
    TableHarness harness;
    TableInfo wanted = wanted_table("orders");
    wanted.indexes = {wanted_index("a", "x"), wanted_index("b", "y")};
    wanted.time_to_live = {.attribute = "ends"};
    const auto created = harness.run(harness.tables().create(wanted)).value();
    EXPECT_TRUE(created.created);
    EXPECT_EQ(harness.find_table("orders"), created.table);
    EXPECT_EQ(created.table->indexes[0].id, IndexId(1));
    EXPECT_EQ(created.table->indexes[1].id, IndexId(2));
    EXPECT_EQ(created.table->time_to_live->index, IndexId(3));
    EXPECT_FALSE(created.table->indexes[0].is_building);
    EXPECT_FALSE(created.table->time_to_live->is_building);

    const auto again = harness.run(harness.tables().create(wanted)).value();
    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.table, created.table);
}

TEST(Tables, AreListedByName) {
    TableHarness harness;
    for (const std::string name : {"b", "a", "d", "c"}) {
        harness.create_table(name);
    }
    TableInfo other = wanted_table("other");
    other.key.region = "eu-west-1";
    harness.create_table(other);

    const auto list = [&](std::string_view after, std::size_t max) {
        return names(harness.tables().list("000000000000", "us-east-1", after, max));
    };
    EXPECT_THAT(list("", 10), ElementsAre("a", "b", "c", "d"));
    EXPECT_THAT(list("aa", 2), ElementsAre("b", "c"));
    EXPECT_THAT(list("d", 2), IsEmpty());
}

TEST(Tables, ComeBackAsTheyWere) {
    TableHarness harness;
    TableInfo wanted = wanted_sorted_table("orders");
    wanted.indexes = {wanted_index("by_dow", "dow")};
    const TableInfo before = *harness.create_table(std::move(wanted));
    harness.restart();
    ASSERT_NE(harness.find_table("orders"), nullptr);
    EXPECT_EQ(*harness.find_table("orders"), before);
    EXPECT_NE(harness.create_table("carts")->id, before.id);
}

TEST(Tables, AreGoneWithAllThatThereIsOfThem) {
    TableHarness harness;
    const auto kept = harness.create_table("kept");
    harness.put(kept, {{"id", "a"}});
    const std::size_t items = stored_in(harness, storage::Space::items);
    const std::size_t changes = stored_in(harness, storage::Space::messages);
    const std::size_t records = stored_in(harness, storage::Space::records);

    TableInfo wanted = wanted_table("orders");
    wanted.indexes = {wanted_index("by_dow", "dow")};
    const auto table = harness.create_table(std::move(wanted));
    harness.put(table, {{"id", "a"}, {"dow", "mon"}});
    ASSERT_TRUE(harness.run(harness.tables().remove(table)));

    EXPECT_EQ(harness.find_table("orders"), nullptr);
    EXPECT_EQ(stored_in(harness, storage::Space::items), items);
    EXPECT_EQ(stored_in(harness, storage::Space::messages), changes);
    EXPECT_EQ(stored_in(harness, storage::Space::records), records);
    EXPECT_EQ(harness.run(harness.tables().remove(table)).error().code, Errc::table_not_found);
    EXPECT_EQ(harness.run(harness.tables().counts(table)).error().code, Errc::table_not_found);
    EXPECT_EQ(harness.get(kept, {{"id", "a"}}), "id=a");
    harness.restart();
    EXPECT_EQ(harness.find_table("orders"), nullptr);
}

TEST(Tables, ThatAreProtectedStay) {
    TableHarness harness;
    TableInfo wanted = wanted_table("orders");
    wanted.is_protected = true;
    const auto table = harness.create_table(std::move(wanted));
    const auto refused = harness.run(harness.tables().remove(table));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::validation_failed);

    const auto updated = harness.run(harness.tables().update(table, [](TableInfo& info) {
        info.is_protected = false;
        return Result<void>{};
    }));
    EXPECT_FALSE((*updated)->is_protected);
    EXPECT_TRUE(harness.run(harness.tables().remove(table)));
}

TEST(Tables, AreLeftAsTheyAreByAnUpdateThatFails) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    const auto updated = harness.run(harness.tables().update(table, [](TableInfo& info) {
        info.is_protected = true;
        return Result<void>(Error{Errc::invalid_parameter, "no"});
    }));
    EXPECT_EQ(updated.error().detail, "no");
    EXPECT_EQ(harness.find_table("orders"), table);
}

TEST(Tables, AreMadeOnDisk) {
    TableHarness harness;
    harness.hold_commits();
    auto created = harness.start(harness.tables().create(wanted_table("orders")));
    harness.pass_a_moment();
    EXPECT_FALSE(is_ready(created));
    harness.release_commits();
    EXPECT_TRUE(created.get());
}

}  // namespace
}  // namespace forebay::runtime
