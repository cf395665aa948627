#include "engine/filter_policy/parser.hpp"

#include "engine/filter_policy/policy_text.hpp"
#include "engine/filter_policy/rule_parser.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

// In the order of SNS specification 10.5: JSON, the number of keys, the structure and how many
// combinations it makes, and then each rule.

namespace forebay::engine::filter_policy {
namespace {

using Member = PolicyText::Member;

constexpr std::uint64_t combinations_max = limits::filter_policy_combinations_max;

class Parser {
public:
    Parser(Compiled& policy, FilterPolicyUse use)
        : policy_(policy), text_(policy.text, use, policy.decoded) {}

    Result<void> parse() {
        if (policy_.text.size() > limits::filter_policy_bytes_max) {
            return text_.refuse(fmt::format("Filter policy can not be longer than {} bytes",
                                            limits::filter_policy_bytes_max));
        }
        if (const auto read = text_.read(); !read) {
            return read;
        }
        if (text_[0].kind != JsonKind::object) {
            return text_.refuse_at(text_.consumed(0), "Filter is not an object");
        }
        if (text_.is_empty(0)) {
            return {};
        }
        if (text_.members(0).size() > limits::filter_policy_keys_max) {
            return text_.refuse(fmt::format("Filter policy can not have more than {} keys",
                                            limits::filter_policy_keys_max));
        }
        const auto combinations = count(0, {.depth = 1, .before = 1});
        if (!combinations) {
            return combinations.error();
        }
        if (is_nested_ && policy_.scope == FilterScope::message_attributes) {
            return text_.refuse_nested();
        }
        if (*combinations > combinations_max) {
            return refuse_too_complex();
        }
        return compile(0, policy_.clause);
    }

private:
    struct Place {
        std::uint64_t depth;   // of the object's keys: 1 at the top
        std::uint64_t before;  // combinations of what precedes
    };

    /// How many combinations the policy makes up to the end of `object`; any number above the
    /// limit stands for all of them. Errors: its structure is wrong.
    Result<std::uint64_t> count(std::uint32_t object, Place place) {
        if (text_.is_empty(object)) {
            return text_.refuse_at(text_.consumed_whole(object), "Empty objects are not allowed");
        }
        std::uint64_t combinations = place.before;
        for (const Member& member : text_.members(object)) {
            const auto counted = count(member, {place.depth, combinations});
            if (!counted) {
                return counted;
            }
            combinations = std::min(*counted, combinations_max + 1);
        }
        return combinations;
    }

    Result<std::uint64_t> count(const Member& member, Place place) {
        switch (text_[member.value].kind) {
            case JsonKind::object:
                is_nested_ = true;
                return count(member.value, {place.depth + 1, place.before});
            case JsonKind::array:
                break;
            default:
                return text_.refuse_at(
                    text_.consumed(member.value),
                    fmt::format("\"{}\" must be an object or an array", member.name));
        }
        const auto elements = text_.elements(member.value);
        if (elements.empty()) {
            return text_.refuse_at(text_.consumed_whole(member.value),
                                   "Empty arrays are not allowed");
        }
        if (!is_alternatives(member)) {
            return place.before * elements.size() * place.depth;
        }
        std::uint64_t sum = 0;
        for (const std::uint32_t branch : elements) {
            const auto counted = count(branch, place);
            if (!counted) {
                return counted;
            }
            sum += *counted;
        }
        return sum;
    }

    /// Whether it is an `$or`, and not a key of that name: SNS specification 10.2.
    bool is_alternatives(const Member& member) {
        if (member.name != "$or" || text_[member.value].kind != JsonKind::array) {
            return false;
        }
        const auto elements = text_.elements(member.value);
        return elements.size() >= 2 && std::ranges::all_of(elements, [&](std::uint32_t element) {
                   return text_[element].kind == JsonKind::object &&
                          std::ranges::none_of(text_.members(element), is_operator, &Member::name);
               });
    }

    Result<void> compile(std::uint32_t object, Clause& clause) {
        for (const Member& member : text_.members(object)) {
            const auto compiled = is_alternatives(member)
                                      ? compile_alternatives(member.value, clause)
                                      : compile_key(member, clause);
            if (!compiled) {
                return compiled;
            }
        }
        return {};
    }

    Result<void> compile_alternatives(std::uint32_t array, Clause& clause) {
        Alternatives& alternatives = clause.alternatives.emplace_back();
        for (const std::uint32_t branch : text_.elements(array)) {
            if (const auto compiled = compile(branch, alternatives.branches.emplace_back());
                !compiled) {
                return compiled;
            }
        }
        return {};
    }

    Result<void> compile_key(const Member& member, Clause& clause) {
        const std::size_t names = path_.size();
        enter(member.name);
        const auto compiled = text_[member.value].kind == JsonKind::object
                                  ? compile(member.value, clause)
                                  : compile_leaf(member.value, clause);
        path_.resize(names);
        return compiled;
    }

    Result<void> compile_leaf(std::uint32_t array, Clause& clause) {
        // Names with dots make paths deeper than the policy is nested.
        if (path_.size() > combinations_max) {
            return refuse_too_complex();
        }
        Leaf leaf{.path = path_number(), .number = policy_.leaves++, .rules = {}};
        if (const auto parsed = parse_rules(text_, array, leaf); !parsed) {
            return parsed;
        }
        clause.leaves.push_back(std::move(leaf));
        return {};
    }

    /// Appends a key to the path: in a body, dots are as good as nesting.
    void enter(std::string_view name) {
        if (policy_.scope == FilterScope::message_attributes) {
            path_.push_back(name);
            return;
        }
        for (;;) {
            const std::size_t dot = name.find('.');
            path_.push_back(name.substr(0, dot));
            if (dot == std::string_view::npos) {
                return;
            }
            name.remove_prefix(dot + 1);
        }
    }

    PathNumber path_number() {
        const PathId id = policy_.trie.add(path_);
        const auto [number, is_new] =
            numbers_.emplace(id, static_cast<PathNumber>(policy_.paths.size()));
        if (is_new) {
            policy_.paths.push_back(path_);
            policy_.ids.push_back(id);
        }
        return number->second;
    }

    Error refuse_too_complex() const { return text_.refuse("Filter policy is too complex"); }

    Compiled& policy_;
    PolicyText text_;
    bool is_nested_ = false;
    std::vector<std::string_view> path_;  // to the object that is compiled
    std::unordered_map<PathId, PathNumber> numbers_;
};

}  // namespace

Result<std::shared_ptr<const Compiled>> parse(std::string text, FilterScope scope,
                                              FilterPolicyUse use) {
    auto policy = std::make_shared<Compiled>();
    policy->text = std::move(text);
    policy->scope = scope;
    if (const auto parsed = Parser(*policy, use).parse(); !parsed) {
        return parsed.error();
    }
    return std::shared_ptr<const Compiled>(std::move(policy));
}

}  // namespace forebay::engine::filter_policy
