#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol::admin {

/// All below `/_forebay/`: what those who run the broker ask of it.
extern const Page page;

}  // namespace forebay::protocol::admin
