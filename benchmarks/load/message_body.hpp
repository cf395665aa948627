#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace forebay::load {

/// Writes the bodies of a run's messages, and recognises them when they come back.
///
/// A body is `fb-<run>-<number>-` and filler: run is 8 and number 16 hexadecimal digits. The filler
/// is drawn from random letters and digits by the number, so a store cannot compress it well, and
/// each byte of a received body can be compared with what was sent. No byte needs a JSON escape.
class MessageBodies {
public:
    static constexpr std::size_t bytes_min = 32;
    static constexpr std::size_t bytes_max = 1024 * 1024;  // SQS specification 12

    /// `body_bytes` is bytes_min to bytes_max.
    MessageBodies(std::uint32_t run, std::size_t body_bytes);

    void append(std::uint64_t number, std::string& out) const;

    enum class Origin {
        ours,     ///< sent by this run, every byte as sent
        altered,  ///< carries this run's mark, but not the bytes that were sent
        foreign,  ///< of somebody else
    };
    struct Recognised {
        Origin origin = Origin::foreign;
        std::uint64_t number = 0;
    };

    /// `raw` is the inside of a JSON string.
    Recognised recognise(std::string_view raw) const;

    std::size_t body_bytes() const { return body_bytes_; }
    std::string_view run_mark() const { return mark_; }  ///< `fb-<run>-`, no two runs share it

private:
    Recognised recognise_plain(std::string_view body) const;
    std::string_view filler(std::uint64_t number) const;

    std::string mark_;  // what all bodies of the run begin with: fb-<run>-
    std::size_t body_bytes_;
    std::string pool_;  // where filler is cut from
};

}  // namespace forebay::load
