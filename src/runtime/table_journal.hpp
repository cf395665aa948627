#pragma once

#include "runtime/index_entries.hpp"
#include <forebay/model/item_change.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/storage/batch.hpp>
#include <forebay/storage/table_records.hpp>

#include <cstdint>
#include <string_view>

/// What happens to tables and items, as operations on the store: a part of journal.hpp.
namespace forebay::runtime::journal {

/// Appends a table's keys, indexes and settings.
void record_table(const TableInfo& table, storage::Batch& batch);

/// Appends the counters that go with a table's changes.
void record_table_counters(TableId table, const TableCounters& counters, storage::Batch& batch);

/// Appends the removal of all that there is of a table, or of one of its indexes.
void record_table_removal(TableId table, storage::Batch& batch);
void record_index_removal(TableId table, IndexId index, storage::Batch& batch);

/// Appends that this is stored under `key` now; null: nothing.
void record_item(std::string_view key, const ItemVersion& version, storage::Batch& batch);
void record_entry(const IndexEntry& entry, storage::Batch& batch);
void remove_entry(const IndexEntry& entry, storage::Batch& batch);

/// Appends a change of the item that is stored under `key`.
void record_item_change(TableId table, std::string_view key, const ItemChange& change,
                        storage::Batch& batch);

/// Appends that the item that was there since the change `sequence` was changed in `next`.
void record_next_change(TableId table, Sequence sequence, Sequence next, storage::Batch& batch);

/// Appends the removal of a table's changes before `end`.
void trim_item_changes(TableId table, Sequence end, storage::Batch& batch);

/// Appends that a transaction was done in `period`, by the fingerprint of its token.
void record_transaction(std::uint64_t period, const Fingerprint& token,
                        const storage::DoneTransaction& done, storage::Batch& batch);

/// Appends the removal of all transactions of before `period`.
void trim_transactions(std::uint64_t period, storage::Batch& batch);

}  // namespace forebay::runtime::journal
