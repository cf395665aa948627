#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/attribute_value.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine::expressions {

/// What `#n` and `:v` in the expressions of a request stand for, and which of them were used.
class Placeholders {
public:
    using Names = std::optional<std::map<std::string, std::string>>;
    using Values = std::optional<GivenItem>;

    /// Both outlive the Placeholders, and what it gives out.
    Placeholders(const Names& names, const Values& values);

    /// Errors: validation_failed, for an empty map, a key that is no placeholder, a faulty value.
    static Result<void> check(const Names& names, const Values& values);

    // What a placeholder stands for, which counts as used then; nullopt: nothing.
    std::optional<std::string_view> name(std::string_view placeholder);
    std::optional<ValueView> value(std::string_view placeholder);

    /// Errors: validation_failed, when one has not been used.
    Result<void> check_all_used() const;

private:
    template <class Meaning>
    struct Entry {
        std::string_view placeholder;
        Meaning meaning;
        bool is_used = false;
    };

    std::vector<Entry<std::string_view>> names_;  // sorted by placeholder, as is the other
    std::vector<Entry<ValueView>> values_;
};

}  // namespace forebay::engine::expressions
