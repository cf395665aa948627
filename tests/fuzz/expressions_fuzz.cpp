// An expression and an item from bytes. The first byte picks the kind of the expression; its text
// ends at the first zero, and what is behind is the item, if it is one. A condition is the opposite
// of its negation, an update leaves alone what it does not name, a projection only takes away, and
// what any of them makes is an item to the last bit.

#include "tests/engine/expressions/notation.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/engine/expression.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

using namespace forebay;
using namespace forebay::engine;

namespace {

constexpr std::array<std::optional<std::string> ExpressionTexts::*, 4> kinds{
    &ExpressionTexts::condition, &ExpressionTexts::update, &ExpressionTexts::projection,
    &ExpressionTexts::key_condition};

const Item fixed_item = item(
    "{a: 'abc', b: 12.5, c: [1, 'x', [2], {a: 3}], d: {a: {b: 'deep'}, b: [4, 5]}, e: <'a', 'b'>, "
    "f: <1, 2>, g: x'00ff', h: true, i: null, k: <x'00'>}");

const std::map<char, std::string> values_by_letter{
    {'s', "'ab'"},   {'n', "12.50"},   {'b', "x'00'"}, {'t', "true"},
    {'z', "null"},   {'y', "<'a'>"},   {'m', "<1>"},   {'l', "[1]"},
    {'o', "{a: 3}"}, {'q', "<x'00'>"}, {'u', "'S'"},   {'h', "9e125"}};

/// The word that follows each `sign`.
std::map<std::string, char> placeholders(std::string_view text, char sign) {
    std::map<std::string, char> found;
    for (std::size_t at = text.find(sign); at < text.size(); at = text.find(sign, at + 1)) {
        const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
        const auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                          text.end(), is_word);
        const std::string word(text.begin() + static_cast<std::ptrdiff_t>(at), end);
        if (word.size() > 1) {
            found[word] = word[1];
        }
    }
    return found;
}

/// Every placeholder in `text` stands for what its first letter says; some stand for nothing.
Result<Expressions> compiled(std::string text, std::optional<std::string> ExpressionTexts::*kind) {
    std::map<std::string, std::string> names;
    for (const auto& [name, letter] : placeholders(text, '#')) {
        if (letter != '0') {
            names[name] = std::string(1, letter);
        }
    }
    ExpressionTexts request;
    if (!names.empty()) {
        request.names = std::move(names);
    }
    std::string values;
    for (const auto& [name, letter] : placeholders(text, ':')) {
        const auto value = values_by_letter.find(letter);
        if (value != values_by_letter.end()) {
            values += values.empty() ? "{" : ", ";
            values += name + ": " + value->second;
        }
    }
    if (!values.empty()) {
        request.values = GivenItem{.item = item(values + "}"), .fault = {}, .faulty_attribute = {}};
    }
    request.*kind = std::move(text);
    auto expressions = compile(std::move(request));
    FOREBAY_ASSERT(expressions || !expressions.error().detail.empty());
    return expressions;
}

bool is_named(std::span<const AttributeUse> uses, std::string_view attribute) {
    return std::ranges::find(uses, attribute, &AttributeUse::name) != uses.end();
}

void check_condition(const Condition& condition, const std::string& text, MapView item) {
    const bool holds = condition.holds(item);
    const auto negation = compiled("NOT (" + text + ")", &ExpressionTexts::condition);
    FOREBAY_ASSERT(!negation || negation->condition->holds(item) != holds);
}

void check_projection(const Projection& projection, MapView item) {
    const Item part = projection.of(item);
    FOREBAY_ASSERT(is_item(part.bytes()));
    FOREBAY_ASSERT(part.size() <= item.size());
    for (const auto& entry : part.view().entries()) {
        FOREBAY_ASSERT(is_named(projection.uses(), entry.name));
        FOREBAY_ASSERT(item.find(entry.name)->type() == entry.value.type());
    }
}

void check_update(const Update& update, MapView item) {
    FOREBAY_ASSERT(is_item(update.named_parts(item).bytes()));
    const auto after = update.apply(item);
    if (!after) {
        FOREBAY_ASSERT(!after.error().detail.empty());
        return;
    }
    FOREBAY_ASSERT(is_item(after->bytes()));
    for (const auto& entry : item.entries()) {
        FOREBAY_ASSERT(is_named(update.targets(), entry.name) ||
                       after->find(entry.name) == entry.value);
    }
    for (const auto& entry : after->view().entries()) {
        FOREBAY_ASSERT(is_named(update.targets(), entry.name) || item.find(entry.name));
    }
}

void check_key_condition(const KeyCondition& condition) {
    const KeySchema schema{.partition = {"a", ValueType::string},
                           .sort = KeyAttribute{"b", ValueType::number}};
    const auto range = condition.resolve(schema);
    FOREBAY_ASSERT(range || !range.error().detail.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view input(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const std::size_t zero = std::min(input.find('\0'), input.size());
    const std::string text(input.substr(0, zero));
    const std::string rest(input.substr(std::min(zero + 1, input.size())));
    const Item given = is_item(rest) ? Item(rest) : fixed_item;

    const auto expressions = compiled(text, kinds[bytes[0] % kinds.size()]);
    if (!expressions) {
        return 0;
    }
    if (expressions->condition) {
        check_condition(*expressions->condition, text, given);
    }
    if (expressions->update) {
        check_update(*expressions->update, given);
    }
    if (expressions->projection) {
        check_projection(*expressions->projection, given);
    }
    if (expressions->key_condition) {
        check_key_condition(*expressions->key_condition);
    }
    return 0;
}
