#pragma once

#include <forebay/base/result.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

/// Which logs of RocksDB the next start must find: FOREBAY.logs, in the data directory.
///
/// RocksDB keeps account of the logs that it has finished, and does not start without one of them.
/// It keeps none of the log that it writes, nor of those that it read when it started: if one of
/// these were deleted, what was acknowledged would be gone in silence.
///
/// Logs go by themselves when their changes are in tables, and then a newer one is there: while the
/// latest log has a record, RocksDB begins another one before it flushes. So nothing is wrong as
/// long as there is a log that is newer than all that are written down; else all of these must be
/// there.
namespace forebay::storage::needed_logs {

/// Errors (Errc::internal): one is missing, or FOREBAY.logs is damaged.
Result<void> check(const std::filesystem::path& directory);

/// Writes down the numbers of the logs, and waits for the disk. The latest of them has a record.
Result<void> write(const std::filesystem::path& directory, std::vector<std::uint64_t> numbers);

/// Writes down the logs that there are: of a copy, to which nothing was written yet.
Result<void> write_those_in(const std::filesystem::path& directory);

}  // namespace forebay::storage::needed_logs
