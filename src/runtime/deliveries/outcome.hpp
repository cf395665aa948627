#pragma once

#include <cstdint>
#include <string>

namespace forebay::runtime {

/// What became of an attempt to deliver.
struct Outcome {
    enum class Kind : std::uint8_t {
        delivered,
        failed,       ///< to be tried again
        unreachable,  ///< the same, and the endpoint does not answer
        refused,      ///< for good
        unwanted,     ///< by now: neither to be made nor to be kept
        cut_off,      ///< by us
    };

    Kind kind = Kind::delivered;
    std::string reason;  ///< for the log; empty when it was delivered
};

}  // namespace forebay::runtime
