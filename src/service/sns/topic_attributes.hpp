#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <string_view>

/// Topic attributes between the wire's texts and a Topic: SNS specification 5.2. Each is a row of
/// one table in topic_attributes.cpp.
namespace forebay::service::sns {

/// Sets the attributes of a new topic, whose kind is known. Errors begin as those of CreateTopic.
Result<void> set_new_attributes(const StringMap& wanted, Topic& topic);

/// Sets one attribute. Errors begin as those of SetTopicAttributes.
Result<void> set_attribute(std::string_view name, std::string_view value, Topic& topic);

/// Whether `wanted`, all of it, is what `topic` has already.
bool has_attributes(const Topic& topic, const StringMap& wanted, const Topic& as_wanted);

/// What GetTopicAttributes says.
StringMap print_attributes(const Topic& topic, const SubscriptionCounts& counts, TimePoint now);

/// The policy of a topic that none was given: as compact JSON.
std::string default_policy(const TopicKey& key);

/// Its own policy, or the default one.
std::string policy_of(const Topic& topic);

}  // namespace forebay::service::sns
