#include "engine/filter_policy/policy_text.hpp"

#include <forebay/base/assert.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace forebay::engine::filter_policy {
namespace {

/// How much of a policy an error repeats.
constexpr std::size_t shown_max = 500;

std::string_view beginning_of_errors(FilterPolicyUse use) {
    switch (use) {
        case FilterPolicyUse::subscribe:
            return "Invalid parameter: Attributes Reason: FilterPolicy: ";
        case FilterPolicyUse::set_subscription_attributes:
            return "Invalid parameter: FilterPolicy: ";
        case FilterPolicyUse::event_source:
            return "";
    }
    fail_stop("FilterPolicyUse out of range");
}

bool is_first_byte(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
}

/// The length of the first `shown_max` bytes of `text`, without part of a character at their end.
std::size_t shown_bytes(std::string_view text) {
    if (text.size() <= shown_max) {
        return text.size();
    }
    std::size_t size = shown_max;
    while (size > 0 && !is_first_byte(text[size])) {
        --size;
    }
    return size;
}

/// UTF-16 units, as the service counts.
std::size_t units(std::string_view text) {
    const auto four_bytes =
        std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
    return static_cast<std::size_t>(std::ranges::count_if(text, is_first_byte) + four_bytes);
}

}  // namespace

Result<void> PolicyText::read() {
    if (!json_.read(text_)) {
        const auto& [what, consumed] = json_.failure();
        return refuse_at(consumed, "failed to parse JSON. " + what);
    }
    return {};
}

std::string_view PolicyText::string(std::uint32_t token) {
    if (!json_[token].has_escapes) {
        return json_.spelling(token);
    }
    const auto [text, is_new] = known_.try_emplace(token);
    if (is_new) {
        text->second = json_.string(token, decoded_.emplace_back());
    }
    return text->second;
}

std::vector<PolicyText::Member> PolicyText::members(std::uint32_t object) {
    std::vector<Member> members;
    for (std::uint32_t name = object + 1; name < json_[object].next;) {
        members.push_back({string(name), name + 1});
        name = json_[name + 1].next;
    }
    // By name, the last first; then the first of each name is the one that counts.
    std::ranges::sort(members, [](const Member& a, const Member& b) {
        return std::tie(a.name, b.value) < std::tie(b.name, a.value);
    });
    const auto repeated = std::ranges::unique(members, {}, &Member::name);
    members.erase(repeated.begin(), repeated.end());
    std::ranges::sort(members, {}, &Member::value);
    return members;
}

std::vector<std::uint32_t> PolicyText::elements(std::uint32_t array) const {
    std::vector<std::uint32_t> elements;
    for (std::uint32_t i = array + 1; i < json_[array].next; i = json_[i].next) {
        elements.push_back(i);
    }
    return elements;
}

std::size_t PolicyText::consumed(std::uint32_t token) const {
    switch (json_[token].kind) {
        case JsonKind::object:
        case JsonKind::array:
            return json_[token].begin + 1;
        case JsonKind::string:
            return json_[token].begin;
        default:
            return json_[token].end;
    }
}

Error PolicyText::refuse(std::string_view what) const {
    return {Errc::invalid_parameter, fmt::format("{}{}", beginning_of_errors(use_), what)};
}

Error PolicyText::refuse_at(std::size_t consumed, std::string_view what) const {
    const std::string_view before = text_.substr(0, consumed);
    const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    const std::size_t shown = shown_bytes(text_);
    const std::string cut = shown < text_.size()
                                ? fmt::format("[truncated {} chars]", units(text_.substr(shown)))
                                : std::string();
    return refuse(fmt::format("{}\n at [Source: (String)\"{}\"{}; line: {}, column: {}]", what,
                              text_.substr(0, shown), cut, std::ranges::count(before, '\n') + 1,
                              units(before.substr(line_begin)) + 1));
}

Error PolicyText::refuse_nested() const {
    return {Errc::invalid_parameter,
            "Invalid parameter: Filter policy scope MessageAttributes does not support nested "
            "filter policy"};
}

}  // namespace forebay::engine::filter_policy
