#include "engine/expressions/update.hpp"

#include "engine/expressions/evaluation.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/model/value_writer.hpp>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// How it works: first all right sides are computed from the item as it was. Then the item and the
// tree of targets are walked side by side, and the new item is written: what has no target below it
// is copied as it is.
namespace forebay::engine::expressions {
namespace {

Error refusal(std::string_view text) {
    return {Errc::validation_failed, std::string(text)};
}

constexpr std::string_view invalid_path =
    "The document path provided in the update expression is invalid for update";
constexpr std::string_view missing_operand =
    "The provided expression refers to an attribute that does not exist in the item";
constexpr std::string_view wrong_type =
    "An operand in the update expression has an incorrect data type";
constexpr std::string_view legacy_wrong_type = "Type mismatch for attribute to update";
constexpr std::string_view too_deep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
    "beyond "
    "supported limit";

/// Lists and maps in each other.
int depth_of(ValueView value) {
    int inner = 0;
    if (value.is(ValueType::list)) {
        for (const ValueView element : value.values()) {
            inner = std::max(inner, depth_of(element));
        }
        return inner + 1;
    }
    if (value.is(ValueType::map)) {
        for (const auto& entry : value.map().entries()) {
            inner = std::max(inner, depth_of(entry.value));
        }
        return inner + 1;
    }
    return 0;
}

/// Computes right sides.
class RightSides {
public:
    RightSides(const Program& program, MapView item) : program_(program), item_(item) {}

    Result<ValueView> value(std::uint32_t id) {
        const Operand& operand = program_.operands[id];
        switch (operand.kind) {
            case OperandKind::path: {
                const auto found = find(program_.path(operand.path), item_);
                return found ? Result<ValueView>(*found) : refusal(missing_operand);
            }
            case OperandKind::value:
                return operand.value;
            case OperandKind::if_not_exists: {
                const Operand& path = program_.operands[operand.first];
                const auto found = find(program_.path(path.path), item_);
                return found ? Result<ValueView>(*found) : value(operand.second);
            }
            case OperandKind::list_append:
                return joined(operand);
            case OperandKind::sum:
            case OperandKind::difference:
                return computed(operand);
            case OperandKind::size:
                break;
        }
        fail_stop("an Operand of a condition in an update");
    }

private:
    Result<ValueView> typed(std::uint32_t id, ValueType type) {
        auto operand = value(id);
        if (operand && !operand->is(type)) {
            return refusal(wrong_type);
        }
        return operand;
    }

    Result<ValueView> joined(const Operand& operand) {
        const auto first = typed(operand.first, ValueType::list);
        if (!first) {
            return first.error();
        }
        const auto second = typed(operand.second, ValueType::list);
        if (!second) {
            return second.error();
        }
        ValueWriter writer(new_value());
        writer.begin_list();
        for (const ValueView list : {*first, *second}) {
            for (const ValueView element : list.values()) {
                writer.value(element);
            }
        }
        writer.end();
        return ValueView(values_.back());
    }

    Result<ValueView> computed(const Operand& operand) {
        const auto first = typed(operand.first, ValueType::number);
        if (!first) {
            return first.error();
        }
        const auto second = typed(operand.second, ValueType::number);
        if (!second) {
            return second.error();
        }
        const auto result = operand.kind == OperandKind::sum
                                ? Number::sum(first->number(), second->number())
                                : Number::difference(first->number(), second->number());
        if (!result) {
            return result.error();
        }
        ValueWriter(new_value()).number(*result);
        return ValueView(values_.back());
    }

    std::string& new_value() { return values_.emplace_back(); }

    const Program& program_;
    MapView item_;
    std::deque<std::string> values_;  // that neither the item nor the request has
};

enum class SetOperation : std::uint8_t { united, without };

/// The elements of the union of two sets, or those of the first that the second has not.
std::vector<std::string_view> combine(ValueView a, ValueView b, SetOperation operation) {
    std::vector<std::string_view> a_elements, b_elements, result;
    std::ranges::copy(a.elements().begin(), a.elements().end(), std::back_inserter(a_elements));
    std::ranges::copy(b.elements().begin(), b.elements().end(), std::back_inserter(b_elements));
    if (operation == SetOperation::united) {
        std::ranges::set_union(a_elements, b_elements, std::back_inserter(result));
    } else {
        std::ranges::set_difference(a_elements, b_elements, std::back_inserter(result));
    }
    return result;
}

/// Writes the new item. The first refusal ends the writing.
class Rewriting {
public:
    Rewriting(const Program& program, const std::vector<ValueView>& values, ValueWriter& writer)
        : program_(program), values_(values), writer_(writer) {}

    const std::optional<Error>& error() const { return error_; }

    void entries(const PathTree& node, MapView map, int depth) {
        auto child = node.children.begin();
        const auto end = node.children.end();
        for (const auto& entry : map.entries()) {
            for (; child != end && child->element.name < entry.name; ++child) {
                absent_entry(*child, depth);
            }
            if (error_) {
                return;
            }
            if (child != end && child->element.name == entry.name) {
                present_entry(*child, entry.value, depth);
                ++child;
            } else {
                writer_.name(entry.name);
                writer_.value(entry.value);
            }
        }
        for (; child != end; ++child) {
            absent_entry(*child, depth);
        }
    }

private:
    void elements(const PathTree& node, ValueView list, int depth) {
        auto child = node.children.begin();
        const auto end = node.children.end();
        std::uint32_t index = 0;
        for (const ValueView value : list.values()) {
            if (child != end && child->element.index == index) {
                present(*child, value, depth);
                ++child;
            } else {
                writer_.value(value);
            }
            if (error_) {
                return;
            }
            ++index;
        }
        for (; child != end; ++child) {
            absent(*child, depth);
        }
    }

    void present_entry(const PathTree& child, ValueView value, int depth) {
        if (error_ || (child.is_end && leaves_nothing(child, value))) {
            return;
        }
        writer_.name(child.element.name);
        present(child, value, depth);
    }

    void absent_entry(const PathTree& child, int depth) {
        if (child.is_end && !makes_value(child)) {
            return;
        }
        if (!error_ && child.is_end) {
            writer_.name(child.element.name);
        }
        absent(child, depth);
    }

    /// The target `child`, or one below it, where there is `value`.
    void present(const PathTree& child, ValueView value, int depth) {
        if (error_) {
            return;
        }
        if (child.is_end) {
            if (!leaves_nothing(child, value)) {
                write(child, value, depth);
            }
            return;
        }
        const ValueType wanted =
            child.children.front().element.is_index ? ValueType::list : ValueType::map;
        if (!value.is(wanted)) {
            refuse(invalid_path);
            return;
        }
        if (wanted == ValueType::list) {
            writer_.begin_list();
            elements(child, value, depth + 1);
        } else {
            writer_.begin_map();
            entries(child, value.map(), depth + 1);
        }
        if (!error_) {
            writer_.end();
        }
    }

    /// The target `child`, or one below it, where there is nothing.
    void absent(const PathTree& child, int depth) {
        if (error_) {
            return;
        }
        if (!child.is_end) {
            refuse(invalid_path);
        } else if (makes_value(child)) {
            write_value(value_of(child), depth);
        }
    }

    bool makes_value(const PathTree& child) const {
        const ActionKind kind = kind_of(child);
        return kind == ActionKind::set || kind == ActionKind::add;
    }

    bool leaves_nothing(const PathTree& child, ValueView value) const {
        switch (kind_of(child)) {
            case ActionKind::remove:
                return true;
            case ActionKind::remove_elements: {
                const ValueView removed = value_of(child);
                return removed.type() == value.type() &&
                       combine(value, removed, SetOperation::without).empty();
            }
            case ActionKind::set:
            case ActionKind::add:
                return false;
        }
        fail_stop("ActionKind out of range");
    }

    void write(const PathTree& child, ValueView value, int depth) {
        const ValueView operand = value_of(child);
        const ActionKind kind = kind_of(child);
        if (kind == ActionKind::set) {
            write_value(operand, depth);
            return;
        }
        if (value.type() != operand.type()) {
            refuse(program_.is_legacy ? legacy_wrong_type : wrong_type);
            return;
        }
        if (value.is(ValueType::number)) {
            add(value, operand);
        } else if (value.is(ValueType::list)) {
            append(value, operand);
        } else {
            combine_sets(value, operand,
                         kind == ActionKind::add ? SetOperation::united : SetOperation::without);
        }
    }

    void write_value(ValueView value, int depth) {
        const bool is_container = value.is(ValueType::list) || value.is(ValueType::map);
        if (is_container && depth + depth_of(value) > limits::attribute_depth_max) {
            refuse(too_deep);
            return;
        }
        writer_.value(value);
    }

    void add(ValueView value, ValueView operand) {
        const auto sum = Number::sum(value.number(), operand.number());
        if (!sum) {
            refuse(sum.error().detail);
            return;
        }
        writer_.number(*sum);
    }

    void append(ValueView list, ValueView added) {
        writer_.begin_list();
        for (const ValueView part : {list, added}) {
            for (const ValueView element : part.values()) {
                writer_.value(element);
            }
        }
        writer_.end();
    }

    void combine_sets(ValueView value, ValueView operand, SetOperation operation) {
        writer_.begin_set(value.type());
        for (const std::string_view element : combine(value, operand, operation)) {
            writer_.element(element);
        }
        writer_.end();
    }

    ActionKind kind_of(const PathTree& child) const { return program_.actions[child.path].kind; }
    ValueView value_of(const PathTree& child) const { return values_[child.path]; }

    void refuse(std::string_view text) {
        if (!error_) {
            error_ = refusal(text);
        }
    }

    const Program& program_;
    const std::vector<ValueView>& values_;  // by the number of the target, as its actions
    ValueWriter& writer_;
    std::optional<Error> error_;
};

}  // namespace

Result<Item> apply(const Program& program, MapView item) {
    RightSides right_sides(program, item);
    std::vector<ValueView> values;
    values.reserve(program.actions.size());
    for (const Action& action : program.actions) {
        if (action.kind == ActionKind::remove) {
            values.emplace_back();
            continue;
        }
        const auto value = right_sides.value(action.operand);
        if (!value) {
            return value.error();
        }
        values.push_back(*value);
    }
    std::string bytes;
    bytes.reserve(item.bytes().size() + 64);
    ValueWriter writer(bytes);
    Rewriting rewriting(program, values, writer);
    writer.begin_item();
    rewriting.entries(program.tree, item, 0);
    if (rewriting.error()) {
        return *rewriting.error();
    }
    writer.end();
    return Item(std::move(bytes));
}

}  // namespace forebay::engine::expressions
