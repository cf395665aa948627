#pragma once

#include <cstddef>
#include <cstdint>

namespace forebay::daemon {

/// As many threads as are wanted; for 0, as many as CPUs that this process may use.
std::size_t thread_count(std::size_t wanted);

/// Lets the process open as many files and sockets as the system allows; the number.
std::uint64_t raise_open_files_limit();

/// A write to a socket that was closed is an error, not the end of the process.
void ignore_broken_pipes();

}  // namespace forebay::daemon
