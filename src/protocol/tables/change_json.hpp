#pragma once

#include "protocol/tables/plain_json.hpp"
#include <forebay/service/dynamodb/plain_reads.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Changes of a table as JSON: the triggers specification, C2.
namespace forebay::protocol::tables {

/// Which images of an item a reader of changes wants.
enum class Images : std::uint8_t { keys, new_image, old_image, both };

/// `keys`, `new`, `old` or `both`; an empty text is `new`.
std::optional<Images> parse_images(std::string_view text);

/// Appends the members of a change, without the braces around them.
void write_change(std::string_view table, const service::dynamodb::PlainChange& change,
                  Images images, Format format, std::string& out);

}  // namespace forebay::protocol::tables
