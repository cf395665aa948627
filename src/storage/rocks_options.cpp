#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/table_properties.h>
#include <rocksdb/write_buffer_manager.h>
#include <storage/rocks_options.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace forebay::storage {
namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

rocksdb::BlockBasedTableOptions table_options(const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.cache_index_and_filter_blocks = true;  // so that they count against the budget
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    table.checksum = rocksdb::kCRC32c;  // by rocks_checksum.cpp, three times as fast as XXH3
    table.format_version = 5;
    table.block_size = 16 * kib;
    return table;
}

// Asks for the compaction of a table that is mostly removals: they are small and what they remove
// is large, so by size alone the room of a drained backlog would not come back for long.
class RemovalsCollector final : public rocksdb::TablePropertiesCollector {
public:
    rocksdb::Status AddUserKey(const rocksdb::Slice& /*key*/, const rocksdb::Slice& /*value*/,
                               rocksdb::EntryType type, rocksdb::SequenceNumber /*number*/,
                               std::uint64_t /*file_bytes*/) override {
        ++entries_;
        removals_ += type == rocksdb::kEntryDelete || type == rocksdb::kEntrySingleDelete ? 1U : 0U;
        return rocksdb::Status::OK();
    }
    rocksdb::Status Finish(rocksdb::UserCollectedProperties* /*properties*/) override {
        return rocksdb::Status::OK();
    }
    rocksdb::UserCollectedProperties GetReadableProperties() const override { return {}; }
    const char* Name() const override { return "forebay.removals"; }
    bool NeedCompact() const override { return removals_ >= 1000 && removals_ * 2 >= entries_; }

private:
    std::uint64_t entries_ = 0;
    std::uint64_t removals_ = 0;
};

class RemovalsCollectorFactory final : public rocksdb::TablePropertiesCollectorFactory {
public:
    rocksdb::TablePropertiesCollector* CreateTablePropertiesCollector(
        rocksdb::TablePropertiesCollectorFactory::Context /*context*/) override {
        return new RemovalsCollector;
    }
    const char* Name() const override { return "forebay.removals"; }
};

rocksdb::DBOptions db_options(const RocksOptions& options,
                              const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::DBOptions db;

    // One writer, so nothing to coordinate.
    db.allow_concurrent_memtable_write = false;
    db.enable_pipelined_write = false;
    db.enable_write_thread_adaptive_yield = false;

    // A torn last record is what a crash leaves. Anything else that does not read is damage, and
    // refuses the start: what was acknowledged is not lost in silence.
    db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    db.track_and_verify_wals_in_manifest = true;
    db.paranoid_checks = true;
    // Removing once what is not there is harmless, and must not stop compaction for ever.
    db.enforce_single_del_contracts = false;

    // All families at once: else a log lives until the family that hardly grows is flushed too,
    // and the log is what a restart has to read.
    db.atomic_flush = true;
    db.avoid_flush_during_recovery = true;

    db.write_buffer_manager =
        std::make_shared<rocksdb::WriteBufferManager>(options.memory_bytes_max / 2, cache);
    db.max_background_jobs = 2;                  // one flush, one compaction
    db.max_open_files = options.open_files_max;  // sockets need descriptors too
    db.max_file_opening_threads = 1;
    db.skip_stats_update_on_db_open = true;    // else a start reads each table's properties
    db.compaction_readahead_size = 256 * kib;  // else it reads block by block
    db.bytes_per_sync = 1 * mib;  // a flush goes to disk as it goes, not at its end beside the log

    db.stats_dump_period_sec = 0;
    db.stats_persist_period_sec = 0;
    db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
    db.max_log_file_size = 1 * mib;
    db.keep_log_file_num = 2;
    db.max_manifest_file_size = 4 * mib;
    return db;
}

rocksdb::ColumnFamilyOptions family_options() {
    rocksdb::ColumnFamilyOptions family;
    family.compression = rocksdb::kNoCompression;
    family.bottommost_compression = rocksdb::kDisableCompressionOption;
    family.arena_block_size = 256 * kib;
    family.level_compaction_dynamic_level_bytes = true;
    family.table_properties_collector_factories.push_back(
        std::make_shared<RemovalsCollectorFactory>());
    return family;
}

}  // namespace

RocksTuning rocks_tuning(const RocksOptions& options) {
    const std::size_t memory_bytes_max = options.memory_bytes_max;
    const auto cache = rocksdb::NewLRUCache(memory_bytes_max);

    RocksTuning tuning;
    tuning.cache = cache;
    tuning.db = db_options(options, cache);

    auto& messages = tuning.messages;
    messages = family_options();
    // Bodies stay in the tables. As blobs they cost 1.3 times the CPU of a put with 4 queues, and
    // 1.5 times with one, where tables move down without being rewritten (measured when RocksDB
    // computed a blob's checksum, CRC-32C, by tables).
    // No memtable_insert_with_hint_prefix_extractor: it fails an assertion of RocksDB.
    messages.write_buffer_size = std::min(32 * mib, memory_bytes_max / 4);
    messages.max_write_buffer_number = 4;
    // A message is written once, read once and removed, mostly soon: what gathers for longer before
    // it is moved down is more often gone by then. The windows of queues read in long runs, so a
    // few more tables to read from cost little. With 4, a fan-out takes 1.15 times the CPU.
    messages.level0_file_num_compaction_trigger = 10;
    messages.level0_slowdown_writes_trigger = 30;
    messages.level0_stop_writes_trigger = 50;
    messages.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options(cache)));

    auto& records = tuning.records;
    records = family_options();
    records.write_buffer_size = std::min(16 * mib, memory_bytes_max / 8);
    records.max_write_buffer_number = 4;
    auto records_table = table_options(cache);
    records_table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    records.table_factory.reset(rocksdb::NewBlockBasedTableFactory(records_table));

    auto& items = tuning.items;
    items = family_options();
    items.write_buffer_size = std::min(32 * mib, memory_bytes_max / 4);
    items.max_write_buffer_number = 4;
    // Keys come in any order, so each compaction of these files writes much of the level below: one
    // of eight costs half of two of four, and their filters are cheap to ask. (PutItem: 1.06.)
    items.level0_file_num_compaction_trigger = 8;
    // Most writes are of items that were not there before, which the filter tells without a search.
    // It is there from the start on: 128 KiB, 4 bytes an item of 1 KiB.
    items.memtable_whole_key_filtering = true;
    items.memtable_prefix_bloom_size_ratio = 0.004;
    auto items_table = table_options(cache);
    // A filter that errs costs a new item a look at the disk, and each of some ten tables may: once
    // in a thousand, and not, with the usual 10 bits, once in a hundred.
    items_table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(15));
    // Small, for an item is read by itself; the index of 5,000,000 still stays in memory, as keys
    // in it tell only what is new behind the one before.
    items_table.block_size = 4 * kib;
    items_table.index_block_restart_interval = 16;
    // In parts: else reading an item of a large table brings in an index of hundreds of KiB first,
    // and with less memory than the indexes take, for nearly each item again. Filters are whole:
    // they are small, and each write of a new item asks those of all levels.
    items_table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    items_table.metadata_block_size = 4 * kib;
    items.table_factory.reset(rocksdb::NewBlockBasedTableFactory(items_table));
    return tuning;
}

}  // namespace forebay::storage
