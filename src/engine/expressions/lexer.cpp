#include "engine/expressions/lexer.hpp"

#include "engine/expressions/characters.hpp"

#include <algorithm>
#include <cstddef>

namespace forebay::engine::expressions {
namespace {

constexpr std::string_view white_space = " \t\r\n";

template <class Accepts>
std::size_t length_of(std::string_view text, std::size_t from, Accepts accepts) {
    while (from < text.size() && accepts(text[from])) {
        ++from;
    }
    return from;
}

/// Of what is in no expression one character is shown, however many bytes it has.
std::size_t symbol_length(std::string_view text) {
    for (const std::string_view symbol : {"<>", "<=", ">="}) {
        if (text.starts_with(symbol)) {
            return symbol.size();
        }
    }
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    return length_of(text, 1, continues);
}

}  // namespace

bool Token::is_keyword(std::string_view keyword) const {
    return kind == TokenKind::identifier && std::ranges::equal(text, keyword, {}, upper);
}

Token Lexer::next() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(white_space), rest_.size()));
    if (rest_.empty()) {
        return {TokenKind::end, rest_};
    }
    const char first = rest_.front();
    TokenKind kind = TokenKind::symbol;
    std::size_t length = 0;
    if (is_letter(first) || first == '_') {
        kind = TokenKind::identifier;
        length = length_of(rest_, 1, is_word);
    } else if (is_digit(first)) {
        kind = TokenKind::digits;
        length = length_of(rest_, 1, is_digit);
    } else if ((first == '#' || first == ':') && rest_.size() > 1 && is_word(rest_[1])) {
        kind = first == '#' ? TokenKind::name : TokenKind::value;
        length = length_of(rest_, 1, is_word);
    } else {
        length = symbol_length(rest_);
    }
    const Token token{kind, rest_.substr(0, length)};
    rest_.remove_prefix(length);
    return token;
}

}  // namespace forebay::engine::expressions
