#include "engine/expressions/path_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace forebay::engine::expressions {
namespace {

bool is_before(const PathTree& node, const PathElement& element) {
    return std::tie(node.element.name, node.element.index) < std::tie(element.name, element.index);
}

}  // namespace

std::string path_text(std::span<const PathElement> path) {
    std::string text = "[";
    for (const PathElement& element : path) {
        text += text.size() > 1 ? ", " : "";
        text += element.is_index ? fmt::format("[{}]", element.index) : std::string(element.name);
    }
    text += ']';
    return text;
}

std::optional<PathTree::Clash> PathTree::add(std::span<const PathElement> added,
                                             std::uint32_t number) {
    PathTree* node = this;
    for (const PathElement& step : added) {
        if (node->is_end) {
            return Clash{Clash::Kind::overlap, node->path};
        }
        auto& siblings = node->children;
        if (!siblings.empty() && siblings.front().element.is_index != step.is_index) {
            const auto first = std::ranges::min_element(siblings, {}, &PathTree::path);
            return Clash{Clash::Kind::conflict, first->path};
        }
        auto child = std::lower_bound(siblings.begin(), siblings.end(), step, is_before);
        if (child == siblings.end() || child->element != step) {
            child = siblings.insert(
                child, PathTree{.element = step, .path = number, .is_end = false, .children = {}});
        }
        node = &*child;
    }
    if (node->is_end || !node->children.empty()) {
        return Clash{Clash::Kind::overlap, node->path};
    }
    node->is_end = true;
    return std::nullopt;
}

}  // namespace forebay::engine::expressions
