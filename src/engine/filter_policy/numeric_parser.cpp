#include "engine/filter_policy/numeric_parser.hpp"

#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <optional>

namespace forebay::engine::filter_policy {
namespace {

/// Goes from element to element, as the service's parser does, so that errors stand where it has
/// come to.
class NumericParser {
public:
    NumericParser(PolicyText& text, std::uint32_t array)
        : text_(text), array_(array), next_(array + 1) {}

    Result<NumericRange> parse() {
        advance();
        if (!is(JsonKind::string)) {
            return refuse("Invalid member in numeric match: {}", shown());
        }
        const std::string_view name = text_.string(*at_);
        advance();
        if (name != "=" && !is_lower(name) && !is_upper(name)) {
            return refuse("Unrecognized numeric range operator: {}", name);
        }
        if (!is(JsonKind::number)) {
            return refuse("Value of {} must be numeric", name == "=" ? "equals" : name);
        }
        const auto value = bound(name);
        if (!value) {
            return value.error();
        }
        NumericRange range;
        if (!is_upper(name)) {
            range.bottom = *value;
        }
        if (!is_lower(name)) {
            range.top = *value;
        }
        advance();
        if (!at_) {
            return range;
        }
        if (!is_lower(name)) {
            return refuse("Too many elements in numeric expression");
        }
        return parse_upper(range);
    }

private:
    Result<NumericRange> parse_upper(NumericRange range) {
        if (!is(JsonKind::string)) {
            return refuse("Bad value in numeric range: {}", shown());
        }
        const std::string_view name = text_.string(*at_);
        advance();
        if (!is_upper(name)) {
            return refuse("Bad numeric range operator: {}", name);
        }
        if (!is(JsonKind::number)) {
            return refuse("Value of {} must be numeric", name);
        }
        const auto value = bound(name);
        if (!value) {
            return value.error();
        }
        range.top = *value;
        advance();
        if (at_) {
            return refuse("Too many terms in numeric range expression");
        }
        if (range.bottom->value >= range.top->value) {
            return refuse("Bottom must be less than top");
        }
        return range;
    }

    static bool is_lower(std::string_view name) { return name == ">" || name == ">="; }
    static bool is_upper(std::string_view name) { return name == "<" || name == "<="; }

    Result<NumericRange::Bound> bound(std::string_view name) const {
        const auto value = parse_number(text_, *at_);
        if (!value) {
            return value.error();
        }
        return NumericRange::Bound{*value, name.ends_with('=')};
    }

    void advance() {
        if (next_ == text_[array_].next) {
            at_.reset();
            return;
        }
        at_ = next_;
        next_ = text_[next_].next;
    }

    bool is(JsonKind kind) const { return at_ && text_[*at_].kind == kind; }

    std::string_view shown() const {
        if (!at_) {
            return "]";
        }
        const bool is_container = is(JsonKind::object) || is(JsonKind::array);
        return is_container ? text_.spelling(*at_).substr(0, 1) : text_.spelling(*at_);
    }

    template <class... Arguments>
    Error refuse(fmt::format_string<Arguments...> what, Arguments&&... arguments) const {
        return text_.refuse_at(at_ ? text_.consumed(*at_) : text_.consumed_whole(array_),
                               fmt::format(what, std::forward<Arguments>(arguments)...));
    }

    PolicyText& text_;
    std::uint32_t array_;
    std::uint32_t next_;
    std::optional<std::uint32_t> at_;  // nullopt: before the first element, or behind the last
};

}  // namespace

Result<Number> parse_number(const PolicyText& text, std::uint32_t token) {
    const Number number = Number::parse(text.spelling(token)).value();
    if (number.power() > limits::filter_policy_number_power_max) {
        return text.refuse_at(text.consumed(token), "Numeric value is out of range");
    }
    return number;
}

Result<NumericRange> parse_numeric(PolicyText& text, std::uint32_t token) {
    if (text[token].kind != JsonKind::array) {
        return text.refuse_at(text.consumed(token), "Value of numeric must be an array.");
    }
    return NumericParser(text, token).parse();
}

}  // namespace forebay::engine::filter_policy
