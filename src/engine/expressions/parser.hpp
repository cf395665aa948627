#pragma once

#include "engine/expressions/lexer.hpp"
#include "engine/expressions/placeholders.hpp"
#include "engine/expressions/program.hpp"
#include <forebay/base/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace forebay::engine::expressions {

/// What may be wrong with an expression that has the right syntax. An expression is read to its end
/// before it is refused: which mistake is told of depends on the kind of expression, not on which
/// comes first.
enum class Mistake : std::uint8_t {
    parentheses,
    unknown_function,
    misused_function,
    reserved_word,
    section,
    name,   // that stands for nothing
    value,  // likewise
    operand_count,
    same_operands,
    overlap,
    conflict,
    target_operand,  // of ADD and DELETE
    operand_type,
};

/// The first mistake of each kind.
class Mistakes {
public:
    void note(Mistake kind, std::string text);

    /// The first of `order` that was made, as the refusal of the expression.
    std::optional<Error> first(std::initializer_list<Mistake> order) const;

private:
    static constexpr std::size_t kinds = static_cast<std::size_t>(Mistake::operand_type) + 1;

    std::array<std::string, kinds> texts_;
};

/// What the parsers of all kinds of expressions share: tokens, paths, values, and how what is wrong
/// is said. A function that returns nullopt or false has met an error in the syntax, and left it in
/// `syntax_error_`.
class Parser {
public:
    /// `text` and what `placeholders` knows live as long as `program`.
    Parser(std::string_view text, Placeholders& placeholders, Program& program);

protected:
    /// Words that are no attribute names here, whatever else is reserved.
    virtual bool is_keyword(const Token& token) const = 0;
    virtual ~Parser() = default;

    const Token& token() const { return token_; }
    const Token& following() const { return following_; }
    void advance();
    bool take_symbol(std::string_view symbol);
    bool take_keyword(std::string_view keyword);
    bool expect_symbol(std::string_view symbol);
    bool expect_end();

    bool fail();  // the token belongs nowhere: returns false
    std::optional<Error> syntax_error() const { return syntax_error_; }

    bool is_at_function() const;
    bool is_at_path() const;
    std::optional<Slice> path();
    std::optional<std::uint32_t> path_operand();
    std::uint32_t value_operand();

    /// One more operator or function.
    bool count_operator();

    /// Of a value that stands in the request itself, or of what a function gives; nullopt: not
    /// known before there is an item.
    std::optional<ValueType> literal_type(std::uint32_t operand) const;
    std::optional<ValueType> known_type(std::uint32_t operand) const;
    bool is_path(std::uint32_t operand) const;

    void note_operand_count(std::string_view function, std::size_t count);
    void note_operand_type(std::string_view function, std::string_view type);
    void note_path_needed(std::string_view function);
    void note_unknown_function(std::string_view function);

    Program& program_;
    Mistakes mistakes_;
    Mistake undefined_value_ = Mistake::value;  // what a `:v` that stands for nothing is noted as

private:
    std::optional<PathElement> step();

    std::string_view text_;
    Placeholders& placeholders_;
    Lexer lexer_;
    Token token_;
    Token following_;
    std::string_view previous_;
    std::size_t operators_ = 0;
    std::optional<Error> syntax_error_;
};

/// Adds `path`, the one with this number, to the tree of `program`, and notes it when it clashes
/// with one of the earlier `paths`.
void add_path(Program& program, std::vector<Slice>& paths, Slice path, Mistakes& mistakes);

// Each compiles one kind of expression into `program`. Errors: validation_failed, the part of the
// text behind `Invalid <…Expression>: `.
Result<void> parse_condition(std::string_view text, Placeholders& placeholders, Program& program);
Result<void> parse_projection(std::string_view text, Placeholders& placeholders, Program& program);
Result<void> parse_update(std::string_view text, Placeholders& placeholders, Program& program);

}  // namespace forebay::engine::expressions
