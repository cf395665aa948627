#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol::tables {

/// `/v1/tables/…`: plain HTTP reads of tables, and their changes as they come. Triggers
/// specification C1, C2.
extern const Page page;

}  // namespace forebay::protocol::tables
