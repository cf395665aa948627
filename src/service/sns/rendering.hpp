#pragma once

#include <forebay/model/topic.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/context.hpp>

/// What subscriptions get of what is published: SNS specification 8.
namespace forebay::service::sns {

/// Publishes, with messages rendered as each subscription wants them. A text is signed when the
/// first subscription needs it, and once. Errors: those of Topics::publish.
Task<Result<std::vector<runtime::Published>>> publish_rendered(
    const Context& context, TopicPtr topic, std::vector<Publication> publications);

}  // namespace forebay::service::sns
