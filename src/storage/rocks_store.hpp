#pragma once

#include "storage/data_directory.hpp"
#include <forebay/storage/store.hpp>

#include <memory>

namespace forebay::storage {

/// open_rocks_store, in a directory that was taken already; `options` names no other.
Result<std::unique_ptr<Store>> open_rocks_store_in(DataDirectory directory,
                                                   const RocksOptions& options);

}  // namespace forebay::storage
