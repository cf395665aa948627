#pragma once

#include <forebay/base/result.hpp>

#include <cstdint>
#include <filesystem>
#include <utility>

namespace forebay::storage {

/// The form in which everything is stored. A newer daemon reads an older form, an older daemon
/// refuses a newer one.
inline constexpr std::uint32_t stored_format = 2;
inline constexpr std::uint32_t items_format = 2;  ///< since then there is a space for items

/// A directory that is ours for as long as this lives.
///
///     FOREBAY        says whose directory it is, and its format; written last when it is made
///     FOREBAY.new    instead: the directory is being made
///     FOREBAY.lock   locked by the process that uses it, whose number it holds
///     FOREBAY.logs   which logs of the store must be there
///     rocksdb/       the store
class DataDirectory {
public:
    /// Takes the directory, or makes it. Errors (Errc::internal): it is not ours, of a newer
    /// format, in use, or not accessible.
    static Result<DataDirectory> open(const std::filesystem::path& path);

    DataDirectory(DataDirectory&& other) noexcept;
    DataDirectory& operator=(DataDirectory&&) = delete;
    ~DataDirectory();

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path store_path() const { return store_path(path_); }
    static std::filesystem::path store_path(const std::filesystem::path& directory) {
        return directory / "rocksdb";
    }

    /// There is no store in it yet; `seal` when there is.
    bool is_new() const { return format_ == 0; }

    /// Of the store in it; 0: there is none yet.
    std::uint32_t format() const { return format_; }

    /// Declares that `directory` holds a whole store of `stored_format`: writes FOREBAY, and waits
    /// for the disk.
    static Result<void> seal(const std::filesystem::path& directory);

private:
    DataDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

    std::filesystem::path path_;
    int lock_;  // descriptor of FOREBAY.lock; the lock goes with it
    std::uint32_t format_ = 0;
};

}  // namespace forebay::storage
