#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace forebay::service::sqs {

/// The first character of `text` that a message may not hold; nullopt when there is none. May hold:
/// `#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]`, in UTF-8. A byte that
/// is not UTF-8 is reported as itself, a surrogate as its code point. SQS specification 5.1.
///
/// Runs over every body, so it looks at eight bytes at a time while they are plain ASCII.
std::optional<std::uint32_t> forbidden_character(std::string_view text);

/// What a client reads when `character` was found in `where`: SQS specification 3.
std::string forbidden_character_text(std::uint32_t character, std::string_view where);

/// How many characters there are in `text`, which is UTF-8.
std::size_t character_count(std::string_view text);

}  // namespace forebay::service::sqs
