#pragma once

#include <forebay/model/topic.hpp>

#include <string>
#include <string_view>

/// The texts of mails, without what is MIME's. SNS specification 8.6.
namespace forebay::service::sns::mail {

inline constexpr std::string_view confirmation_subject =
    "AWS Notification - Subscription Confirmation";
inline constexpr std::string_view unsubscribed_subject =
    "AWS Notification - Unsubscribe Confirmation";
inline constexpr std::string_view default_subject = "AWS Notification Message";

/// `url` is what links begin with.
std::string confirmation_body(const Subscription& subscription, std::string_view url);
std::string unsubscribed_body(const Subscription& subscription, std::string_view url);

/// The page that asks whether to end the subscription, and does so by a POST.
std::string unsubscribe_link(const Subscription& subscription, std::string_view url);

/// `text`, and below it how to unsubscribe.
std::string with_footer(std::string_view text, std::string_view unsubscribe_link);

}  // namespace forebay::service::sns::mail
