#include "engine/expressions/evaluation.hpp"

#include <forebay/base/assert.hpp>
#include <forebay/model/value_writer.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace forebay::engine::expressions {
namespace {

using Evaluated = std::optional<ValueView>;

/// Where the value of size() is written; never so long that it needs memory of its own.
using Scratch = std::string;

/// Characters as UTF-16 counts them: two for those that UTF-8 spells with four bytes.
std::size_t utf16_units(std::string_view text) {
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        units += (byte & 0xC0U) != 0x80U ? 1U : 0U;
        units += byte >= 0xF0 ? 1U : 0U;
    }
    return units;
}

std::optional<std::size_t> size_of(ValueView value) {
    switch (value.type()) {
        case ValueType::string:
            return utf16_units(value.payload());
        case ValueType::binary:
            return value.payload().size();
        case ValueType::string_set:
        case ValueType::number_set:
        case ValueType::binary_set:
        case ValueType::list:
        case ValueType::map:
            return value.count();
        case ValueType::number:
        case ValueType::boolean:
        case ValueType::null:
            return std::nullopt;
    }
    fail_stop("ValueType out of range");
}

bool has_order(ValueType type) {
    return type == ValueType::string || type == ValueType::number || type == ValueType::binary;
}

bool is_ordered_pair(const Evaluated& a, const Evaluated& b) {
    return a && b && a->type() == b->type() && has_order(a->type());
}

bool begins_with(ValueView whole, ValueView beginning) {
    return whole.type() == beginning.type() && has_order(whole.type()) &&
           !whole.is(ValueType::number) && whole.payload().starts_with(beginning.payload());
}

bool contains(ValueView whole, ValueView part) {
    switch (whole.type()) {
        case ValueType::string:
        case ValueType::binary:
            return whole.type() == part.type() && whole.payload().contains(part.payload());
        case ValueType::string_set:
        case ValueType::number_set:
        case ValueType::binary_set:
            return part.type() == element_type(whole.type()) && whole.contains(part.ordered());
        case ValueType::list:
            return std::ranges::any_of(whole.values(),
                                       [&](ValueView value) { return value == part; });
        default:
            return false;
    }
}

class Evaluation {
public:
    Evaluation(const Program& program, MapView item) : program_(program), item_(item) {}

    bool node(std::uint32_t id) const {
        const Node& node = program_.nodes[id];
        const auto ids = program_.ids_of(node);
        switch (node.test) {
            case Test::all_of:
                return std::ranges::all_of(ids, [&](std::uint32_t one) { return this->node(one); });
            case Test::any_of:
                return std::ranges::any_of(ids, [&](std::uint32_t one) { return this->node(one); });
            case Test::none_of:
                return std::ranges::none_of(ids,
                                            [&](std::uint32_t one) { return this->node(one); });
            case Test::exists:
                return path(ids[0]).has_value();
            case Test::not_exists:
                return !path(ids[0]).has_value();
            case Test::in:
                return in(ids);
            case Test::between:
                return between(ids);
            default:
                return pair(node.test, ids);
        }
    }

private:
    bool pair(Test test, std::span<const std::uint32_t> ids) const {
        Scratch a_scratch, b_scratch;
        const Evaluated a = operand(ids[0], a_scratch);
        const Evaluated b = operand(ids[1], b_scratch);
        switch (test) {
            case Test::equal:
                return a && b && *a == *b;
            case Test::not_equal:
                return !(a && b && *a == *b);
            case Test::less:
                return is_ordered_pair(a, b) && a->ordered() < b->ordered();
            case Test::less_or_equal:
                return is_ordered_pair(a, b) && a->ordered() <= b->ordered();
            case Test::greater:
                return is_ordered_pair(a, b) && a->ordered() > b->ordered();
            case Test::greater_or_equal:
                return is_ordered_pair(a, b) && a->ordered() >= b->ordered();
            case Test::has_type:
                return a && b && type_name(a->type()) == b->payload();
            case Test::begins_with:
                return a && b && begins_with(*a, *b);
            case Test::contains:
                return a && b && contains(*a, *b);
            default:
                fail_stop("a Test without its own operands");
        }
    }

    bool between(std::span<const std::uint32_t> ids) const {
        Scratch scratch, lower_scratch, upper_scratch;
        const Evaluated value = operand(ids[0], scratch);
        const Evaluated lower = operand(ids[1], lower_scratch);
        const Evaluated upper = operand(ids[2], upper_scratch);
        return is_ordered_pair(value, lower) && is_ordered_pair(value, upper) &&
               lower->ordered() <= value->ordered() && value->ordered() <= upper->ordered();
    }

    bool in(std::span<const std::uint32_t> ids) const {
        Scratch scratch;
        const Evaluated value = operand(ids[0], scratch);
        return value && std::ranges::any_of(ids.subspan(1), [&](std::uint32_t id) {
                   Scratch candidate_scratch;
                   const Evaluated candidate = operand(id, candidate_scratch);
                   return candidate && *candidate == *value;
               });
    }

    Evaluated path(std::uint32_t id) const {
        return find(program_.path(program_.operands[id].path), item_);
    }

    Evaluated operand(std::uint32_t id, Scratch& scratch) const {
        const Operand& operand = program_.operands[id];
        switch (operand.kind) {
            case OperandKind::path:
                return path(id);
            case OperandKind::value:
                return operand.value;
            case OperandKind::size: {
                Scratch inner;
                const Evaluated measured = this->operand(operand.first, inner);
                const auto size = measured ? size_of(*measured) : std::nullopt;
                if (!size) {
                    return std::nullopt;
                }
                ValueWriter(scratch).number(Number(*size));
                return ValueView(scratch);
            }
            default:
                fail_stop("an Operand of an update in a condition");
        }
    }

    const Program& program_;
    MapView item_;
};

}  // namespace

std::optional<ValueView> step(ValueView value, const PathElement& element) {
    if (element.is_index) {
        return value.is(ValueType::list) ? value.at(element.index) : std::nullopt;
    }
    return value.is(ValueType::map) ? value.map().find(element.name) : std::nullopt;
}

std::optional<ValueView> find(std::span<const PathElement> path, MapView item) {
    auto value = item.find(path.front().name);
    for (const PathElement& element : path.subspan(1)) {
        if (!value) {
            break;
        }
        value = step(*value, element);
    }
    return value;
}

bool holds(const Program& program, MapView item) {
    return Evaluation(program, item).node(program.root);
}

}  // namespace forebay::engine::expressions
