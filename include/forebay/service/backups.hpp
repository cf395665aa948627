#pragma once

#include <forebay/runtime/backups.hpp>

#include <string>

namespace forebay::service {

/// Makes a backup, of whatever account: see runtime::Backups::create. `backups` is null where there
/// is no place for them: Errc::resource_not_found.
Task<Result<runtime::Backups::Made>> make_backup(runtime::Backups* backups, std::string name);

}  // namespace forebay::service
