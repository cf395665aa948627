#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace forebay {

/// A version 4 UUID: message ids, request ids, task ids. Not a secret.
struct Uuid {
    std::array<std::uint8_t, 16> bytes = {};

    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// A new random one. Thread-safe, takes no lock.
Uuid random_uuid();

/// 8-4-4-4-12 lower-case hexadecimal digits.
std::string to_string(const Uuid& uuid);

/// The UUID that `text` spells in the form of `to_string`, else nullopt.
std::optional<Uuid> parse_uuid(std::string_view text);

/// 64 random bits. Thread-safe, takes no lock. Not for secrets.
std::uint64_t random_bits();

}  // namespace forebay
