#pragma once

#include <forebay/base/clock.hpp>

#include <string>
#include <string_view>

namespace forebay::runtime {

/// A mail before it has its form. Whatever its texts contain, they stay within their headers.
struct Mail {
    std::string sender_name;
    std::string sender;     ///< an address
    std::string recipient;  ///< an address
    std::string subject;
    std::string unsubscribe_url;  ///< empty: none
    std::string text;             ///< UTF-8
    std::string id;               ///< of Message-ID, before the sender's domain
    TimePoint sent_at;
};

/// RFC 5322: headers and body, lines that end in CRLF; ASCII as it is, anything else in base64.
std::string mail_text(const Mail& mail);

/// Whether `text` can be the address of a recipient: one `@`, and nothing that would end a header
/// or an SMTP command.
bool is_mail_address(std::string_view text);

}  // namespace forebay::runtime
