#pragma once

#include <cstdint>
#include <functional>
#include <thread>

namespace forebay::runtime {

/// What a thread that has become ready does where no processor is free.
enum class Eagerness : std::uint8_t {
    at_once,  ///< it may take the place of one that runs
    patient,  ///< it waits until one that runs has nothing to do, or has had its time slice (some
              ///< ms)
};

/// Starts a thread that is called `name` (at most 15 characters) in lists of threads.
///
/// Who works for the shards is patient: a shard that runs finishes what it has, so a commit or a
/// read takes in more, and processors change threads less often.
std::thread start_thread(const char* name, Eagerness eagerness, std::function<void()> run);

}  // namespace forebay::runtime
