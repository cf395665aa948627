#pragma once

#include <forebay/model/topic.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/context.hpp>

/// What subscriptions get of what is published: SNS specification 8.
namespace forebay::service::sns {

/// How the messages of one request are rendered. A text is signed when the first subscription needs
/// it, and once. `signer` outlives it; null: nothing is signed, as what is replayed is not.
runtime::Topics::Render make_render(const Signer* signer, TopicPtr topic);

/// Publishes, with messages rendered as each subscription wants them. Errors: those of
/// Topics::publish.
Task<Result<std::vector<runtime::Published>>> publish_rendered(
    const Context& context, TopicPtr topic, std::vector<Publication> publications);

}  // namespace forebay::service::sns
