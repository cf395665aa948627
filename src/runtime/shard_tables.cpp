// A shard's tables. What is written to their items: shard_items.cpp; what they do by themselves:
// table_chores.cpp.

#include "runtime/shard_tables.hpp"

#include "runtime/journal.hpp"
#include "runtime/shard.hpp"
#include "runtime/table_journal.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/base/uuid.hpp>
#include <forebay/storage/batch.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace forebay::runtime {
namespace {

Error no_table() {
    return {Errc::table_not_found, "Requested resource not found"};
}

// Queues, topics and tables share their numbers.
QueueId number_of(TableId table) {
    return QueueId(static_cast<std::uint64_t>(table));
}

IndexId next_index(TableInfo& table) {
    table.last_index = IndexId(static_cast<std::uint32_t>(table.last_index) + 1);
    return table.last_index;
}

// Whether a time to live goes by the index that was made for `other`.
bool is_same(const std::optional<TimeToLive>& time_to_live,
             const std::optional<TimeToLive>& other) {
    return time_to_live.has_value() && other.has_value() &&
           time_to_live->attribute == other->attribute;
}

std::vector<IndexId> indexes_of(const TableInfo& table) {
    std::vector<IndexId> ids;
    std::ranges::transform(table.indexes, std::back_inserter(ids), &IndexInfo::id);
    if (table.time_to_live.has_value()) {
        ids.push_back(table.time_to_live->index);
    }
    return ids;
}

// Names what is new, which is to be built if there may be items already.
void name_indexes(TableInfo& table, const std::optional<TimeToLive>& time_to_live_before,
                  bool is_building) {
    for (IndexInfo& index : table.indexes) {
        if (index.id == IndexId{}) {
            index.id = next_index(table);
            index.is_building = is_building;
        }
    }
    if (is_same(table.time_to_live, time_to_live_before)) {
        table.time_to_live = time_to_live_before;
    } else if (table.time_to_live.has_value()) {
        table.time_to_live->index = next_index(table);
        table.time_to_live->is_building = is_building;
    }
}

}  // namespace

ShardTables::ShardTables(Shard& shard, const Shared& shared, Turns& turns)
    : shard_(shard), shared_(shared), turns_(turns) {}

ShardTables::~ShardTables() = default;

// Books.

ShardTables::Slot* ShardTables::find(TableId id) {
    const auto at = slots_.find(id);
    return at == slots_.end() ? nullptr : at->second.get();
}

ShardTables::Slot& ShardTables::insert(TableInfoPtr table, TableCounters counters) {
    auto slot = std::make_unique<Slot>();
    slot->info = std::move(table);
    slot->counters = std::move(counters);
    return *(slots_[slot->info->id] = std::move(slot));
}

void ShardTables::restore(TableInfoPtr table, TableCounters counters) {
    shared_.tables.replace(table);
    insert(std::move(table), std::move(counters));
}

IndexCounters& ShardTables::counters_of(Slot& slot, IndexId index) {
    const auto at = std::ranges::find(slot.counters.indexes, index, &IndexCounters::id);
    FOREBAY_ASSERT(at != slot.counters.indexes.end());
    return *at;
}

void ShardTables::mark_dirty(Slot& slot) {
    turns_.batch();
    slot.changed_in = turns_.ticket();
    if (!slot.is_dirty) {
        slot.is_dirty = true;
        dirty_.push_back(slot.info->id);
    }
}

void ShardTables::record_counters(storage::Batch& batch) {
    for (const TableId id : dirty_) {
        if (Slot* slot = find(id)) {
            journal::record_table_counters(id, slot->counters, batch);
            slot->is_dirty = false;
        }
    }
    dirty_.clear();
}

void ShardTables::replace_info(Slot& slot, TableInfo info) {
    slot.info = std::make_shared<const TableInfo>(std::move(info));
    journal::record_table(*slot.info, turns_.batch());
    mark_dirty(slot);
}

Task<TableInfoPtr> ShardTables::publish(const Slot& slot) {
    TableInfoPtr table = slot.info;
    co_await turns_.durable(slot.changed_in);
    if (find(table->id) != nullptr) {
        shared_.tables.replace(table);
    }
    co_return table;
}

// Tables.

Task<Result<Tables::Creation>> ShardTables::create(TableInfo wanted) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    wanted.uuid = random_uuid();
    wanted.created_at = shared_.clock.now();
    name_indexes(wanted, std::nullopt, false);
    const auto table = std::make_shared<const TableInfo>(std::move(wanted));
    if (TableInfoPtr named = shared_.tables.insert(table); named != table) {
        co_return Tables::Creation{.table = std::move(named), .created = false};
    }

    TableCounters counters;
    for (const IndexId id : indexes_of(*table)) {
        counters.indexes.push_back({.id = id});
    }
    Slot& slot = insert(table, std::move(counters));
    slot.counted.begin(shared_.places.tables, others_);
    journal::record_table(*table, turns_.batch());
    journal::record_next_id(shared_.next_queue_id.load(), turns_.batch());
    mark_dirty(slot);
    co_await turns_.durable(slot.changed_in);
    co_return Tables::Creation{.table = table, .created = true};
}

// Its name is free once its removal is on disk: so a crash never brings back two of one name.
Task<Result<void>> ShardTables::remove(TableId id) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return no_table();
    }
    if (slot->info->is_protected) {
        co_return Error{Errc::validation_failed,
                        "Resource cannot be deleted as it is currently protected against deletion. "
                        "Disable deletion protection first."};
    }

    journal::record_table_removal(id, turns_.batch());
    const Ticket removed_in = turns_.ticket();
    if (slot->deadline.has_value()) {
        deadlines_.erase({*slot->deadline, id});
    }
    const TableInfoPtr table = slot->info;
    slots_.erase(id);
    shard_.wake(number_of(id));
    co_await turns_.durable(removed_in);
    shared_.tables.remove(table->key);
    co_return Result<void>{};
}

Task<Result<TableInfoPtr>> ShardTables::update(TableId id,
                                               std::function<Result<void>(TableInfo&)> change) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return no_table();
    }

    TableInfo changed = *slot->info;
    if (auto done = change(changed); !done) {
        co_return done.error();
    }
    name_indexes(changed, slot->info->time_to_live, true);
    const std::vector<IndexId> before = indexes_of(*slot->info);
    const std::vector<IndexId> after = indexes_of(changed);
    for (const IndexId index : before) {
        if (std::ranges::find(after, index) == after.end()) {
            journal::record_index_removal(id, index, turns_.batch());
            std::erase_if(slot->counters.indexes,
                          [index](const IndexCounters& counters) { return counters.id == index; });
            if (slot->step.has_value() && slot->step->index == index) {
                slot->step.reset();
            }
        }
    }
    for (const IndexId index : after) {
        if (std::ranges::find(before, index) == before.end()) {
            slot->counters.indexes.push_back({.id = index, .entries = {}, .built_to = ""});
        }
    }
    replace_info(*slot, std::move(changed));
    slot->build.wish(shared_.clock.now());
    schedule(*slot);
    co_return co_await publish(*slot);
}

Task<Result<TableCounts>> ShardTables::counts(TableId id) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return no_table();
    }
    TableCounts counts{.table = slot->counters.items, .indexes = {}};
    for (const IndexInfo& index : slot->info->indexes) {
        counts.indexes.emplace(index.id, counters_of(*slot, index.id).entries);
    }
    co_await turns_.durable(slot->changed_in);
    co_return counts;
}

// Changes, and those who wait for them.

Task<Result<ChangeRange>> ShardTables::change_range(TableId id) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return no_table();
    }
    const ChangeRange range{.first = next(slot->counters.trimmed_changes),
                            .last = slot->counters.last_change};
    co_await turns_.durable(slot->changed_in);
    co_return range;
}

Task<bool> ShardTables::wait_for_changes(TableId id, Sequence after,
                                         std::shared_ptr<const PollTicket> ticket,
                                         TimePoint deadline) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    const Slot* slot = find(id);
    if (slot != nullptr && slot->counters.last_change <= after) {
        co_await shard_.wait(number_of(id), ticket, deadline);
        slot = find(id);
    }
    co_return slot == nullptr || slot->counters.last_change > after;
}

void ShardTables::wake(Slot& slot) {
    if (!slot.is_waking && shard_.is_awaited(number_of(slot.info->id))) {
        slot.is_waking = true;
        asio::co_spawn(shard_.executor(), wake_when_durable(slot.info->id, slot.changed_in),
                       must_not_throw);
    }
}

Task<void> ShardTables::wake_when_durable(TableId id, Ticket changed_in) {
    co_await turns_.durable(changed_in);
    if (Slot* slot = find(id)) {
        slot->is_waking = false;
        shard_.wake(number_of(id));
    }
}

}  // namespace forebay::runtime
