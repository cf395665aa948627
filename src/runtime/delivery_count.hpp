#pragma once

#include <forebay/model/topic.hpp>

#include <cstdint>

namespace forebay::runtime {

class Broker;

enum class Attempt : std::uint8_t { delivered, failed, failed_for_good };

/// Counts an attempt to deliver from an outbox. From any thread.
void count(Broker& broker, const Topic& topic, SubscriptionProtocol protocol, Attempt attempt);

}  // namespace forebay::runtime
