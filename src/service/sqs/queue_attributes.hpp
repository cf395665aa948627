#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/service/sqs/shapes.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Queue attributes between the wire's texts and QueueSettings: SQS specification 4. Each is a row
/// of one table in queue_attributes.cpp.
namespace forebay::service::sqs {

/// What the values of attributes are read from.
struct AttributeSource {
    const QueueInfo& queue;
    QueueCounts counts = {};  ///< may be left out when no attribute `needs_counts`
};

/// Changes `settings` as a client wishes. `settings.fifo` says what kind of queue it is, or is to
/// be. Names are checked before values; at an error `settings` is as it happened to be.
/// Errors and side effects: SQS specification 4.1, 4.2.
Result<void> apply_attributes(const StringMap& wanted, QueueSettings& settings);

/// The first attribute that `wanted` names and in which the settings differ; nullopt: none.
/// SQS specification 6.1.
std::optional<std::string_view> first_difference(const StringMap& wanted, const QueueInfo& left,
                                                 const QueueInfo& right);

/// Refuses names that are not those of attributes, nor `All`.
Result<void> check_attribute_names(const std::vector<std::string>& names);

bool needs_counts(const std::vector<std::string>& names);

/// Those of the named attributes (or `All`) that are set.
StringMap print_attributes(const std::vector<std::string>& names, const AttributeSource& source);

}  // namespace forebay::service::sqs
