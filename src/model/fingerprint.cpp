#include <forebay/model/fingerprint.hpp>

#include <boost/endian/conversion.hpp>
#include <sodium.h>

#include <array>

namespace forebay {
namespace {

constexpr std::array<unsigned char, crypto_shorthash_siphashx24_KEYBYTES> key = {
    'f', 'o', 'r', 'e', 'b', 'a', 'y', ' ', 'f', 'i', 'n', 'g', 'e', 'r', 'p', '1'};

}  // namespace

Fingerprint fingerprint(std::string_view text) {
    std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> digest;
    crypto_shorthash_siphashx24(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                text.size(), key.data());
    return {.first = boost::endian::load_little_u64(digest.data()),
            .second = boost::endian::load_little_u64(digest.data() + 8)};
}

GroupKey group_key(std::string_view group_id) {
    const std::uint64_t first = fingerprint(group_id).first;
    return GroupKey(first == 0 ? 1 : first);
}

}  // namespace forebay
