#pragma once

#include <forebay/storage/store.hpp>

#include <rocksdb/options.h>

#include <memory>

namespace forebay::storage {

/// How RocksDB is set up. Each setting's reason is beside it in rocks_options.cpp; the figures come
/// from benchmarks/storage/store_bench.cpp.
struct RocksTuning {
    std::shared_ptr<rocksdb::Cache> cache;  ///< of blocks and items
    rocksdb::DBOptions db;
    rocksdb::ColumnFamilyOptions messages;
    rocksdb::ColumnFamilyOptions records;
    rocksdb::ColumnFamilyOptions items;
};

RocksTuning rocks_tuning(const RocksOptions& options);

}  // namespace forebay::storage
