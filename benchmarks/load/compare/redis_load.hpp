#pragma once

#include "load/clock.hpp"
#include "load/endpoint.hpp"

#include <cstddef>
#include <cstdint>

namespace forebay::load::compare {

/// What is asked of a stream of Redis.
struct RedisLoad {
    Endpoint endpoint;
    std::size_t connections = 64;  ///< each with one request under way
    std::size_t batch = 1;         ///< messages a request
    std::size_t body_bytes = 1024;
    bool cycle = false;   ///< XADD, XREADGROUP, XACK again and again; else XADD alone
    Duration warmup{};    ///< not counted
    Duration duration{};  ///< counted
};

/// Puts the load on, from this thread, and returns how many messages a second were added, of a
/// cycle acknowledged. A batch is so many XADD in one write, one XREADGROUP COUNT and one XACK.
///
/// Throws std::runtime_error when Redis cannot be reached, or answers with an error.
double messages_per_second(const RedisLoad& load);

}  // namespace forebay::load::compare
