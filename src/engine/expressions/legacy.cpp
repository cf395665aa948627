#include "engine/expressions/key_tests.hpp"
#include "engine/expressions/program.hpp"
#include <forebay/engine/legacy_conditions.hpp>

#include <boost/container/small_vector.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace forebay::engine {
namespace {

using expressions::Action;
using expressions::ActionKind;
using expressions::KeyTest;
using expressions::Program;
using expressions::Source;
using expressions::Test;
using Kind = SortCondition::Kind;

Error refusal(std::string text) {
    return {Errc::validation_failed, std::move(text)};
}

Error invalid(std::string_view text) {
    return refusal(fmt::format("One or more parameter values were invalid: {}", text));
}

/// Which types an operator takes.
enum class Wanted : std::uint8_t { any, scalar, text };

constexpr std::size_t any_number = 0;  // but one at least

struct Row {
    LegacyOperator comparison;
    std::string_view name;
    Test test;
    std::size_t values;
    Wanted wanted;
    std::optional<Kind> key_kind = {};  // nullopt: no key can be found by it
    bool is_negated = false;
};

// By the number of the operator.
constexpr std::array rows{
    Row{LegacyOperator::eq, "EQ", Test::equal, 1, Wanted::any, Kind::equal},
    Row{LegacyOperator::ne, "NE", Test::not_equal, 1, Wanted::any},
    Row{LegacyOperator::le, "LE", Test::less_or_equal, 1, Wanted::scalar, Kind::less_or_equal},
    Row{LegacyOperator::lt, "LT", Test::less, 1, Wanted::scalar, Kind::less},
    Row{LegacyOperator::ge, "GE", Test::greater_or_equal, 1, Wanted::scalar,
        Kind::greater_or_equal},
    Row{LegacyOperator::gt, "GT", Test::greater, 1, Wanted::scalar, Kind::greater},
    Row{LegacyOperator::not_null, "NOT_NULL", Test::exists, 0, Wanted::any},
    Row{LegacyOperator::null, "NULL", Test::not_exists, 0, Wanted::any},
    Row{LegacyOperator::contains, "CONTAINS", Test::contains, 1, Wanted::scalar},
    Row{LegacyOperator::not_contains, "NOT_CONTAINS", Test::contains, 1, Wanted::scalar, {}, true},
    Row{LegacyOperator::begins_with, "BEGINS_WITH", Test::begins_with, 1, Wanted::text,
        Kind::begins_with},
    Row{LegacyOperator::in, "IN", Test::in, any_number, Wanted::scalar},
    Row{LegacyOperator::between, "BETWEEN", Test::between, 2, Wanted::scalar, Kind::between},
};

const Row& row_of(LegacyOperator comparison) {
    return rows.at(static_cast<std::size_t>(comparison));
}

bool is_number_right(const Row& row, std::size_t given) {
    return row.comparison == LegacyOperator::in ? given > 0 : given == row.values;
}

bool takes(Wanted wanted, ValueType type) {
    const bool is_text = type == ValueType::string || type == ValueType::binary;
    return wanted == Wanted::any || is_text ||
           (wanted == Wanted::scalar && type == ValueType::number);
}

using Values = std::vector<GivenValue>;

Result<void> check_faults(const Values& values) {
    for (const GivenValue& value : values) {
        if (value.fault) {
            return *value.fault;
        }
    }
    return {};
}

Result<void> check(const Row& row, const Values& values) {
    if (auto checked = check_faults(values); !checked) {
        return checked;
    }
    if (!is_number_right(row, values.size())) {
        return invalid(
            fmt::format("Invalid number of argument(s) for the {} ComparisonOperator", row.name));
    }
    for (const GivenValue& value : values) {
        if (value.value.view().type() != values.front().value.view().type()) {
            return invalid("AttributeValues inside AttributeValueList must be of same type");
        }
    }
    for (const GivenValue& value : values) {
        const ValueType type = value.value.view().type();
        if (!takes(row.wanted, type)) {
            return invalid(
                fmt::format("ComparisonOperator {} is not valid for {} AttributeValue "
                            "type",
                            row.name, type_name(type)));
        }
    }
    if (row.comparison == LegacyOperator::between &&
        values[0].value.view().ordered() > values[1].value.view().ordered()) {
        return refusal(
            "The BETWEEN condition was provided a range where the lower bound is greater than the "
            "upper bound");
    }
    return {};
}

/// Makes a program of what it is given, and keeps that.
class Builder {
public:
    Builder() : source_(std::make_shared<Source>()), program_(std::make_shared<Program>()) {
        program_->source = source_;
        program_->is_legacy = true;
    }

    Program& program() { return *program_; }
    std::shared_ptr<const Program> take() { return std::move(program_); }

    std::string_view keep(std::string attribute) {
        return source_->attributes.emplace_back(std::move(attribute));
    }

    ValueView keep(GivenValue value) {
        return source_->values.emplace_back(std::move(value.value)).view();
    }

    std::uint32_t condition(const Row& row, std::string attribute, Values values) {
        boost::container::small_vector<std::uint32_t, 4> ids{
            program_->add_attribute(keep(std::move(attribute)))};
        for (GivenValue& value : values) {
            ids.push_back(program_->add_value(keep(std::move(value))));
        }
        const std::uint32_t condition = program_->add(row.test, ids);
        return row.is_negated ? program_->add(Test::none_of, std::array{condition}) : condition;
    }

    Condition join(std::span<const std::uint32_t> conditions, LegacyJunction junction) {
        const bool is_any = junction == LegacyJunction::any && !conditions.empty();
        program_->root = program_->add(is_any ? Test::any_of : Test::all_of, conditions);
        return Condition(take());
    }

private:
    std::shared_ptr<Source> source_;
    std::shared_ptr<Program> program_;
};

/// An expectation as an operator and its values.
struct Comparison {
    const Row* row;
    Values values;
};

Values one(GivenValue value) {
    Values values;
    values.push_back(std::move(value));
    return values;
}

Result<Comparison> with_operator(LegacyExpectation& expected) {
    const Row& row = row_of(*expected.comparison);
    if (expected.exists) {
        return invalid(
            fmt::format("Exists and ComparisonOperator cannot be used together for Attribute: {}",
                        expected.attribute));
    }
    const bool needs_value = row.values > 0 || row.comparison == LegacyOperator::in;
    if (needs_value && !expected.values && !expected.value) {
        return invalid(
            fmt::format("Value or AttributeValueList must be used with "
                        "ComparisonOperator: {} for Attribute: {}",
                        row.name, expected.attribute));
    }
    Comparison comparison{.row = &row, .values = {}};
    if (expected.values) {
        comparison.values = std::move(*expected.values);
    } else if (expected.value) {
        comparison.values = one(std::move(*expected.value));
    }
    if (auto checked = check(row, comparison.values); !checked) {
        return checked.error();
    }
    return comparison;
}

Result<Comparison> without_operator(LegacyExpectation& expected) {
    if (expected.values) {
        return invalid(
            fmt::format("AttributeValueList can only be used with a ComparisonOperator for "
                        "Attribute: {}",
                        expected.attribute));
    }
    if (expected.exists.value_or(true) && !expected.value) {
        return invalid(fmt::format("Value must be provided when Exists is {} for Attribute: {}",
                                   expected.exists ? "true" : "null", expected.attribute));
    }
    if (!expected.exists.value_or(true) && expected.value) {
        return invalid(fmt::format("Value cannot be used when Exists is false for Attribute: {}",
                                   expected.attribute));
    }
    if (!expected.value) {
        return Comparison{.row = &row_of(LegacyOperator::null), .values = {}};
    }
    if (expected.value->fault) {
        return *expected.value->fault;
    }
    return Comparison{.row = &row_of(LegacyOperator::eq),
                      .values = one(std::move(*expected.value))};
}

Result<Comparison> comparison_of(LegacyExpectation& expected) {
    if (expected.value && expected.values) {
        return invalid(
            fmt::format("Value and AttributeValueList cannot be used together for Attribute: {}",
                        expected.attribute));
    }
    return expected.comparison ? with_operator(expected) : without_operator(expected);
}

Result<void> check(const LegacyUpdate& update) {
    if (!update.value) {
        return update.action == LegacyAction::remove
                   ? Result<void>()
                   : invalid("Only DELETE action is allowed when no attribute value is specified");
    }
    if (update.value->fault) {
        return *update.value->fault;
    }
    const ValueType type = update.value->value.view().type();
    if (update.action == LegacyAction::remove && !is_set(type)) {
        return invalid(fmt::format("DELETE action with value is not supported for the type {}",
                                   type_name(type)));
    }
    if (update.action == LegacyAction::add && !is_set(type) && type != ValueType::number &&
        type != ValueType::list) {
        return invalid(fmt::format("ADD action is not supported for the type {}", type_name(type)));
    }
    return {};
}

ActionKind kind_of(const LegacyUpdate& update) {
    switch (update.action) {
        case LegacyAction::put:
            return ActionKind::set;
        case LegacyAction::add:
            return ActionKind::add;
        case LegacyAction::remove:
            break;
    }
    return update.value ? ActionKind::remove_elements : ActionKind::remove;
}

void add_attribute(Program& program, std::string_view name, std::uint32_t number) {
    const std::uint32_t operand = program.add_attribute(name);
    program.tree.add(program.path(program.operands[operand].path), number);
}

}  // namespace

std::optional<LegacyOperator> parse_legacy_operator(std::string_view name) {
    const auto found = std::ranges::find(rows, name, &Row::name);
    return found == rows.end() ? std::nullopt : std::optional(found->comparison);
}

Result<Condition> compile_expected(std::vector<LegacyExpectation> expected,
                                   LegacyJunction junction) {
    Builder builder;
    std::vector<std::uint32_t> conditions;
    for (LegacyExpectation& one : expected) {
        auto comparison = comparison_of(one);
        if (!comparison) {
            return comparison.error();
        }
        conditions.push_back(builder.condition(*comparison->row, std::move(one.attribute),
                                               std::move(comparison->values)));
    }
    return builder.join(conditions, junction);
}

Result<Condition> compile_filter(std::vector<LegacyCondition> conditions, LegacyJunction junction) {
    Builder builder;
    std::vector<std::uint32_t> ids;
    for (LegacyCondition& one : conditions) {
        const Row& row = row_of(one.comparison);
        Values values = std::move(one.values).value_or(Values());
        if (const auto checked = check(row, values); !checked) {
            return checked.error();
        }
        ids.push_back(builder.condition(row, std::move(one.attribute), std::move(values)));
    }
    return builder.join(ids, junction);
}

Result<KeyCondition> compile_key_conditions(std::vector<LegacyCondition> conditions) {
    Builder builder;
    for (LegacyCondition& one : conditions) {
        const Row& row = row_of(one.comparison);
        Values values = std::move(one.values).value_or(Values());
        if (const auto checked = check(row, values); !checked) {
            return checked.error();
        }
        KeyTest test{.attribute = builder.keep(std::move(one.attribute)),
                     .kind = row.key_kind,
                     .value = {},
                     .upper = {}};
        if (row.key_kind) {
            test.value = builder.keep(std::move(values.front()));
            test.upper = values.size() > 1 ? builder.keep(std::move(values[1])) : ValueView();
        }
        builder.program().key_tests.push_back(test);
    }
    if (const auto checked = check_key_test_count(builder.program()); !checked) {
        return checked.error();
    }
    return KeyCondition(builder.take());
}

Result<Update> compile_updates(std::vector<LegacyUpdate> updates) {
    Builder builder;
    Program& program = builder.program();
    for (LegacyUpdate& one : updates) {
        if (const auto checked = check(one); !checked) {
            return checked.error();
        }
        Action action{.kind = kind_of(one)};
        if (one.value) {
            action.operand = program.add_value(builder.keep(std::move(*one.value)));
        }
        add_attribute(program, builder.keep(std::move(one.attribute)),
                      static_cast<std::uint32_t>(program.actions.size()));
        program.actions.push_back(action);
        program.targets.push_back(program.uses.back());
    }
    return Update(builder.take());
}

Result<Projection> compile_attributes_to_get(std::vector<std::string> names) {
    Builder builder;
    std::uint32_t number = 0;
    for (std::string& name : names) {
        const auto& known = builder.program().uses;
        if (std::ranges::find(known, name, &AttributeUse::name) != known.end()) {
            return invalid(fmt::format("Duplicate value in attribute name: {}", name));
        }
        add_attribute(builder.program(), builder.keep(std::move(name)), number++);
    }
    return Projection(builder.take());
}

}  // namespace forebay::engine
