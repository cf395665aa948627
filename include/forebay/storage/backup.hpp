#pragma once

#include <forebay/base/result.hpp>

#include <cstdint>
#include <filesystem>

namespace forebay::storage {

/// The bytes of all files below a directory.
std::uint64_t bytes_below(const std::filesystem::path& directory);

/// Makes `to` a data directory that holds what the backup `from` does, and opens it once to see
/// that it can be. `to` must be empty, or not be there; `from` stays as it is. Tables are never
/// changed, so both have the same ones where they are on one file system; the rest is copied.
///
/// Errors (Errc::internal, with what was found and where): `from` is no backup, of a newer format,
/// damaged, or in use; there is something in `to`; the disk is full. `to` is empty again then. A
/// crash leaves a directory that is refused by everyone but the next restore.
Result<void> restore_backup(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace forebay::storage
