#include "daemon/restore.hpp"

#include <forebay/storage/backup.hpp>

namespace forebay::daemon {

std::string restore(const std::filesystem::path& from, const std::filesystem::path& to) {
    const auto restored = storage::restore_backup(from, to);
    return restored ? "" : restored.error().detail;
}

}  // namespace forebay::daemon
