#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol {

/// What links in mails lead to: `/confirmation.html` confirms a subscription by its token;
/// `/unsubscribe.html` asks whether to unsubscribe, since programs that scan mails follow links
/// too, and does so at a POST. SNS specification 8.6.
extern const Page mail_page;

}  // namespace forebay::protocol
