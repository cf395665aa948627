#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/service/context.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace forebay::service::sqs {

/// What a QueueUrl says: the name of a queue and whose it is. It points into the URL.
struct QueueAddress {
    std::string_view account;  ///< empty: the caller's
    std::string_view name;

    friend bool operator==(const QueueAddress&, const QueueAddress&) = default;
};

/// Reads every form of a queue's address that SDKs have come to send: a URL whose last two path
/// segments are account and name, such a path alone, or a bare name. Scheme, host, port and what
/// comes before in the path mean nothing. nullopt for all else. SQS specification 1.
std::optional<QueueAddress> parse_queue_url(std::string_view url);

/// The URL by which the caller may address a queue.
std::string queue_url(const Context& context, const QueueKey& key);

/// The queue that `url` addresses, in the caller's region. Errors: Errc::queue_not_found.
Result<QueueInfoPtr> find_queue(const Context& context, std::string_view url);

/// Twelve digits. SQS specification 1.
bool is_account_id(std::string_view text);

/// `[A-Za-z0-9_-]`, 1 to `chars_max` of them: queue names, batch ids, labels. SQS specification 1.
bool is_plain_name(std::string_view text, std::size_t chars_max);

}  // namespace forebay::service::sqs
