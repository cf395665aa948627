// What a shard's tables do by themselves, a bit at a time: indexes get the entries of items that
// were there before them, items that have expired are removed, and so are old changes.

#include "runtime/shard.hpp"
#include "runtime/shard_tables.hpp"
#include "runtime/table_journal.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/storage/keys.hpp>
#include <forebay/storage/table_keys.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace forebay::runtime {
namespace {

using storage::Space;
using storage::Store;
using namespace std::chrono_literals;
namespace keys = storage::keys;

constexpr std::size_t step_items_max = 256;
constexpr std::size_t step_bytes_max = std::size_t{256} << 10U;
constexpr std::size_t expired_at_once_max = 100;

constexpr Duration disk_full_pause = 1s;
constexpr Duration sweep_interval = 10s;  // at least; a minute would do
constexpr Duration trim_interval = 1h;

struct ReadItems {
    std::vector<std::pair<std::string, ItemPtr>> items;  // by their keys
    bool is_last = true;                                 // there are none behind them
};

/// Some of a table's items, behind the one that is stored under `after`.
ReadItems read_items(const Store& store, TableId table, const std::string& after) {
    const keys::Range all = keys::index(table, IndexId{});
    const std::string begin = std::max(all.begin, after + '\0');
    ReadItems read;
    std::size_t bytes = 0;
    (void)store.scan(
        {.space = Space::items, .begin = begin, .end = all.end, .is_remembered = false},
        [&](std::string_view key, std::string_view record) {
            if (read.items.size() == step_items_max || bytes >= step_bytes_max) {
                read.is_last = false;
                return false;
            }
            bytes += record.size();
            read.items.emplace_back(
                key, std::make_shared<const Item>(storage::take_item(std::string(record))));
            return true;
        });
    return read;
}

std::uint64_t second_of(TimePoint at) {
    return static_cast<std::uint64_t>(std::max(Duration(0), at.time_since_epoch()) / 1s);
}

TimePoint start_of(std::uint64_t second) {
    return TimePoint(Duration(1s) * second);
}

struct ReadExpiries {
    std::vector<std::string> due;   // entries, the earliest first
    std::optional<TimePoint> next;  // when the first entry is due that is not yet
};

/// What expires from the second `from` on.
ReadExpiries read_expiries(const Store& store, TableId table, IndexId index, std::uint64_t from,
                           TimePoint now) {
    const std::uint64_t oldest = std::max(from, second_of(now - limits::expiry_age_max));
    const keys::Range range = keys::expiries(table, index, oldest, limits::expiry_second_max + 1);
    ReadExpiries read;
    (void)store.scan({.space = Space::items, .begin = range.begin, .end = range.end},
                     [&](std::string_view key, std::string_view) {
                         const TimePoint due_at = start_of(keys::second_of_expiry(key));
                         if (due_at > now || read.due.size() == expired_at_once_max) {
                             read.next = due_at;
                             return false;
                         }
                         read.due.emplace_back(key);
                         return true;
                     });
    return read;
}

/// The latest change from `begin` to before `end`.
std::optional<Sequence> latest_change(const Store& store, TableId table, Sequence begin,
                                      Sequence end) {
    std::optional<Sequence> latest;
    (void)store.scan({.space = Space::messages,
                      .begin = keys::item_change(table, begin),
                      .end = keys::item_change(table, end),
                      .is_descending = true,
                      .is_remembered = false},
                     [&](std::string_view key, std::string_view) {
                         latest = keys::sequence_of(key);
                         return false;
                     });
    return latest;
}

}  // namespace

// When what is done.

void ShardTables::start() {
    const TimePoint now = shared_.clock.now();
    for (const auto& [id, slot] : slots_) {
        slot->build.wish(now);
        if (slot->info->time_to_live.has_value()) {
            slot->sweep.wish(now);
        }
        if (slot->counters.last_change > slot->counters.trimmed_changes) {
            slot->trim.wish(now);
        }
        schedule(*slot);
    }
}

// Only ever moves a deadline forward in time, as Shard::schedule does.
void ShardTables::schedule(Slot& slot) {
    std::optional<TimePoint> wanted;
    for (const Chore* chore : {&slot.build, &slot.sweep, &slot.trim}) {
        if (!chore->is_running && chore->due.has_value()) {
            wanted = std::min(wanted.value_or(*chore->due), *chore->due);
        }
    }
    if (!wanted.has_value() || (slot.deadline.has_value() && *slot.deadline <= *wanted)) {
        return;
    }
    if (slot.deadline.has_value()) {
        deadlines_.erase({*slot.deadline, slot.info->id});
    }
    slot.deadline = wanted;
    deadlines_.emplace(*wanted, slot.info->id);
    shard_.arm();
}

std::optional<TimePoint> ShardTables::next_deadline() const {
    return deadlines_.empty() ? std::nullopt : std::optional(deadlines_.begin()->first);
}

void ShardTables::tick(TimePoint now) {
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const TableId id = deadlines_.extract(deadlines_.begin()).value().second;
        Slot* slot = find(id);
        FOREBAY_ASSERT(slot != nullptr);
        slot->deadline.reset();
        begin(*slot, slot->build, now, &ShardTables::build);
        begin(*slot, slot->sweep, now, &ShardTables::sweep);
        begin(*slot, slot->trim, now, &ShardTables::trim);
        schedule(*slot);
    }
}

void ShardTables::begin(Slot& slot, Chore& chore, TimePoint now, Run run) {
    if (!chore.is_running && chore.due.has_value() && *chore.due <= now) {
        chore.is_running = true;
        chore.due.reset();
        asio::co_spawn(shard_.executor(), (this->*run)(slot.info->id), must_not_throw);
    }
}

void ShardTables::end(Slot& slot, Chore& chore, std::optional<TimePoint> due) {
    chore.is_running = false;
    if (due.has_value()) {
        chore.wish(*due);
    }
    schedule(slot);
}

// Indexes. One is built at a time, in the order of the items' keys: what is stored up to
// `built_to` it has, as if it had always been there. A step reads a few items behind that. What is
// written to them meanwhile is noted, and counts instead of what was read.

Task<void> ShardTables::build(TableId id) {
    while (true) {
        const auto room = co_await shard_.check_room(step_bytes_max);
        Slot* slot = find(id);
        if (slot == nullptr) {
            co_return;
        }
        if (!begin_step(*slot)) {
            end(*slot, slot->build);
            co_return;
        }
        if (!room) {
            slot->step.reset();
            end(*slot, slot->build, shared_.clock.now() + disk_full_pause);
            co_return;
        }

        const IndexId index = slot->step->index;
        const std::string after = *counters_of(*slot, index).built_to;
        co_await turns_.durable(slot->changed_in);  // so that all is read that was not noted
        ReadItems read = co_await shared_.reader.read(
            [id, &after](const Store& store) { return read_items(store, id, after); });
        slot = find(id);
        if (slot == nullptr) {
            co_return;
        }
        if (slot->step.has_value() && slot->step->index == index &&
            end_step(*slot, std::move(read.items), read.is_last)) {
            co_await publish(*slot);
        }
    }
}

bool ShardTables::begin_step(Slot& slot) {
    const auto next = std::ranges::find_if(slot.counters.indexes, [](const IndexCounters& index) {
        return index.built_to.has_value();
    });
    if (next == slot.counters.indexes.end()) {
        return false;
    }
    slot.step = Step{.index = next->id, .written = {}};
    return true;
}

// Whether the index has all entries, and all of them are durable: nothing was left to be read, nor
// written meanwhile.
bool ShardTables::end_step(Slot& slot, std::vector<std::pair<std::string, ItemPtr>> items,
                           bool is_last) {
    const IndexId index = slot.step->index;
    const std::string to = items.empty() ? std::string() : items.back().first;
    std::map<std::string, ItemPtr> present(std::make_move_iterator(items.begin()),
                                           std::make_move_iterator(items.end()));
    for (auto& [key, item] : slot.step->written) {
        if (is_last || key <= to) {
            present.insert_or_assign(key, std::move(item));
        }
    }
    slot.step.reset();
    if (present.empty()) {
        end_build(slot, index);
        return true;
    }
    mark_dirty(slot);
    for (const auto& [key, item] : present) {
        auto entry = entry_of(*slot.info, index, key, item);
        if (entry.has_value()) {
            record_entry(slot, {.index = index, .before = {}, .after = std::move(entry)});
        }
    }
    counters_of(slot, index).built_to = present.rbegin()->first;
    return false;
}

void ShardTables::end_build(Slot& slot, IndexId index) {
    counters_of(slot, index).built_to.reset();
    TableInfo table = *slot.info;
    if (table.time_to_live.has_value() && table.time_to_live->index == index) {
        table.time_to_live->is_building = false;
        slot.swept_to = 0;
        slot.sweep.wish(shared_.clock.now());
        schedule(slot);
    } else {
        std::ranges::find(table.indexes, index, &IndexInfo::id)->is_building = false;
    }
    replace_info(slot, std::move(table));
}

// Items that expire.

void ShardTables::expect_expiry(Slot& slot, std::string_view expiry) {
    const std::uint64_t second = keys::second_of_expiry(expiry);
    const TimePoint due_at = start_of(second);
    slot.swept_to = std::min(slot.swept_to, second);
    if (due_at >= shared_.clock.now() - limits::expiry_age_max) {
        slot.sweep.wish(std::max(due_at, slot.swept_at + sweep_interval));
        schedule(slot);
    }
}

Task<void> ShardTables::sweep(TableId id) {
    while (Slot* slot = find(id)) {
        const auto& time_to_live = slot->info->time_to_live;
        if (!time_to_live.has_value() || time_to_live->is_building) {
            end(*slot, slot->sweep);
            co_return;
        }
        const IndexId index = time_to_live->index;
        const TimePoint now = shared_.clock.now();
        slot->swept_at = now;
        const std::uint64_t from = std::exchange(slot->swept_to, second_of(now));
        co_await turns_.durable(slot->changed_in);  // what was recorded later is expected anew
        ReadExpiries read = co_await shared_.reader.read(
            [=](const Store& store) { return read_expiries(store, id, index, from, now); });
        slot = find(id);
        if (slot != nullptr && !read.due.empty()) {
            slot->swept_to = std::min(slot->swept_to, keys::second_of_expiry(read.due.back()));
            co_await expire(id, std::move(read.due));
            continue;
        }
        if (slot != nullptr) {
            if (read.next.has_value()) {
                read.next = std::max(*read.next, now + sweep_interval);
            }
            end(*slot, slot->sweep, read.next);
        }
        co_return;
    }
}

// Of an item that was written since there is another entry, or none.
Task<void> ShardTables::expire(TableId id, std::vector<std::string> expiries) {
    std::vector<ItemPins::Hold> holds;
    holds.reserve(expiries.size());
    for (const std::string& expiry : expiries) {
        holds.push_back(items_.hold(keys::item_of_expiry(expiry)));
    }
    co_await read(holds);
    Slot* slot = find(id);
    if (slot == nullptr || !slot->info->time_to_live.has_value()) {
        co_return;
    }
    for (std::size_t i = 0; i < holds.size(); ++i) {
        const ItemPtr item = holds[i].pin().value->item;
        const auto expiry = expiry_entry(*slot->info, holds[i].key(), item);
        if (expiry.has_value() && expiry->key == expiries[i]) {
            auto removal = edit(*slot, holds[i].key(), item, nullptr, engine::ItemWrite::update);
            removal->has_expired = true;
            record(*slot, holds[i], *removal);
        }
    }
    co_await turns_.durable(slot->changed_in);
}

// Changes.

Task<void> ShardTables::trim(TableId id) {
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return;
    }
    const TimePoint now = shared_.clock.now();
    const Sequence begin = next(slot->counters.trimmed_changes);
    const Sequence end_kept = first_sequence_at(now - limits::changes_kept + Duration(1));
    const auto latest = co_await shared_.reader.read(
        [=](const Store& store) { return latest_change(store, id, begin, end_kept); });
    slot = find(id);
    if (slot == nullptr) {
        co_return;
    }
    TableCounters& counters = slot->counters;
    if (latest.has_value() && *latest > counters.trimmed_changes) {
        mark_dirty(*slot);
        counters.trimmed_changes = *latest;
        journal::trim_item_changes(id, next(*latest), turns_.batch());
    }
    const bool is_empty = counters.last_change <= counters.trimmed_changes;
    end(*slot, slot->trim, is_empty ? std::nullopt : std::optional(now + trim_interval));
}

}  // namespace forebay::runtime
