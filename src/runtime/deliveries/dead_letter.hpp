#pragma once

#include <forebay/model/outgoing.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/runtime/broker.hpp>

namespace forebay::runtime {

/// What a dead-letter queue gets of a delivery that was given up: exactly what would have been
/// delivered. SNS specification 9.1.
SendRequest dead_letter(Outgoing outgoing, const Subscription& subscription);

}  // namespace forebay::runtime
