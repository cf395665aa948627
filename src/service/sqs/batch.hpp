#pragma once

#include <forebay/base/result.hpp>
#include <forebay/service/sqs/shapes.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What the three batch actions have in common: SQS specification 6.13, 6.16.
namespace forebay::service::sqs {

/// Refuses a whole request: no entries, too many, ids that are none or not distinct. `entry_type`
/// is what the wire calls an entry.
Result<void> check_batch_ids(const std::vector<std::string_view>& ids, std::string_view entry_type);

template <class Entry>
Result<void> check_batch(const std::vector<Entry>& entries, std::string_view entry_type) {
    std::vector<std::string_view> ids;
    ids.reserve(entries.size());
    for (const Entry& entry : entries) {
        ids.push_back(entry.id.value);
    }
    return check_batch_ids(ids, entry_type);
}

/// How an entry says that it failed.
BatchErrorEntry failed_entry(std::string id, Error error);

}  // namespace forebay::service::sqs
