#include "daemon/file_watch.hpp"

#include <sys/stat.h>

#include <utility>

namespace forebay::daemon {

FileWatch::FileWatch(std::filesystem::path file)
    : file_(std::move(file)), known_(look()), latest_(known_) {}

bool FileWatch::has_changed() {
    const std::optional<State> now = look();
    const bool has_rested = now == std::exchange(latest_, now);
    if (!now || !has_rested || now == known_) {
        return false;
    }
    known_ = now;
    return true;
}

std::optional<FileWatch::State> FileWatch::look() const {
    struct stat status = {};
    if (stat(file_.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return State{.device = status.st_dev,
                 .inode = status.st_ino,
                 .size = status.st_size,
                 .changed_s = status.st_mtim.tv_sec,
                 .changed_ns = status.st_mtim.tv_nsec};
}

}  // namespace forebay::daemon
