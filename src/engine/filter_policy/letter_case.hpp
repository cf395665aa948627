#pragma once

#include <string>
#include <string_view>

namespace forebay::engine::filter_policy {

/// `text` in small letters: those of ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic. Other
/// letters stay as they are.
std::string folded(std::string_view text);

/// Whether `text` is `folded_text` once it is folded.
bool equals_folded(std::string_view text, std::string_view folded_text);

}  // namespace forebay::engine::filter_policy
