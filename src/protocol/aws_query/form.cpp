#include "protocol/aws_query/form.hpp"

#include "protocol/text/utf8.hpp"

#include <algorithm>
#include <string>

namespace forebay::protocol::aws_query {

namespace {

// The value of a hexadecimal digit; -1 for another character.
int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

}  // namespace

Result<Form> Form::parse(std::string_view query, std::string_view body) {
    Form form;
    form.encoded_bytes_ = query.size() + body.size();
    form.parameters_.reserve(16);
    if (!form.append(query) || !form.append(body)) {
        return Error{Errc::malformed_request, "The request has too many parameters."};
    }
    for (const Parameter& parameter : form.parameters_) {
        if (!is_utf8(parameter.name) || !is_utf8(parameter.value)) {
            return Error{Errc::malformed_request, "The request contains invalid UTF-8."};
        }
    }
    return form;
}

std::string_view Form::value(std::string_view name) const {
    const auto found = std::ranges::find(parameters_, name, &Parameter::name);
    return found == parameters_.end() ? std::string_view() : found->value;
}

bool Form::has(std::string_view name) const {
    return std::ranges::find(parameters_, name, &Parameter::name) != parameters_.end();
}

// False when there are too many.
bool Form::append(std::string_view encoded) {
    while (!encoded.empty()) {
        const std::string_view pair = encoded.substr(0, encoded.find('&'));
        encoded.remove_prefix(std::min(pair.size() + 1, encoded.size()));
        if (pair.empty()) {
            continue;
        }
        if (parameters_.size() == parameters_max) {
            return false;
        }
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view name = decoded(pair.substr(0, equals));
        add(name, decoded(pair.substr(std::min(equals + 1, pair.size()))));
    }
    return true;
}

// `+` is a space, `%41` is `A`; a `%` without two digits is itself.
std::string_view Form::decoded(std::string_view text) {
    std::size_t i = text.find_first_of("%+");
    if (i == std::string_view::npos) {
        return text;
    }
    if (decoded_ == nullptr) {
        decoded_ = std::make_unique_for_overwrite<char[]>(encoded_bytes_);
    }
    char* const begin = decoded_.get() + decoded_bytes_;
    char* end = std::copy_n(text.data(), i, begin);
    for (; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
            hex_value(text[i + 2]) >= 0) {
            *end++ = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            *end++ = text[i] == '+' ? ' ' : text[i];
        }
    }
    const auto size = static_cast<std::size_t>(end - begin);
    decoded_bytes_ += size;
    return {begin, size};
}

}  // namespace forebay::protocol::aws_query
