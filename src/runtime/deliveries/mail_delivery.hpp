#pragma once

#include "runtime/deliveries/mail_text.hpp"
#include "runtime/deliveries/outcome.hpp"
#include "runtime/deliveries/transfers.hpp"
#include <forebay/runtime/deliveries.hpp>

namespace forebay::runtime {

/// Hands one mail to the SMTP server, in one transaction with one recipient. SNS specification 8.6.
/// `options` outlives it.
Task<Outcome> send_mail(Transfers& transfers, const MailOptions& options, std::string ca_file,
                        Mail mail);

}  // namespace forebay::runtime
