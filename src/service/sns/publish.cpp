#include "service/sns/arn.hpp"
#include "service/sns/errors.hpp"
#include "service/sns/message_attributes.hpp"
#include "service/sns/platform.hpp"
#include "service/sns/publication.hpp"
#include "service/sns/subscription_endpoint.hpp"
#include "service/sqs/sequence_number.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/actions.hpp>
#include <forebay/service/sns/rendering.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::sns {
namespace {

enum class TargetKind : std::uint8_t { topic, endpoint, phone };

/// Where a message is to go, as the request says it.
struct Target {
    TargetKind kind = TargetKind::topic;
    OptionalText name;           ///< an ARN, or a phone number
    std::string_view parameter;  ///< that says so
};

bool is_endpoint_arn(const OptionalText& arn) {
    const auto parsed = parse_arn(arn ? std::string_view(*arn) : std::string_view());
    return parsed && parsed->service == "sns" && parsed->resource.starts_with("endpoint/");
}

Result<Target> target_of(const PublishInput& input) {
    if (input.topic_arn) {
        return Target{.name = input.topic_arn, .parameter = "TopicArn"};
    }
    if (input.target_arn) {
        return Target{
            .kind = is_endpoint_arn(input.target_arn) ? TargetKind::endpoint : TargetKind::topic,
            .name = input.target_arn,
            .parameter = "TargetArn"};
    }
    if (input.phone_number) {
        return Target{
            .kind = TargetKind::phone, .name = input.phone_number, .parameter = "PhoneNumber"};
    }
    return invalid("TopicArn or TargetArn", "no value for required parameter");
}

/// The topic that is meant; why there is none is said after other checks.
Result<TopicPtr> topic_of(const Context& context, const Target& target) {
    const auto key = topic_key(context, target.name, target.parameter);
    if (!key) {
        return key.error();
    }
    TopicPtr topic = context.broker.topics().find(*key);
    if (topic == nullptr) {
        return topic_not_found();
    }
    return topic;
}

/// The checks that do not depend on where the message goes, but for its size.
Result<void> check_draft(const Draft& draft, const Target& target, std::size_t bytes_max) {
    if (auto checked = check_texts(draft); !checked) {
        return checked;
    }
    if (target.kind == TargetKind::phone && !parse_phone_number(*target.name)) {
        return invalid("PhoneNumber", fmt::format("{} is not valid to publish to", *target.name));
    }
    if (auto checked = check_message_attributes(draft.attributes, "messageAttributes"); !checked) {
        return checked;
    }
    if (draft.bytes() > bytes_max) {
        return invalid("Message too long");
    }
    return {};
}

Task<Result<PublishOutput>> publish_to_topic(Context& context, Target target, Draft draft) {
    const auto topic = topic_of(context, target);
    const std::size_t bytes_max = topic ? (*topic)->message_bytes_max : limits::published_bytes_max;
    const bool fifo = target.name->ends_with(".fifo");
    if (auto checked = check_draft(draft, target, bytes_max); !checked) {
        co_return checked.error();
    }
    if (auto checked = check_group(draft, fifo); !checked) {
        co_return checked.error();
    }
    if (!topic && fifo) {
        co_return topic.error();
    }
    if (topic) {
        if (auto checked = check_deduplication(draft, **topic); !checked) {
            co_return checked.error();
        }
    }
    auto texts = parse_texts(draft, DefaultText::required);
    if (!texts) {
        co_return texts.error();
    }
    if (!topic) {
        co_return topic.error();
    }

    std::vector<Publication> publications;
    publications.push_back(make_publication(std::move(draft), std::move(*texts), context, fifo));
    const auto published = co_await publish_rendered(context, *topic, std::move(publications));
    if (!published) {
        co_return topic_error(published.error());
    }
    PublishOutput output;
    output.message_id = to_string(published->front().id);
    if (fifo) {
        output.sequence_number = sqs::sequence_number(Sequence(published->front().sequence_number));
    }
    co_return output;
}

/// There is no way to phones and devices: what would leave is noted.
PublishOutput note(const Context& context, const Target& target, std::string_view part,
                   const Publication& publication) {
    PublishOutput output{.message_id = to_string(publication.id), .sequence_number = {}};
    if (context.recorded != nullptr) {
        context.recorded->add({.protocol = target.kind == TargetKind::phone
                                               ? SubscriptionProtocol::sms
                                               : SubscriptionProtocol::application,
                               .account = context.account,
                               .region = context.region,
                               .endpoint = *target.name,
                               .topic_arn = {},
                               .publication = publication.id,
                               .subject = publication.subject,
                               .body = text_for(publication, part),
                               .attributes = publication.attributes,
                               .delivered_at = publication.published_at});
    }
    return output;
}

Result<PublishOutput> publish_to_phone(const Context& context, const Target& target,
                                       Draft&& draft) {
    if (auto checked = check_draft(draft, target, limits::published_bytes_max); !checked) {
        return checked.error();
    }
    auto texts = parse_texts(draft, DefaultText::required);
    if (!texts) {
        return texts.error();
    }
    return note(context, target, "sms",
                make_publication(std::move(draft), std::move(*texts), context, false));
}

Result<PublishOutput> publish_to_endpoint(const Context& context, const Target& target,
                                          Draft&& draft) {
    if (auto checked = check_draft(draft, target, limits::published_bytes_max); !checked) {
        return checked.error();
    }
    auto texts = parse_texts(draft, DefaultText::optional);
    if (!texts) {
        return texts.error();
    }
    const auto name = endpoint_name(target.name, target.parameter);
    if (!name) {
        return name.error();
    }
    if (const auto endpoint = find_enabled_endpoint(context, *name); !endpoint) {
        return endpoint.error();
    }
    return note(context, target, name->platform,
                make_publication(std::move(draft), std::move(*texts), context, false));
}

}  // namespace

Task<Result<PublishOutput>> publish(Context& context, PublishInput input) {
    const auto target = target_of(input);
    if (!target) {
        co_return target.error();
    }
    switch (target->kind) {
        case TargetKind::topic:
            co_return co_await publish_to_topic(context, *target, draft_of(std::move(input)));
        case TargetKind::endpoint:
            co_return publish_to_endpoint(context, *target, draft_of(std::move(input)));
        case TargetKind::phone:
            co_return publish_to_phone(context, *target, draft_of(std::move(input)));
    }
    co_return invalid("TargetArn");
}

}  // namespace forebay::service::sns
