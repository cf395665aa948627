#pragma once

#include "engine/filter_policy/json_document.hpp"
#include <forebay/base/result.hpp>
#include <forebay/engine/filter_policy.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace forebay::engine::filter_policy {

/// The text of a policy while it is parsed, and how what is wrong with it is said: SNS
/// specification 10.5.
class PolicyText {
public:
    /// A member of an object of the policy.
    struct Member {
        std::string_view name;
        std::uint32_t value;
    };

    /// Decoded strings go to `decoded`, and live as long as that and `text`.
    PolicyText(std::string_view text, FilterPolicyUse use, std::deque<std::string>& decoded)
        : text_(text), use_(use), decoded_(decoded) {}

    /// Errors: invalid_parameter, when it is no JSON.
    Result<void> read();

    FilterPolicyUse use() const { return use_; }
    const JsonToken& operator[](std::uint32_t token) const { return json_[token]; }
    std::string_view spelling(std::uint32_t token) const { return json_.spelling(token); }
    std::string_view string(std::uint32_t token);

    bool is_empty(std::uint32_t container) const { return json_[container].next == container + 1; }

    /// In the order of the text; of members with the same name the last.
    std::vector<Member> members(std::uint32_t object);
    std::vector<std::uint32_t> elements(std::uint32_t array) const;

    /// What a parser that reads token after token has consumed when it has seen this one: of a
    /// string no more than the quote.
    std::size_t consumed(std::uint32_t token) const;
    std::size_t consumed_whole(std::uint32_t token) const { return json_[token].end; }

    // Errors, without and with where in the text the parser was.
    Error refuse(std::string_view what) const;
    Error refuse_at(std::size_t consumed, std::string_view what) const;
    Error refuse_nested() const;

private:
    std::string_view text_;
    FilterPolicyUse use_;
    std::deque<std::string>& decoded_;
    std::unordered_map<std::uint32_t, std::string_view> known_;  // strings that are decoded already
    JsonDocument json_;
};

}  // namespace forebay::engine::filter_policy
