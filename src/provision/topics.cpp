#include "provision/patient_setting.hpp"
#include "provision/stage.hpp"
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/actions.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace forebay::provision {
namespace {

namespace sns = service::sns;

std::string subject(const TopicKey& key) {
    return fmt::format("topic {}", key.name);
}

std::vector<sns::Tag> as_list(const StringMap& tags) {
    std::vector<sns::Tag> list;
    for (const auto& [key, value] : tags) {
        list.push_back({.key = {key}, .value = {value}});
    }
    return list;
}

sns::CreateTopicInput bare(const DeclaredTopic& topic) {
    sns::CreateTopicInput input;
    input.name = topic.key.name;
    if (is_fifo_name(topic.key.name)) {
        input.attributes.emplace("FifoTopic", "true");
    }
    return input;
}

sns::CreateTopicInput as_wanted(const DeclaredTopic& topic) {
    sns::CreateTopicInput input = bare(topic);
    input.attributes.merge(values_of(topic.attributes));
    input.tags = as_list(topic.tags);
    return input;
}

struct Made {
    bool is_there = false;
    bool created = false;
    std::optional<Error> refused = {};  ///< of a rehearsal: as it was wanted, it could not be made
};

Task<Made> make(Stage& stage, const DeclaredTopic& topic) {
    if (stage.broker.topics().find(topic.key) != nullptr) {
        co_return Made{.is_there = true};
    }
    service::Context context = stage.context(topic.key);
    const auto created = co_await sns::create_topic(context, as_wanted(topic));
    if (created) {
        co_return Made{.is_there = true, .created = true};
    }
    if (!stage.is_rehearsal) {
        stage.refuse(topic.place, subject(topic.key), created.error());
        co_return Made{};
    }
    const auto stripped = co_await sns::create_topic(context, bare(topic));
    if (stripped) {
        co_return Made{.is_there = true, .created = true, .refused = created.error()};
    }
    stage.refuse(topic.place, subject(topic.key), stripped.error());
    Topic stand_in;  // for its subscriptions: their own faults are of interest
    stand_in.key = topic.key;
    stand_in.fifo = is_fifo_name(topic.key.name);
    (void)co_await stage.broker.topics().create(std::move(stand_in));
    co_return Made{};
}

/// What is told of a topic, as far as the declaration speaks of it.
Task<StringMap> look_at(Stage& stage, const DeclaredTopic& topic) {
    service::Context context = stage.context(topic.key);
    const auto told =
        co_await sns::get_topic_attributes(context, {.topic_arn = topic_arn(topic.key)});
    StringMap state;
    for (const auto& [name, placed] : topic.attributes) {
        if (told && told->attributes.contains(name)) {
            state.emplace(name, told->attributes.at(name));
        }
    }
    if (const TopicPtr there = stage.broker.topics().find(topic.key)) {
        add_tags(there->tags, state);
    }
    co_return state;
}

Task<void> set_tags(Stage& stage, const DeclaredTopic& topic, const StringMap& wanted) {
    service::Context context = stage.context(topic.key);
    const auto tagged = co_await sns::tag_resource(
        context, {.resource_arn = topic_arn(topic.key), .tags = as_list(wanted)});
    if (!tagged) {
        stage.refuse(topic.place, subject(topic.key), tagged.error());
    }
}

Task<void> complete(Stage& stage, const DeclaredTopic& topic, const Made& made) {
    const std::size_t problems = stage.problems.size();
    const StringMap before = co_await look_at(stage, topic);
    service::Context context = stage.context(topic.key);
    const auto refused = co_await set_patiently(
        different(values_of(topic.attributes), before),
        [&](std::string name, std::string value) -> Task<Result<sns::Empty>> {
            return sns::set_topic_attributes(context, {.topic_arn = topic_arn(topic.key),
                                                       .attribute_name = std::move(name),
                                                       .attribute_value = std::move(value)});
        });
    for (const auto& [name, error] : refused) {
        stage.refuse_attribute(topic.attributes, name, subject(topic.key), error);
    }
    const TopicPtr there = stage.broker.topics().find(topic.key);
    const StringMap tags = different(topic.tags, there == nullptr ? StringMap() : there->tags);
    if (!tags.empty()) {
        co_await set_tags(stage, topic, tags);
    }
    if (made.refused && stage.problems.size() == problems) {
        stage.refuse(topic.place, subject(topic.key), *made.refused);
    }
    stage.finish("topic", topic.key.name, made.created, before, co_await look_at(stage, topic));
}

}  // namespace

Task<void> provision_topics(Stage& stage, const std::vector<DeclaredTopic>& topics) {
    for (const DeclaredTopic& topic : topics) {
        const Made made = co_await make(stage, topic);
        if (made.is_there) {
            co_await complete(stage, topic, made);
        }
    }
}

}  // namespace forebay::provision
