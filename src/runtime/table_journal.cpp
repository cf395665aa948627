#include "runtime/table_journal.hpp"

#include <forebay/storage/keys.hpp>
#include <forebay/storage/table_keys.hpp>

#include <string>

namespace forebay::runtime::journal {
namespace {

using storage::Batch;
using storage::Space;
namespace keys = storage::keys;

// One thread encodes one record after the other: its buffer keeps its capacity.
std::string& scratch() {
    thread_local std::string buffer;
    return buffer;
}

void remove(Space space, const keys::Range& range, Batch& batch) {
    batch.remove_range(space, range.begin, range.end);
}

}  // namespace

void record_table(const TableInfo& table, Batch& batch) {
    storage::encode_table(table, scratch());
    batch.put(Space::records, keys::table_info(table.id), scratch());
}

void record_table_counters(TableId table, const TableCounters& counters, Batch& batch) {
    storage::encode_table_counters(counters, scratch());
    batch.put(Space::records, keys::table_counters(table), scratch());
}

void record_table_removal(TableId table, Batch& batch) {
    remove(Space::items, keys::table(table), batch);
    trim_item_changes(table, Sequence(~std::uint64_t{0}), batch);
    batch.remove(Space::records, keys::table_counters(table));
    batch.remove(Space::records, keys::table_info(table));
}

void record_index_removal(TableId table, IndexId index, Batch& batch) {
    remove(Space::items, keys::index(table, index), batch);
}

void record_item(std::string_view key, const ItemVersion& version, Batch& batch) {
    if (version.item == nullptr) {
        batch.remove(Space::items, key);
    } else {
        storage::encode_item_head(version.written_in, scratch());
        batch.put(Space::items, key, scratch(), version.item->bytes(), version.item);
    }
}

void record_entry(const IndexEntry& entry, Batch& batch) {
    if (entry.value == nullptr) {
        batch.put(Space::items, entry.key, {});
    } else {
        batch.put(Space::items, entry.key, {}, entry.value->bytes(), entry.value);
    }
}

void remove_entry(const IndexEntry& entry, Batch& batch) {
    batch.remove(Space::items, entry.key);
}

void record_item_change(TableId table, std::string_view key, const ItemChange& change,
                        Batch& batch) {
    storage::encode_item_change_head(change, key, scratch());
    const std::string_view tail =
        change.before == nullptr ? std::string_view() : change.before->bytes();
    batch.put(Space::messages, keys::item_change(table, change.sequence), scratch(), tail,
              change.before);
}

void record_next_change(TableId table, Sequence sequence, Sequence next, Batch& batch) {
    storage::encode_next_change(next, scratch());
    batch.put(Space::records, keys::next_change(table, sequence), scratch());
}

void trim_item_changes(TableId table, Sequence end, Batch& batch) {
    batch.remove_range(Space::messages, keys::item_change(table, Sequence{}),
                       keys::item_change(table, end));
    batch.remove_range(Space::records, keys::next_change(table, Sequence{}),
                       keys::next_change(table, end));
}

void record_transaction(std::uint64_t period, const Fingerprint& token,
                        const storage::DoneTransaction& done, Batch& batch) {
    storage::encode_transaction(done, scratch());
    batch.put(Space::records, keys::transaction(period, token), scratch());
}

void trim_transactions(std::uint64_t period, Batch& batch) {
    batch.remove_range(Space::records, keys::transactions_begin_at(0),
                       keys::transactions_begin_at(period));
}

}  // namespace forebay::runtime::journal
