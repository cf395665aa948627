#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/queue.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace forebay {

/// One receive of one message: what a receipt handle stands for.
struct Receipt {
    QueueId queue{};
    Sequence sequence{};
    std::uint32_t receive_count = 0;  ///< the how-manieth receive it was
    TimePoint received_at;

    friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// Turns receipts into handles and back. A handle carries a keyed digest (SipHash-2-4, 128 bit), so
/// a client can neither make one nor use one on another queue. SQS specification 1.
/// Immutable, so any thread may use it.
class ReceiptCodec {
public:
    using Secret = std::array<std::uint8_t, 16>;

    explicit ReceiptCodec(const Secret& secret) : secret_(secret) {}

    /// The handle of `receipt`: base64, 60 characters.
    std::string encode(const Receipt& receipt) const;

    /// The receipt that `handle` stands for; nullopt when it is not one of ours.
    std::optional<Receipt> decode(std::string_view handle) const;

private:
    Secret secret_;
};

}  // namespace forebay
