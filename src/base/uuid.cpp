#include <forebay/base/assert.hpp>
#include <forebay/base/uuid.hpp>

#include <base/hex_pairs.hpp>
#include <openssl/rand.h>

#include <bit>
#include <cstring>

namespace forebay {
namespace {

// xoshiro256++: a few nanoseconds a number, seeded from the system once a thread.
class Generator {
public:
    Generator() {
        FOREBAY_ASSERT(
            RAND_bytes(reinterpret_cast<unsigned char*>(state_.data()), sizeof(state_)) == 1);
    }

    std::uint64_t next() {
        const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
        const std::uint64_t shifted = state_[1] << 17U;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

private:
    std::array<std::uint64_t, 4> state_;
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return -1;
}

bool is_dash_before(std::size_t byte) {
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

}  // namespace

std::uint64_t random_bits() {
    thread_local Generator generator;
    return generator.next();
}

Uuid random_uuid() {
    const std::array<std::uint64_t, 2> bits = {random_bits(), random_bits()};
    Uuid uuid;
    std::memcpy(uuid.bytes.data(), bits.data(), sizeof(bits));
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0FU) | 0x40U);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3FU) | 0x80U);
    return uuid;
}

std::string to_string(const Uuid& uuid) {
    std::string text(36, '-');
    char* at = text.data();
    for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
        at = write_hex(uuid.bytes[i], at + (is_dash_before(i) ? 1 : 0));
    }
    return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != 36) {
        return std::nullopt;
    }
    Uuid uuid;
    std::size_t at = 0;
    for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
        if (is_dash_before(i) && text[at++] != '-') {
            return std::nullopt;
        }
        const int high = hex_digit(text[at++]);
        const int low = hex_digit(text[at++]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        uuid.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return uuid;
}

}  // namespace forebay
