#include "engine/filter_policy/rule_parser.hpp"

#include "engine/filter_policy/letter_case.hpp"
#include "engine/filter_policy/numeric_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::engine::filter_policy {
namespace {

constexpr std::string_view only_one_key = "Only one key allowed in match expression";

/// A rule that compares with a text: `{"prefix":"p"}`.
struct TextTest {
    std::string_view name;
    bool is_in_sns;  ///< else of event patterns alone
    bool is_in_anything_but_of_sns;
    Result<Rule> (*make)(PolicyText& text, std::uint32_t token);
};

template <class Test>
Result<Rule> make_test(PolicyText& text, std::uint32_t token) {
    return Rule{Test{text.string(token)}};
}

Result<Rule> make_equals_ignore_case(PolicyText& text, std::uint32_t token) {
    return Rule{EqualsIgnoreCase{folded(text.string(token))}};
}

Result<Rule> make_wildcard(PolicyText& text, std::uint32_t token) {
    auto wildcard = Wildcard::parse(text.string(token));
    if (!wildcard) {
        return text.refuse_at(text.consumed(token), "Invalid escape character in wildcard");
    }
    return Rule{*std::move(wildcard)};
}

constexpr std::array text_tests{
    TextTest{"prefix", true, true, make_test<Prefix>},
    TextTest{"suffix", true, false, make_test<Suffix>},
    TextTest{"equals-ignore-case", true, false, make_equals_ignore_case},
    TextTest{"wildcard", false, false, make_wildcard},
};

const TextTest* find_text_test(std::string_view name) {
    const auto* found = std::ranges::find(text_tests, name, &TextTest::name);
    return found == text_tests.end() ? nullptr : found;
}

class RuleParser {
public:
    RuleParser(PolicyText& text, Leaf& leaf) : text_(text), leaf_(leaf) {}

    Result<void> parse(std::uint32_t array) {
        for (const std::uint32_t element : text_.elements(array)) {
            switch (text_[element].kind) {
                case JsonKind::array:
                    return text_.refuse_at(
                        text_.consumed(element),
                        "Match value must be String, number, true, false, or null");
                case JsonKind::object:
                    if (const auto parsed = expression(element); !parsed) {
                        return parsed.error();
                    }
                    break;
                default:
                    const auto value = scalar(element);
                    if (!value) {
                        return value.error();
                    }
                    leaf_.rules.exact.push_back(*value);
            }
        }
        std::ranges::sort(leaf_.rules.exact);
        return {};
    }

private:
    /// `{"operator": …}`.
    Result<void> expression(std::uint32_t object) {
        if (text_.is_empty(object)) {
            return text_.refuse_at(text_.consumed_whole(object), "Match expression name not found");
        }
        const std::uint32_t value = object + 2;
        if (const auto added = add(text_.string(object + 1), value); !added) {
            return added.error();
        }
        return expect_end(object, value);
    }

    Result<void> add(std::string_view name, std::uint32_t value) {
        if (name == "exists") {
            return add_exists(value);
        }
        auto rule = parse_rule(name, value);
        if (!rule) {
            return rule.error();
        }
        leaf_.rules.patterns.push_back(*std::move(rule));
        return {};
    }

    Result<void> add_exists(std::uint32_t value) {
        if (text_[value].kind == JsonKind::literal_true) {
            leaf_.accepts_any = true;
        } else if (text_[value].kind == JsonKind::literal_false) {
            leaf_.accepts_absence = true;
        } else {
            return text_.refuse_at(text_.consumed(value),
                                   "exists match pattern must be either true or false.");
        }
        return {};
    }

    Result<Rule> parse_rule(std::string_view name, std::uint32_t value) {
        if (name == "numeric") {
            return wrap(parse_numeric(text_, value));
        }
        if (name == "cidr") {
            return cidr(value);
        }
        if (name == "anything-but") {
            return anything_but(value);
        }
        const TextTest* test = find_text_test(name);
        if (test == nullptr || !(test->is_in_sns || is_event_source())) {
            return text_.refuse_at(text_.consumed(value),
                                   fmt::format("Unrecognized match type {}", name));
        }
        return text_test(*test, value);
    }

    Result<Rule> text_test(const TextTest& test, std::uint32_t value) {
        if (text_[value].kind != JsonKind::string) {
            return text_.refuse_at(text_.consumed(value),
                                   fmt::format("{} match pattern must be a string", test.name));
        }
        return test.make(text_, value);
    }

    Result<Rule> cidr(std::uint32_t value) {
        if (text_[value].kind != JsonKind::string) {
            return text_.refuse_at(text_.consumed(value), "prefix match pattern must be a string");
        }
        const auto block = AddressBlock::parse(text_.string(value));
        if (!block) {
            return text_.refuse(block.error().detail);
        }
        return Rule{*block};
    }

    Result<Rule> anything_but(std::uint32_t value) {
        switch (text_[value].kind) {
            case JsonKind::object:
                return anything_but_test(value);
            case JsonKind::array:
                return anything_but_list(value);
            case JsonKind::string:
            case JsonKind::number: {
                const auto excluded = scalar(value);
                if (!excluded) {
                    return excluded.error();
                }
                return Rule{AnythingBut{{.exact = {*excluded}, .patterns = {}}}};
            }
            default:
                return text_.refuse_at(
                    text_.consumed(value),
                    "Value of anything-but must be an array or single string/number value.");
        }
    }

    Result<Rule> anything_but_list(std::uint32_t array) {
        AnythingBut rule;
        for (const std::uint32_t element : text_.elements(array)) {
            const JsonKind kind = text_[element].kind;
            if (kind != JsonKind::string && kind != JsonKind::number) {
                return text_.refuse_at(
                    text_.consumed(element),
                    "Inside anything but list, start|null|boolean is not supported.");
            }
            const auto excluded = scalar(element);
            if (!excluded) {
                return excluded.error();
            }
            rule.excluded.exact.push_back(*excluded);
        }
        std::ranges::sort(rule.excluded.exact);
        return Rule{std::move(rule)};
    }

    /// `{"anything-but":{"prefix":"p"}}`; in event patterns any test of a text, or of several.
    Result<Rule> anything_but_test(std::uint32_t object) {
        if (text_.is_empty(object)) {
            return text_.refuse_at(text_.consumed_whole(object),
                                   "Anything-But expression name not found");
        }
        const std::string_view name = text_.string(object + 1);
        const std::uint32_t value = object + 2;
        const TextTest* test = find_text_test(name);
        if (test == nullptr || !(test->is_in_anything_but_of_sns || is_event_source())) {
            return text_.refuse_at(text_.consumed(value),
                                   fmt::format("Unsupported anything-but pattern: {}", name));
        }
        const bool is_list = is_event_source() && text_[value].kind == JsonKind::array;
        AnythingBut rule;
        for (const std::uint32_t one : is_list ? text_.elements(value) : std::vector{value}) {
            auto excluded = text_test(*test, one);
            if (!excluded) {
                return excluded.error();
            }
            rule.excluded.patterns.push_back(*std::move(excluded));
        }
        if (const auto ended = expect_end(object, value); !ended) {
            return ended.error();
        }
        return Rule{std::move(rule)};
    }

    Result<Value> scalar(std::uint32_t token) {
        switch (text_[token].kind) {
            case JsonKind::string:
                return Value::of(text_.string(token));
            case JsonKind::number: {
                const auto number = parse_number(text_, token);
                if (!number) {
                    return number.error();
                }
                return Value::of(*number);
            }
            case JsonKind::literal_true:
                return Value{.kind = ValueKind::literal_true};
            case JsonKind::literal_false:
                return Value{.kind = ValueKind::literal_false};
            default:
                return Value{.kind = ValueKind::null};
        }
    }

    static Result<Rule> wrap(Result<NumericRange> range) {
        if (!range) {
            return range.error();
        }
        return Rule{*range};
    }

    /// Refuses another member behind the first one's value.
    Result<void> expect_end(std::uint32_t object, std::uint32_t value) const {
        const std::uint32_t behind = text_[value].next;
        if (behind != text_[object].next) {
            return text_.refuse_at(text_.consumed(behind + 1), only_one_key);
        }
        return {};
    }

    bool is_event_source() const { return text_.use() == FilterPolicyUse::event_source; }

    PolicyText& text_;
    Leaf& leaf_;
};

}  // namespace

bool is_operator(std::string_view name) {
    return find_text_test(name) != nullptr || name == "exists" || name == "numeric" ||
           name == "cidr" || name == "anything-but";
}

Result<void> parse_rules(PolicyText& text, std::uint32_t array, Leaf& leaf) {
    return RuleParser(text, leaf).parse(array);
}

}  // namespace forebay::engine::filter_policy
