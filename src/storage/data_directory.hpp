#pragma once

#include <forebay/base/result.hpp>

#include <cstdint>
#include <filesystem>
#include <utility>

namespace forebay::storage {

/// The form in which everything is stored. A newer daemon reads an older form, an older daemon
/// refuses a newer one.
inline constexpr std::uint32_t stored_format = 3;
inline constexpr std::uint32_t items_format = 2;  ///< since then there is a space for items

/// A directory that is ours for as long as this lives.
///
///     FOREBAY          says whose directory it is, and its format; written last when it is made
///     FOREBAY.new      instead: the directory is being made
///     FOREBAY.restore  instead: a backup is being restored into it
///     FOREBAY.lock     locked by the process that uses it, whose number it holds
///     FOREBAY.logs     which logs of the store must be there
///     rocksdb/         the store
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

    /// Takes a directory with nothing in it, or makes it, for a store of `format` that is to be
    /// copied there. Nobody else takes it until it is sealed. What is left of an earlier such
    /// attempt is removed. Errors (Errc::internal): there is something in it, it is in use, or not
    /// accessible.
    static Result<DataDirectory> open_to_restore(const std::filesystem::path& path,
                                                 std::uint32_t format);

    /// Empties a directory that was opened so.
    static void abandon_restore(const std::filesystem::path& path);

    /// The format of the whole store in `path`; writes nothing there. Errors (Errc::internal):
    /// there is none, it is of a newer format, or in use.
    static Result<std::uint32_t> format_of_unused(const std::filesystem::path& path);

    /// There is no store in it yet; `seal` when there is.
    bool is_new() const { return format_ == 0; }

    /// Of the store in it; 0: there is none yet.
    std::uint32_t format() const { return format_; }

    /// Whether there is a whole store in `directory`, or one is being made there.
    static bool is_marked(const std::filesystem::path& directory);

    /// Whether `path` is by its name what `is_marked` looks for.
    static bool is_marker(const std::filesystem::path& path);

    /// Declares that a store is being made in `directory`.
    static Result<void> mark_unfinished(const std::filesystem::path& directory);

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
