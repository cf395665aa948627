#include "service/sqs/queue_url.hpp"

#include "service/sqs/errors.hpp"

#include <algorithm>

namespace forebay::service::sqs {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_name_char(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

}  // namespace

bool is_account_id(std::string_view text) {
    return text.size() == 12 && std::ranges::all_of(text, is_digit);
}

bool is_plain_name(std::string_view text, std::size_t chars_max) {
    return !text.empty() && text.size() <= chars_max && std::ranges::all_of(text, is_name_char);
}

std::optional<QueueAddress> parse_queue_url(std::string_view url) {
    if (url.ends_with('/')) {
        url.remove_suffix(1);
    }
    const std::size_t name_slash = url.rfind('/');
    if (name_slash == std::string_view::npos) {
        return url.empty() ? std::nullopt : std::optional(QueueAddress{{}, url});
    }

    const std::string_view name = url.substr(name_slash + 1);
    const std::string_view front = url.substr(0, name_slash);
    const std::size_t account_slash = front.rfind('/');
    const std::string_view account =
        account_slash == std::string_view::npos ? front : front.substr(account_slash + 1);
    const bool is_host = account_slash != std::string_view::npos &&
                         front.substr(0, account_slash + 1).ends_with("://");
    if (name.empty() || is_host || !is_account_id(account)) {
        return std::nullopt;
    }
    return QueueAddress{account, name};
}

std::string queue_url(const Context& context, const QueueKey& key) {
    std::string url;
    url.reserve(context.endpoint.size() + key.account.size() + key.name.size() + 2);
    url.append(context.endpoint).append("/").append(key.account).append("/").append(key.name);
    return url;
}

Result<QueueInfoPtr> find_queue(const Context& context, std::string_view url) {
    const auto address = parse_queue_url(url);
    if (!address) {
        return queue_not_found();
    }
    auto queue = context.broker.find(address->account.empty() ? context.account : address->account,
                                     context.region, address->name);
    if (!queue) {
        return queue_error(queue.error(), {});
    }
    return queue;
}

}  // namespace forebay::service::sqs
