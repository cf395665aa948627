#include <fcntl.h>
#include <fmt/format.h>
#include <storage/data_directory.hpp>
#include <storage/files.hpp>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace forebay::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view marker_name = "FOREBAY";
constexpr std::string_view draft_name = "FOREBAY.new";
constexpr std::string_view restore_name = "FOREBAY.restore";
constexpr std::string_view lock_name = "FOREBAY.lock";
constexpr std::string_view format_word = "format ";

constexpr std::string_view logs_name = "FOREBAY.logs";

enum class Found : std::uint8_t { nothing, unfinished, restoring, sealed };

Result<std::uint32_t> read_marker(const fs::path& path);

// The format of what is in a directory, 0 if it is to be made; refuses one that is not ours. An
// unfinished one says so itself: a store whose marker was deleted is not mistaken for it.
Result<std::uint32_t> inspect(const fs::path& path) {
    std::error_code error;
    Found found = Found::nothing;
    std::string foreign;
    fs::directory_iterator entries(path, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        const std::string name = entries->path().filename().string();
        if (name == marker_name) {
            found = Found::sealed;
        } else if (name == draft_name) {
            found = std::max(found, Found::unfinished);
        } else if (name == restore_name) {
            found = std::max(found, Found::restoring);
        } else if (name != lock_name && name != "lost+found") {  // a volume has a lost+found
            foreign = name;
        }
    }
    if (error) {
        return refusal(path, fmt::format("cannot be read: {}", error.message()));
    }
    if (found == Found::restoring) {
        return refusal(path, "holds a backup that was not restored to its end: restore it again");
    }
    if (found == Found::nothing && !foreign.empty()) {
        return refusal(path, fmt::format("is not a Forebay data directory: there is no {} in it, "
                                         "but there is {}",
                                         marker_name, foreign));
    }
    return found == Found::sealed ? read_marker(path) : 0U;
}

Result<std::uint32_t> read_marker(const fs::path& path) {
    std::ifstream stream(path / marker_name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const std::size_t at = text.find(format_word);
    std::uint32_t format = 0;
    if (!stream || at == std::string::npos ||
        std::from_chars(text.data() + at + format_word.size(), text.data() + text.size(), format)
                .ec != std::errc() ||
        format == 0) {
        return refusal(path / marker_name, "is damaged: it does not say the format of the data");
    }
    if (format > stored_format) {
        return refusal(
            path, fmt::format("was written by a newer Forebay (format {}; this one reads up to {})",
                              format, stored_format));
    }
    return format;
}

Result<void> make_directory(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::exists(status) && !fs::is_directory(status)) {
        return refusal(path, "is not a directory");
    }
    if (fs::create_directories(path, error); error) {
        return refusal(path, fmt::format("cannot be made: {}", error.message()));
    }
    return {};
}

// flock, not fcntl: such a lock belongs to the open file, so it also keeps out this same process.
Result<int> lock_directory(const fs::path& path) {
    Descriptor file(::open((path / lock_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!file.is_open()) {
        return refusal(path / lock_name, "cannot be opened", errno);
    }
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        const int error_number = errno;
        if (error_number != EWOULDBLOCK) {
            return refusal(path / lock_name, "cannot be locked", error_number);
        }
        std::array<char, 24> holder = {};
        const ssize_t bytes = ::pread(file.number(), holder.data(), holder.size(), 0);
        std::string_view number(holder.data(), static_cast<std::size_t>(bytes > 0 ? bytes : 0));
        number = number.substr(0, number.find('\n'));
        return refusal(path, fmt::format("is in use by another forebay process (pid {})",
                                         number.empty() ? "unknown" : number));
    }
    const std::string number = fmt::format("{}\n", ::getpid());
    if (::ftruncate(file.number(), 0) != 0 || ::pwrite(file.number(), number.data(), number.size(),
                                                       0) != static_cast<ssize_t>(number.size())) {
        return refusal(path / lock_name, "cannot be written", errno);
    }
    return file.release();
}

// A directory in which nothing is, besides what a restore has left that did not come to its end.
Result<void> check_empty(const fs::path& path) {
    std::error_code error;
    if (fs::exists(path / restore_name, error) && !fs::exists(path / marker_name, error)) {
        return {};
    }
    for (fs::directory_iterator it(path, error); !error && it != fs::directory_iterator();
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name != lock_name && name != "lost+found") {
            return refusal(path, fmt::format("is not empty: there is {}", name));
        }
    }
    if (error) {
        return refusal(path, fmt::format("cannot be read: {}", error.message()));
    }
    return {};
}

// Until it is sealed, a directory says that it is being made: nothing was acknowledged yet, so what
// a crash left of the store is removed.
Result<void> begin(const fs::path& path) {
    if (const auto marked = DataDirectory::mark_unfinished(path); !marked) {
        return marked.error();
    }
    std::error_code error;
    fs::remove_all(DataDirectory::store_path(path), error);
    if (error) {
        return refusal(path, fmt::format("cannot be emptied: {}", error.message()));
    }
    return {};
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const fs::path& path) {
    if (const auto made = make_directory(path); !made) {
        return made.error();
    }
    // Before the lock, because nothing is written into a directory that may not be ours; and again
    // under it, because another process may just have made it.
    if (const auto found = inspect(path); !found) {
        return found.error();
    }
    const auto lock = lock_directory(path);
    if (!lock) {
        return lock.error();
    }
    DataDirectory directory(path, *lock);
    const auto found = inspect(path);
    if (!found) {
        return found.error();
    }
    directory.format_ = *found;
    if (directory.is_new()) {
        if (const auto begun = begin(path); !begun) {
            return begun.error();
        }
    }
    return directory;
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::exchange(other.lock_, -1)),
      format_(other.format_) {}

DataDirectory::~DataDirectory() {
    if (lock_ >= 0) {
        ::close(lock_);
    }
}

Result<DataDirectory> DataDirectory::open_to_restore(const fs::path& path, std::uint32_t format) {
    if (const auto made = make_directory(path); !made) {
        return made.error();
    }
    if (const auto empty = check_empty(path); !empty) {
        return empty.error();
    }
    const auto lock = lock_directory(path);
    if (!lock) {
        return lock.error();
    }
    DataDirectory directory(path, *lock);
    directory.format_ = format;
    if (const auto empty = check_empty(path); !empty) {
        return empty.error();
    }
    if (const auto marked =
            write_file(path / restore_name, "A backup is being restored into this directory.\n");
        !marked) {
        return marked.error();
    }
    std::error_code error;
    fs::remove_all(store_path(path), error);
    if (error) {
        return refusal(path, fmt::format("cannot be emptied: {}", error.message()));
    }
    fs::remove(path / logs_name, error);
    return directory;
}

void DataDirectory::abandon_restore(const fs::path& path) {
    std::error_code ignored;
    fs::remove_all(store_path(path), ignored);
    for (const std::string_view name : {logs_name, draft_name, restore_name, lock_name}) {
        fs::remove(path / name, ignored);
    }
}

Result<std::uint32_t> DataDirectory::format_of_unused(const fs::path& path) {
    const auto format = inspect(path);
    if (!format) {
        return format.error();
    }
    if (*format == 0) {
        return refusal(path, fmt::format("holds no data: there is no {} in it", marker_name));
    }
    // No lock of its own: a backup may be where nothing can be written.
    const Descriptor lock(::open((path / lock_name).c_str(), O_RDONLY | O_CLOEXEC));
    if (lock.is_open() && ::flock(lock.number(), LOCK_SH | LOCK_NB) != 0) {
        return refusal(path, "is in use by a forebay process: only a backup of it can be restored");
    }
    return format;
}

bool DataDirectory::is_marker(const fs::path& path) {
    return path.filename() == marker_name || path.filename() == draft_name;
}

bool DataDirectory::is_marked(const fs::path& directory) {
    std::error_code error;
    return fs::exists(directory / marker_name, error) || fs::exists(directory / draft_name, error);
}

Result<void> DataDirectory::mark_unfinished(const fs::path& directory) {
    return write_file(directory / draft_name, "This directory is being made.\n");
}

Result<void> DataDirectory::seal(const fs::path& directory) {
    const fs::path marker = directory / marker_name;
    const std::string text = fmt::format(
        "This directory is the data of a Forebay broker. Nothing in it is to be changed by hand.\n"
        "{}{}\n",
        format_word, stored_format);
    auto sealed = replace_file(marker, directory / draft_name, text);
    if (std::error_code ignored; sealed) {
        fs::remove(directory / restore_name, ignored);
    }
    return sealed;
}

}  // namespace forebay::storage
