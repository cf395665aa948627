#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

/// A message as the client wants it published, and the checks that it has to pass: SNS
/// specification 7.2.
namespace forebay::service::sns {

struct Draft {
    std::string message;
    OptionalText subject;
    OptionalText structure;
    AttributeList attributes;
    OptionalText deduplication_id;
    OptionalText group_id;

    /// What it counts towards limits: the text, and names, types and values of attributes.
    std::size_t bytes() const;
};

template <class Input>
Draft draft_of(Input&& input) {
    return {.message = std::move(input.message).value_or(std::string()),
            .subject = std::move(input.subject),
            .structure = std::move(input.message_structure),
            .attributes = std::move(input.message_attributes),
            .deduplication_id = std::move(input.message_deduplication_id),
            .group_id = std::move(input.message_group_id)};
}

/// Subject and message: what is looked at first.
Result<void> check_texts(const Draft& draft);

/// A FIFO topic wants a group, and a deduplication id unless it takes the content; a standard topic
/// wants no deduplication id.
Result<void> check_group(const Draft& draft, bool fifo);
Result<void> check_deduplication(const Draft& draft, const Topic& topic);

enum class DefaultText : std::uint8_t { required, optional };

/// The texts of MessageStructure `json` by protocol, with `default` among them; none for a plain
/// message.
Result<StringMap> parse_texts(const Draft& draft, DefaultText rule);

/// A checked draft, ready to be published.
Publication make_publication(Draft&& draft, StringMap&& texts, const Context& context, bool fifo);

/// The text that subscribers of `protocol` get.
const std::string& text_for(const Publication& publication, std::string_view protocol);

}  // namespace forebay::service::sns
