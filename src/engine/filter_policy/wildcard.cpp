#include "engine/filter_policy/wildcard.hpp"

#include <cstring>

namespace forebay::engine::filter_policy {

std::optional<Wildcard> Wildcard::parse(std::string_view pattern) {
    Wildcard wildcard;
    wildcard.pieces_.emplace_back();
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '*') {
            // Stars in a row are as good as one.
            if (wildcard.pieces_.size() == 1 || !wildcard.pieces_.back().empty()) {
                wildcard.pieces_.emplace_back();
            }
            continue;
        }
        if (pattern[i] == '\\') {
            ++i;
            if (i == pattern.size() || (pattern[i] != '*' && pattern[i] != '\\')) {
                return std::nullopt;
            }
        }
        wildcard.pieces_.back().push_back(pattern[i]);
    }
    return wildcard;
}

// The first and the last piece have their places. Of those between, each is best taken where it
// first occurs: that leaves the most for the others, so there is nothing to go back to.
bool Wildcard::matches(std::string_view text) const {
    const std::string& first = pieces_.front();
    const std::string& last = pieces_.back();
    if (pieces_.size() == 1) {
        return text == first;
    }
    if (text.size() < first.size() + last.size() || !text.starts_with(first) ||
        !text.ends_with(last)) {
        return false;
    }
    text.remove_prefix(first.size());
    text.remove_suffix(last.size());
    for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
        const std::string& piece = pieces_[i];
        // Unlike string_view::find, linear whatever the two texts are.
        const void* found = memmem(text.data(), text.size(), piece.data(), piece.size());
        if (found == nullptr) {
            return false;
        }
        const auto offset = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
        text.remove_prefix(offset + piece.size());
    }
    return true;
}

}  // namespace forebay::engine::filter_policy
