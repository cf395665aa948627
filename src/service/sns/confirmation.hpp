#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/model/outgoing.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/service/context.hpp>

#include <string>
#include <string_view>

/// How subscribers outside are asked whether they want to be: SNS specification 6.3, 8.4.
namespace forebay::service::sns {

/// A new token: 288 hexadecimal digits that nobody can guess.
std::string make_token();

/// Whether `text` has the shape of a token.
bool is_token(std::string_view text);

/// Asks the subscriber of a pending subscription to confirm it, or tells that of one that was
/// unsubscribed how to come back: puts a message into its outbox.
Task<Result<void>> send_confirmation(Context& context, TopicPtr topic, SubscriptionPtr subscription,
                                     OutgoingKind kind);

}  // namespace forebay::service::sns
