#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine::expressions {

/// One step of a path: into a map by name, or into a list by index.
struct PathElement {
    std::string_view name = {};
    std::uint32_t index = 0;
    bool is_index = false;

    friend bool operator==(const PathElement&, const PathElement&) = default;
};

/// `[a, [0], b]`, as errors show a path.
std::string path_text(std::span<const PathElement> path);

/// Paths of which none begins with another, merged where they begin alike: evaluating them walks
/// over an item once.
struct PathTree {
    PathElement element;
    std::uint32_t path = 0;          // of those that go through here the first that was added
    bool is_end = false;             // that path ends here
    std::vector<PathTree> children;  // sorted, and all names or all indexes

    /// Two paths that cannot both be meant.
    struct Clash {
        enum class Kind : std::uint8_t {
            overlap,   // one begins with the other
            conflict,  // the same step is a name in one and an index in the other
        };
        Kind kind;
        std::uint32_t earlier;
    };

    /// Adds `path`, the one with this number, unless it clashes with an earlier one.
    std::optional<Clash> add(std::span<const PathElement> path, std::uint32_t number);
};

}  // namespace forebay::engine::expressions
