// Random clients, crashes and changes of indexes on one table. Whenever it is looked at, the change
// log must say what the items are, and from the items follow the entries of every index, those of
// the time to live, and all counters. A crash loses what came behind a random commit: what is left
// is what the change log was at that moment.

#include "tests/runtime/table_harness.hpp"
#include "tests/seeds.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/storage/table_keys.hpp>
#include <forebay/storage/table_records.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using storage::Batch;
using storage::Space;
namespace keys = storage::keys;

/// A mistake in what a commit writes: the operations that it leaves out.
using Fault = std::function<bool(const Batch::Operation&)>;

using Records = std::map<std::string, std::string>;

constexpr std::int64_t start_second = 1'700'000'000;  // of the harness

class Simulator {
public:
    Simulator(std::uint64_t seed, Fault fault) : random_(seed) {
        harness_.leave_out(std::move(fault));
        TableInfo wanted = wanted_table("orders");
        wanted.indexes = {wanted_index("by_dow", "dow", "n"), wanted_index("keys", "dow")};
        wanted.indexes[1].projection.kind = IndexProjection::Kind::keys_only;
        wanted.time_to_live = {.attribute = "ends"};
        table_ = harness_.create_table(std::move(wanted));
    }

    /// What promise was broken; empty: none.
    std::string run(int steps) {
        for (int i = 0; i < steps && failure_.empty(); ++i) {
            step();
        }
        if (failure_.empty()) {
            check();
            expire_all();
        }
        return failure_;
    }

private:
    int draw(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
    void fail(std::string failure) {
        if (failure_.empty()) {
            failure_ = std::move(failure);
        }
    }

    void pass(int seconds) {
        second_ += seconds;
        harness_.advance(seconds * 1s);
    }

    void step() {
        harness_.set_on_disk(draw(0, 1) == 0);
        const int what = draw(0, 99);
        if (what < 65) {
            write_some();
        } else if (what < 72) {
            transact();
        } else if (what < 80) {
            pass(draw(0, 20));
        } else if (what < 86) {
            change_index();
        } else if (what < 88) {
            change_time_to_live();
        } else if (what < 94) {
            crash();
        } else {
            check();
        }
    }

    // Clients.

    std::string id() {
        return std::string(static_cast<std::size_t>(draw(1, 2)), 'a') +
               std::string(1, static_cast<char>('a' + draw(0, 9)));
    }

    Attributes random_item() {
        Attributes attributes = {{"id", id()}};
        if (draw(0, 3) > 0) {
            attributes.emplace_back("dow", draw(0, 1) == 0 ? "mon" : "tue");
        }
        if (draw(0, 3) > 0) {
            attributes.emplace_back("n", std::int64_t{draw(-3, 300)});
        }
        if (draw(0, 3) == 0) {
            attributes.emplace_back("ends", second_ + draw(-100, 200));
        }
        return attributes;
    }

    Write random_write() {
        switch (draw(0, 4)) {
            case 0:
                return remove_of(table_, {{"id", id()}});
            case 1:
                return update_of(table_, {{"id", id()}}, "ADD n :one", {{":one", 1}});
            case 2: {
                Write create = put_of(table_, random_item());
                create.condition = condition("attribute_not_exists(id)");
                return create;
            }
            default:
                return put_of(table_, random_item());
        }
    }

    void write_some() {
        std::vector<Write> writes;
        std::vector<std::future<Result<WriteOutcome>>> started;
        for (int i = draw(1, 20); i > 0; --i) {
            writes.push_back(random_write());
            started.push_back(harness_.start(harness_.tables().write(writes.back())));
        }
        for (std::size_t i = 0; i < writes.size(); ++i) {
            expect_right(writes[i], started[i].get().value());
        }
    }

    void transact() {
        std::vector<Write> writes;
        std::vector<std::string> ids;
        for (int i = draw(1, 4); i > 0; --i) {
            Write write = random_write();
            const std::string named = text(write.item.find("id")->ordered());
            if (std::ranges::find(ids, named) == ids.end()) {
                ids.push_back(named);
                writes.push_back(std::move(write));
            }
        }
        const auto done = harness_.run(harness_.tables().transact(writes, std::nullopt)).value();
        const bool is_done = std::ranges::none_of(done.outcomes, &is_refused);
        for (std::size_t i = 0; i < writes.size(); ++i) {
            const WriteOutcome& outcome = done.outcomes[i];
            if (is_done || outcome.refusal.has_value()) {
                expect_right(writes[i], outcome);
            } else if (text(outcome.before) != text(outcome.after)) {
                fail("a transaction that was refused changed an item");
            }
        }
    }

    static std::string text(std::string_view bytes) { return std::string(bytes); }
    static std::string text(const ItemPtr& item) { return runtime::text(item); }
    static bool is_refused(const WriteOutcome& outcome) { return outcome.refusal.has_value(); }

    void expect_right(const Write& write, const WriteOutcome& outcome) {
        const std::string before = text(outcome.before);
        const std::string after = text(outcome.after);
        if (write.condition.has_value() && outcome.refusal.has_value() != (before != "-")) {
            fail("a condition was not obeyed: " + before);
        }
        if (outcome.refusal.has_value()) {
            return;
        }
        const bool is_right = write.kind == Write::Kind::put ? after == runtime::text(write.item)
                              : write.kind == Write::Kind::remove
                                  ? after == "-"
                                  : count(outcome.after) == count(outcome.before) + 1;
        if (!is_right) {
            fail(fmt::format("a write made {} of {}", after, before));
        }
        if (before != after) {
            ++written_[before + " > " + after];
        }
    }

    static int count(const ItemPtr& item) {
        const auto n = item == nullptr ? std::nullopt : item->find("n");
        return n.has_value() ? std::stoi(n->number().text()) : 0;
    }

    // Indexes.

    void edit(const std::function<void(TableInfo&)>& change) {
        table_ = harness_
                     .run(harness_.tables().update(table_,
                                                   [&change](TableInfo& table) {
                                                       change(table);
                                                       return Result<void>{};
                                                   }))
                     .value();
    }

    void change_index() {
        const std::string name = draw(0, 1) == 0 ? "later" : "keys";
        edit([&name](TableInfo& table) {
            if (std::erase_if(table.indexes, [&name](const IndexInfo& index) {
                    return index.name == name;
                }) == 0) {
                table.indexes.push_back(wanted_index(name, "dow"));
                if (name == "keys") {
                    table.indexes.back().projection.kind = IndexProjection::Kind::keys_only;
                }
            }
        });
    }

    void change_time_to_live() {
        edit([](TableInfo& table) {
            if (table.time_to_live.has_value()) {
                table.time_to_live.reset();
            } else {
                table.time_to_live = {.attribute = "ends"};
            }
        });
    }

    // Crashes.

    void crash() {
        const std::vector<ItemChange> before = log();
        check();
        harness_.crash_after(static_cast<std::size_t>(draw(0, 10)));
        for (int i = draw(1, 4); i > 0; --i) {
            switch (draw(0, 3)) {
                case 0:
                    change_index();
                    break;
                case 1:
                    pass(draw(0, 20));
                    break;
                default:
                    write_some();
            }
        }
        harness_.pass_a_moment();
        const std::vector<ItemChange> meanwhile = log();
        const int downtime = draw(0, 1) * 60;
        second_ += downtime;
        harness_.restart(downtime * 1s);
        table_ = harness_.find_table("orders");
        const std::vector<ItemChange> left = log();
        if (left.size() < before.size()) {
            fail("what was acknowledged is lost");
        }
        // What expired since the restart may be behind it.
        const std::size_t same = std::min(left.size(), meanwhile.size());
        for (std::size_t i = 0; i < same; ++i) {
            if (!left[i].has_expired && text(left[i]) != text(meanwhile[i])) {
                fail("the change log is another one after a crash");
            }
        }
        written_.clear();
        std::ranges::for_each(left, [this](const ItemChange& change) {
            written_[text(change)] += change.has_expired ? 0 : 1;
        });
        check();
    }

    // What is there.

    static std::string text(const ItemChange& change) {
        return text(change.before) + " > " + text(change.after);
    }

    std::vector<ItemChange> log() {
        std::vector<ItemChange> all;
        ChangesRequest request;
        request.changes_max = static_cast<std::size_t>(draw(1, 100));
        while (true) {
            ChangePage page = harness_.changes(table_, request);
            if (page.changes.empty()) {
                return all;
            }
            request.after = page.last;
            std::ranges::move(page.changes, std::back_inserter(all));
        }
    }

    Records stored() {
        Records records;
        const keys::Range range = keys::table(table_->id);
        harness_.store().scan(Space::items, range.begin, range.end,
                              [&records](std::string_view key, std::string_view value) {
                                  records.emplace(key, storage::decode_item(value).item);
                                  return true;
                              });
        return records;
    }

    void check() {
        table_ = harness_.built(table_);
        while (true) {  // until nothing expires meanwhile
            const Records before = stored();
            const TableCounts counts = harness_.counts(table_);
            const std::vector<ItemChange> changes = log();
            if (stored() == before) {
                expect_consistent(before, counts, changes);
                return;
            }
        }
    }

    void expect_consistent(const Records& there, const TableCounts& counts,
                           const std::vector<ItemChange>& changes) {
        std::map<std::string, int> told;
        std::map<std::string, ItemPtr> items;
        for (const ItemChange& change : changes) {
            const std::string key =
                keys::item(table_->id, engine::key_of_item(table_->schema, change.image()).value());
            if (text(items[key]) != text(change.before)) {
                fail("a change does not begin where the one before it ended: " + text(change));
            }
            items[key] = change.after;
            told[text(change)] += change.has_expired ? 0 : 1;
        }
        std::erase_if(told, [](const auto& one) { return one.second == 0; });
        std::erase_if(written_, [](const auto& one) { return one.second == 0; });
        if (told != written_) {
            fail("the change log does not tell what was written");
        }

        Records expected;
        TableCounts counted;
        for (const auto& [key, item] : items) {
            if (item != nullptr) {
                add(key, *item, expected, counted);
            }
        }
        for (const IndexInfo& index : table_->indexes) {
            counted.indexes.try_emplace(index.id);
        }
        if (expected != there) {
            fail(fmt::format("{} records are stored, {} should be", there.size(), expected.size()));
        }
        if (counts != counted) {
            fail("the counters are wrong");
        }
    }

    // An item, and all that follows from it.
    void add(const std::string& key, const Item& item, Records& records, TableCounts& counts) {
        records.emplace(key, item.bytes());
        counts.table.items += 1;
        counts.table.bytes += item.size();
        const ItemKey item_key = engine::key_of_item(table_->schema, item).value();
        for (const IndexInfo& index : table_->indexes) {
            const auto dow = item.find("dow");
            const auto n = item.find("n");
            if (!dow.has_value() || (index.schema.sort.has_value() && !n.has_value())) {
                continue;
            }
            const ItemKey index_key{
                .partition = dow->ordered(),
                .sort = index.schema.sort.has_value() ? n->ordered() : std::string_view()};
            const Item entry = index.projection.kind == IndexProjection::Kind::all
                                   ? item
                                   : runtime::item({{"id", text(item.find("id")->ordered())},
                                                    {"dow", text(dow->ordered())}});
            records.emplace(keys::index_entry(table_->id, index.id, index_key, item_key),
                            entry.bytes());
            counts.indexes[index.id].items += 1;
            counts.indexes[index.id].bytes += entry.size();
        }
        const auto ends = item.find("ends");
        if (table_->time_to_live.has_value() && ends.has_value()) {
            records.emplace(keys::expiry(table_->id, table_->time_to_live->index,
                                         std::stoull(ends->number().text()), key),
                            "");
        }
    }

    void expire_all() {
        if (!table_->time_to_live.has_value()) {
            change_time_to_live();
        }
        table_ = harness_.built(table_);
        harness_.advance(1h);
        for (int i = 0; i < 10; ++i) {
            harness_.advance(60s);
        }
        harness_.pass_a_moment();
        const keys::Range range = keys::index(table_->id, table_->time_to_live->index);
        for (int i = 0; i < 1000; ++i) {
            if (harness_.store().count(Space::items, range.begin, range.end, 1).count == 0) {
                return;
            }
            harness_.pass_a_moment();
        }
        fail("items have expired, and are there");
    }

    std::mt19937_64 random_;
    TableHarness harness_;
    TableInfoPtr table_;
    std::int64_t second_ = start_second;  // that it is now
    std::map<std::string, int> written_;  // what writes have told, and how often
    std::string failure_;
};

constexpr std::uint64_t seeds = 20;
constexpr int steps = 60;

RunSeed simulate(const Fault& fault) {
    return [=](std::uint64_t seed) { return Simulator(seed, fault).run(steps); };
}

void expect_caught(const Fault& fault) {
    forebay::expect_caught(seeds, simulate(fault));
}

bool is_index_entry(const Batch::Operation& operation) {
    return operation.space == Space::items && operation.key.size() > 13 &&
           operation.key.substr(9, 4) != std::string_view("\0\0\0\0", 4);
}

TEST(TableSimulation, KeepsItemsIndexesCountersAndChangesTogether) {
    EXPECT_EQ(first_failure(seeds, simulate(nullptr)), "");
}

TEST(TableSimulationDeathTest, CatchesEntriesThatStay) {
    expect_caught([](const Batch::Operation& operation) {
        return operation.kind == Batch::Kind::remove && is_index_entry(operation);
    });
}

TEST(TableSimulationDeathTest, CatchesEntriesThatAreMissing) {
    expect_caught([written = 0](const Batch::Operation& operation) mutable {
        return operation.kind == Batch::Kind::put && is_index_entry(operation) &&
               ++written % 50 == 0;
    });
}

TEST(TableSimulationDeathTest, CatchesAnIndexThatIsNotRemoved) {
    expect_caught([](const Batch::Operation& operation) {
        return operation.kind == Batch::Kind::remove_range && operation.space == Space::items;
    });
}

TEST(TableSimulationDeathTest, CatchesItemsThatComeBack) {
    expect_caught([](const Batch::Operation& operation) {
        return operation.kind == Batch::Kind::remove && operation.space == Space::items &&
               !is_index_entry(operation);
    });
}

TEST(TableSimulationDeathTest, CatchesChangesThatAreNotRecorded) {
    expect_caught([written = 0](const Batch::Operation& operation) mutable {
        return operation.space == Space::messages && ++written % 100 == 0;
    });
}

TEST(TableSimulationDeathTest, CatchesChangesThatDoNotFindTheirNextOne) {
    expect_caught([](const Batch::Operation& operation) {
        return operation.kind == Batch::Kind::put && operation.space == Space::records &&
               operation.key.starts_with('z');
    });
}

TEST(TableSimulationDeathTest, CatchesCountersThatAreOld) {
    expect_caught([written = 0](const Batch::Operation& operation) mutable {
        return operation.space == Space::records && operation.key.starts_with('x') && ++written > 1;
    });
}

}  // namespace
}  // namespace forebay::runtime
