#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace forebay {

/// Stands for a text where the text itself would be too long to keep: SipHash-2-4, 128 bit, with a
/// key that never changes, because fingerprints are stored. Not a secret, and no protection from
/// somebody who looks for two texts with the same one: he could send the same text twice as well.
struct Fingerprint {
    std::uint64_t first = 0;
    std::uint64_t second = 0;

    bool is_none() const { return first == 0 && second == 0; }
    friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};

Fingerprint fingerprint(std::string_view text);

/// Stands for a message group in memory and in stored states. Two groups that share one would only
/// wait for each other: the order within each is kept.
enum class GroupKey : std::uint64_t {};

/// The key of the group `group_id`; never GroupKey{}, which stands for no group.
GroupKey group_key(std::string_view group_id);

}  // namespace forebay
