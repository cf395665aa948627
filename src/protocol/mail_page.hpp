#pragma once

#include "protocol/exchange.hpp"
#include <forebay/base/task.hpp>
#include <forebay/service/context.hpp>

namespace forebay::protocol {

/// Whether `path` is one of those that links in mails lead to: `/confirmation.html` and
/// `/unsubscribe.html`.
bool is_mail_page(std::string_view path);

/// Confirms a subscription by its token; or asks whether to unsubscribe, since programs that scan
/// mails follow links too, and does so at a POST. SNS specification 8.6.
Task<void> answer_mail_page(const HttpRequest& request, Target target, service::Context& context,
                            HttpResponse& response);

}  // namespace forebay::protocol
