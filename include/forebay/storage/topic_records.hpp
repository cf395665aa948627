#pragma once

#include <forebay/model/topic.hpp>

#include <string>
#include <string_view>

/// Topics and their subscriptions as they are stored: see records.hpp.
namespace forebay::storage {

void encode_topic(const Topic& topic, std::string& out);
Topic decode_topic(std::string_view record);

/// A subscription's outbox is stored as its id alone, and comes back without its settings.
void encode_subscription(const Subscription& subscription, std::string& out);
Subscription decode_subscription(std::string_view record);

}  // namespace forebay::storage
