// The change log of a table.

#include "runtime/item_changes.hpp"

#include "runtime/table_journal.hpp"
#include "tests/runtime/table_harness.hpp"
#include <forebay/storage/table_keys.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> texts(const ChangePage& page) {
    std::vector<std::string> all;
    for (const ItemChange& change : page.changes) {
        all.push_back(text(change.before) + " > " + text(change.after));
    }
    return all;
}

class ItemChanges : public testing::TestWithParam<bool> {
protected:
    ItemChanges() { harness_.set_on_disk(GetParam()); }

    std::size_t stored() { return harness_.stored_messages(); }

    // What tells which change of an item is its next one.
    std::size_t stored_links() {
        return harness_.store().count(storage::Space::records, "z", "{", 1000).count;
    }

    // All of them, so few at a time.
    std::vector<std::string> read_by(std::size_t changes_max) {
        std::vector<std::string> all;
        ChangesRequest request;
        request.changes_max = changes_max;
        while (true) {
            const ChangePage page = harness_.changes(table_, request);
            if (page.changes.empty()) {
                return all;
            }
            std::ranges::copy(texts(page), std::back_inserter(all));
            request.after = page.last;
        }
    }

    TableHarness harness_;
    TableInfoPtr table_ = harness_.create_table("orders");
};

INSTANTIATE_TEST_SUITE_P(From, ItemChanges, testing::Bool(), [](const auto& from) {
    return std::string(from.param ? "Disk" : "Memory");
});

TEST_P(ItemChanges, TellWhatWritesMadeOfItems) {
    harness_.put(table_, {{"id", "a"}, {"n", 1}});
    harness_.put(table_, {{"id", "a"}, {"n", 1}});  // changes nothing
    harness_.put(table_, {{"id", "a"}, {"n", 2}});
    harness_.remove(table_, {{"id", "b"}});  // nor does this
    harness_.remove(table_, {{"id", "a"}});
    const ChangePage page = harness_.changes(table_);
    EXPECT_THAT(texts(page), ElementsAre("- > id=a n=1", "id=a n=1 > id=a n=2", "id=a n=2 > -"));
    EXPECT_EQ(page.changes[0].event(), ItemEvent::insert);
    EXPECT_EQ(page.changes[1].event(), ItemEvent::modify);
    EXPECT_EQ(page.changes[2].event(), ItemEvent::remove);
    EXPECT_FALSE(page.changes[2].has_expired);
    EXPECT_EQ(page.last, page.changes[2].sequence);
    EXPECT_FALSE(page.is_trimmed);

    const auto range = harness_.run(harness_.tables().change_range(table_)).value();
    EXPECT_LE(range.first, page.changes[0].sequence);
    EXPECT_EQ(range.last, page.changes[2].sequence);
}

TEST_P(ItemChanges, AreReadPageByPage) {
    for (int n = 0; n < 10; ++n) {
        harness_.put(table_, {{"id", "a"}, {"n", n}});
    }
    std::vector<std::string> all;
    ChangesRequest request;
    request.changes_max = 3;
    ChangePage page;
    int pages = 0;
    do {
        page = harness_.changes(table_, request);
        std::ranges::copy(texts(page), std::back_inserter(all));
        request.after = page.last;
        ++pages;
    } while (!page.changes.empty());
    EXPECT_EQ(pages, 5);
    EXPECT_THAT(all, SizeIs(10));

    request = {};
    request.bytes_max = 1;
    EXPECT_THAT(harness_.changes(table_, request).changes, SizeIs(1));
}

TEST_P(ItemChanges, TellWhatItemsBecameHoweverTheyChangedSince) {
    for (const char* id : {"a", "b"}) {
        harness_.put(table_, {{"id", id}, {"n", 1}});
        harness_.put(table_, {{"id", id}, {"n", 2}});
        harness_.remove(table_, {{"id", id}});
        harness_.put(table_, {{"id", id}, {"n", 3}});
        harness_.put(table_, {{"id", id}, {"n", 4}});
    }
    harness_.remove(table_, {{"id", "b"}});
    const auto expected =
        ElementsAre("- > id=a n=1", "id=a n=1 > id=a n=2", "id=a n=2 > -", "- > id=a n=3",
                    "id=a n=3 > id=a n=4", "- > id=b n=1", "id=b n=1 > id=b n=2", "id=b n=2 > -",
                    "- > id=b n=3", "id=b n=3 > id=b n=4", "id=b n=4 > -");
    for (const std::size_t changes_max : {1U, 2U, 3U, 100U}) {
        EXPECT_THAT(read_by(changes_max), expected) << changes_max;
    }
    harness_.restart();
    table_ = harness_.find_table("orders");
    EXPECT_THAT(read_by(1), expected);
    EXPECT_THAT(read_by(100), expected);
}

TEST_P(ItemChanges, GoOnFromItemsOfEarlierFormats) {
    harness_.put(table_, {{"id", "a"}, {"n", 1}});
    storage::Batch batch;
    batch.put(storage::Space::items,
              storage::keys::item(table_->id, {.partition = "a", .sort = ""}),
              item({{"id", "a"}, {"n", 5}}).bytes());
    harness_.store().commit({&batch, 1}, storage::Durability::fsync);

    harness_.put(table_, {{"id", "a"}, {"n", 6}});
    ChangesRequest request;
    request.changes_max = 1;
    request.after = harness_.changes(table_, request).last;
    EXPECT_THAT(texts(harness_.changes(table_, request)), ElementsAre("id=a n=5 > id=a n=6"));
    EXPECT_EQ(harness_.get(table_, {{"id", "a"}}), "id=a n=6");
}

TEST_P(ItemChanges, CountWhatItemsBecameAgainstTheSizeOfAPage) {
    const std::string text(1000, 'x');
    for (const char* id : {"a", "b", "c", "d"}) {
        harness_.put(table_, {{"id", id}, {"text", text}});
    }
    ChangesRequest request;
    request.bytes_max = 3000;
    EXPECT_THAT(harness_.changes(table_, request).changes, SizeIs(2));
}

TEST_P(ItemChanges, LeaveNothingBehindWhenTheyAreTrimmedOrTheTableIsRemoved) {
    for (const int n : {1, 2, 3}) {
        harness_.put(table_, {{"id", "a"}, {"n", n}});
    }
    EXPECT_EQ(stored_links(), 2U);
    harness_.advance(25h);
    harness_.until_now([&] { return stored() == 0 && stored_links() == 0; });
    for (const int n : {4, 5}) {
        harness_.put(table_, {{"id", "a"}, {"n", n}});
    }
    EXPECT_EQ(stored_links(), 1U);  // of the change that is kept
    EXPECT_THAT(read_by(1), ElementsAre("id=a n=3 > id=a n=4", "id=a n=4 > id=a n=5"));
    ASSERT_TRUE(harness_.run(harness_.tables().remove(table_)));
    EXPECT_EQ(stored_links(), 0U);
}

TEST_P(ItemChanges, CanBeThoseOfAPartition) {
    const auto table = harness_.create_table(wanted_sorted_table("lines"));
    harness_.put(table, {{"id", "a"}, {"line", 1}});
    harness_.put(table, {{"id", "b"}, {"line", 1}});
    harness_.put(table, {{"id", "a"}, {"line", 2}});
    ChangesRequest request;
    request.partition = "a";
    EXPECT_THAT(texts(harness_.changes(table, request)),
                ElementsAre("- > id=a line=1", "- > id=a line=2"));
    request.partition = "c";
    const ChangePage page = harness_.changes(table, request);
    EXPECT_THAT(page.changes, IsEmpty());
    EXPECT_EQ(page.last, harness_.run(harness_.tables().change_range(table))->last);
}

TEST_P(ItemChanges, WakeThoseWhoWaitOnceTheyAreOnDisk) {
    ChangesRequest request;
    request.wait = 20s;
    auto waiting = harness_.start(harness_.tables().changes(table_, request, nullptr));
    harness_.pass_a_moment();
    EXPECT_FALSE(is_ready(waiting));
    harness_.hold_commits();
    auto put = harness_.start(harness_.tables().write(put_of(table_, {{"id", "a"}})));
    harness_.pass_a_moment();
    EXPECT_FALSE(is_ready(waiting));
    harness_.release_commits();
    EXPECT_THAT(texts(waiting.get().value()), ElementsAre("- > id=a"));
    EXPECT_TRUE(put.get());
}

TEST_P(ItemChanges, AreWaitedForByTheirPartitionAlone) {
    ChangesRequest request;
    request.wait = 20s;
    request.partition = "a";
    auto waiting = harness_.start(harness_.tables().changes(table_, request, nullptr));
    harness_.put(table_, {{"id", "b"}});
    harness_.pass_a_moment();
    EXPECT_FALSE(is_ready(waiting));
    harness_.put(table_, {{"id", "a"}});
    EXPECT_THAT(texts(waiting.get().value()), ElementsAre("- > id=a"));
}

TEST_P(ItemChanges, AreFoundBehindManyOfOtherPartitions) {
    const std::string text(390'000, 'x');
    for (int n = 0; n < 25; ++n) {  // more than is looked at in one go
        harness_.put(table_, {{"id", "b"}, {"n", n}, {"text", text}});
    }
    harness_.put(table_, {{"id", "a"}});
    ChangesRequest request;
    request.partition = "a";
    EXPECT_THAT(harness_.changes(table_, request).changes, IsEmpty());
    request.wait = 20s;
    EXPECT_THAT(texts(harness_.changes(table_, request)), ElementsAre("- > id=a"));
}

TEST_P(ItemChanges, AreWaitedForNoLongerThanAsked) {
    ChangesRequest request;
    request.wait = 20s;
    auto waiting = harness_.start(harness_.tables().changes(table_, request, nullptr));
    harness_.pass_a_moment();
    harness_.advance(20s - 1ms);
    EXPECT_FALSE(is_ready(waiting));
    harness_.advance(1ms);
    EXPECT_THAT(waiting.get()->changes, IsEmpty());
}

TEST_P(ItemChanges, AreNotWaitedForWhenTheClientLeavesOrTheTableGoesOrTheBrokerStops) {
    ChangesRequest request;
    request.wait = 20s;
    Leaver client;
    auto waiting = harness_.start(harness_.tables().changes(table_, request, &client));
    client.wait_until_watched();
    harness_.pass_a_moment();
    harness_.call([&] { client.leave(); });
    EXPECT_THAT(waiting.get()->changes, IsEmpty());

    waiting = harness_.start(harness_.tables().changes(table_, request, nullptr));
    harness_.pass_a_moment();
    ASSERT_TRUE(harness_.run(harness_.tables().remove(table_)));
    EXPECT_EQ(waiting.get().error().code, Errc::table_not_found);

    table_ = harness_.create_table("orders");
    waiting = harness_.start(harness_.tables().changes(table_, request, nullptr));
    harness_.pass_a_moment();
    harness_.broker().stop_waiting();
    EXPECT_THAT(waiting.get()->changes, IsEmpty());
}

TEST_P(ItemChanges, AreKeptForADay) {
    harness_.put(table_, {{"id", "a"}, {"n", 1}});
    const Sequence first = harness_.changes(table_).last;
    harness_.advance(10h);
    harness_.put(table_, {{"id", "a"}, {"n", 2}});
    const Sequence second = harness_.changes(table_).last;
    harness_.advance(14h - 1ms);
    EXPECT_EQ(stored(), 2U);
    harness_.advance(1ms);
    harness_.until_now([&] { return stored() == 1; });

    ChangePage page = harness_.changes(table_);
    EXPECT_THAT(texts(page), ElementsAre("id=a n=1 > id=a n=2"));
    EXPECT_TRUE(page.is_trimmed);
    ChangesRequest request;
    request.after = first;
    EXPECT_FALSE(harness_.changes(table_, request).is_trimmed);
    EXPECT_EQ(harness_.run(harness_.tables().change_range(table_))->first, next(first));

    harness_.restart();
    table_ = harness_.find_table("orders");
    EXPECT_TRUE(harness_.changes(table_).is_trimmed);
    harness_.advance(11h);
    harness_.until_now([&] { return stored() == 0; });
    const auto range = harness_.run(harness_.tables().change_range(table_)).value();
    EXPECT_EQ(range.first, next(second));
    EXPECT_EQ(range.last, second);
    EXPECT_EQ(harness_.get(table_, {{"id", "a"}}), "id=a n=2");
}

TEST(TrimmedItemChange, IsNotToldWithoutWhatTheItemBecame) {
    const auto store = storage::make_memory_store();
    const TableInfo table = wanted_table("orders");
    storage::Batch batch;
    journal::record_item_change(table.id, "item",
                                {.sequence = Sequence(1),
                                 .before = nullptr,
                                 .after = std::make_shared<const Item>(item({{"id", "a"}}))},
                                batch);
    store->commit({&batch, 1}, storage::Durability::fsync);
    // The item has gone since, and its next change was trimmed between two looks into the store.
    const auto page = read_item_changes(*store, table, {}, {.first = {}, .last = Sequence(1)},
                                        Patience::for_disk);
    EXPECT_THAT(page->changes, IsEmpty());
    EXPECT_TRUE(page->is_trimmed);
    EXPECT_EQ(page->last, Sequence(1));
}

TEST_P(ItemChanges, AreNumberedOnAfterARestart) {
    harness_.put(table_, {{"id", "a"}, {"n", 1}});
    harness_.put(table_, {{"id", "a"}, {"n", 2}});
    harness_.restart();
    table_ = harness_.find_table("orders");
    harness_.put(table_, {{"id", "a"}, {"n", 3}});
    EXPECT_THAT(texts(harness_.changes(table_)),
                ElementsAre("- > id=a n=1", "id=a n=1 > id=a n=2", "id=a n=2 > id=a n=3"));
}

}  // namespace
}  // namespace forebay::runtime
