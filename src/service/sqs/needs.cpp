#include "service/sqs/queue_url.hpp"
#include <forebay/service/sqs/needs.hpp>

namespace forebay::service::sqs {

std::string arn_of_url(const Context& context, std::string_view queue_url) {
    const auto address = parse_queue_url(queue_url);
    return address ? arn_of_name(context, address->account, address->name) : "*";
}

std::string arn_of_name(const Context& context, std::string_view account, std::string_view name) {
    return arn({.account = std::string(account.empty() ? context.account : account),
                .region = context.region,
                .name = std::string(name)});
}

std::string arn_of_arn(std::string_view text) {
    const auto key = parse_arn(text);
    return key ? arn(*key) : "*";
}

}  // namespace forebay::service::sqs
