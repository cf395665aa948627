#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/storage/store.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace forebay::runtime {

struct BackupOptions {
    std::filesystem::path directory;  ///< where backups are made; empty: nowhere
};

/// Makes backups of a store while it is in use, one at a time, on a thread of its own.
///
/// A backup is a data directory of its own. It holds all that was acknowledged before it was asked
/// for, and of what was written meanwhile all up to some moment, and nothing behind that.
class Backups {
public:
    /// `store` and `clock` outlive it.
    static std::unique_ptr<Backups> make(storage::Store& store, Clock& clock,
                                         BackupOptions options);
    virtual ~Backups() = default;

    struct Made {
        std::filesystem::path path;
        std::uint64_t bytes;  ///< of its files; those that the store still has too are shared
        Duration took;
    };
    /// Makes one below the directory; an empty name: one by the time, `20261121T083000.125Z`. It
    /// has its name once it is whole and on disk; before, it is `<name>.partial`.
    ///
    /// Errors: Errc::invalid_parameter, when `name` is not 1 to 100 of A-Z, a-z, 0-9, `.`, `_` and
    /// `-`, begins with a dot or ends in `.partial`; Errc::invalid_state, when there is one of that
    /// name, or one is being made; Errc::disk_full; Errc::internal, when the directory cannot be
    /// written.
    virtual Task<Result<Made>> create(std::string name) = 0;

    /// Finishes the one that is being made. No more are, afterwards.
    virtual void stop() = 0;
};

}  // namespace forebay::runtime
