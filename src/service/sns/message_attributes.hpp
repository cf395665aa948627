#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/message.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

/// The attributes that a client gives a message: SNS specification 7.4.
namespace forebay::service::sns {

/// Refuses what breaks a rule. `path` is where the attributes are, as errors of the framework say
/// it: `messageAttributes`.
Result<void> check_message_attributes(const AttributeList& attributes, std::string_view path);

/// What they count towards the size of their message: names, types and values.
std::size_t attribute_bytes(const AttributeList& attributes);

/// Checked attributes as a publication keeps them, in their order; of a name that is there twice
/// the last value counts.
std::vector<MessageAttribute> take_attributes(AttributeList&& attributes);

}  // namespace forebay::service::sns
