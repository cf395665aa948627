// What every Store promises, asked of each.

#include <forebay/storage/store.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tests/storage/temporary_directory.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace forebay::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;

using Records = std::vector<std::pair<std::string, std::string>>;

struct Subject {
    std::string name;
    std::function<std::unique_ptr<Store>(const std::filesystem::path&)> open;
};

class StoreContract : public testing::TestWithParam<Subject> {
protected:
    TemporaryDirectory directory_;
    std::unique_ptr<Store> store_ = GetParam().open(directory_.path());
};

INSTANTIATE_TEST_SUITE_P(
    Stores, StoreContract,
    testing::Values(Subject{"MemoryStore",
                            [](const std::filesystem::path&) { return make_memory_store(); }},
                    Subject{"RocksStore",
                            [](const std::filesystem::path& directory) {
                                return *open_rocks_store({.directory = directory});
                            }}),
    [](const auto& info) { return info.param.name; });

void commit(Store& store, const Batch& batch) {
    store.commit({&batch, 1}, Durability::buffered);
}

Batch puts(std::initializer_list<std::pair<std::string_view, std::string_view>> records) {
    Batch batch;
    for (const auto& [key, value] : records) {
        batch.put(Space::messages, key, value);
    }
    return batch;
}

Records scan(const Store& store, std::string_view begin, std::string_view end,
             Space space = Space::messages) {
    Records records;
    store.scan(space, begin, end, [&](std::string_view key, std::string_view value) {
        records.emplace_back(key, value);
        return true;
    });
    return records;
}

TEST_P(StoreContract, HoldsNothingAtFirst) {
    EXPECT_EQ(store_->get(Space::messages, "a"), std::nullopt);
    EXPECT_THAT(scan(*store_, "", "z"), IsEmpty());
}

TEST_P(StoreContract, ReadsWhatWasPut) {
    commit(*store_, puts({{"a", "1"}, {"b", ""}}));

    EXPECT_THAT(store_->get(Space::messages, "a"), Optional(std::string("1")));
    EXPECT_THAT(store_->get(Space::messages, "b"), Optional(std::string()));
    EXPECT_EQ(store_->get(Space::messages, "c"), std::nullopt);
}

TEST_P(StoreContract, ASyncedCommitReadsTheSame) {
    const std::array batches = {puts({{"a", "1"}}), puts({{"b", "2"}})};
    store_->commit(batches, Durability::fsync);
    store_->sync();

    EXPECT_THAT(scan(*store_, "a", "z"), ElementsAre(Pair("a", "1"), Pair("b", "2")));
}

TEST_P(StoreContract, KeepsTheSpacesApart) {
    Batch batch;
    batch.put(Space::messages, "a", "message");
    batch.put(Space::records, "a", "record");
    batch.put(Space::items, "a", "item");
    commit(*store_, batch);
    Batch removal;
    removal.remove(Space::messages, "a");
    commit(*store_, removal);

    EXPECT_EQ(store_->get(Space::messages, "a"), std::nullopt);
    EXPECT_THAT(scan(*store_, "a", "b", Space::records), ElementsAre(Pair("a", "record")));
    EXPECT_THAT(scan(*store_, "a", "b", Space::items), ElementsAre(Pair("a", "item")));
}

TEST_P(StoreContract, StoresTheTailBehindTheValue) {
    const auto body = std::make_shared<const std::string>("body");
    Batch batch;
    batch.put(Space::messages, "a", "head,", *body, body);
    batch.put(Space::messages, "b", "", *body, body);
    batch.put(Space::messages, "c", "head", "", nullptr);
    commit(*store_, batch);

    EXPECT_THAT(scan(*store_, "a", "z"),
                ElementsAre(Pair("a", "head,body"), Pair("b", "body"), Pair("c", "head")));
}

TEST_P(StoreContract, AppliesOperationsInTheirOrder) {
    Batch batch;
    batch.put(Space::messages, "a", "1");
    batch.remove(Space::messages, "a");
    batch.put(Space::messages, "b", "1");
    batch.put(Space::messages, "b", "2");
    batch.remove(Space::messages, "c");
    batch.put(Space::messages, "c", "1");
    batch.put(Space::messages, "d", "1");
    batch.remove_range(Space::messages, "d", "e");
    batch.remove_range(Space::messages, "e", "f");
    batch.put(Space::messages, "e", "1");
    commit(*store_, batch);

    EXPECT_THAT(scan(*store_, "a", "z"),
                ElementsAre(Pair("b", "2"), Pair("c", "1"), Pair("e", "1")));
}

TEST_P(StoreContract, AppliesBatchesInTheirOrder) {
    Batch removal;
    removal.remove(Space::messages, "a");
    const std::array batches = {puts({{"a", "1"}, {"b", "1"}}), removal, puts({{"b", "2"}})};
    store_->commit(batches, Durability::buffered);

    EXPECT_THAT(scan(*store_, "a", "z"), ElementsAre(Pair("b", "2")));
}

TEST_P(StoreContract, RemovesOnceWhatWasPutOnce) {
    commit(*store_, puts({{"a", "1"}, {"b", "1"}}));
    Batch batch;
    batch.remove_once(Space::messages, "a");
    commit(*store_, batch);
    EXPECT_THAT(scan(*store_, "a", "z"), ElementsAre(Pair("b", "1")));

    commit(*store_, puts({{"a", "2"}}));
    EXPECT_THAT(store_->get(Space::messages, "a"), Optional(std::string("2")));
    commit(*store_, batch);
    EXPECT_EQ(store_->get(Space::messages, "a"), std::nullopt);
}

TEST_P(StoreContract, RemovingWhatIsNotThereChangesNothing) {
    commit(*store_, puts({{"b", "1"}}));
    Batch batch;
    batch.remove(Space::messages, "a");
    batch.remove_once(Space::messages, "c");
    batch.remove_range(Space::messages, "d", "e");
    commit(*store_, batch);

    EXPECT_THAT(scan(*store_, "a", "z"), ElementsAre(Pair("b", "1")));
}

TEST_P(StoreContract, RemovesARangeWithoutItsEnd) {
    commit(*store_, puts({{"a", "1"}, {"b", "1"}, {"bb", "1"}, {"c", "1"}}));
    Batch batch;
    batch.remove_range(Space::messages, "b", "c");
    commit(*store_, batch);

    EXPECT_THAT(scan(*store_, "a", "z"), ElementsAre(Pair("a", "1"), Pair("c", "1")));
}

TEST_P(StoreContract, RemovesNothingInAnEmptyOrBackwardRange) {
    commit(*store_, puts({{"a", "1"}, {"b", "1"}}));
    Batch batch;
    batch.remove_range(Space::messages, "a", "a");
    batch.remove_range(Space::messages, "b", "a");
    commit(*store_, batch);

    EXPECT_THAT(scan(*store_, "a", "z"), ElementsAre(Pair("a", "1"), Pair("b", "1")));
}

TEST_P(StoreContract, PutsAgainInARangeThatWasRemoved) {
    commit(*store_, puts({{"a", "1"}, {"b", "1"}}));
    Batch batch;
    batch.remove_range(Space::messages, "a", "z");
    commit(*store_, batch);
    commit(*store_, puts({{"b", "2"}}));

    EXPECT_THAT(scan(*store_, "a", "z"), ElementsAre(Pair("b", "2")));
}

TEST_P(StoreContract, AnEmptyCommitIsNothing) {
    commit(*store_, Batch());
    store_->commit({}, Durability::fsync);
    EXPECT_THAT(scan(*store_, "", "z"), IsEmpty());
}

TEST_P(StoreContract, ScansFromTheBeginToBeforeTheEnd) {
    commit(*store_, puts({{"a", "1"}, {"b", "2"}, {"b1", "3"}, {"c", "4"}}));

    EXPECT_THAT(scan(*store_, "b", "c"), ElementsAre(Pair("b", "2"), Pair("b1", "3")));
    EXPECT_THAT(scan(*store_, "aa", "b"), IsEmpty());
    EXPECT_THAT(scan(*store_, "b", "b"), IsEmpty());
    EXPECT_THAT(scan(*store_, "c", "a"), IsEmpty());
}

TEST_P(StoreContract, OrdersKeysByUnsignedBytes) {
    commit(*store_, puts({{"\xff", "3"}, {"\x7f", "2"}, {std::string_view("\0", 1), "1"}}));

    EXPECT_THAT(scan(*store_, "", "\xff\xff"),
                ElementsAre(Pair(std::string(1, '\0'), "1"), Pair("\x7f", "2"), Pair("\xff", "3")));
}

TEST_P(StoreContract, StopsAScanWhenTheVisitorDoes) {
    commit(*store_, puts({{"a", "1"}, {"b", "2"}, {"c", "3"}}));
    std::string visited;
    store_->scan(Space::messages, "a", "z", [&](std::string_view key, std::string_view) {
        visited += key;
        return key != "b";
    });
    EXPECT_EQ(visited, "ab");
}

TEST_P(StoreContract, ScansFromTheLastRecordBackToTheBegin) {
    commit(*store_, puts({{"a", "1"}, {"b", "2"}, {"b1", "3"}, {"c", "4"}}));
    const auto keys = [this](std::string_view begin, std::string_view end, std::string_view last) {
        std::string visited;
        const bool is_complete = store_->scan({.space = Space::messages,
                                               .begin = begin,
                                               .end = end,
                                               .is_descending = true,
                                               .is_patient = false},
                                              [&](std::string_view key, std::string_view value) {
                                                  visited.append(key).append(value).append(" ");
                                                  return key != last;
                                              });
        return is_complete ? visited : "not all";
    };

    EXPECT_EQ(keys("a", "z", ""), "c4 b13 b2 a1 ");
    EXPECT_EQ(keys("b", "c", ""), "b13 b2 ");
    EXPECT_EQ(keys("a", "z", "b"), "c4 b13 b2 ");
    EXPECT_EQ(keys("aa", "b", ""), "");
    EXPECT_EQ(keys("c", "a", ""), "");
    EXPECT_EQ(keys("d", "z", ""), "");
    EXPECT_EQ(keys("", "a", ""), "");
}

TEST_P(StoreContract, LooksUpWhatWasJustWritten) {
    using State = Store::Lookup::State;
    commit(*store_, puts({{"a", "1"}, {"b", ""}}));

    EXPECT_EQ(store_->look_up(Space::messages, "a").state, State::found);
    EXPECT_EQ(store_->look_up(Space::messages, "a").value, "1");
    EXPECT_NE(store_->look_up(Space::messages, "b").state, State::missing);
    EXPECT_EQ(store_->look_up(Space::messages, "c").state, State::missing);
    EXPECT_EQ(store_->look_up(Space::items, "a").state, State::missing);
}

TEST_P(StoreContract, LooksUpTheLatestItem) {
    const auto look = [&](std::string_view key) {
        const auto found = store_->look_up(Space::items, key);
        return found.state == Store::Lookup::State::found ? found.value : "none";
    };
    Batch first;
    for (const std::string_view key : {"a", "b", "c"}) {
        first.put(Space::items, key, "1");
    }
    commit(*store_, first);
    EXPECT_EQ(look("a") + look("b") + look("c"), "111");

    Batch second;
    second.put(Space::items, "a", "2");
    second.remove(Space::items, "b");
    second.remove_range(Space::items, "c", "d");
    commit(*store_, second);
    EXPECT_EQ(look("a"), "2");
    EXPECT_EQ(look("b"), "none");
    EXPECT_EQ(look("c"), "none");
}

TEST_P(StoreContract, NeverLooksUpAnItemOlderThanOneThatWasSeen) {
    constexpr int writes = 3000;
    std::atomic<int> written = 0;
    const std::jthread writer([&] {
        for (int i = 1; i <= writes; ++i) {
            Batch batch;
            batch.put(Space::items, "key", fmt::format("{}", i));
            commit(*store_, batch);
            written = i;
        }
    });
    int seen = 0;
    while (seen < writes) {
        const int least = std::max(seen, written.load());
        const auto looked = store_->look_up(Space::items, "key");
        if (looked.state == Store::Lookup::State::found) {
            seen = std::stoi(looked.value);
            ASSERT_GE(seen, least);
        }
        const auto got = store_->get(Space::items, "key");
        const int now = got.has_value() ? std::stoi(*got) : 0;
        ASSERT_GE(now, seen);
        seen = now;
    }
}

TEST_P(StoreContract, AScanSeesOneMomentAndItsVisitorMayCommit) {
    commit(*store_, puts({{"a", "1"}, {"b", "1"}, {"c", "1"}}));
    std::string visited;
    store_->scan(Space::messages, "a", "z", [&](std::string_view key, std::string_view value) {
        visited.append(key).append(value);
        Batch batch = puts({{"c", "2"}, {"d", "2"}});
        batch.remove(Space::messages, "b");
        commit(*store_, batch);
        return true;
    });
    EXPECT_EQ(visited, "a1b1c1");
    EXPECT_THAT(scan(*store_, "a", "z"),
                ElementsAre(Pair("a", "1"), Pair("c", "2"), Pair("d", "2")));
}

TEST_P(StoreContract, CountsUpToALimitAndSaysWhereItStopped) {
    commit(*store_, puts({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}));

    const auto some = store_->count(Space::messages, "a", "d", 2);
    EXPECT_EQ(some.count, 2U);
    EXPECT_THAT(some.next_key, Optional(std::string("c")));

    const auto all = store_->count(Space::messages, "a", "d", 3);
    EXPECT_EQ(all.count, 3U);
    EXPECT_EQ(all.next_key, std::nullopt);

    const auto none = store_->count(Space::messages, "a", "d", 0);
    EXPECT_EQ(none.count, 0U);
    EXPECT_THAT(none.next_key, Optional(std::string("a")));
}

TEST_P(StoreContract, GetsManyInTheOrderOfTheKeys) {
    commit(*store_, puts({{"a", "1"}, {"b", ""}, {"c", "3"}}));
    const std::vector<std::string> keys = {"c", "x", "a", "c", "b"};

    EXPECT_THAT(store_->get_many(Space::messages, keys),
                ElementsAre(Optional(std::string("3")), std::nullopt, Optional(std::string("1")),
                            Optional(std::string("3")), Optional(std::string())));
    EXPECT_THAT(store_->get_many(Space::messages, {}), IsEmpty());
}

TEST_P(StoreContract, HoldsLargeValues) {
    const auto body = std::make_shared<const std::string>(std::size_t{1} << 20U, 'x');
    Batch batch;
    for (char name = 'a'; name < 'q'; ++name) {
        batch.put(Space::messages, {&name, 1}, "head", *body, body);
    }
    commit(*store_, batch);

    EXPECT_THAT(store_->get(Space::messages, "p"), Optional("head" + *body));
    EXPECT_EQ(store_->count(Space::messages, "a", "z", 100).count, 16U);
}

TEST_P(StoreContract, AReaderNeverSeesHalfOfACommit) {
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        for (int i = 0; i < 500; ++i) {
            const std::string value = fmt::format("{}", i);
            commit(*store_, puts({{"a", value}, {"b", value}}));
        }
        stop = true;
    });
    while (!stop) {
        const Records records = scan(*store_, "a", "z");
        if (!records.empty()) {
            ASSERT_EQ(records.size(), 2U);
            ASSERT_EQ(records[0].second, records[1].second);
        }
    }
    writer.join();
}

TEST_P(StoreContract, SaysHowMuchRoomIsLeft) {
    EXPECT_GT(store_->free_bytes(), 0U);
}

}  // namespace
}  // namespace forebay::storage
