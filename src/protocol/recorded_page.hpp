#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol {

/// What would have gone to telephones and apps: `/_aws/sns/sms-messages` and
/// `/_aws/sns/platform-endpoint-messages`. GET lists it, by receiver; DELETE forgets it.
/// Parameters: `accountId`, `region`, and `phoneNumber` or `endpointArn` for those of one receiver.
extern const Page recorded_page;

}  // namespace forebay::protocol
