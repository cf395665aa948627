#include "load/message_body.hpp"

#include "load/sqs_reply.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <random>

namespace forebay::load {
namespace {

constexpr std::size_t number_digits = 16;
constexpr unsigned offset_bits = 18;  // 256 KiB, more than most compressors look back
constexpr std::size_t offsets_max = std::size_t{1} << offset_bits;

std::string random_text(std::uint32_t seed, std::size_t size) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
    std::mt19937 random{seed};
    std::string text(size, ' ');
    for (char& c : text) {
        c = letters[random() % letters.size()];
    }
    return text;
}

}  // namespace

MessageBodies::MessageBodies(std::uint32_t run, std::size_t body_bytes)
    : mark_(fmt::format("fb-{:08x}-", run)),
      body_bytes_(body_bytes),
      pool_(random_text(run, offsets_max + body_bytes)) {}

void MessageBodies::append(std::uint64_t number, std::string& out) const {
    constexpr std::string_view hex = "0123456789abcdef";
    std::array<char, number_digits + 1> digits{};
    for (std::size_t i = 0; i < number_digits; ++i) {
        digits[i] = hex[(number >> (4 * (number_digits - 1 - i))) & 0xf];
    }
    digits[number_digits] = '-';
    out.append(mark_);
    out.append(digits.data(), digits.size());
    out.append(filler(number));
}

MessageBodies::Recognised MessageBodies::recognise(std::string_view raw) const {
    return raw.contains('\\') ? recognise_plain(unescape_json(raw)) : recognise_plain(raw);
}

MessageBodies::Recognised MessageBodies::recognise_plain(std::string_view body) const {
    if (!body.starts_with(mark_)) {
        return {};
    }
    Recognised recognised{.origin = Origin::altered};
    const std::string_view digits = body.substr(mark_.size(), number_digits);
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, recognised.number, 16);
    const std::size_t filler_begin = mark_.size() + number_digits + 1;
    if (error == std::errc{} && stop == end && body.size() == body_bytes_ &&
        body[filler_begin - 1] == '-' && body.substr(filler_begin) == filler(recognised.number)) {
        recognised.origin = Origin::ours;
    }
    return recognised;
}

std::string_view MessageBodies::filler(std::uint64_t number) const {
    // The top bits of the product depend on all bits of the number: neighbours are far apart, and a
    // changed digit asks for other filler.
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
    const auto offset = static_cast<std::size_t>((number * golden) >> (64 - offset_bits));
    return std::string_view{pool_}.substr(offset, body_bytes_ - mark_.size() - number_digits - 1);
}

}  // namespace forebay::load
