// Items of tables, as they are written and read one by one.

#include "tests/runtime/table_harness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

Errc refusal(const WriteOutcome& outcome) {
    return outcome.refusal.has_value() ? outcome.refusal->code : Errc::internal;
}

TEST(Items, AreThereUntilTheyAreRemoved) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "-");

    const WriteOutcome first = harness.put(table, {{"id", "a"}, {"n", 1}});
    EXPECT_EQ(text(first.before), "-");
    EXPECT_EQ(text(first.after), "id=a n=1");
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "id=a n=1");

    const WriteOutcome second = harness.put(table, {{"id", "a"}, {"m", 2}});
    EXPECT_EQ(text(second.before), "id=a n=1");
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "id=a m=2");

    const WriteOutcome removal = harness.remove(table, {{"id", "a"}});
    EXPECT_EQ(text(removal.before), "id=a m=2");
    EXPECT_EQ(text(removal.after), "-");
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "-");
    EXPECT_FALSE(harness.remove(table, {{"id", "a"}}).refusal.has_value());
}

TEST(Items, OfTwoTablesAreTwo) {
    TableHarness harness;
    const auto orders = harness.create_table("orders");
    const auto carts = harness.create_table("carts");
    harness.put(orders, {{"id", "a"}, {"n", 1}});
    harness.put(carts, {{"id", "a"}, {"n", 2}});
    EXPECT_EQ(harness.get(orders, {{"id", "a"}}), "id=a n=1");
    EXPECT_EQ(harness.get(carts, {{"id", "a"}}), "id=a n=2");
}

TEST(Items, WithAnImpossibleKeyAreRefused) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    const auto put = harness.run(harness.tables().write(put_of(table, {{"n", 1}})));
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, Errc::validation_failed);
    EXPECT_THAT(put.error().detail, HasSubstr("Missing the key id in the item"));

    const auto got = harness.run(harness.tables().get(table, item({{"id", 1}})));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().detail, "The provided key element does not match the schema");
}

TEST(Items, AreWrittenOnlyIfTheConditionHolds) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    Write create = put_of(table, {{"id", "a"}, {"n", 1}});
    create.condition = condition("attribute_not_exists(id)");
    EXPECT_FALSE(harness.write(create).refusal.has_value());

    const WriteOutcome again = harness.write(create);
    EXPECT_EQ(refusal(again), Errc::condition_failed);
    EXPECT_EQ(text(again.before), "id=a n=1");
    EXPECT_EQ(text(again.after), "id=a n=1");

    Write removal = remove_of(table, {{"id", "a"}});
    removal.condition = condition("n > :n", {{":n", 1}});
    EXPECT_EQ(refusal(harness.write(removal)), Errc::condition_failed);
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "id=a n=1");
}

TEST(Items, AreMadeAndChangedByUpdates) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    const WriteOutcome made =
        harness.write(update_of(table, {{"id", "a"}}, "SET n = :n", {{":n", 1}}));
    EXPECT_EQ(text(made.before), "-");
    EXPECT_EQ(text(made.after), "id=a n=1");

    const WriteOutcome refused =
        harness.write(update_of(table, {{"id", "a"}}, "SET n = m + :n", {{":n", 1}}));
    EXPECT_EQ(refusal(refused), Errc::validation_failed);
    EXPECT_EQ(text(refused.after), "id=a n=1");

    Write nothing = update_of(table, {{"id", "b"}}, "REMOVE n");
    nothing.update.reset();
    EXPECT_EQ(text(harness.write(nothing).after), "id=b");
    EXPECT_EQ(harness.get(table, {{"id", "b"}}), "id=b");
}

TEST(Items, ThatAreTooLargeAreRefused) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    const std::size_t rest = 409'600 - 3 - 1;  // id, a, n
    EXPECT_FALSE(
        harness.put(table, {{"id", "a"}, {"n", std::string(rest, 'x')}}).refusal.has_value());
    const WriteOutcome refused =
        harness.put(table, {{"id", "b"}, {"n", std::string(rest + 1, 'x')}});
    EXPECT_EQ(refusal(refused), Errc::validation_failed);
    EXPECT_EQ(refused.refusal->detail, "Item size has exceeded the maximum allowed size");
    EXPECT_EQ(harness.get(table, {{"id", "b"}}), "-");
}

class ItemsReads : public testing::TestWithParam<bool> {
protected:
    ItemsReads() { harness_.set_on_disk(GetParam()); }

    TableHarness harness_;
};

INSTANTIATE_TEST_SUITE_P(From, ItemsReads, testing::Bool(), [](const auto& from) {
    return std::string(from.param ? "Disk" : "Memory");
});

TEST_P(ItemsReads, SumUpManyUpdatesAtATime) {
    const auto table = harness_.create_table("orders");
    std::vector<std::future<Result<WriteOutcome>>> updates;
    for (int i = 0; i < 500; ++i) {
        updates.push_back(harness_.start(
            harness_.tables().write(update_of(table, {{"id", "a"}}, "ADD n :n", {{":n", 1}}))));
    }
    for (auto& one : updates) {
        EXPECT_FALSE(one.get().value().refusal.has_value());
    }
    EXPECT_EQ(harness_.get(table, {{"id", "a"}}), "id=a n=500");
}

TEST_P(ItemsReads, LetOneOfManyCreate) {
    const auto table = harness_.create_table("orders");
    std::vector<std::future<Result<WriteOutcome>>> creations;
    for (int i = 0; i < 50; ++i) {
        Write create = put_of(table, {{"id", "a"}, {"n", i}});
        create.condition = condition("attribute_not_exists(id)");
        creations.push_back(harness_.start(harness_.tables().write(std::move(create))));
    }
    int created = 0;
    for (auto& one : creations) {
        created += one.get().value().refusal.has_value() ? 0 : 1;
    }
    EXPECT_EQ(created, 1);
}

TEST_P(ItemsReads, GetManyInTheirOrder) {
    const auto table = harness_.create_table("orders");
    harness_.put(table, {{"id", "a"}});
    harness_.put(table, {{"id", "c"}});
    const auto got = harness_.run(harness_.tables().get_many({{table, item({{"id", "c"}})},
                                                              {table, item({{"id", "b"}})},
                                                              {table, item({{"id", "a"}})}}));
    ASSERT_TRUE(got);
    ASSERT_EQ(got->size(), 3U);
    EXPECT_EQ(text((*got)[0]), "id=c");
    EXPECT_EQ(text((*got)[1]), "-");
    EXPECT_EQ(text((*got)[2]), "id=a");
}

TEST(Items, ThatAreAskedForTwiceAreRefused) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    const auto got = harness.run(harness.tables().get_many({{table, item({{"id", "a"}})},
                                                            {table, item({{"id", "b"}})},
                                                            {table, item({{"id", "a"}})}}));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().detail, "Provided list of item keys contains duplicates");
}

TEST(Items, AreToldOfOnceTheyAreOnDisk) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    harness.put(table, {{"id", "z"}});  // looks at the disk, as the first write does
    harness.hold_commits();
    auto put = harness.start(harness.tables().write(put_of(table, {{"id", "a"}, {"n", 1}})));
    Write create = put_of(table, {{"id", "a"}, {"n", 2}});
    create.condition = condition("attribute_not_exists(id)");
    auto refused = harness.start(harness.tables().write(std::move(create)));
    auto counts = harness.start(harness.tables().counts(table));
    harness.pass_a_moment();
    EXPECT_FALSE(is_ready(put));
    EXPECT_FALSE(is_ready(refused));  // it tells of what was put
    EXPECT_FALSE(is_ready(counts));
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "-");

    harness.release_commits();
    EXPECT_FALSE(put.get().value().refusal.has_value());
    EXPECT_EQ(text(refused.get().value().before), "id=a n=1");
    EXPECT_EQ(counts.get().value().table.items, 2U);
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "id=a n=1");
}

TEST(Items, AreThereAfterARestart) {
    TableHarness harness;
    auto table = harness.create_table("orders");
    harness.put(table, {{"id", "a"}, {"n", 1}});
    harness.restart();
    table = harness.find_table("orders");
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "id=a n=1");
    EXPECT_EQ(harness.counts(table).table, (ItemCounts{.items = 1, .bytes = 6}));
}

TEST(Items, CanBeRemovedButNotPutWhenTheDiskIsFull) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    harness.put(table, {{"id", "a"}});
    harness.set_free_bytes(0);
    harness.advance(2s);
    EXPECT_EQ(refusal(harness.put(table, {{"id", "b"}})), Errc::disk_full);
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "id=a");
    EXPECT_FALSE(harness.remove(table, {{"id", "a"}}).refusal.has_value());
}

TEST(Items, OfATableThatIsGoneAreNotThere) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    harness.put(table, {{"id", "a"}});
    ASSERT_TRUE(harness.run(harness.tables().remove(table)));

    EXPECT_EQ(refusal(harness.put(table, {{"id", "b"}})), Errc::table_not_found);
    EXPECT_EQ(harness.run(harness.tables().get(table, item({{"id", "a"}}))).error().code,
              Errc::table_not_found);
    const auto again = harness.create_table("orders");
    EXPECT_EQ(harness.get(again, {{"id", "a"}}), "-");
    EXPECT_EQ(harness.run(harness.tables().get(table, item({{"id", "a"}}))).error().code,
              Errc::table_not_found);
}

TEST(ItemBatches, DoEachWriteOnItsOwn) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    harness.put(table, {{"id", "b"}});
    std::vector<Write> writes;
    writes.push_back(put_of(table, {{"id", "a"}}));
    writes.push_back(put_of(table, {{"id", "c"}, {"n", std::string(409'600, 'x')}}));
    writes.push_back(remove_of(table, {{"id", "b"}}));
    const auto outcomes = harness.run(harness.tables().write_many(std::move(writes))).value();
    ASSERT_EQ(outcomes.size(), 3U);
    EXPECT_EQ(text(outcomes[0].after), "id=a");
    EXPECT_EQ(refusal(outcomes[1]), Errc::validation_failed);
    EXPECT_EQ(text(outcomes[2].before), "id=b");
    EXPECT_THAT(texts(harness.scan(table).items), ElementsAre("id=a"));
}

TEST(ItemBatches, ThatNameAnItemTwiceDoNothing) {
    TableHarness harness;
    const auto table = harness.create_table("orders");
    std::vector<Write> writes;
    writes.push_back(put_of(table, {{"id", "a"}}));
    writes.push_back(remove_of(table, {{"id", "a"}}));
    EXPECT_FALSE(harness.run(harness.tables().write_many(std::move(writes))));
    EXPECT_EQ(harness.get(table, {{"id", "a"}}), "-");
}

}  // namespace
}  // namespace forebay::runtime
