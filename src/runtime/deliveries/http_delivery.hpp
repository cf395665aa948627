#pragma once

#include "runtime/deliveries/outcome.hpp"
#include "runtime/deliveries/transfers.hpp"
#include <forebay/base/address_block.hpp>
#include <forebay/model/outgoing.hpp>
#include <forebay/model/topic.hpp>

#include <memory>
#include <span>
#include <string>

namespace forebay::runtime {

/// A POST to the endpoint of a subscription. SNS specification 8.4. What it points to outlives it.
struct HttpDelivery {
    SubscriptionPtr subscription;
    std::shared_ptr<const Outgoing> outgoing;
    std::string content_type;  ///< of a notification
    std::span<const AddressBlock> denied_networks;
    std::string ca_file;  ///< empty: the system's
    Duration timeout{15'000};
};

Task<Outcome> post(Transfers& transfers, HttpDelivery delivery);

/// What an answer of the endpoint means. SNS specification 9.
Outcome outcome_of_status(long status);

}  // namespace forebay::runtime
