#include <forebay/service/backups.hpp>

#include <utility>

namespace forebay::service {

Task<Result<runtime::Backups::Made>> make_backup(runtime::Backups* backups, std::string name) {
    if (backups == nullptr) {
        co_return Error{Errc::resource_not_found,
                        "There is no place for backups: set backup.directory."};
    }
    co_return co_await backups->create(std::move(name));
}

}  // namespace forebay::service
