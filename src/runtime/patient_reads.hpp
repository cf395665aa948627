#pragma once

#include <forebay/storage/store.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace forebay::runtime {

/// How what is in the store is read.
enum class Patience : std::uint8_t {
    none,      ///< only what is in memory
    for_disk,  ///< waits for the disk: not on a shard's thread
};

/// The values under `keys`, in their order; nullopt where there is none. Without patience nullopt
/// in place of all, when one of them is not in memory.
std::optional<std::vector<std::optional<std::string>>> read_values(
    const storage::Store& store, storage::Space space, std::span<const std::string> keys,
    Patience patience);

}  // namespace forebay::runtime
