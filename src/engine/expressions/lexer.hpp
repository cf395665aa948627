#pragma once

#include <cstdint>
#include <string_view>

namespace forebay::engine::expressions {

enum class TokenKind : std::uint8_t {
    end,
    identifier,  // also a keyword
    name,        // #n
    value,       // :v
    digits,
    symbol,  // of one or two characters; also what belongs into no expression
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;  // a part of the expression; of `end` empty, and at its end

    bool is_symbol(std::string_view symbol) const {
        return kind == TokenKind::symbol && text == symbol;
    }

    /// `keyword` in upper case; the token in any.
    bool is_keyword(std::string_view keyword) const;
};

/// Takes an expression apart.
class Lexer {
public:
    explicit Lexer(std::string_view text) : rest_(text) {}

    Token next();

private:
    std::string_view rest_;
};

}  // namespace forebay::engine::expressions
