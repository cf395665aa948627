// Transactions on items, which are all done or not at all.

#include "tests/runtime/table_harness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;

class Transactions : public testing::Test {
protected:
    Result<Transacted> transact(std::vector<Write> writes, std::string_view token = "",
                                std::string_view content = "") {
        std::optional<TransactionToken> named;
        if (!token.empty()) {
            named = {.token = std::string(token), .content = fingerprint(content)};
        }
        return harness_.run(harness_.tables().transact(std::move(writes), named));
    }

    std::vector<Write> two_puts(int n) {
        return {put_of(orders_, {{"id", "a"}, {"n", n}}), put_of(carts_, {{"id", "b"}, {"n", n}})};
    }

    std::string both() {
        return harness_.get(orders_, {{"id", "a"}}) + ", " + harness_.get(carts_, {{"id", "b"}});
    }

    TableHarness harness_;
    TableInfoPtr orders_ = harness_.create_table("orders");
    TableInfoPtr carts_ = harness_.create_table("carts");
};

TEST_F(Transactions, AreDoneAsAWhole) {
    const auto done = transact(two_puts(1));
    ASSERT_TRUE(done);
    EXPECT_FALSE(done->is_repeated);
    ASSERT_EQ(done->outcomes.size(), 2U);
    EXPECT_EQ(text(done->outcomes[1].after), "id=b n=1");
    EXPECT_EQ(both(), "id=a n=1, id=b n=1");
}

TEST_F(Transactions, DoNothingIfOneIsRefused) {
    harness_.put(carts_, {{"id", "c"}, {"n", 5}});
    std::vector<Write> writes = two_puts(1);
    writes.push_back(check_of(carts_, {{"id", "c"}}, condition("n = :n", {{":n", 6}})));
    const auto cancelled = transact(writes);
    ASSERT_TRUE(cancelled);
    ASSERT_EQ(cancelled->outcomes.size(), 3U);
    EXPECT_FALSE(cancelled->outcomes[0].refusal.has_value());
    EXPECT_FALSE(cancelled->outcomes[1].refusal.has_value());
    EXPECT_EQ(cancelled->outcomes[2].refusal->code, Errc::condition_failed);
    EXPECT_EQ(text(cancelled->outcomes[2].before), "id=c n=5");
    EXPECT_EQ(both(), "-, -");
    EXPECT_EQ(harness_.counts(orders_).table.items, 0U);

    writes[2].condition = condition("n = :n", {{":n", 5}});
    EXPECT_FALSE(transact(writes)->outcomes[2].refusal.has_value());
    EXPECT_EQ(both(), "id=a n=1, id=b n=1");
}

TEST_F(Transactions, NameEachItemOnce) {
    const auto refused =
        transact({put_of(orders_, {{"id", "a"}}), remove_of(orders_, {{"id", "a"}})});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::validation_failed);
    EXPECT_EQ(refused.error().detail,
              "Transaction request cannot include multiple operations on one item");
}

TEST_F(Transactions, NeedAllTheirTables) {
    ASSERT_TRUE(harness_.run(harness_.tables().remove(carts_)));
    EXPECT_EQ(transact(two_puts(1)).error().code, Errc::table_not_found);
    EXPECT_EQ(harness_.get(orders_, {{"id", "a"}}), "-");
}

TEST_F(Transactions, NeedRoom) {
    harness_.set_free_bytes(0);
    harness_.advance(2s);
    EXPECT_EQ(transact(two_puts(1)).error().code, Errc::disk_full);
}

TEST_F(Transactions, WithATokenAreDoneOnce) {
    ASSERT_TRUE(transact(two_puts(1), "token", "content"));
    harness_.put(orders_, {{"id", "a"}, {"n", 7}});
    const auto again = transact(two_puts(1), "token", "content");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->is_repeated);
    EXPECT_EQ(both(), "id=a n=7, id=b n=1");

    EXPECT_EQ(transact(two_puts(2), "token", "other").error().code, Errc::token_reused);
    EXPECT_FALSE(transact(two_puts(2), "another", "other")->is_repeated);
}

TEST_F(Transactions, WithATokenAreDoneOnceAlsoAtTheSameTime) {
    std::vector<std::future<Result<Transacted>>> started;
    for (int i = 0; i < 10; ++i) {
        std::vector<Write> writes = {update_of(orders_, {{"id", "a"}}, "ADD n :n", {{":n", 1}})};
        started.push_back(harness_.start(harness_.tables().transact(
            std::move(writes), TransactionToken{.token = "token", .content = {}})));
    }
    int done = 0;
    for (auto& one : started) {
        done += one.get()->is_repeated ? 0 : 1;
    }
    EXPECT_EQ(done, 1);
    EXPECT_EQ(harness_.get(orders_, {{"id", "a"}}), "id=a n=1");
}

TEST_F(Transactions, ThatWereRefusedLeaveTheirTokenFree) {
    std::vector<Write> writes = two_puts(1);
    writes[0].condition = condition("attribute_exists(id)");
    ASSERT_TRUE(transact(writes, "token", "content")->outcomes[0].refusal.has_value());
    EXPECT_FALSE(transact(two_puts(1), "token", "other")->is_repeated);
}

TEST_F(Transactions, AreRememberedForTenMinutesAndOverARestart) {
    ASSERT_TRUE(transact(two_puts(1), "token", "content"));
    harness_.restart();
    orders_ = harness_.find_table("orders");
    carts_ = harness_.find_table("carts");
    harness_.advance(10min - 1ms);
    EXPECT_TRUE(transact(two_puts(2), "token", "content")->is_repeated);
    harness_.advance(1ms);
    EXPECT_FALSE(transact(two_puts(2), "token", "content")->is_repeated);
    EXPECT_EQ(both(), "id=a n=2, id=b n=2");
}

TEST_F(Transactions, AreForgottenOnDisk) {
    const auto remembered = [&] {
        return harness_.store().count(storage::Space::records, "y", "z", 1000).count;
    };
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(transact(two_puts(1), "token" + std::to_string(i), ""));
        harness_.advance(10min);
    }
    EXPECT_LE(remembered(), 2U);
}

TEST_F(Transactions, OfOtherRegionsHaveOtherTokens) {
    TableInfo wanted = wanted_table("orders");
    wanted.key.region = "eu-west-1";
    const auto other = harness_.create_table(wanted);
    ASSERT_TRUE(transact(two_puts(1), "token", "content"));
    EXPECT_FALSE(transact({put_of(other, {{"id", "a"}})}, "token", "content")->is_repeated);
}

TEST_F(Transactions, SeeSnapshotsAndAreSeenWhole) {
    ASSERT_TRUE(transact(two_puts(0)));
    harness_.set_on_disk(true);
    std::vector<std::future<Result<Transacted>>> writes;
    std::vector<std::future<Result<std::vector<std::optional<Item>>>>> snapshots;
    for (int n = 1; n <= 50; ++n) {
        writes.push_back(harness_.start(harness_.tables().transact(two_puts(n), std::nullopt)));
        snapshots.push_back(
            harness_.start(harness_.tables().get_snapshot({{orders_, item({{"id", "a"}})},
                                                           {carts_, item({{"id", "b"}})},
                                                           {orders_, item({{"id", "a"}})}})));
    }
    for (auto& snapshot : snapshots) {
        const auto items = snapshot.get().value();
        EXPECT_EQ(*items[0]->find("n"), *items[1]->find("n"));
        EXPECT_EQ(items[0], items[2]);
    }
}

TEST_F(Transactions, AreOneCommit) {
    harness_.drop_commits_after(0);
    ASSERT_TRUE(transact(two_puts(1)));
    harness_.restart();
    orders_ = harness_.find_table("orders");
    carts_ = harness_.find_table("carts");
    EXPECT_EQ(both(), "-, -");
    harness_.drop_commits_after(1);
    ASSERT_TRUE(transact(two_puts(1)));
    harness_.restart();
    orders_ = harness_.find_table("orders");
    carts_ = harness_.find_table("carts");
    EXPECT_EQ(both(), "id=a n=1, id=b n=1");
}

}  // namespace
}  // namespace forebay::runtime
