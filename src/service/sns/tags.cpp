#include "service/sns/tags.hpp"

#include "service/sns/arn.hpp"
#include "service/sns/errors.hpp"
#include "service/sqs/message_text.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/actions.hpp>

#include <utility>

namespace forebay::service::sns {

Result<StringMap> take_tags(std::vector<Tag>&& tags) {
    StringMap taken;
    for (Tag& tag : tags) {
        const std::size_t key_chars = sqs::character_count(tag.key.value);
        if (key_chars == 0 || key_chars > limits::tag_key_chars_max ||
            sqs::character_count(tag.value.value) > limits::tag_value_chars_max) {
            return invalid("Tags",
                           "a key has 1 to 128 characters, and a value at most 256 characters");
        }
        if (!taken.emplace(std::move(tag.key.value), std::move(tag.value.value)).second) {
            return invalid("Duplicated keys are not allowed.");
        }
    }
    return taken;
}

Result<void> check_tag_count(const StringMap& tags) {
    if (tags.size() > limits::tags_max) {
        return Error{Errc::tag_limit_exceeded,
                     "Could not complete request: tag quota of per resource exceeded"};
    }
    return {};
}

Task<Result<EmptyResult>> tag_resource(Context& context, TagResourceInput input) {
    const auto topic = find_resource(context, input.resource_arn);
    if (!topic) {
        co_return topic.error();
    }
    auto tags = take_tags(std::move(input.tags));
    if (!tags) {
        co_return tags.error();
    }
    auto change = [tags = std::move(*tags)](Topic& edited) -> Result<void> {
        for (const auto& [key, value] : tags) {
            edited.tags.insert_or_assign(key, value);
        }
        return check_tag_count(edited.tags);
    };
    const auto updated = co_await context.broker.topics().update(*topic, std::move(change));
    if (!updated) {
        co_return updated.error().code == Errc::topic_not_found ? resource_not_found()
                                                                : updated.error();
    }
    co_return EmptyResult{};
}

Task<Result<EmptyResult>> untag_resource(Context& context, UntagResourceInput input) {
    const auto topic = find_resource(context, input.resource_arn);
    if (!topic) {
        co_return topic.error();
    }
    auto change = [keys = std::move(input.tag_keys)](Topic& edited) -> Result<void> {
        for (const std::string& key : keys) {
            edited.tags.erase(key);
        }
        return {};
    };
    const auto updated = co_await context.broker.topics().update(*topic, std::move(change));
    if (!updated) {
        co_return updated.error().code == Errc::topic_not_found ? resource_not_found()
                                                                : updated.error();
    }
    co_return EmptyResult{};
}

Task<Result<ListTagsForResourceOutput>> list_tags_for_resource(Context& context,
                                                               ResourceArnInput input) {
    const auto topic = find_resource(context, input.resource_arn);
    if (!topic) {
        co_return topic.error();
    }
    ListTagsForResourceOutput output;
    for (const auto& [key, value] : (*topic)->tags) {
        output.tags.push_back({.key = {key}, .value = {value}});
    }
    co_return output;
}

}  // namespace forebay::service::sns
