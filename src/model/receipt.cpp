#include <forebay/base/base64.hpp>
#include <forebay/model/receipt.hpp>

#include <boost/endian/conversion.hpp>
#include <sodium.h>

#include <algorithm>

namespace forebay {
namespace {

// version 1 | queue 8 | sequence 8 | receive count 4 | received at 8 | digest 16, big-endian
constexpr std::uint8_t version = 1;
constexpr std::size_t digest_bytes = crypto_shorthash_siphashx24_BYTES;
constexpr std::size_t payload_bytes = 1 + 8 + 8 + 4 + 8;
constexpr std::size_t handle_bytes = payload_bytes + digest_bytes;
constexpr std::size_t handle_chars = (handle_bytes + 2) / 3 * 4;
static_assert(crypto_shorthash_siphashx24_KEYBYTES == sizeof(ReceiptCodec::Secret));

using Bytes = std::array<std::uint8_t, handle_bytes>;

void sign(Bytes& bytes, const ReceiptCodec::Secret& secret) {
    crypto_shorthash_siphashx24(bytes.data() + payload_bytes, bytes.data(), payload_bytes,
                                secret.data());
}

}  // namespace

std::string ReceiptCodec::encode(const Receipt& receipt) const {
    Bytes bytes;
    bytes[0] = version;
    boost::endian::store_big_u64(&bytes[1], static_cast<std::uint64_t>(receipt.queue));
    boost::endian::store_big_u64(&bytes[9], static_cast<std::uint64_t>(receipt.sequence));
    boost::endian::store_big_u32(&bytes[17], receipt.receive_count);
    boost::endian::store_big_s64(&bytes[21], receipt.received_at.time_since_epoch().count());
    sign(bytes, secret_);

    return base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<Receipt> ReceiptCodec::decode(std::string_view handle) const {
    if (handle.size() != handle_chars) {
        return std::nullopt;
    }
    const auto parsed = parse_base64(handle);
    if (!parsed || parsed->size() != handle_bytes || parsed->front() != version) {
        return std::nullopt;
    }
    Bytes bytes;
    std::ranges::copy(*parsed, bytes.begin());
    Bytes expected = bytes;
    sign(expected, secret_);
    if (sodium_memcmp(&bytes[payload_bytes], &expected[payload_bytes], digest_bytes) != 0) {
        return std::nullopt;
    }
    return Receipt{.queue = QueueId(boost::endian::load_big_u64(&bytes[1])),
                   .sequence = Sequence(boost::endian::load_big_u64(&bytes[9])),
                   .receive_count = boost::endian::load_big_u32(&bytes[17]),
                   .received_at = TimePoint(Duration(boost::endian::load_big_s64(&bytes[21])))};
}

}  // namespace forebay
