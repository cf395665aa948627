#include "service/sns/arn.hpp"
#include "service/sns/errors.hpp"
#include "service/sns/page.hpp"
#include "service/sns/tags.hpp"
#include "service/sns/topic_attributes.hpp"
#include "service/sqs/json_object.hpp"
#include "service/sqs/queue_url.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/actions.hpp>

#include <algorithm>
#include <utility>

namespace forebay::service::sns {
namespace {

constexpr std::string_view fifo_suffix = ".fifo";

bool is_topic_name(std::string_view name, bool fifo) {
    if (name.size() > limits::topic_name_chars_max || fifo != name.ends_with(fifo_suffix)) {
        return false;
    }
    const std::string_view plain = fifo ? name.substr(0, name.size() - fifo_suffix.size()) : name;
    return sqs::is_plain_name(plain, limits::topic_name_chars_max);
}

bool wants_fifo(const StringMap& attributes) {
    const auto fifo = attributes.find("FifoTopic");
    return fifo != attributes.end() && fifo->second == "true";
}

Result<void> check_data_protection_policy(std::string_view policy) {
    if (policy.size() > limits::topic_policy_bytes_max || !sqs::parse_object(policy)) {
        return invalid("DataProtectionPolicy", "failed to parse JSON");
    }
    return {};
}

/// What CreateTopic asks for. Its name comes first.
Result<Topic> wanted_topic(const Context& context, CreateTopicInput&& input) {
    Topic topic;
    topic.fifo = wants_fifo(input.attributes);
    topic.key = {.account = context.account,
                 .region = context.region,
                 .name = std::move(input.name).value_or(std::string())};
    if (!is_topic_name(topic.key.name, topic.fifo)) {
        return invalid("Topic Name");
    }
    if (auto set = set_new_attributes(input.attributes, topic); !set) {
        return set.error();
    }
    auto tags = take_tags(std::move(input.tags));
    if (!tags) {
        return tags.error();
    }
    if (auto checked = check_tag_count(*tags); !checked) {
        return checked.error();
    }
    topic.tags = std::move(*tags);
    if (input.data_protection_policy) {
        topic.data_protection_policy = std::move(*input.data_protection_policy);
        if (auto checked = check_data_protection_policy(topic.data_protection_policy); !checked) {
            return checked.error();
        }
    }
    return topic;
}

/// Whether a topic that is there is what was asked for: SNS specification 5.1.
Result<void> check_same(const Topic& there, const StringMap& attributes, const Topic& wanted) {
    if (!has_attributes(there, attributes, wanted)) {
        return invalid("Attributes", "Topic already exists with different attributes");
    }
    const auto is_there = [&there](const auto& tag) {
        const auto own = there.tags.find(tag.first);
        return own != there.tags.end() && own->second == tag.second;
    };
    if (!std::ranges::all_of(wanted.tags, is_there)) {
        return invalid("Tags", "Topic already exists with different tags");
    }
    return {};
}

}  // namespace

Task<Result<TopicArnOutput>> create_topic(Context& context, CreateTopicInput input) {
    const StringMap attributes = input.attributes;
    const auto wanted = wanted_topic(context, std::move(input));
    if (!wanted) {
        co_return wanted.error();
    }
    const auto creation = co_await context.broker.topics().create(*wanted);
    if (!creation) {
        co_return topic_error(creation.error());
    }
    if (!creation->created) {
        if (auto checked = check_same(*creation->topic, attributes, *wanted); !checked) {
            co_return checked.error();
        }
    }
    co_return TopicArnOutput{topic_arn(creation->topic->key)};
}

Task<Result<Empty>> delete_topic(Context& context, TopicArnInput input) {
    const auto key = topic_key(context, input.topic_arn);
    if (!key) {
        co_return key.error();
    }
    TopicPtr topic = context.broker.topics().find(*key);
    if (topic == nullptr) {
        co_return Empty{};
    }
    const auto removed = co_await context.broker.topics().remove(std::move(topic));
    if (!removed && removed.error().code != Errc::topic_not_found) {
        co_return removed.error();
    }
    co_return Empty{};
}

Task<Result<ListTopicsOutput>> list_topics(Context& context, ListInput input) {
    const auto after = place_of(input.next_token);
    if (!after) {
        co_return after.error();
    }
    auto topics =
        context.broker.topics().list(context.account, context.region, *after, page_size + 1);
    ListTopicsOutput output;
    output.next_token = end_page(topics, [](const TopicPtr& last) { return last->key.name; });
    for (const TopicPtr& topic : topics) {
        output.topics.push_back({topic_arn(topic->key)});
    }
    co_return output;
}

Task<Result<AttributesOutput>> get_topic_attributes(Context& context, TopicArnInput input) {
    const auto topic = find_topic(context, input.topic_arn);
    if (!topic) {
        co_return topic.error();
    }
    AttributesOutput output;
    output.attributes = print_attributes(**topic, context.broker.topics().counts(**topic),
                                         context.broker.clock().now());
    co_return output;
}

Task<Result<Empty>> set_topic_attributes(Context& context, SetTopicAttributesInput input) {
    const auto topic = find_topic(context, input.topic_arn);
    if (!topic) {
        co_return topic.error();
    }
    if (!input.attribute_name) {
        co_return missing("AttributeName");
    }
    auto change = [name = std::move(*input.attribute_name),
                   value = std::move(input.attribute_value).value_or(std::string())](
                      Topic& edited) { return set_attribute(name, value, edited); };
    const auto updated = co_await context.broker.topics().update(*topic, std::move(change));
    if (!updated) {
        co_return topic_error(updated.error());
    }
    co_return Empty{};
}

Task<Result<GetDataProtectionPolicyOutput>> get_data_protection_policy(Context& context,
                                                                       ResourceArnInput input) {
    const auto key = topic_key(context, input.resource_arn, "ResourceArn");
    if (!key) {
        co_return key.error();
    }
    const TopicPtr topic = context.broker.topics().find(*key);
    if (topic == nullptr) {
        co_return topic_not_found();
    }
    GetDataProtectionPolicyOutput output;
    if (!topic->data_protection_policy.empty()) {
        output.data_protection_policy = topic->data_protection_policy;
    }
    co_return output;
}

Task<Result<Empty>> put_data_protection_policy(Context& context,
                                               PutDataProtectionPolicyInput input) {
    const auto key = topic_key(context, input.resource_arn, "ResourceArn");
    if (!key) {
        co_return key.error();
    }
    const TopicPtr topic = context.broker.topics().find(*key);
    if (topic == nullptr) {
        co_return topic_not_found();
    }
    if (!input.data_protection_policy) {
        co_return missing("DataProtectionPolicy");
    }
    if (topic->fifo) {
        co_return invalid("ResourceArn", "FIFO topics have no data protection policy");
    }
    if (!input.data_protection_policy->empty()) {
        auto checked = check_data_protection_policy(*input.data_protection_policy);
        if (!checked) {
            co_return checked.error();
        }
    }
    auto change = [policy =
                       std::move(*input.data_protection_policy)](Topic& edited) -> Result<void> {
        edited.data_protection_policy = policy;
        return {};
    };
    const auto updated = co_await context.broker.topics().update(topic, std::move(change));
    if (!updated) {
        co_return topic_error(updated.error());
    }
    co_return Empty{};
}

}  // namespace forebay::service::sns
