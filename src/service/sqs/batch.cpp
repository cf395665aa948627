#include "service/sqs/batch.hpp"

#include "service/sqs/queue_url.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::service::sqs {

Result<void> check_batch_ids(const std::vector<std::string_view>& ids,
                             std::string_view entry_type) {
    if (ids.empty()) {
        return Error{Errc::empty_batch,
                     fmt::format("There should be at least one {} in the request.", entry_type)};
    }
    if (ids.size() > limits::batch_entries_max) {
        return Error{Errc::too_many_batch_entries,
                     fmt::format("Maximum number of entries per request are {}. You have sent {}.",
                                 limits::batch_entries_max, ids.size())};
    }
    for (auto id = ids.begin(); id != ids.end(); ++id) {
        if (!is_plain_name(*id, limits::batch_id_chars_max)) {
            return Error{Errc::invalid_batch_id,
                         "A batch entry id can only contain alphanumeric characters, hyphens and "
                         "underscores. It can be at most 80 letters long."};
        }
        if (std::find(ids.begin(), id, *id) != id) {
            return Error{Errc::batch_ids_not_distinct, fmt::format("Id {} repeated.", *id)};
        }
    }
    return {};
}

BatchErrorEntry failed_entry(std::string id, Error error) {
    return {.id = std::move(id),
            .sender_fault = error.code != Errc::internal,
            .code = error.code,
            .message = std::move(error.detail)};
}

}  // namespace forebay::service::sqs
