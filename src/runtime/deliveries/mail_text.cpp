#include "runtime/deliveries/mail_text.hpp"

#include <forebay/base/base64.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

namespace forebay::runtime {
namespace {

constexpr std::size_t line_chars_max = 998;    // RFC 5322, 2.1.1
constexpr std::size_t base64_line_chars = 76;  // RFC 2045, 6.8
constexpr std::size_t word_bytes_max = 45;     // of an encoded word: RFC 2047, 2

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0; });
}

bool is_control(char c) {
    return (c >= 0 && c < ' ') || c == 0x7F;
}

// One line: what would end it is a space.
std::string line_of(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(line, is_control, ' ');
    return line;
}

// Encoded words of RFC 2047, cut between characters.
std::string encoded_words(std::string_view text) {
    std::string words;
    while (!text.empty()) {
        std::size_t size = std::min(text.size(), word_bytes_max);
        while (size < text.size() && size > 1 &&
               (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
            --size;
        }
        words += fmt::format("{}=?UTF-8?B?{}?=", words.empty() ? "" : "\r\n ",
                             base64(text.substr(0, size)));
        text.remove_prefix(size);
    }
    return words;
}

std::string unstructured(std::string_view text) {
    const std::string line = line_of(text);
    const bool is_plain = is_ascii(line) && line.size() <= line_chars_max / 2;
    return is_plain ? line : encoded_words(line);
}

// A name before an address: quoted, or encoded.
std::string phrase(std::string_view name) {
    const std::string line = line_of(name);
    if (!is_ascii(line)) {
        return encoded_words(line);
    }
    std::string quoted = "\"";
    for (const char c : line) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted + '"';
}

// `text` with its lines ending in CRLF, whatever they ended in.
std::string with_crlf(std::string_view text) {
    std::string lines;
    lines.reserve(text.size() + text.size() / 32 + 2);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
            continue;
        }
        if (text[i] == '\n' || text[i] == '\r') {
            lines += "\r\n";
        } else {
            lines += text[i];
        }
    }
    if (!lines.ends_with("\r\n")) {
        lines += "\r\n";
    }
    return lines;
}

bool has_short_lines(std::string_view lines) {
    std::size_t begin = 0;
    while (begin < lines.size()) {
        const std::size_t end = lines.find("\r\n", begin);
        if (end - begin > line_chars_max) {
            return false;
        }
        begin = end + 2;
    }
    return true;
}

std::string base64_lines(std::string_view text) {
    const std::string encoded = base64(text);
    std::string lines;
    for (std::size_t i = 0; i < encoded.size(); i += base64_line_chars) {
        lines += std::string_view(encoded).substr(i, base64_line_chars);
        lines += "\r\n";
    }
    return lines;
}

// Left out when it is not an address that can stand between `<` and `>`. Only an address with TLS
// can be told to mail programs as one that unsubscribes by a POST: RFC 8058.
std::string list_headers(std::string_view url) {
    const bool is_clean = is_ascii(url) && std::ranges::none_of(url, [](char c) {
                              return is_control(c) || c == ' ' || c == '<' || c == '>';
                          });
    if (url.empty() || !is_clean) {
        return "";
    }
    return fmt::format(
        "List-Unsubscribe: <{}>\r\n{}", url,
        url.starts_with("https://") ? "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" : "");
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos && text.size() <= 320 &&
           std::ranges::none_of(text, [](char c) {
               return is_control(c) || c == ' ' || c == '<' || c == '>' || c == ',' || c == ';';
           });
}

std::string mail_text(const Mail& mail) {
    const std::string lines = with_crlf(mail.text);
    const bool is_plain = is_ascii(lines) && has_short_lines(lines);
    const auto sent_at = std::chrono::floor<std::chrono::seconds>(mail.sent_at);
    const std::string_view domain =
        std::string_view(mail.sender).substr(std::min(mail.sender.find('@'), mail.sender.size()));

    std::string text;
    text += fmt::format("From: {} <{}>\r\n", phrase(mail.sender_name), line_of(mail.sender));
    text += fmt::format("To: {}\r\n", line_of(mail.recipient));
    text += fmt::format("Subject: {}\r\n", unstructured(mail.subject));
    text += fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\n", fmt::gmtime(sent_at));
    text += fmt::format("Message-ID: <{}{}>\r\n", line_of(mail.id), line_of(domain));
    text += list_headers(mail.unsubscribe_url);
    text += "Auto-Submitted: auto-generated\r\n";
    text += "MIME-Version: 1.0\r\n";
    text += "Content-Type: text/plain; charset=UTF-8\r\n";
    text += fmt::format("Content-Transfer-Encoding: {}\r\n\r\n", is_plain ? "7bit" : "base64");
    text += is_plain ? lines : base64_lines(lines);
    return text;
}

}  // namespace forebay::runtime
