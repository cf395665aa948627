#pragma once

#include <cstdint>

namespace forebay::runtime {

/// How what is in the store is read.
enum class Patience : std::uint8_t {
    none,      ///< only what is in memory
    for_disk,  ///< waits for the disk: not on a shard's thread
};

}  // namespace forebay::runtime
