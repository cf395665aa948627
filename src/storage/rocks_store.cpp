#include <forebay/base/assert.hpp>
#include <forebay/storage/keys.hpp>
#include <forebay/storage/measuring.hpp>
#include <forebay/storage/store.hpp>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/listener.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <storage/data_directory.hpp>
#include <storage/draft_directory.hpp>
#include <storage/files.hpp>
#include <storage/item_cache.hpp>
#include <storage/needed_logs.hpp>
#include <storage/rocks_options.hpp>
#include <storage/rocks_store.hpp>
#include <sys/statvfs.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

namespace forebay::storage {
namespace {

namespace fs = std::filesystem;

// Behind so many removed records in a row a scan that may not wait gives up.
constexpr std::uint64_t removals_passed_max = 1000;

constexpr std::size_t write_buffer_bytes_kept = std::size_t{4} << 20U;
constexpr const char* messages_family = "messages";
constexpr const char* items_family = "items";

rocksdb::Slice slice(std::string_view bytes) {
    return {bytes.data(), bytes.size()};
}

std::string_view view(const rocksdb::Slice& bytes) {
    return {bytes.data(), bytes.size()};
}

void stop_unless(const rocksdb::Status& status, std::string_view doing) {
    if (!status.ok()) [[unlikely]] {
        fail_stop(fmt::format("storage: {}: {}", doing, status.ToString()));
    }
}

/// Stops the process when RocksDB has stopped taking writes, rather than at the next commit. What
/// it recovers from by itself (a compaction for which the disk was full) goes on; closing while it
/// is at work is no error.
class StopOnError final : public rocksdb::EventListener {
public:
    void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                           rocksdb::Status* status) override {
        if (!status->IsShutdownInProgress() &&
            status->severity() >= rocksdb::Status::Severity::kHardError) {
            stop_unless(*status, "writing in the background");
        }
    }
};

/// RocksDB counts each comparison of keys in a thread-local, which costs as much as comparing. Each
/// thread that calls it has to say that nobody looks.
void count_nothing() {
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
}

/// Notices that RocksDB may have begun a new log.
class LogSwitch final : public rocksdb::EventListener {
public:
    void OnMemTableSealed(const rocksdb::MemTableInfo& /*info*/) override { happened_ = true; }

    /// Whether it may have, since this was last asked.
    bool take() { return happened_.load() && happened_.exchange(false); }

private:
    std::atomic<bool> happened_ = false;
};

class RocksStore final : public Store, public MeasuredStore {
public:
    using Families = std::array<rocksdb::ColumnFamilyHandle*, spaces_count>;  // by Space

    RocksStore(DataDirectory directory, std::shared_ptr<LogSwitch> log_switch,
               std::shared_ptr<rocksdb::Cache> cache, std::unique_ptr<rocksdb::DB> db,
               const Families& families)
        : directory_(std::move(directory)),
          log_switch_(std::move(log_switch)),
          items_(std::move(cache)),
          db_(std::move(db)),
          families_(families) {}

    RocksStore(const RocksStore&) = delete;
    RocksStore& operator=(const RocksStore&) = delete;

    ~RocksStore() override {
        stop_unless(db_->SyncWAL(), "syncing the log");
        for (rocksdb::ColumnFamilyHandle* family : families_) {
            stop_unless(db_->DestroyColumnFamilyHandle(family), "closing");
        }
        stop_unless(db_->Close(), "closing");
    }

    void commit(std::span<const Batch> batches, Durability durability) override {
        const std::scoped_lock lock(commit_mutex_);
        count_nothing();
        write_batch_.Clear();
        for (const Batch& batch : batches) {
            for (std::size_t i = 0; i < batch.size(); ++i) {
                append(batch[i]);
            }
        }
        rocksdb::WriteOptions options;
        options.sync = durability == Durability::fsync;
        const ItemCache::Writing writing(items_, batches);
        stop_unless(db_->Write(options, &write_batch_), "committing");
        if (log_switch_->take()) {
            note_current_log();
        }
        if (write_batch_.GetDataSize() > write_buffer_bytes_kept) {
            write_batch_ = rocksdb::WriteBatch();
        }
    }

    void sync() override { stop_unless(db_->SyncWAL(), "syncing the log"); }

    std::optional<std::string> get(Space space, std::string_view key) const override {
        count_nothing();
        std::string value;
        const rocksdb::Status status =
            db_->Get(rocksdb::ReadOptions(), family(space), slice(key), &value);
        return found(status) ? std::optional(std::move(value)) : std::nullopt;
    }

    std::vector<std::optional<std::string>> get_many(
        Space space, std::span<const std::string> keys) const override {
        count_nothing();
        const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
        std::vector<rocksdb::PinnableSlice> values(keys.size());
        std::vector<rocksdb::Status> statuses(keys.size());
        db_->MultiGet(rocksdb::ReadOptions(), family(space), keys.size(), slices.data(),
                      values.data(), statuses.data());

        std::vector<std::optional<std::string>> result(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (found(statuses[i])) {
                result[i].emplace(view(values[i]));
            }
        }
        return result;
    }

    Lookup look_up(Space space, std::string_view key) const override {
        if (space != Space::items) {
            return look_into_memory(space, key);
        }
        Lookup result{Lookup::State::found, {}};
        if (!items_.find(key, result.value)) {
            const ItemCache::Asked asked = items_.ask(key);
            result = look_into_memory(space, key);
            if (result.state == Lookup::State::found) {
                items_.keep(key, result.value, asked);
            }
        }
        return result;
    }

    // What lies between the bounds is all that is looked at, so what was removed before them costs
    // nothing.
    bool scan(const Scan& scan, const Visitor& visitor) const override {
        if (scan.begin >= scan.end) {
            return true;
        }
        count_nothing();
        const rocksdb::Slice lower_bound = slice(scan.begin);
        const rocksdb::Slice upper_bound = slice(scan.end);
        rocksdb::ReadOptions options;
        options.iterate_lower_bound = &lower_bound;
        options.iterate_upper_bound = &upper_bound;
        options.fill_cache = scan.is_remembered;
        if (!scan.is_patient) {
            options.read_tier = rocksdb::kBlockCacheTier;
            options.max_skippable_internal_keys = removals_passed_max;
        }
        const std::unique_ptr<rocksdb::Iterator> records(
            db_->NewIterator(options, family(scan.space)));

        scan.is_descending ? records->SeekToLast() : records->Seek(lower_bound);
        while (records->Valid()) {
            if (!visitor(view(records->key()), view(records->value()))) {
                return true;
            }
            scan.is_descending ? records->Prev() : records->Next();
        }
        if (records->status().IsIncomplete()) {
            return false;
        }
        stop_unless(records->status(), "scanning");
        return true;
    }

    Count count(Space space, std::string_view begin, std::string_view end,
                std::size_t limit) const override {
        const rocksdb::Slice upper_bound = slice(end);
        rocksdb::ReadOptions options;
        options.iterate_upper_bound = &upper_bound;
        options.fill_cache = space == Space::records;
        const std::unique_ptr<rocksdb::Iterator> records(db_->NewIterator(options, family(space)));
        Count result;
        for (records->Seek(slice(begin)); records->Valid(); records->Next()) {
            if (result.count == limit) {
                result.next_key.emplace(view(records->key()));
                return result;
            }
            ++result.count;
        }
        stop_unless(records->status(), "counting");
        return result;
    }

    Result<void> checkpoint(const fs::path& directory) override {
        auto draft = DraftDirectory::make(directory);
        if (!draft) {
            return draft.error();
        }
        rocksdb::Checkpoint* maker = nullptr;
        rocksdb::Status status = rocksdb::Checkpoint::Create(db_.get(), &maker);
        const std::unique_ptr<rocksdb::Checkpoint> owner(maker);
        if (status.ok()) {
            status = maker->CreateCheckpoint(DataDirectory::store_path(draft->path()).string());
        }
        if (!status.ok()) {
            return Error{
                status.IsNoSpace() ? Errc::disk_full : Errc::internal,
                refusal(directory, fmt::format("cannot be written: {}", status.ToString())).detail};
        }
        if (auto noted = needed_logs::write_those_in(draft->path()); !noted) {
            return noted;
        }
        if (auto sealed = DataDirectory::seal(draft->path()); !sealed) {
            return sealed;
        }
        return draft->finish();
    }

    std::uint64_t free_bytes() const override {
        struct statvfs disk = {};
        if (::statvfs(directory_.path().c_str(), &disk) != 0) {
            fail_stop(fmt::format("storage: asking for free space: {}", std::strerror(errno)));
        }
        return std::uint64_t{disk.f_bavail} * disk.f_frsize;
    }

    StoreMeasurement measure() const override {
        using Properties = rocksdb::DB::Properties;
        StoreMeasurement measured;
        constexpr std::array<std::string_view, spaces_count> names = {"messages", "records",
                                                                      "items"};
        for (std::size_t i = 0; i < spaces_count; ++i) {
            rocksdb::ColumnFamilyHandle* const family = families_.at(i);
            std::uint64_t files = 0;
            for (int level = 0; level < db_->NumberLevels(family); ++level) {
                files += number(family, Properties::kNumFilesAtLevelPrefix + fmt::to_string(level));
            }
            measured.spaces.push_back(
                {.name = names.at(i),
                 .memory_bytes = number(family, Properties::kSizeAllMemTables),
                 .files = files,
                 .file_bytes = number(family, Properties::kTotalSstFilesSize),
                 .compaction_pending_bytes =
                     number(family, Properties::kEstimatePendingCompactionBytes)});
        }
        rocksdb::ColumnFamilyHandle* const any = families_.front();  // they share the cache
        measured.cache_bytes = number(any, Properties::kBlockCacheUsage);
        measured.cache_bytes_max = number(any, Properties::kBlockCacheCapacity);
        measured.flushes_running = number(any, Properties::kNumRunningFlushes);
        measured.compactions_running = number(any, Properties::kNumRunningCompactions);
        measured.is_write_stopped = number(any, Properties::kIsWriteStopped) != 0;
        measured.disk_free_bytes = free_bytes();
        return measured;
    }

    /// Writes down which logs there are; what is read from them stays there until it is flushed.
    void note_logs() {
        Batch batch;
        batch.put(Space::records, keys::meta("opened"), {});  // so that the latest has a record
        commit({&batch, 1}, Durability::fsync);

        std::uint64_t needed_from = 0;
        if (!db_->GetIntProperty(rocksdb::DB::Properties::kMinLogNumberToKeep, &needed_from)) {
            fail_stop("storage: RocksDB does not say which logs it needs");
        }
        rocksdb::VectorLogPtr logs;
        stop_unless(db_->GetSortedWalFiles(logs), "looking for logs");
        std::vector<std::uint64_t> numbers;
        for (const auto& log : logs) {
            if (log->Type() == rocksdb::kAliveLogFile && log->LogNumber() >= needed_from) {
                numbers.push_back(log->LogNumber());
            }
        }
        write_needed_logs(std::move(numbers));
    }

private:
    Lookup look_into_memory(Space space, std::string_view key) const {
        count_nothing();
        rocksdb::ReadOptions options;
        options.read_tier = rocksdb::kBlockCacheTier;
        Lookup result{Lookup::State::found, {}};
        const rocksdb::Status status = db_->Get(options, family(space), slice(key), &result.value);
        // Of a table whose file is not open RocksDB says that the key is there, with an empty
        // value.
        if (status.IsIncomplete() || (status.ok() && result.value.empty())) {
            result.state = Lookup::State::unknown;
        } else if (!found(status)) {
            result.state = Lookup::State::missing;
        }
        return result;
    }

    // A property of RocksDB's; some are text.
    std::uint64_t number(rocksdb::ColumnFamilyHandle* family, const std::string& property) const {
        std::string text;
        std::uint64_t value = 0;
        if (db_->GetProperty(family, property, &text)) {
            std::from_chars(text.data(), text.data() + text.size(), value);
        }
        return value;
    }

    // It has a record: of the commit after which it is asked for.
    void note_current_log() {
        std::unique_ptr<rocksdb::LogFile> log;
        stop_unless(db_->GetCurrentWalFile(&log), "looking for the log");
        write_needed_logs({log->LogNumber()});
    }

    void write_needed_logs(std::vector<std::uint64_t> numbers) const {
        const auto written = needed_logs::write(directory_.path(), std::move(numbers));
        if (!written) {
            fail_stop(fmt::format("storage: {}", written.error().detail));
        }
    }

    rocksdb::ColumnFamilyHandle* family(Space space) const {
        return families_.at(static_cast<std::size_t>(space));
    }

    static bool found(const rocksdb::Status& status) {
        if (status.IsNotFound()) {
            return false;
        }
        stop_unless(status, "reading");
        return true;
    }

    void append(const Batch::Operation& operation) {
        rocksdb::ColumnFamilyHandle* const to = family(operation.space);
        const rocksdb::Slice key = slice(operation.key);
        rocksdb::Status status;
        switch (operation.kind) {
            case Batch::Kind::put: {
                const std::array value = {slice(operation.value), slice(operation.tail)};
                status = write_batch_.Put(to, rocksdb::SliceParts(&key, 1),
                                          rocksdb::SliceParts(value.data(), value.size()));
                break;
            }
            case Batch::Kind::remove:
                status = write_batch_.Delete(to, key);
                break;
            case Batch::Kind::remove_once:
                status = write_batch_.SingleDelete(to, key);
                break;
            case Batch::Kind::remove_range:
                if (operation.key < operation.value) {
                    status = write_batch_.DeleteRange(to, key, slice(operation.value));
                }
                break;
        }
        stop_unless(status, "gathering a commit");
    }

    const DataDirectory directory_;
    const std::shared_ptr<LogSwitch> log_switch_;
    mutable ItemCache items_;
    const std::unique_ptr<rocksdb::DB> db_;
    const Families families_;

    std::mutex commit_mutex_;          // guards write_batch_
    rocksdb::WriteBatch write_batch_;  // keeps its memory from one commit to the next
};

Result<void> check_format(const Store& store, const fs::path& directory) {
    const auto text = store.get(Space::records, keys::meta("format"));
    std::uint32_t format = 0;
    if (!text ||
        std::from_chars(text->data(), text->data() + text->size(), format).ec != std::errc()) {
        return refusal(directory, "is damaged: the store does not say its format");
    }
    if (format > stored_format) {
        return refusal(directory,
                       fmt::format("was written by a newer Forebay (format {}; this one reads up "
                                   "to {})",
                                   format, stored_format));
    }
    return {};
}

void write_format(Store& store) {
    std::array<Batch, 1> batch;
    batch[0].put(Space::records, keys::meta("format"), fmt::format("{}", stored_format));
    store.commit(batch, Durability::fsync);
}

// What RocksDB says does not always name the file: asks each table whether it is whole, and names
// the logs when all are.
std::string diagnose(const fs::path& path, const rocksdb::Options& options) {
    std::string tables;
    std::string logs;
    std::error_code error;
    for (fs::directory_iterator it(path, error); !error && it != fs::directory_iterator();
         it.increment(error)) {
        const fs::path& file = it->path();
        if (file.extension() == ".sst") {
            rocksdb::SstFileReader reader(options);
            if (const auto status = reader.Open(file.string()); !status.ok()) {
                tables += fmt::format("; {}: {}", file.filename().string(), status.ToString());
            }
        } else if (file.extension() == ".log") {
            logs += fmt::format("{} {}", logs.empty() ? "" : ",", file.filename().string());
        }
    }
    return !tables.empty() || logs.empty() ? tables
                                           : fmt::format(" (the tables are whole; logs:{})", logs);
}

}  // namespace

Result<std::unique_ptr<Store>> open_rocks_store(const RocksOptions& options) {
    auto directory = DataDirectory::open(options.directory);
    if (!directory) {
        return directory.error();
    }
    return open_rocks_store_in(*std::move(directory), options);
}

Result<std::unique_ptr<Store>> open_rocks_store_in(DataDirectory directory,
                                                   const RocksOptions& options) {
    const bool is_new = directory.is_new();
    const std::uint32_t format = directory.format();
    const fs::path top = directory.path();
    const fs::path path = directory.store_path();

    if (!is_new) {
        if (const auto checked = needed_logs::check(top); !checked) {
            return checked.error();
        }
    }

    RocksTuning tuning = rocks_tuning(options);
    const auto log_switch = std::make_shared<LogSwitch>();
    tuning.db.listeners = {std::make_shared<StopOnError>(), log_switch};
    // Otherwise all must be there: what is missing is damage, and is not made anew.
    tuning.db.create_if_missing = is_new;
    tuning.db.create_missing_column_families = format < items_format;

    rocksdb::DB* opened = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    const rocksdb::Status status =
        rocksdb::DB::Open(tuning.db, path.string(),
                          {{messages_family, tuning.messages},
                           {rocksdb::kDefaultColumnFamilyName, tuning.records},
                           {items_family, tuning.items}},
                          &handles, &opened);
    if (!status.ok()) {
        return refusal(path, fmt::format("is damaged or cannot be used: {}{}", status.ToString(),
                                         diagnose(path, {tuning.db, tuning.messages})));
    }
    static_assert(static_cast<std::size_t>(Space::messages) == 0);
    static_assert(static_cast<std::size_t>(Space::records) == 1);
    static_assert(static_cast<std::size_t>(Space::items) == 2);
    const RocksStore::Families families = {handles.at(0), handles.at(1), handles.at(2)};
    auto store = std::make_unique<RocksStore>(std::move(directory), log_switch, tuning.cache,
                                              std::unique_ptr<rocksdb::DB>(opened), families);

    if (!is_new) {
        if (const auto checked = check_format(*store, top); !checked) {
            return checked.error();
        }
    }
    if (format < stored_format) {
        write_format(*store);
        if (const auto sealed = DataDirectory::seal(top); !sealed) {
            return sealed.error();
        }
    }
    store->note_logs();
    return store;
}

}  // namespace forebay::storage
