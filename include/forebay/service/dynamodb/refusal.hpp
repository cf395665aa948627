#pragma once

#include <forebay/model/attribute_value.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace forebay::service::dynamodb {

/// Why an action of a transaction was not done. DynamoDB specification 10.
struct CancellationReason {
    std::string code = "None";
    std::optional<std::string> message = {};
    std::optional<Item> item = {};
};
BOOST_DESCRIBE_STRUCT(CancellationReason, (), (code, message, item))

/// What a refusal says besides its code and text. DynamoDB specification 2.
struct RefusalDetails {
    std::optional<Item> item;  ///< what is there, when a condition does not hold
    std::vector<CancellationReason> cancellation_reasons;
};
BOOST_DESCRIBE_STRUCT(RefusalDetails, (), (item, cancellation_reasons))

}  // namespace forebay::service::dynamodb
