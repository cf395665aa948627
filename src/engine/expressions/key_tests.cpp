#include "engine/expressions/key_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace forebay::engine::expressions {
namespace {

using Kind = SortCondition::Kind;

Error refusal(std::string text) {
    return {Errc::validation_failed, std::move(text)};
}

struct Row {
    Test test;
    std::string_view name;     // as errors have it
    std::optional<Kind> kind;  // nullopt: not in a key condition
    Kind turned = Kind::any;   // when the attribute is the right operand
};

constexpr std::array rows{
    Row{Test::any_of, "OR", {}},
    Row{Test::none_of, "NOT", {}},
    Row{Test::in, "IN", {}},
    Row{Test::not_equal, "<>", {}},
    Row{Test::exists, "attribute_exists", {}},
    Row{Test::not_exists, "attribute_not_exists", {}},
    Row{Test::has_type, "attribute_type", {}},
    Row{Test::contains, "contains", {}},
    Row{Test::equal, "=", Kind::equal, Kind::equal},
    Row{Test::less, "<", Kind::less, Kind::greater},
    Row{Test::less_or_equal, "<=", Kind::less_or_equal, Kind::greater_or_equal},
    Row{Test::greater, ">", Kind::greater, Kind::less},
    Row{Test::greater_or_equal, ">=", Kind::greater_or_equal, Kind::less_or_equal},
    Row{Test::between, "BETWEEN", Kind::between},
    Row{Test::begins_with, "begins_with", Kind::begins_with},
};

const KeyTest* test_of(const Program& program, std::string_view attribute) {
    const auto found = std::ranges::find(program.key_tests, attribute, &KeyTest::attribute);
    return found == program.key_tests.end() ? nullptr : &*found;
}

class KeyTests {
public:
    explicit KeyTests(Program& program) : program_(program) {}

    Result<void> add(std::uint32_t id) {
        const Node node = program_.nodes[id];
        const auto ids = program_.ids_of(node);
        if (node.test == Test::all_of) {
            for (const std::uint32_t one : ids) {
                if (auto added = add(one); !added) {
                    return added;
                }
            }
            return {};
        }
        const Row& row = *std::ranges::find(rows, node.test, &Row::test);
        if (!row.kind) {
            return refusal(
                fmt::format("Invalid operator used in KeyConditionExpression: {}", row.name));
        }
        const bool needs_attribute_first =
            row.kind == Kind::between || row.kind == Kind::begins_with;
        if (needs_attribute_first && operand(ids[0]).kind != OperandKind::path) {
            return refusal(fmt::format(
                "Invalid condition in KeyConditionExpression: {} operator must have the "
                "key attribute as its first operand",
                row.name));
        }
        const auto position = position_of_attribute(ids);
        if (!position) {
            return position.error();
        }
        return add(row, ids, *position);
    }

private:
    const Operand& operand(std::uint32_t id) const { return program_.operands[id]; }

    Result<std::size_t> position_of_attribute(std::span<const std::uint32_t> ids) const {
        std::optional<std::size_t> position;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const Operand& one = operand(ids[i]);
            if (one.kind == OperandKind::size) {
                return refusal("KeyConditionExpressions cannot contain nested operations");
            }
            if (one.kind != OperandKind::path) {
                continue;
            }
            if (position) {
                return refusal(
                    "Invalid condition in KeyConditionExpression: Multiple attribute names used in "
                    "one condition");
            }
            if (one.path.count > 1) {
                return refusal(
                    "KeyConditionExpressions cannot have conditions on nested attributes");
            }
            position = i;
        }
        if (!position) {
            return refusal(
                "Invalid condition in KeyConditionExpression: No key attribute specified");
        }
        return *position;
    }

    Result<void> add(const Row& row, std::span<const std::uint32_t> ids, std::size_t position) {
        const std::string_view attribute = program_.path(operand(ids[position]).path)[0].name;
        if (test_of(program_, attribute) != nullptr) {
            return refusal("KeyConditionExpressions must only contain one condition per key");
        }
        const bool is_between = row.kind == Kind::between;
        program_.key_tests.push_back({.attribute = attribute,
                                      .kind = position == 0 ? *row.kind : row.turned,
                                      .value = operand(ids[position == 0 ? 1 : 0]).value,
                                      .upper = is_between ? operand(ids[2]).value : ValueView()});
        return {};
    }

    Program& program_;
};

/// The test of a key attribute; null when there is none, and need not be.
Result<const KeyTest*> checked_test(const Program& program, const KeyAttribute& attribute,
                                    bool is_partition) {
    const KeyTest* test = test_of(program, attribute.name);
    if (test == nullptr) {
        if (is_partition || program.key_tests.size() > 1) {
            return refusal(
                fmt::format("Query condition missed key schema element: {}", attribute.name));
        }
        return test;
    }
    if (!test->kind) {
        return refusal("Attempted conditional constraint is not an indexable operation");
    }
    if (!test->value.is(attribute.type)) {  // both bounds of BETWEEN have one type
        return refusal(
            "One or more parameter values were invalid: Condition parameter type does not match "
            "schema type");
    }
    if (is_partition && test->kind != Kind::equal) {
        return refusal("Query key condition not supported");
    }
    return test;
}

}  // namespace

Result<void> make_key_tests(Program& program) {
    return KeyTests(program).add(program.root);
}

Result<void> check_key_test_count(const Program& program) {
    if (program.key_tests.empty() || program.key_tests.size() > 2) {
        return refusal("Conditions can be of length 1 or 2 only");
    }
    return {};
}

Result<KeyRange> resolve(const Program& program, const KeySchema& schema) {
    if (!schema.sort && program.key_tests.size() > 1) {
        return refusal("Query key condition not supported");
    }
    const auto partition = checked_test(program, schema.partition, true);
    if (!partition) {
        return partition.error();
    }
    KeyRange range{.partition = std::string((*partition)->value.ordered()), .sort = {}};
    if (!schema.sort) {
        return range;
    }
    const auto sort = checked_test(program, *schema.sort, false);
    if (!sort) {
        return sort.error();
    }
    if (const KeyTest* const test = *sort) {
        range.sort.kind = *test->kind;
        range.sort.value = test->value.ordered();
        if (test->kind == Kind::between) {
            range.sort.upper = test->upper.ordered();
        }
    }
    return range;
}

}  // namespace forebay::engine::expressions
