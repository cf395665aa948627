#include "protocol/signature/canonical.hpp"

#include <forebay/base/letter_case.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace forebay::protocol::signature {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

void append_encoded(char c, std::string& out) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (is_unreserved(c)) {
        out += c;
        return;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
}

std::optional<unsigned> digit_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return std::nullopt;
}

// What a part of a query stands for, encoded in the one way there is. A `%` without two digits
// stands for itself.
std::string reencoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit_value(text[i + 1]) &&
            digit_value(text[i + 2])) {
            const unsigned byte = *digit_value(text[i + 1]) * 16 + *digit_value(text[i + 2]);
            append_encoded(static_cast<char>(byte), out);
            i += 2;
        } else {
            append_encoded(text[i] == '+' ? ' ' : text[i], out);
        }
    }
    return out;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// Without blanks at its ends; those inside are single spaces.
void append_value(std::string_view value, std::string& out) {
    bool is_first = true;
    while (true) {
        const auto begin = std::ranges::find_if_not(value, is_blank);
        value.remove_prefix(static_cast<std::size_t>(begin - value.begin()));
        if (value.empty()) {
            return;
        }
        const auto end = std::ranges::find_if(value, is_blank);
        const auto size = static_cast<std::size_t>(end - value.begin());
        out += is_first ? "" : " ";
        out += value.substr(0, size);
        value.remove_prefix(size);
        is_first = false;
    }
}

void append_header(const HttpRequest& request, std::string_view name, const Spelling& spelling,
                   std::string& out) {
    out += name;
    out += ':';
    if (name == "host") {
        append_value(spelling.host, out);
    } else {
        bool is_first = true;
        for (const Header& header : request.headers) {
            if (same_in_any_case(header.name, name)) {
                out += is_first ? "" : ",";
                append_value(header.value, out);
                is_first = false;
            }
        }
    }
    out += '\n';
}

}  // namespace

std::string canonical_path(std::string_view path) {
    std::vector<std::string_view> parts;
    for (std::string_view rest = path; !rest.empty();) {
        const std::size_t slash = std::min(rest.find('/'), rest.size());
        const std::string_view part = rest.substr(0, slash);
        rest.remove_prefix(std::min(slash + 1, rest.size()));
        if (part == "..") {
            if (!parts.empty()) {
                parts.pop_back();
            }
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    std::string out;
    for (const std::string_view part : parts) {
        out += '/';
        for (const char c : part) {
            append_encoded(c, out);
        }
    }
    if (parts.empty() || path.ends_with('/')) {
        out += '/';
    }
    return out;
}

std::string canonical_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> parameters;
    while (!query.empty()) {
        const std::string_view parameter = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
        const std::size_t equals = std::min(parameter.find('='), parameter.size());
        std::string name = reencoded(parameter.substr(0, equals));
        if (!parameter.empty() && name != "X-Amz-Signature") {
            const std::size_t value = std::min(equals + 1, parameter.size());
            parameters.emplace_back(std::move(name), reencoded(parameter.substr(value)));
        }
    }
    std::ranges::sort(parameters);
    std::string out;
    for (const auto& [name, value] : parameters) {
        out += out.empty() ? "" : "&";
        out += name;
        out += '=';
        out += value;
    }
    return out;
}

std::string canonical_request(const HttpRequest& request, std::string_view path,
                              std::string_view query,
                              const std::vector<std::string>& signed_headers,
                              const Spelling& spelling) {
    std::string out(request.method);
    out += '\n';
    out += spelling.path_is_as_sent ? std::string(path) : canonical_path(path);
    out += '\n';
    out += canonical_query(query);
    out += '\n';
    for (const std::string& name : signed_headers) {
        append_header(request, name, spelling, out);
    }
    out += '\n';
    for (std::size_t i = 0; i < signed_headers.size(); ++i) {
        out += i == 0 ? "" : ";";
        out += signed_headers[i];
    }
    out += '\n';
    out += spelling.body_digest;
    return out;
}

}  // namespace forebay::protocol::signature
