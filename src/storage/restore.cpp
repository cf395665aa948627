#include <forebay/storage/backup.hpp>
#include <forebay/storage/store.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/sst_file_reader.h>
#include <storage/data_directory.hpp>
#include <storage/files.hpp>
#include <storage/needed_logs.hpp>
#include <storage/rocks_options.hpp>
#include <storage/rocks_store.hpp>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace forebay::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t memory_bytes_max = std::size_t{32} << 20U;

RocksOptions options_for(const fs::path& directory) {
    return {.directory = directory, .memory_bytes_max = memory_bytes_max};
}

Result<std::vector<fs::path>> files_of_store(const fs::path& directory) {
    const fs::path store = DataDirectory::store_path(directory);
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(store, error); !error && it != fs::directory_iterator();
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        const bool is_of_a_process = name == "LOCK" || name.starts_with("LOG");
        if (it->is_regular_file(error) && !is_of_a_process) {
            files.push_back(it->path());
        }
    }
    if (error) {
        return refusal(store, fmt::format("is damaged: it cannot be read: {}", error.message()));
    }
    return files;
}

bool is_table(const fs::path& file) {
    return file.extension() == ".sst";
}

// Opening a store looks at the edges of a table only.
Result<void> check_tables(const std::vector<fs::path>& files) {
    const RocksTuning tuning = rocks_tuning(options_for({}));
    for (const fs::path& file : files) {
        if (is_table(file)) {
            rocksdb::SstFileReader reader({tuning.db, tuning.messages});
            rocksdb::Status status = reader.Open(file.string());
            if (status.ok()) {
                status = reader.VerifyChecksum();
            }
            if (!status.ok()) {
                return refusal(file, fmt::format("is damaged: {}", status.ToString()));
            }
        }
    }
    return {};
}

Result<void> copy_durably(const fs::path& file, const fs::path& to) {
    std::error_code error;
    fs::copy_file(file, to, error);
    if (error) {
        return refusal(to, fmt::format("cannot be written: {}", error.message()));
    }
    const Descriptor copied(::open(to.c_str(), O_RDONLY | O_CLOEXEC));
    if (!copied.is_open() || ::fsync(copied.number()) != 0) {
        return refusal(to, "cannot be written", errno);
    }
    return {};
}

Result<void> take_over(const fs::path& file, const fs::path& to) {
    std::error_code error;
    if (is_table(file)) {
        fs::create_hard_link(file, to, error);
        if (!error) {
            return {};
        }
    }
    return copy_durably(file, to);
}

Result<void> fill(const std::vector<fs::path>& files, const fs::path& to) {
    const fs::path store = DataDirectory::store_path(to);
    std::error_code error;
    if (!fs::create_directory(store, error)) {
        return refusal(store, fmt::format("cannot be made: {}", error.message()));
    }
    for (const fs::path& file : files) {
        if (auto taken = take_over(file, store / file.filename()); !taken) {
            return taken;
        }
    }
    if (auto synced = sync_directory(store); !synced) {
        return synced;
    }
    return needed_logs::write_those_in(to);
}

Result<void> fill_and_open(const std::vector<fs::path>& files, DataDirectory directory) {
    const fs::path path = directory.path();
    if (auto filled = fill(files, path); !filled) {
        return filled;
    }
    const auto store = open_rocks_store_in(std::move(directory), options_for(path));
    return store ? DataDirectory::seal(path) : store.error();
}

}  // namespace

std::uint64_t bytes_below(const fs::path& directory) {
    std::uint64_t bytes = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator it(directory, error);
         !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
        if (std::error_code gone; it->is_regular_file(gone)) {
            bytes += it->file_size(gone);
        }
    }
    return bytes;
}

Result<void> restore_backup(const fs::path& from, const fs::path& to) {
    const auto format = DataDirectory::format_of_unused(from);
    if (!format) {
        return format.error();
    }
    if (auto checked = needed_logs::check(from); !checked) {
        return checked;
    }
    const auto files = files_of_store(from);
    if (!files) {
        return files.error();
    }
    if (auto checked = check_tables(*files); !checked) {
        return checked;
    }
    auto directory = DataDirectory::open_to_restore(to, *format);
    if (!directory) {
        return directory.error();
    }
    auto restored = fill_and_open(*files, *std::move(directory));
    if (!restored) {
        DataDirectory::abandon_restore(to);
    }
    return restored;
}

}  // namespace forebay::storage
