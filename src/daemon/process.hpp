#pragma once

#include <cstddef>
#include <cstdint>

namespace forebay::daemon {

/// How many CPUs this process may use: at least 1.
std::size_t usable_cpus();

/// Lets the process open as many files and sockets as the system allows; the number.
std::uint64_t raise_open_files_limit();

/// A write to a socket that was closed is an error, not the end of the process.
void ignore_broken_pipes();

}  // namespace forebay::daemon
