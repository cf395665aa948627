#pragma once

#include <forebay/base/result.hpp>
#include <forebay/storage/batch.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::storage {

enum class Durability : std::uint8_t {
    fsync,     ///< a commit that returned survives power loss
    buffered,  ///< it survives the end of the process; the disk has it at the next `sync`
};

/// An ordered key-value store with atomic batches: all that the rest of Forebay knows of the disk.
/// Any thread may call it. Calls block; nothing here assumes that a scan is free.
///
/// A commit that cannot be written, and a read that fails, end the process (`fail_stop`): memory is
/// ahead of the disk then, and recovery is the tested path.
class Store {
public:
    /// Called for each record in key order, until it returns false. The views live for the call.
    using Visitor = std::function<bool(std::string_view key, std::string_view value)>;

    virtual ~Store() = default;

    /// Writes the batches, in this order, as one atomic whole, and makes them as durable as asked.
    virtual void commit(std::span<const Batch> batches, Durability durability) = 0;

    /// Makes every earlier commit survive power loss.
    virtual void sync() = 0;

    /// The value under `key`, or nullopt.
    virtual std::optional<std::string> get(Space space, std::string_view key) const = 0;

    /// The values under `keys`, in their order; nullopt where there is none.
    virtual std::vector<std::optional<std::string>> get_many(
        Space space, std::span<const std::string> keys) const = 0;

    /// A value, as far as it is known.
    struct Lookup {
        enum class State : std::uint8_t { found, missing, unknown };

        State state;
        std::string value;  ///< of `found`
    };
    /// What `get` tells, without waiting for the disk: unknown, if that would have to be asked. A
    /// value that is empty may be unknown at any time.
    virtual Lookup look_up(Space space, std::string_view key) const = 0;

    /// The records with `begin` <= key < `end`, and how they are read.
    struct Scan {
        Space space;
        std::string_view begin;
        std::string_view end;
        bool is_descending = false;  ///< the last one first
        bool is_patient = true;      ///< waits for the disk, and passes over any number of removals
        bool is_remembered = true;   ///< keeps in memory what was read, for the next time
    };
    /// Visits them as of one moment. False: it had no patience, and so did not visit all that it
    /// should have.
    virtual bool scan(const Scan& scan, const Visitor& visitor) const = 0;

    void scan(Space space, std::string_view begin, std::string_view end,
              const Visitor& visitor) const {
        // A message is read once.
        const bool is_remembered = space == Space::records;
        (void)scan({.space = space, .begin = begin, .end = end, .is_remembered = is_remembered},
                   visitor);
    }

    /// Counts at most `limit` records with `begin` <= key < `end`, without reading their values.
    struct Count {
        std::size_t count = 0;
        std::optional<std::string> next_key;  ///< the first key that was not counted, if any
    };
    virtual Count count(Space space, std::string_view begin, std::string_view end,
                        std::size_t limit) const = 0;

    /// Copies a consistent state into `directory`, which must not exist yet, while others go on.
    virtual Result<void> checkpoint(const std::filesystem::path& directory) = 0;

    /// Bytes that the disk under the store has left; the largest number when there is no disk.
    virtual std::uint64_t free_bytes() const = 0;
};

/// Volatile, for tests: the same contract without a disk.
std::unique_ptr<Store> make_memory_store();

struct RocksOptions {
    std::filesystem::path directory;
    std::size_t memory_bytes_max = std::size_t{128} << 20U;  ///< block cache and write buffers
    int open_files_max = 512;                                ///< of tables; 20 or more
};

/// Opens the data directory, or makes it. The form that it is stored in has a format number; an
/// older form is read. Errors (Errc::internal, with what was found and where): it belongs to
/// another process, to something that is not Forebay, to a newer Forebay, or is damaged.
Result<std::unique_ptr<Store>> open_rocks_store(const RocksOptions& options);

}  // namespace forebay::storage
