#include "engine/filter_policy/path_trie.hpp"

#include <forebay/base/assert.hpp>

namespace forebay::engine::filter_policy {

PathId PathTrie::add(Path path) {
    FOREBAY_ASSERT(!path.empty());

    PathId at = root;
    for (const std::string_view name : path) {
        const auto next = step(at, name);
        at = next ? *next : add_child(at, name);
    }
    ++node(at).uses;
    return at;
}

PathId PathTrie::add_child(PathId from, std::string_view name) {
    PathId child{static_cast<std::uint32_t>(nodes_.size())};
    if (free_.empty()) {
        nodes_.emplace_back();
    } else {
        child = free_.back();
        free_.pop_back();
    }
    const auto [step, is_new] = steps_.emplace(Step{from, std::string(name)}, child);
    FOREBAY_ASSERT(is_new);
    node(child).step = &step->first;
    ++node(from).children;
    return child;
}

void PathTrie::remove(PathId path) {
    FOREBAY_ASSERT(node(path).uses > 0);

    --node(path).uses;
    while (path != root && node(path).uses == 0 && node(path).children == 0) {
        const Step* step = node(path).step;
        const PathId parent = step->from;
        steps_.erase(steps_.find(*step));
        node(path) = {};
        free_.push_back(path);
        --node(parent).children;
        path = parent;
    }
}

std::optional<PathId> PathTrie::step(PathId from, std::string_view name) const {
    const auto found = steps_.find(StepView{from, name});
    return found == steps_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<PathId> PathTrie::steps(PathId from, std::string_view name) const {
    for (;;) {
        const std::size_t dot = name.find('.');
        const auto next = step(from, name.substr(0, dot));
        if (!next || dot == std::string_view::npos) {
            return next;
        }
        from = *next;
        name.remove_prefix(dot + 1);
    }
}

}  // namespace forebay::engine::filter_policy
