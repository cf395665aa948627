#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace forebay::engine::filter_policy {

/// The names on the way from the top of a message to a value. Of an attribute there is one.
using Path = std::span<const std::string_view>;

/// A path of a PathTrie, or the beginning of one.
enum class PathId : std::uint32_t {};

/// The paths that some policies look at, so that a message is searched for all of them at once, and
/// nothing else of it is looked at.
class PathTrie {
public:
    static constexpr PathId root{0};

    PathTrie() : nodes_(1) {}

    /// One more that looks at `path`, which is not empty.
    PathId add(Path path);

    /// One less.
    void remove(PathId path);

    /// Where the name `name` leads from `from`; nullopt: nobody looks there.
    std::optional<PathId> step(PathId from, std::string_view name) const;

    /// As `step`, over each of the names that `name` is by its dots: `a.b` is `b` in `a`.
    std::optional<PathId> steps(PathId from, std::string_view name) const;

    /// Whether somebody looks at the values here.
    bool is_end(PathId path) const { return node(path).uses > 0; }

    /// Whether somebody looks at values below.
    bool leads_on(PathId path) const { return node(path).children > 0; }

private:
    struct Step {
        PathId from;
        std::string name;
    };

    struct StepView {
        PathId from;
        std::string_view name;
    };

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const StepView& step) const {
            return std::hash<std::string_view>()(step.name) +
                   static_cast<std::size_t>(step.from) * 0x9E3779B97F4A7C15U;
        }
        std::size_t operator()(const Step& step) const {
            return (*this)(StepView{step.from, step.name});
        }
    };

    struct Equal {
        using is_transparent = void;
        bool operator()(const auto& a, const auto& b) const {
            return a.from == b.from && std::string_view(a.name) == std::string_view(b.name);
        }
    };

    struct Node {
        const Step* step = nullptr;  // that leads here; null: the root, or a node of no use
        std::uint32_t uses = 0;
        std::uint32_t children = 0;
    };

    const Node& node(PathId id) const { return nodes_[static_cast<std::uint32_t>(id)]; }
    Node& node(PathId id) { return nodes_[static_cast<std::uint32_t>(id)]; }
    PathId add_child(PathId from, std::string_view name);

    std::unordered_map<Step, PathId, Hash, Equal> steps_;
    std::vector<Node> nodes_;
    std::vector<PathId> free_;  // nodes of no use
};

}  // namespace forebay::engine::filter_policy
