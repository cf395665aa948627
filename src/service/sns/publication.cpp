#include "service/sns/publication.hpp"

#include "service/sns/errors.hpp"
#include "service/sns/message_attributes.hpp"
#include "service/sqs/json_object.hpp"
#include "service/sqs/message_text.hpp"
#include <forebay/base/digest.hpp>
#include <forebay/model/limits.hpp>

#include <algorithm>
#include <utility>

namespace forebay::service::sns {
namespace {

constexpr std::string_view default_key = "default";

bool is_control(char c) {
    return (c >= 0 && c < ' ') || c == '\x7F';
}

bool is_subject(std::string_view subject) {
    return !subject.empty() && sqs::character_count(subject) <= limits::subject_chars_max &&
           std::ranges::none_of(subject, is_control);
}

Result<void> check_id(const OptionalText& id, std::string_view parameter) {
    const auto is_visible = [](char c) { return c > ' ' && c <= '~'; };
    if (!id || (!id->empty() && id->size() <= limits::group_id_chars_max &&
                std::ranges::all_of(*id, is_visible))) {
        return {};
    }
    return invalid(parameter,
                   "It can only include alphanumeric and punctuation characters, 1 to 128 of them");
}

/// The trace header of the request, unless it could not be told back to a client.
std::string request_trace_header(const Context& context) {
    return sqs::forbidden_character(context.trace_header) ? std::string() : context.trace_header;
}

}  // namespace

std::size_t Draft::bytes() const {
    return message.size() + attribute_bytes(attributes);
}

Result<void> check_texts(const Draft& draft) {
    if (draft.subject && !is_subject(*draft.subject)) {
        return invalid("Subject");
    }
    if (draft.message.empty()) {
        return invalid("Empty message");
    }
    return {};
}

Result<void> check_group(const Draft& draft, bool fifo) {
    if (fifo && (!draft.group_id || draft.group_id->empty())) {
        return invalid("The MessageGroupId parameter is required for FIFO topics");
    }
    return check_id(draft.group_id, "MessageGroupId");
}

Result<void> check_deduplication(const Draft& draft, const Topic& topic) {
    if (topic.fifo && !draft.deduplication_id && !topic.content_based_deduplication) {
        return invalid(
            "The topic should either have ContentBasedDeduplication enabled or "
            "MessageDeduplicationId provided explicitly");
    }
    if (!topic.fifo && draft.deduplication_id) {
        return invalid("MessageDeduplicationId",
                       "The request includes MessageDeduplicationId parameter that is not valid "
                       "for this topic type");
    }
    return check_id(draft.deduplication_id, "MessageDeduplicationId");
}

Result<StringMap> parse_texts(const Draft& draft, DefaultText rule) {
    if (draft.structure != "json") {
        return StringMap();
    }
    const auto object = sqs::parse_object(draft.message);
    if (!object) {
        return invalid("Message Structure - JSON message body failed to parse");
    }
    StringMap texts;
    for (const auto& member : *object) {
        if (member.value().is_string()) {
            texts.emplace(member.key(), member.value().get_string());
        }
    }
    if (rule == DefaultText::required && !texts.contains(std::string(default_key))) {
        return invalid("Message Structure - No default entry in JSON message body");
    }
    return texts;
}

Publication make_publication(Draft&& draft, StringMap&& texts, const Context& context, bool fifo) {
    Publication publication;
    publication.id = random_uuid();
    publication.published_at = context.broker.clock().now();
    publication.subject = std::move(draft.subject).value_or(std::string());
    publication.attributes = take_attributes(std::move(draft.attributes));
    publication.group_id = std::move(draft.group_id).value_or(std::string());
    if (fifo) {
        publication.deduplication_id =
            draft.deduplication_id ? std::move(*draft.deduplication_id) : sha256_hex(draft.message);
    }
    publication.trace_header = request_trace_header(context);
    publication.base_url = context.public_url();
    if (auto text = texts.extract(std::string(default_key))) {
        publication.message = std::move(text.mapped());
    } else {
        publication.message = std::move(draft.message);
    }
    publication.texts = std::move(texts);
    return publication;
}

const std::string& text_for(const Publication& publication, std::string_view protocol) {
    const auto own = publication.texts.find(std::string(protocol));
    return own == publication.texts.end() ? publication.message : own->second;
}

}  // namespace forebay::service::sns
