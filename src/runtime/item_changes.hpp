#pragma once

#include "runtime/patient_reads.hpp"
#include <forebay/runtime/tables.hpp>
#include <forebay/storage/store.hpp>

#include <optional>

namespace forebay::runtime {

/// The changes that `request` asks for, of those that are kept; nullopt: they are not in memory.
std::optional<ChangePage> read_item_changes(const storage::Store& store, const TableInfo& table,
                                            const ChangesRequest& request, const ChangeRange& kept,
                                            Patience patience);

}  // namespace forebay::runtime
