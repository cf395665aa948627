#include "service/sns/arn.hpp"
#include "service/sns/errors.hpp"
#include "service/sns/message_attributes.hpp"
#include "service/sns/publication.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/sequence_number.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/actions.hpp>
#include <forebay/service/sns/rendering.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::service::sns {
namespace {

using Entries = std::vector<PublishEntry>;

Result<void> check_count(const Entries& entries) {
    if (entries.empty()) {
        return Error{Errc::empty_batch, "The batch request doesn't contain any entries."};
    }
    if (entries.size() > limits::batch_entries_max) {
        return Error{Errc::too_many_batch_entries,
                     "The batch request contains more entries than permissible."};
    }
    return {};
}

Result<void> check_ids(const Entries& entries) {
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        const auto has_same_id = [&id = entry->id.value](const PublishEntry& other) {
            return other.id.value == id;
        };
        if (std::any_of(entries.begin(), entry, has_same_id)) {
            return Error{Errc::batch_ids_not_distinct,
                         "Two or more batch entries in the request have the same Id."};
        }
    }
    for (const PublishEntry& entry : entries) {
        const std::string& id = entry.id.value;
        if (id.size() > limits::batch_id_chars_max) {
            return Error{
                Errc::invalid_batch_id,
                fmt::format("The Id of a batch entry in the batch request is too long: {}", id)};
        }
        if (!sqs::is_plain_name(id, limits::batch_id_chars_max)) {
            return Error{Errc::invalid_batch_id,
                         fmt::format("The Id of a batch entry in the batch request contains an "
                                     "impermissible character: {}",
                                     id)};
        }
    }
    return {};
}

/// Whatever is wrong with one entry is an error of the whole request. SNS specification 7.5.
Result<Publication> check_entry(Draft&& draft, std::size_t number, const Topic& topic,
                                const Context& context) {
    if (auto checked = check_texts(draft); !checked) {
        return checked.error();
    }
    const std::string path =
        fmt::format("publishBatchRequestEntries.{}.member.messageAttributes", number);
    if (auto checked = check_message_attributes(draft.attributes, path); !checked) {
        return checked.error();
    }
    auto texts = parse_texts(draft, DefaultText::required);
    if (!texts) {
        return texts.error();
    }
    if (auto checked = check_group(draft, topic.fifo); !checked) {
        return checked.error();
    }
    if (auto checked = check_deduplication(draft, topic); !checked) {
        return checked.error();
    }
    return make_publication(std::move(draft), std::move(*texts), context, topic.fifo);
}

}  // namespace

Task<Result<PublishBatchOutput>> publish_batch(Context& context, PublishBatchInput input) {
    if (auto checked = check_count(input.entries); !checked) {
        co_return checked.error();
    }
    const auto topic = find_topic(context, input.topic_arn);
    if (!topic) {
        co_return topic.error();
    }
    if (auto checked = check_ids(input.entries); !checked) {
        co_return checked.error();
    }

    PublishBatchOutput output;
    std::vector<Publication> publications;
    std::size_t bytes = 0;
    for (PublishEntry& entry : input.entries) {
        output.successful.emplace_back().id = entry.id.value;
        Draft draft = draft_of(std::move(entry));
        bytes += draft.bytes();
        auto publication = check_entry(std::move(draft), publications.size() + 1, **topic, context);
        if (!publication) {
            co_return publication.error();
        }
        publications.push_back(std::move(*publication));
    }
    if (bytes > (*topic)->message_bytes_max) {
        co_return Error{Errc::batch_too_long,
                        "The length of all the messages put together is more than the limit."};
    }

    const auto published = co_await publish_rendered(context, *topic, std::move(publications));
    if (!published) {
        co_return topic_error(published.error());
    }
    for (std::size_t i = 0; i < published->size(); ++i) {
        PublishResultEntry& entry = output.successful[i];
        entry.message_id = to_string((*published)[i].id);
        if ((*topic)->fifo) {
            entry.sequence_number = sqs::sequence_number(Sequence((*published)[i].sequence_number));
        }
    }
    co_return output;
}

}  // namespace forebay::service::sns
