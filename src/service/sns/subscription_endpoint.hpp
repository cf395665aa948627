#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/topic.hpp>

#include <optional>
#include <string>
#include <string_view>

/// Who a subscription sends to: SNS specification 6.1.
namespace forebay::service::sns {

/// nullopt: the service has no such protocol.
std::optional<SubscriptionProtocol> parse_protocol(std::string_view name);

/// Whether the receiver has to agree, by a token that it is sent.
bool needs_confirmation(SubscriptionProtocol protocol);

bool is_http(SubscriptionProtocol protocol);
bool is_mail(SubscriptionProtocol protocol);

/// Checks `endpoint` by its protocol, and gives it as it is stored: a phone number without its
/// separators.
Result<std::string> check_endpoint(SubscriptionProtocol protocol, std::string_view endpoint,
                                   const Topic& topic);

/// `+` and the digits of a phone number, which may have single separators within; nullopt when it
/// is none.
std::optional<std::string> parse_phone_number(std::string_view text);

/// Whether the subscriber is a FIFO queue.
bool is_fifo_queue(const Subscription& subscription);

}  // namespace forebay::service::sns
