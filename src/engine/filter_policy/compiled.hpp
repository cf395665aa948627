#pragma once

#include "engine/filter_policy/path_trie.hpp"
#include "engine/filter_policy/rules.hpp"
#include <forebay/model/filter_scope.hpp>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine::filter_policy {

/// A path that a policy looks at: its place in `Compiled::paths`.
using PathNumber = std::uint32_t;

/// A key of a policy, and the rules of which one must hold for its value.
struct Leaf {
    PathNumber path;
    std::uint32_t number;          ///< among the leaves of the policy
    bool accepts_any = false;      ///< `exists: true`
    bool accepts_absence = false;  ///< `exists: false`
    RuleSet rules;
};

struct Alternatives;

/// What must hold at once: the keys of an object and of those nested in it.
struct Clause {
    std::vector<Leaf> leaves;
    std::vector<Alternatives> alternatives;
};

/// An `$or`: one of the branches must hold.
struct Alternatives {
    std::vector<Clause> branches;
};

/// A policy, ready to be evaluated. Its parts point into its texts, so it stays where it is.
struct Compiled {
    Compiled() = default;
    Compiled(const Compiled&) = delete;
    Compiled& operator=(const Compiled&) = delete;

    std::string text;  ///< as it was given
    FilterScope scope = FilterScope::message_attributes;
    Clause clause;
    std::uint32_t leaves = 0;
    std::vector<std::vector<std::string_view>> paths;
    std::deque<std::string> decoded;  ///< strings that had escapes

    PathTrie trie;            ///< the same paths, for when the policy is evaluated by itself
    std::vector<PathId> ids;  ///< of each path in `trie`
};

}  // namespace forebay::engine::filter_policy
