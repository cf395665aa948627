#pragma once

#include "protocol/exchange.hpp"
#include <forebay/protocol/front.hpp>

namespace forebay::protocol {

/// Whether `path` is one of those where what would have gone to telephones and apps can be seen:
/// `/_aws/sns/sms-messages` and `/_aws/sns/platform-endpoint-messages`.
bool is_recorded_page(std::string_view path);

/// GET lists it, by receiver; DELETE forgets it. Parameters: `accountId`, `region`, and
/// `phoneNumber` or `endpointArn` for those of one receiver.
void answer_recorded_page(const HttpRequest& request, const Target& target,
                          const FrontOptions& options, HttpResponse& response);

}  // namespace forebay::protocol
