#pragma once

#include "engine/expressions/path_tree.hpp"
#include <forebay/engine/expression.hpp>
#include <forebay/model/attribute_value.hpp>
#include <forebay/model/table.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine::expressions {

/// What programs were compiled from: their views point into it.
struct Source {
    ExpressionTexts texts;

    // Of members that are older than expressions.
    std::deque<std::string> attributes;
    std::deque<AttributeValue> values;
};

/// A part of one of a program's lists.
struct Slice {
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
};

enum class OperandKind : std::uint8_t {
    path,
    value,
    size,           // of `first`
    if_not_exists,  // `first`, which is a path, or `second`
    list_append,    // `first` and `second`, as is all that follows
    sum,
    difference,
};

struct Operand {
    OperandKind kind = OperandKind::value;
    Slice path = {};
    ValueView value = {};
    std::uint32_t first = 0;
    std::uint32_t second = 0;
};

enum class Test : std::uint8_t {
    all_of,  // of nodes, as are the next two
    any_of,
    none_of,
    equal,  // of operands, as is all that follows
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    between,
    in,
    exists,
    not_exists,
    has_type,
    begins_with,
    contains,
};

struct Node {
    Test test = Test::all_of;
    Slice ids = {};
};

enum class ActionKind : std::uint8_t { set, remove, add, remove_elements };

/// What an update does to one of its targets; `operand` is what it does it with.
struct Action {
    ActionKind kind = ActionKind::remove;
    std::uint32_t operand = 0;
};

/// A condition on a key attribute.
struct KeyTest {
    std::string_view attribute;
    std::optional<SortCondition::Kind> kind;  // nullopt: one that no key can be found by
    ValueView value;
    ValueView upper;
};

/// An expression, compiled: lists that refer to each other by position, so that evaluating it walks
/// over a few arrays.
struct Program {
    std::shared_ptr<const Source> source;

    std::vector<PathElement> elements;
    std::vector<Operand> operands;
    std::vector<Node> nodes;
    std::vector<std::uint32_t> ids;  // of nodes or operands: what nodes are made of
    std::vector<AttributeUse> uses;

    std::uint32_t root = 0;             // of a condition: a node
    PathTree tree;                      // of a projection its paths, of an update its targets
    std::vector<Action> actions;        // of an update: by the numbers of its targets in `tree`
    std::vector<AttributeUse> targets;  // of an update
    std::vector<KeyTest> key_tests;     // of a key condition
    bool is_legacy = false;  // made of members older than expressions, with other texts of errors

    std::span<const PathElement> path(Slice slice) const {
        return {elements.data() + slice.begin, slice.count};
    }
    std::span<const std::uint32_t> ids_of(const Node& node) const {
        return {ids.data() + node.ids.begin, node.ids.count};
    }

    std::uint32_t add(const Operand& operand);
    std::uint32_t add(Test test, std::span<const std::uint32_t> of);
    std::uint32_t add_value(ValueView value);

    /// The path that is one attribute.
    std::uint32_t add_attribute(std::string_view name);
};

}  // namespace forebay::engine::expressions
