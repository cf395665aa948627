#include "runtime/deliveries/dead_letter.hpp"

#include <forebay/base/digest.hpp>

#include <algorithm>
#include <utility>

namespace forebay::runtime {

SendRequest dead_letter(Outgoing outgoing, const Subscription& subscription) {
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->sender_id = subscription.topic.account;
    message->body_md5 = md5(outgoing.body);
    message->body = std::move(outgoing.body);
    if (outgoing.is_raw) {
        message->attributes = std::move(outgoing.attributes);
        std::ranges::sort(message->attributes, {}, &MessageAttribute::name);
    }
    message->group_id = std::move(outgoing.group_id);
    message->deduplication_id = std::move(outgoing.deduplication_id);
    return {.message = std::move(message), .delay = std::nullopt};
}

}  // namespace forebay::runtime
