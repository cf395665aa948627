#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace forebay {

using Sha256 = std::array<std::uint8_t, 32>;

/// HMAC-SHA-256 (RFC 2104) of `bytes`. `key` is not empty.
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);
Sha256 hmac_sha256(const Sha256& key, std::string_view bytes);

/// Whether two secrets are the same, in a time that tells at most whether they are of one length.
bool is_same_secret(std::string_view a, std::string_view b);

}  // namespace forebay
