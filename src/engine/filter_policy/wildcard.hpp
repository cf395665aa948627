#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine::filter_policy {

/// A pattern in which `*` stands for any text, `\*` for a star and `\\` for a backslash. Matching
/// takes time linear in the text, whatever the pattern.
class Wildcard {
public:
    /// nullopt: a backslash before anything else, or at the end.
    static std::optional<Wildcard> parse(std::string_view pattern);

    bool matches(std::string_view text) const;

private:
    std::vector<std::string> pieces_;  // what stands between the stars: always one at least
};

}  // namespace forebay::engine::filter_policy
