#include "engine/expressions/parser.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace forebay::engine::expressions {
namespace {

struct Section {
    std::string_view keyword;
    ActionKind kind;
};

constexpr std::array sections{
    Section{"SET", ActionKind::set},
    Section{"REMOVE", ActionKind::remove},
    Section{"ADD", ActionKind::add},
    Section{"DELETE", ActionKind::remove_elements},
};

/// What errors about ADD and DELETE call a type; empty: a set.
std::string_view long_type_name(ValueType type) {
    switch (type) {
        case ValueType::string:
            return "STRING";
        case ValueType::number:
            return "NUMBER";
        case ValueType::binary:
            return "BINARY";
        case ValueType::boolean:
            return "BOOLEAN";
        case ValueType::null:
            return "NULL";
        case ValueType::list:
            return "LIST";
        case ValueType::map:
            return "MAP";
        default:
            return {};
    }
}

class UpdateParser final : public Parser {
public:
    using Parser::Parser;

    Result<void> parse() {
        do {
            if (!section()) {
                return *syntax_error();
            }
        } while (token().kind != TokenKind::end);
        if (auto mistake = mistakes_.first({Mistake::reserved_word, Mistake::unknown_function,
                                            Mistake::section, Mistake::name, Mistake::value,
                                            Mistake::overlap, Mistake::conflict,
                                            Mistake::target_operand, Mistake::operand_type})) {
            return *std::move(mistake);
        }
        return {};
    }

private:
    bool is_keyword(const Token& token) const override {
        return std::ranges::any_of(
            sections, [&](const Section& one) { return token.is_keyword(one.keyword); });
    }

    bool section() {
        const auto found = std::ranges::find_if(
            sections, [&](const Section& one) { return token().is_keyword(one.keyword); });
        if (found == sections.end()) {
            return fail();
        }
        advance();
        bool& was_seen = seen_[static_cast<std::size_t>(found - sections.begin())];
        if (was_seen) {
            mistakes_.note(Mistake::section,
                           fmt::format("The \"{}\" section can only be used once in an update "
                                       "expression;",
                                       found->keyword));
        }
        was_seen = true;
        do {
            if (!action(*found)) {
                return false;
            }
        } while (take_symbol(","));
        return true;
    }

    bool action(const Section& section) {
        const auto target = path();
        if (!target) {
            return false;
        }
        program_.targets.push_back(program_.uses.back());
        Action action{.kind = section.kind};
        if (section.kind == ActionKind::set) {
            const auto value = expect_symbol("=") ? right_side() : std::nullopt;
            if (!value) {
                return false;
            }
            action.operand = *value;
        } else if (section.kind != ActionKind::remove) {
            if (token().kind != TokenKind::value) {
                return fail();
            }
            action.operand = value_operand();
        }
        program_.actions.push_back(action);
        add_path(program_, paths_, *target, mistakes_);
        if (section.kind == ActionKind::add || section.kind == ActionKind::remove_elements) {
            check_operand(section, action.operand);
        }
        return true;
    }

    /// term [("+" | "-") term], or that in parentheses
    std::optional<std::uint32_t> right_side() {
        const bool is_in_parentheses = take_symbol("(");
        const auto first = term();
        if (!first) {
            return std::nullopt;
        }
        const bool is_sum = token().is_symbol("+") || token().is_symbol("-");
        if (is_in_parentheses && !is_sum) {
            return expect_symbol(")") ? sum(*first) : std::nullopt;
        }
        const auto whole = sum(*first);
        if (!whole || (is_in_parentheses && !expect_symbol(")"))) {
            return std::nullopt;
        }
        return whole;
    }

    std::optional<std::uint32_t> sum(std::uint32_t first) {
        const bool is_sum = token().is_symbol("+");
        if (!is_sum && !token().is_symbol("-")) {
            return first;
        }
        advance();
        const auto second = count_operator() ? term() : std::nullopt;
        if (!second) {
            return std::nullopt;
        }
        check_type(is_sum ? "+" : "-", ValueType::number, std::array{first, *second});
        return program_.add(Operand{.kind = is_sum ? OperandKind::sum : OperandKind::difference,
                                    .first = first,
                                    .second = *second});
    }

    std::optional<std::uint32_t> term() {
        if (++depth_ > limits::expression_operators_max) {
            fail();
            return std::nullopt;
        }
        const auto parsed = term_within();
        --depth_;
        return parsed;
    }

    std::optional<std::uint32_t> term_within() {
        if (take_symbol("(")) {
            const auto inner = term();
            return inner && expect_symbol(")") ? inner : std::nullopt;
        }
        if (token().kind == TokenKind::value) {
            return value_operand();
        }
        return is_at_function() ? function() : path_operand();
    }

    std::optional<std::uint32_t> function() {
        const std::string_view name = token().text;
        advance();
        if (!count_operator() || !expect_symbol("(")) {
            return std::nullopt;
        }
        std::vector<std::uint32_t> operands;
        do {
            const auto one = term();
            if (!one) {
                return std::nullopt;
            }
            operands.push_back(*one);
        } while (take_symbol(","));
        if (!expect_symbol(")")) {
            return std::nullopt;
        }
        return function(name, operands);
    }

    std::uint32_t function(std::string_view name, std::span<const std::uint32_t> operands) {
        const bool is_append = name == "list_append";
        if (!is_append && name != "if_not_exists") {
            note_unknown_function(name);
            return program_.add_value(ValueView());
        }
        if (operands.size() != 2) {
            mistakes_.note(Mistake::operand_type,
                           fmt::format("Incorrect number of operands for operator or function; "
                                       "operator or function: {}, number of operands: {}",
                                       name, operands.size()));
            return program_.add_value(ValueView());
        }
        if (is_append) {
            check_type(name, ValueType::list, operands);
        } else if (!is_path(operands[0])) {
            note_path_needed(name);
        }
        return program_.add(
            Operand{.kind = is_append ? OperandKind::list_append : OperandKind::if_not_exists,
                    .first = operands[0],
                    .second = operands[1]});
    }

    void check_type(std::string_view function, ValueType wanted,
                    std::span<const std::uint32_t> operands) {
        for (const std::uint32_t operand : operands) {
            const auto type = literal_type(operand);
            if (type && type != wanted) {
                note_operand_type(function, type_name(*type));
            }
        }
    }

    void check_operand(const Section& section, std::uint32_t operand) {
        const ValueType type = *literal_type(operand);
        const std::string_view name = long_type_name(type);
        const bool is_sum = section.kind == ActionKind::add && type == ValueType::number;
        if (!name.empty() && !is_sum) {
            mistakes_.note(Mistake::target_operand,
                           fmt::format("Incorrect operand type for operator or function; operator: "
                                       "{}, operand type: {}",
                                       section.keyword, name));
        }
    }

    std::array<bool, sections.size()> seen_ = {};
    std::vector<Slice> paths_;
    std::size_t depth_ = 0;  // of terms in each other
};

}  // namespace

Result<void> parse_update(std::string_view text, Placeholders& placeholders, Program& program) {
    return UpdateParser(text, placeholders, program).parse();
}

}  // namespace forebay::engine::expressions
