#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol {

/// The page that is meant; null: an action is.
const Page* find_page(const PageCall& call);

}  // namespace forebay::protocol
