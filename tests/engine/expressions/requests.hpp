#pragma once

#include "tests/engine/expressions/notation.hpp"
#include <forebay/engine/expression.hpp>

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace forebay::engine {

using Names = std::map<std::string, std::string>;

/// Names and values of a request; values as item() reads them.
struct Given {
    Names names = {};
    std::string_view values = {};
};

inline ExpressionTexts texts(const Given& given) {
    ExpressionTexts texts;
    if (!given.names.empty()) {
        texts.names = given.names;
    }
    if (!given.values.empty()) {
        texts.values = GivenItem{.item = item(given.values), .fault = {}, .faulty_attribute = {}};
    }
    return texts;
}

inline Result<Expressions> compile_condition(std::string_view text, const Given& given = {}) {
    ExpressionTexts request = texts(given);
    request.condition = text;
    return compile(std::move(request));
}

inline Result<Expressions> compile_update(std::string_view text, const Given& given = {}) {
    ExpressionTexts request = texts(given);
    request.update = text;
    return compile(std::move(request));
}

inline Result<Expressions> compile_projection(std::string_view text, const Given& given = {}) {
    ExpressionTexts request = texts(given);
    request.projection = text;
    return compile(std::move(request));
}

inline Result<Expressions> compile_key_condition(std::string_view text, const Given& given = {}) {
    ExpressionTexts request = texts(given);
    request.key_condition = text;
    return compile(std::move(request));
}

/// Why it was refused; empty: it was not.
template <class T>
std::string refusal(const Result<T>& result) {
    return result ? std::string() : result.error().detail;
}

/// How a syntax error is told of.
inline std::string syntax_error(std::string_view token, std::string_view near) {
    return fmt::format("Syntax error; token: \"{}\", near: \"{}\"", token, near);
}

}  // namespace forebay::engine
