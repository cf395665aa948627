#include "service/sqs/tags.hpp"

#include "service/sqs/errors.hpp"
#include "service/sqs/message_text.hpp"
#include "service/sqs/queue_url.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/service/sqs/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::sqs {
namespace {

Error refusal(std::string text) {
    return {Errc::invalid_parameter, std::move(text)};
}

Result<void> check_tag(std::string_view key, std::string_view value) {
    if (key.empty() || character_count(key) > limits::tag_key_chars_max) {
        return refusal(fmt::format("Tag keys must be between 1 and {} characters in length.",
                                   limits::tag_key_chars_max));
    }
    if (key.starts_with("aws:")) {
        return refusal("Tag keys cannot begin with 'aws:', which is reserved.");
    }
    if (character_count(value) > limits::tag_value_chars_max) {
        return refusal(fmt::format("Tag values must be between 0 and {} characters in length.",
                                   limits::tag_value_chars_max));
    }
    for (const std::string_view text : {key, value}) {
        if (const auto forbidden = forbidden_character(text)) {
            return refusal(forbidden_character_text(*forbidden, "tag"));
        }
    }
    return {};
}

}  // namespace

Result<void> check_tags(const StringMap& tags, std::string_view queue_name) {
    for (const auto& [key, value] : tags) {
        if (auto checked = check_tag(key, value); !checked) {
            return checked;
        }
    }
    if (tags.size() > limits::tags_max) {
        return refusal(fmt::format("Too many tags added for queue {}.", queue_name));
    }
    return {};
}

Task<Result<Empty>> tag_queue(Context& context, TagQueueInput input) {
    if (input.tags.empty()) {
        co_return missing_parameter("Tags");
    }
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    auto change = [tags = std::move(input.tags)](QueueInfo& info) -> Result<void> {
        for (const auto& [key, value] : tags) {
            info.tags.insert_or_assign(key, value);
        }
        return check_tags(info.tags, info.key.name);
    };
    auto updated = co_await context.broker.update(*queue, std::move(change));
    if (!updated) {
        co_return queue_error(updated.error(), (*queue)->key);
    }
    co_return Empty{};
}

Task<Result<Empty>> untag_queue(Context& context, UntagQueueInput input) {
    if (input.tag_keys.empty()) {
        co_return missing_parameter("TagKeys");
    }
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    auto change = [keys = std::move(input.tag_keys)](QueueInfo& info) -> Result<void> {
        for (const std::string& key : keys) {
            info.tags.erase(key);
        }
        return {};
    };
    auto updated = co_await context.broker.update(*queue, std::move(change));
    if (!updated) {
        co_return queue_error(updated.error(), (*queue)->key);
    }
    co_return Empty{};
}

Task<Result<ListQueueTagsOutput>> list_queue_tags(Context& context, QueueUrlInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    co_return ListQueueTagsOutput{(*queue)->tags};
}

}  // namespace forebay::service::sqs
