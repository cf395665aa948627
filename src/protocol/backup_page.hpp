#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol {

/// `POST /_forebay/backup` makes a backup below the configured directory. The body is empty, or
/// names it: `{"name": "before-the-upgrade"}`. 200 with `{"path":"…","bytes":1,"ms":1}` when it is
/// on disk; else `{"message":"…"}` with 400 (not asked for rightly), 404 (no directory is
/// configured), 409 (one is being made, or has that name), 507 (the disk is full) or 500.
extern const Page backup_page;

}  // namespace forebay::protocol
