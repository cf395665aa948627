#pragma once

#include <forebay/model/topic.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/context.hpp>

/// What subscriptions get of what is published: SNS specification 8.
namespace forebay::service::sns {

/// How the messages of one request are rendered. A text is signed when the first subscription needs
/// it, and once. The context outlives it.
runtime::Topics::Render make_render(const Context& context, TopicPtr topic);

}  // namespace forebay::service::sns
