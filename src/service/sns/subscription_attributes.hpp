#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <string_view>

/// Subscription attributes between the wire's texts and a Subscription: SNS specification 6.2.
namespace forebay::service::sns {

/// Sets the attributes of a new subscription of `topic`. Errors begin as those of Subscribe.
Result<void> set_new_attributes(const StringMap& wanted, const Topic& topic, TimePoint now,
                                Subscription& subscription);

/// Sets one attribute. Errors begin as those of SetSubscriptionAttributes.
Result<void> set_attribute(std::string_view name, std::string_view value, const Topic& topic,
                           TimePoint now, Subscription& subscription);

/// Whether the attributes `wanted` of `as_wanted` are those of `subscription` already.
bool has_attributes(const Subscription& subscription, const StringMap& wanted,
                    const Subscription& as_wanted);

/// What GetSubscriptionAttributes says. `topic` is null when it is gone.
StringMap print_attributes(const Subscription& subscription, const Topic* topic);

}  // namespace forebay::service::sns
