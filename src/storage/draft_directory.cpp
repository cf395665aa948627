#include <fcntl.h>
#include <fmt/format.h>
#include <storage/data_directory.hpp>
#include <storage/draft_directory.hpp>
#include <sys/file.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <vector>

namespace forebay::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".partial";

// -1: somebody is at work there, or it cannot be opened.
int lock(const fs::path& draft) {
    Descriptor directory(::open(draft.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.is_open() || ::flock(directory.number(), LOCK_EX | LOCK_NB) != 0) {
        return -1;
    }
    return directory.release();
}

// Of a crash right after it was made there is not even a marker.
bool is_draft(const fs::path& path) {
    std::error_code error;
    return path.extension() == suffix && fs::is_directory(fs::symlink_status(path, error)) &&
           (DataDirectory::is_marked(path) || fs::is_empty(path, error));
}

// The marker goes last: what a crash leaves of the draft is still known as one.
void remove_draft(const fs::path& draft) {
    std::error_code error;
    std::vector<fs::path> content;
    for (fs::directory_iterator it(draft, error); !error && it != fs::directory_iterator();
         it.increment(error)) {
        if (!DataDirectory::is_marker(it->path())) {
            content.push_back(it->path());
        }
    }
    for (const fs::path& path : content) {
        fs::remove_all(path, error);
        if (error) {
            return;
        }
    }
    fs::remove_all(draft, error);
}

void remove_leftovers(const fs::path& parent) {
    std::error_code error;
    std::vector<fs::path> found;
    for (fs::directory_iterator it(parent, error); !error && it != fs::directory_iterator();
         it.increment(error)) {
        if (is_draft(it->path())) {
            found.push_back(it->path());
        }
    }
    for (const fs::path& draft : found) {
        if (const Descriptor held(lock(draft)); held.is_open()) {
            remove_draft(draft);
        }
    }
}

}  // namespace

Result<DraftDirectory> DraftDirectory::make(fs::path path) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(path, error))) {
        return Error{Errc::invalid_state, refusal(path, "exists already").detail};
    }
    remove_leftovers(path.parent_path());

    fs::path draft = path;
    draft += suffix;
    if (!fs::create_directory(draft, error)) {
        return error ? refusal(path, fmt::format("cannot be made: {}", error.message()))
                     : Error{Errc::invalid_state, refusal(path, "is being made already").detail};
    }
    const int held = lock(draft);
    if (held < 0) {
        return refusal(draft, "cannot be locked", errno);
    }
    DraftDirectory made(std::move(path), std::move(draft), held);
    if (const auto marked = DataDirectory::mark_unfinished(made.path()); !marked) {
        return marked.error();
    }
    return made;
}

DraftDirectory::DraftDirectory(DraftDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      draft_(std::exchange(other.draft_, fs::path())),
      lock_(other.lock_.release()) {}

DraftDirectory::~DraftDirectory() {
    if (!draft_.empty()) {
        remove_draft(draft_);
    }
}

Result<void> DraftDirectory::finish() {
    std::error_code error;
    fs::rename(draft_, path_, error);
    if (error) {
        return refusal(path_, fmt::format("cannot be written: {}", error.message()));
    }
    draft_.clear();
    return sync_directory(path_.parent_path());
}

}  // namespace forebay::storage
