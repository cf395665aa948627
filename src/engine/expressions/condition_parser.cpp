#include "engine/expressions/parser.hpp"
#include "engine/expressions/value_text.hpp"
#include <forebay/model/limits.hpp>

#include <boost/container/small_vector.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

// How it works: an operand in parentheses and a condition in parentheses begin alike, so what has
// been read is a Parsed, which may be either, until what follows shows which one was needed.
namespace forebay::engine::expressions {
namespace {

struct Operator {
    std::string_view symbol;
    Test test;
};

constexpr std::array comparisons{
    Operator{"=", Test::equal},   Operator{"<>", Test::not_equal},
    Operator{"<", Test::less},    Operator{"<=", Test::less_or_equal},
    Operator{">", Test::greater}, Operator{">=", Test::greater_or_equal},
};

struct Function {
    std::string_view name;
    Test test;
    std::size_t operands;
};

constexpr std::array functions{
    Function{"attribute_exists", Test::exists, 1},
    Function{"attribute_not_exists", Test::not_exists, 1},
    Function{"attribute_type", Test::has_type, 2},
    Function{"begins_with", Test::begins_with, 2},
    Function{"contains", Test::contains, 2},
};

constexpr std::string_view any_type = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";
constexpr std::string_view valid_types = "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}";

constexpr bool is_ordered(ValueType type) {
    return type == ValueType::string || type == ValueType::number || type == ValueType::binary;
}

using Ids = boost::container::small_vector<std::uint32_t, 4>;

struct Parsed {
    enum class Form : std::uint8_t {
        operand,   // a path or a value
        size,      // size(…), which is an operand too
        function,  // any other function, which is a condition too
        condition,
    };

    Form form;
    std::uint32_t id = 0;            // of a node when it is a condition, else of an operand
    std::string_view function = {};  // its name
    bool is_in_parentheses = false;
};

class ConditionParser final : public Parser {
public:
    ConditionParser(std::string_view text, Placeholders& placeholders, Program& program)
        : Parser(text, placeholders, program) {
        undefined_value_ = Mistake::name;
    }

    Result<void> parse() {
        const auto whole = disjunction();
        const auto root = whole ? as_condition(*whole) : std::nullopt;
        if (!root || !expect_end()) {
            return *syntax_error();
        }
        program_.root = *root;
        if (auto mistake = mistakes_.first({Mistake::parentheses, Mistake::unknown_function,
                                            Mistake::misused_function, Mistake::reserved_word})) {
            return *std::move(mistake);
        }
        if (settled_) {
            return *settled_;
        }
        return {};
    }

private:
    using Next = std::optional<Parsed> (ConditionParser::*)();

    bool is_keyword(const Token& token) const override {
        return token.is_keyword("AND") || token.is_keyword("OR") || token.is_keyword("NOT") ||
               token.is_keyword("BETWEEN") || token.is_keyword("IN");
    }

    std::optional<Parsed> disjunction() {
        return joined("OR", Test::any_of, &ConditionParser::conjunction);
    }

    std::optional<Parsed> conjunction() {
        return joined("AND", Test::all_of, &ConditionParser::negation);
    }

    std::optional<Parsed> joined(std::string_view keyword, Test test, Next next) {
        auto first = (this->*next)();
        if (!first || !token().is_keyword(keyword)) {
            return first;
        }
        Ids ids;
        for (auto one = first;; one = (this->*next)()) {
            const auto id = one ? as_condition(*one) : std::nullopt;
            if (!id) {
                return std::nullopt;
            }
            ids.push_back(*id);
            if (!take_keyword(keyword)) {
                break;
            }
            if (!count_operator()) {
                return std::nullopt;
            }
        }
        return condition(test, ids);
    }

    std::optional<Parsed> negation() {
        if (!take_keyword("NOT")) {
            return primary();
        }
        const auto negated = count_operator() ? primary() : std::nullopt;
        const auto id = negated ? as_condition(*negated) : std::nullopt;
        if (!id) {
            return std::nullopt;
        }
        return condition(Test::none_of, std::array{*id});
    }

    std::optional<Parsed> primary() {
        const auto first =
            token().is_symbol("(") ? in_parentheses(&ConditionParser::disjunction) : bare_operand();
        if (!first || first->form == Parsed::Form::condition) {
            return first;
        }
        const auto comparison = std::ranges::find_if(
            comparisons, [&](const Operator& one) { return token().is_symbol(one.symbol); });
        if (comparison != comparisons.end()) {
            advance();
            return comparing(*comparison, *first);
        }
        if (take_keyword("BETWEEN")) {
            return between(*first);
        }
        if (take_keyword("IN")) {
            return in(*first);
        }
        if (first->form == Parsed::Form::function) {
            settle();
        }
        return first;
    }

    std::optional<Parsed> in_parentheses(Next next) {
        advance();
        if (++depth_ > limits::expression_operators_max) {
            fail();
            return std::nullopt;
        }
        auto inner = (this->*next)();
        --depth_;
        if (!inner || !expect_symbol(")")) {
            return std::nullopt;
        }
        if (inner->is_in_parentheses) {
            mistakes_.note(Mistake::parentheses, "The expression has redundant parentheses;");
        }
        inner->is_in_parentheses = true;
        return inner;
    }

    /// An operand where there can be no condition.
    std::optional<Parsed> operand() {
        return token().is_symbol("(") ? in_parentheses(&ConditionParser::operand) : bare_operand();
    }

    std::optional<Parsed> bare_operand() {
        if (token().kind == TokenKind::value) {
            return Parsed{.form = Parsed::Form::operand, .id = value_operand()};
        }
        if (is_at_function()) {
            return function();
        }
        const auto path = path_operand();
        return path ? std::optional(Parsed{.form = Parsed::Form::operand, .id = *path})
                    : std::nullopt;
    }

    std::optional<Parsed> function() {
        const std::string_view name = token().text;
        advance();
        const auto operands = count_operator() ? arguments() : std::nullopt;
        if (!operands) {
            return std::nullopt;
        }
        if (name == "size") {
            check_size(*operands);
            return Parsed{
                .form = Parsed::Form::size,
                .id = program_.add(Operand{.kind = OperandKind::size, .first = operands->front()}),
                .function = name};
        }
        const auto found = std::ranges::find(functions, name, &Function::name);
        if (found == functions.end()) {
            note_unknown_function(name);
            return Parsed{.form = Parsed::Form::function,
                          .id = program_.add(Test::all_of, {}),
                          .function = name};
        }
        check(*found, *operands);
        return Parsed{.form = Parsed::Form::function,
                      .id = program_.add(found->test, *operands),
                      .function = name};
    }

    /// In parentheses, with commas between.
    std::optional<Ids> arguments() {
        if (!expect_symbol("(")) {
            return std::nullopt;
        }
        Ids ids;
        do {
            const auto one = operand();
            if (!one) {
                return std::nullopt;
            }
            const auto id = as_operand(*one);
            if (!id) {
                return std::nullopt;
            }
            ids.push_back(*id);
        } while (take_symbol(","));
        if (!expect_symbol(")")) {
            return std::nullopt;
        }
        return ids;
    }

    std::optional<Parsed> comparing(const Operator& comparison, const Parsed& left) {
        const auto right = count_operator() ? operand() : std::nullopt;
        const auto left_id = right ? as_operand(left) : std::nullopt;
        const auto right_id = left_id ? as_operand(*right) : std::nullopt;
        if (!right_id) {
            return std::nullopt;
        }
        const std::array ids{*left_id, *right_id};
        check_distinct(comparison.symbol, ids);
        if (comparison.test != Test::equal && comparison.test != Test::not_equal) {
            check_ordered(comparison.symbol, ids);
        }
        settle();
        return condition(comparison.test, ids);
    }

    std::optional<Parsed> between(const Parsed& tested) {
        const auto lower = count_operator() ? operand() : std::nullopt;
        if (!lower) {
            return std::nullopt;
        }
        if (!take_keyword("AND")) {
            fail();
            return std::nullopt;
        }
        const auto upper = operand();
        const auto tested_id = upper ? as_operand(tested) : std::nullopt;
        const auto lower_id = tested_id ? as_operand(*lower) : std::nullopt;
        const auto upper_id = lower_id ? as_operand(*upper) : std::nullopt;
        if (!upper_id) {
            return std::nullopt;
        }
        const std::array ids{*tested_id, *lower_id, *upper_id};
        check_bounds(*lower_id, *upper_id);
        check_ordered("BETWEEN", ids);
        settle();
        return condition(Test::between, ids);
    }

    std::optional<Parsed> in(const Parsed& tested) {
        const auto candidates = count_operator() ? arguments() : std::nullopt;
        const auto tested_id = candidates ? as_operand(tested) : std::nullopt;
        if (!tested_id) {
            return std::nullopt;
        }
        if (candidates->size() > limits::in_operands_max) {
            mistakes_.note(Mistake::operand_count,
                           fmt::format("The IN operator is provided with too many operands; number "
                                       "of operands: {}",
                                       candidates->size()));
        }
        Ids ids{*tested_id};
        ids.insert(ids.end(), candidates->begin(), candidates->end());
        settle();
        return condition(Test::in, ids);
    }

    Parsed condition(Test test, std::span<const std::uint32_t> ids) {
        return {.form = Parsed::Form::condition, .id = program_.add(test, ids)};
    }

    std::optional<std::uint32_t> as_condition(const Parsed& parsed) {
        switch (parsed.form) {
            case Parsed::Form::function:
            case Parsed::Form::condition:
                return parsed.id;
            case Parsed::Form::size:
                note_misused(parsed.function);
                return program_.add(Test::all_of, {});
            case Parsed::Form::operand:
                break;
        }
        fail();
        return std::nullopt;
    }

    std::optional<std::uint32_t> as_operand(const Parsed& parsed) {
        switch (parsed.form) {
            case Parsed::Form::operand:
            case Parsed::Form::size:
                return parsed.id;
            case Parsed::Form::function:
                note_misused(parsed.function);
                return program_.add_value(ValueView());
            case Parsed::Form::condition:
                break;
        }
        fail();
        return std::nullopt;
    }

    void note_misused(std::string_view function) {
        mistakes_.note(Mistake::misused_function,
                       fmt::format("The function is not allowed to be used this way in an "
                                   "expression; function: {}",
                                   function));
    }

    void check_size(std::span<const std::uint32_t> operands) {
        if (operands.size() != 1) {
            note_operand_count("size", operands.size());
            return;
        }
        const auto type = known_type(operands.front());
        if (type == ValueType::number || type == ValueType::boolean || type == ValueType::null) {
            note_operand_type("size", type_name(*type));
        }
    }

    void check(const Function& function, std::span<const std::uint32_t> operands) {
        if (operands.size() != function.operands) {
            note_operand_count(function.name, operands.size());
            return;
        }
        check_distinct(function.name, operands);
        switch (function.test) {
            case Test::exists:
            case Test::not_exists:
                if (!is_path(operands[0])) {
                    note_path_needed(function.name);
                }
                return;
            case Test::has_type:
                return check_type_operand(function.name, operands[1]);
            case Test::begins_with:
                for (const std::uint32_t operand : operands) {
                    const auto type = known_type(operand);
                    if (type && type != ValueType::string && type != ValueType::binary) {
                        return note_operand_type(function.name, type_name(*type));
                    }
                }
                return;
            default:
                return;
        }
    }

    void check_type_operand(std::string_view function, std::uint32_t operand) {
        const auto type = known_type(operand);
        if (type != ValueType::string) {
            return note_operand_type(function, type ? type_name(*type) : any_type);
        }
        const std::string_view name = program_.operands[operand].value.payload();
        if (!parse_type_name(name)) {
            mistakes_.note(Mistake::operand_type,
                           fmt::format("Invalid attribute type name found; type: {}, valid types: "
                                       "{}",
                                       name, valid_types));
        }
    }

    void check_distinct(std::string_view name, std::span<const std::uint32_t> operands) {
        if (operands.size() != 2 || !is_path(operands[0]) || !is_path(operands[1])) {
            return;
        }
        const auto first = program_.path(program_.operands[operands[0]].path);
        const auto second = program_.path(program_.operands[operands[1]].path);
        if (std::ranges::equal(first, second)) {
            mistakes_.note(
                Mistake::same_operands,
                fmt::format("The first operand must be distinct from the remaining "
                            "operands for this operator or function; operator: {}, first "
                            "operand: {}",
                            name, path_text(first)));
        }
    }

    void check_ordered(std::string_view name, std::span<const std::uint32_t> operands) {
        for (const std::uint32_t operand : operands) {
            const auto type = literal_type(operand);
            if (type && !is_ordered(*type)) {
                note_operand_type(name, type_name(*type));
            }
        }
    }

    void check_bounds(std::uint32_t lower, std::uint32_t upper) {
        const auto lower_type = literal_type(lower);
        const auto upper_type = literal_type(upper);
        if (!lower_type || !upper_type) {
            return;
        }
        const ValueView lower_value = program_.operands[lower].value;
        const ValueView upper_value = program_.operands[upper].value;
        const bool is_one_type = lower_type == upper_type;
        if (is_one_type &&
            (!is_ordered(*lower_type) || lower_value.ordered() <= upper_value.ordered())) {
            return;
        }
        mistakes_.note(
            Mistake::operand_type,
            fmt::format(
                "The BETWEEN operator requires {}; lower bound operand: AttributeValue: {}, "
                "upper bound operand: AttributeValue: {}",
                is_one_type ? "upper bound to be greater than or equal to lower bound"
                            : "same data type for lower and upper bounds",
                value_text(lower_value), value_text(upper_value)));
    }

    /// A condition is complete. Of the first one with a mistake in its operands, that is told.
    void settle() {
        if (!settled_) {
            settled_ = mistakes_.first({Mistake::name, Mistake::operand_count,
                                        Mistake::same_operands, Mistake::operand_type});
        }
    }

    std::size_t depth_ = 0;  // of parentheses
    std::optional<Error> settled_;
};

}  // namespace

Result<void> parse_condition(std::string_view text, Placeholders& placeholders, Program& program) {
    return ConditionParser(text, placeholders, program).parse();
}

}  // namespace forebay::engine::expressions
