#pragma once

#include <forebay/service/access/request.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace forebay::service::access {

enum class LetterCase : std::uint8_t { kept, ignored };

/// A text of a policy in which `*` stands for any characters and `?` for one, and in which, since
/// the version 2012-10-17, `${aws:username}` stands for what the request says.
class Pattern {
public:
    Pattern(std::string_view text, bool has_variables);

    /// Whether all of `text` is as the pattern says. A variable of which the request says nothing
    /// matches nothing.
    bool matches(std::string_view text, const Keys& keys,
                 LetterCase letter_case = LetterCase::kept) const;

    /// The same, part by part of two ARNs: `*` does not reach over a colon, but in the last part.
    bool matches_arn(std::string_view arn, const Keys& keys) const;

    /// Whether `text` is the same, with nothing that stands for something else but variables.
    bool equals(std::string_view text, const Keys& keys,
                LetterCase letter_case = LetterCase::kept) const;

private:
    std::string glob_;     // with marks for * and ?
    std::string literal_;  // as it stands in the policy
    bool has_variables_;
};

}  // namespace forebay::service::access
