#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol {

/// What notifications are verified with: the certificate of those who sign them. SNS specification
/// 8.4.
extern const Page certificate_page;

}  // namespace forebay::protocol
