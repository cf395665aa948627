#include <forebay/base/letter_case.hpp>
#include <forebay/service/access/pattern.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace forebay::service::access {
namespace {

// What `*` and `?` become, so that those in the value of a variable are but characters.
constexpr char any_text = '\x01';
constexpr char any_character = '\x02';

bool is_same(char a, char b, LetterCase letter_case) {
    return a == b || (letter_case == LetterCase::ignored && lower(a) == lower(b));
}

bool is_same(std::string_view a, std::string_view b, LetterCase letter_case) {
    return std::ranges::equal(a, b, [&](char x, char y) { return is_same(x, y, letter_case); });
}

// Goes back to the latest `*` alone: what an earlier one could take, the latest can too.
bool is_matched(std::string_view glob, std::string_view text, LetterCase letter_case) {
    std::size_t g = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_text = 0;
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == any_text) {
            star = g++;
            star_text = t;
        } else if (g < glob.size() &&
                   (glob[g] == any_character || is_same(glob[g], text[t], letter_case))) {
            ++g;
            ++t;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            t = ++star_text;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == any_text) {
        ++g;
    }
    return g == glob.size();
}

// The part of an ARN that begins `text`, which is taken off it; the sixth is all that is left.
std::string_view take_part(std::string_view& text, int number) {
    if (number == 6) {
        return std::exchange(text, {});
    }
    const std::string_view part = text.substr(0, text.find(':'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

// `text` with what the request says instead of each `${name}`; `${*}`, `${?}` and `${$}` are the
// characters themselves. nullopt: it says nothing, or more than one thing.
std::optional<std::string> expand(std::string_view text, const Keys& keys) {
    std::string out;
    while (true) {
        const std::size_t begin = text.find("${");
        out += text.substr(0, begin);
        if (begin == std::string_view::npos) {
            return out;
        }
        text.remove_prefix(begin + 2);
        const std::size_t end = text.find('}');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view name = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (name.size() == 1) {
            const char c = name[0];
            out += c == any_text ? '*' : c == any_character ? '?' : c;
            continue;
        }
        const auto found = keys.find(lower(name));
        if (found == keys.end() || found->second.size() != 1) {
            return std::nullopt;
        }
        out += found->second.front();
    }
}

}  // namespace

Pattern::Pattern(std::string_view text, bool has_variables)
    : glob_(text),
      literal_(text),
      has_variables_(has_variables && text.find("${") != std::string_view::npos) {
    std::ranges::replace(glob_, '*', any_text);
    std::ranges::replace(glob_, '?', any_character);
}

bool Pattern::matches(std::string_view text, const Keys& keys, LetterCase letter_case) const {
    if (!has_variables_) {
        return is_matched(glob_, text, letter_case);
    }
    const auto glob = expand(glob_, keys);
    return glob && is_matched(*glob, text, letter_case);
}

bool Pattern::matches_arn(std::string_view arn, const Keys& keys) const {
    const auto glob = has_variables_ ? expand(glob_, keys) : std::optional(glob_);
    if (!glob) {
        return false;
    }
    if (std::ranges::count(*glob, ':') < 5) {
        return is_matched(*glob, arn, LetterCase::kept);
    }
    std::string_view pattern = *glob;
    for (int number = 1; number <= 6; ++number) {
        if (!is_matched(take_part(pattern, number), take_part(arn, number), LetterCase::kept)) {
            return false;
        }
    }
    return true;
}

bool Pattern::equals(std::string_view text, const Keys& keys, LetterCase letter_case) const {
    if (!has_variables_) {
        return is_same(literal_, text, letter_case);
    }
    const auto literal = expand(literal_, keys);
    return literal && is_same(*literal, text, letter_case);
}

}  // namespace forebay::service::access
