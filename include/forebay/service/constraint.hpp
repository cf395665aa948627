#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace forebay::service {

/// What the service's framework demands of a member before the action looks at it. Each service
/// that has such demands has its rows beside its shapes, as it has its wire names: a constexpr
/// function
///
///     template <class Shape> constexpr std::span<const Constraint> constraints(Shape*);
///
/// DynamoDB specification 2.
struct Constraint {
    enum class Pattern : std::uint8_t {
        none,
        name,         ///< `[a-zA-Z0-9_.-]+`
        name_or_arn,  ///< the same, or a table's ARN
    };
    static constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

    std::string_view member;  ///< our name
    bool is_required = false;
    Pattern pattern = Pattern::none;
    std::size_t length_min = 0;  ///< characters of a string; elements of a list or map
    std::size_t length_max = unbounded;
    std::optional<std::int64_t> value_min = {};
    std::optional<std::int64_t> value_max = {};
    std::string_view values = {};   ///< all that there are, as errors list them: `SIZE, NONE`
    bool keys_are_names = false;    ///< of a map: its keys are names of 3 to 255 characters
    std::size_t item_length_max{};  ///< of a map of lists: each has 1 to so many elements; 0: any
    bool comes_first = false;       ///< absent or of a wrong length, it is refused alone and first
};

}  // namespace forebay::service
