#pragma once

#include <forebay/model/message.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine {

/// Policies and messages from a seed, of so few names and values that they often match.
class RandomFilters {
public:
    explicit RandomFilters(std::uint64_t seed) : random_(seed) {}

    std::string attribute_policy() { return "{" + members(2, false) + "}"; }
    std::string body_policy() { return "{" + members(3, true) + "}"; }
    std::vector<MessageAttribute> attributes();
    std::string body() { return object(3); }

    /// `text` with some bytes changed, left out or repeated.
    std::string damaged(std::string text);

    std::size_t below(std::size_t bound) { return random_() % bound; }

private:
    bool one_in(std::size_t n) { return below(n) == 0; }
    std::string_view pick(std::initializer_list<std::string_view> texts);

    std::string name() { return std::string(pick({"a", "b", "c", "d"})); }
    std::string scalar();
    std::string rule();
    std::string rules();
    std::string members(int depth, bool nests);
    std::string value(int depth);
    std::string object(int depth);

    std::mt19937_64 random_;
};

}  // namespace forebay::engine
