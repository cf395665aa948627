#include "engine/expressions/parser.hpp"

#include "engine/expressions/reserved_words.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>
#include <utility>

namespace forebay::engine::expressions {
namespace {

std::uint32_t parse_index(std::string_view digits) {
    std::uint32_t index = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    return parsed.ec == std::errc() ? index : std::numeric_limits<std::uint32_t>::max();
}

}  // namespace

void Mistakes::note(Mistake kind, std::string text) {
    std::string& first = texts_[static_cast<std::size_t>(kind)];
    if (first.empty()) {
        first = std::move(text);
    }
}

std::optional<Error> Mistakes::first(std::initializer_list<Mistake> order) const {
    for (const Mistake kind : order) {
        const std::string& text = texts_[static_cast<std::size_t>(kind)];
        if (!text.empty()) {
            return Error{Errc::validation_failed, text};
        }
    }
    return std::nullopt;
}

Parser::Parser(std::string_view text, Placeholders& placeholders, Program& program)
    : program_(program),
      text_(text),
      placeholders_(placeholders),
      lexer_(text),
      token_(lexer_.next()),
      following_(lexer_.next()),
      previous_(text.substr(0, 0)) {}

void Parser::advance() {
    previous_ = token_.text;
    token_ = following_;
    following_ = lexer_.next();
}

bool Parser::take_symbol(std::string_view symbol) {
    const bool is_there = token_.is_symbol(symbol);
    if (is_there) {
        advance();
    }
    return is_there;
}

bool Parser::take_keyword(std::string_view keyword) {
    const bool is_there = token_.is_keyword(keyword);
    if (is_there) {
        advance();
    }
    return is_there;
}

bool Parser::expect_symbol(std::string_view symbol) {
    return take_symbol(symbol) || fail();
}

bool Parser::expect_end() {
    return token_.kind == TokenKind::end || fail();
}

bool Parser::fail() {
    if (syntax_error_) {
        return false;
    }
    const std::string_view shown = token_.kind == TokenKind::end ? "<EOF>" : token_.text;
    const std::string_view first = previous_.empty() ? token_.text : previous_;
    const std::string_view last = following_.text.empty() ? token_.text : following_.text;
    const char* const end = last.empty() ? first.data() + first.size() : last.data() + last.size();
    syntax_error_ = Error{
        Errc::validation_failed,
        fmt::format("Syntax error; token: \"{}\", near: \"{}\"", shown,
                    std::string_view(first.data(), static_cast<std::size_t>(end - first.data())))};
    return false;
}

bool Parser::is_at_function() const {
    return token_.kind == TokenKind::identifier && following_.is_symbol("(") && !is_keyword(token_);
}

bool Parser::is_at_path() const {
    return token_.kind == TokenKind::name ||
           (token_.kind == TokenKind::identifier && !is_keyword(token_));
}

std::optional<PathElement> Parser::step() {
    if (!is_at_path()) {
        fail();
        return std::nullopt;
    }
    const Token token = token_;
    advance();
    if (token.kind == TokenKind::identifier) {
        if (is_reserved(token.text)) {
            mistakes_.note(Mistake::reserved_word,
                           fmt::format("Attribute name is a reserved keyword; reserved keyword: {}",
                                       token.text));
        }
        return PathElement{.name = token.text};
    }
    const auto name = placeholders_.name(token.text);
    if (!name) {
        mistakes_.note(Mistake::name,
                       fmt::format("An expression attribute name used in the document path is not "
                                   "defined; attribute name: {}",
                                   token.text));
    }
    return PathElement{.name = name.value_or(std::string_view())};
}

std::optional<Slice> Parser::path() {
    const auto begin = static_cast<std::uint32_t>(program_.elements.size());
    const auto first = step();
    if (!first) {
        return std::nullopt;
    }
    program_.elements.push_back(*first);
    for (;;) {
        if (take_symbol(".")) {
            const auto next = step();
            if (!next) {
                return std::nullopt;
            }
            program_.elements.push_back(*next);
        } else if (take_symbol("[")) {
            const Token index = token_;
            if (index.kind != TokenKind::digits) {
                fail();
                return std::nullopt;
            }
            advance();
            if (!expect_symbol("]")) {
                return std::nullopt;
            }
            program_.elements.push_back({.index = parse_index(index.text), .is_index = true});
        } else {
            break;
        }
    }
    const auto count = static_cast<std::uint32_t>(program_.elements.size()) - begin;
    program_.uses.push_back({.name = first->name, .is_nested = count > 1});
    return Slice{begin, count};
}

std::optional<std::uint32_t> Parser::path_operand() {
    const auto slice = path();
    if (!slice) {
        return std::nullopt;
    }
    return program_.add(Operand{.kind = OperandKind::path, .path = *slice});
}

std::uint32_t Parser::value_operand() {
    const std::string_view placeholder = token_.text;
    advance();
    const auto value = placeholders_.value(placeholder);
    if (!value) {
        mistakes_.note(undefined_value_,
                       fmt::format("An expression attribute value used in expression is not "
                                   "defined; attribute value: {}",
                                   placeholder));
    }
    return program_.add_value(value.value_or(ValueView()));
}

bool Parser::count_operator() {
    if (++operators_ <= limits::expression_operators_max) {
        return true;
    }
    if (!syntax_error_) {
        syntax_error_ = Error{
            Errc::validation_failed,
            fmt::format("The expression contains too many operators and functions; maximum: {}",
                        limits::expression_operators_max)};
    }
    return false;
}

std::optional<ValueType> Parser::literal_type(std::uint32_t operand) const {
    const Operand& one = program_.operands[operand];
    return one.kind == OperandKind::value ? std::optional(one.value.type()) : std::nullopt;
}

std::optional<ValueType> Parser::known_type(std::uint32_t operand) const {
    return program_.operands[operand].kind == OperandKind::size ? ValueType::number
                                                                : literal_type(operand);
}

bool Parser::is_path(std::uint32_t operand) const {
    return program_.operands[operand].kind == OperandKind::path;
}

void Parser::note_operand_count(std::string_view function, std::size_t count) {
    mistakes_.note(Mistake::operand_count,
                   fmt::format("Incorrect number of operands for operator or function; operator or "
                               "function: {}, number of operands: {}",
                               function, count));
}

void Parser::note_operand_type(std::string_view function, std::string_view type) {
    mistakes_.note(Mistake::operand_type,
                   fmt::format("Incorrect operand type for operator or function; operator or "
                               "function: {}, operand type: {}",
                               function, type));
}

void Parser::note_path_needed(std::string_view function) {
    mistakes_.note(
        Mistake::operand_type,
        fmt::format("Operator or function requires a document path; operator or function: {}",
                    function));
}

void Parser::note_unknown_function(std::string_view function) {
    mistakes_.note(Mistake::unknown_function,
                   fmt::format("Invalid function name; function: {}", function));
}

void add_path(Program& program, std::vector<Slice>& paths, Slice path, Mistakes& mistakes) {
    const auto number = static_cast<std::uint32_t>(paths.size());
    paths.push_back(path);
    const auto clash = program.tree.add(program.path(path), number);
    if (!clash) {
        return;
    }
    const bool is_overlap = clash->kind == PathTree::Clash::Kind::overlap;
    mistakes.note(
        is_overlap ? Mistake::overlap : Mistake::conflict,
        fmt::format("Two document paths {} with each other; must remove or rewrite one of these "
                    "paths; path one: {}, path two: {}",
                    is_overlap ? "overlap" : "conflict",
                    path_text(program.path(paths[clash->earlier])), path_text(program.path(path))));
}

}  // namespace forebay::engine::expressions
