#include "engine/filter_policy/cover.hpp"

#include <utility>

namespace forebay::engine::filter_policy {
namespace {

using Cover = std::optional<std::vector<Trait>>;

/// That a key is there at all is common: as many values are still better.
constexpr std::size_t weight_of_presence = 1000;

std::size_t weight(const std::vector<Trait>& traits) {
    std::size_t sum = 0;
    for (const Trait& trait : traits) {
        sum += trait.value ? 1 : weight_of_presence;
    }
    return sum;
}

void improve(Cover& best, Cover cover) {
    if (cover && (!best || weight(*cover) < weight(*best))) {
        best = std::move(cover);
    }
}

Cover cover(const Leaf& leaf) {
    if (leaf.accepts_absence) {
        return std::nullopt;
    }
    if (leaf.accepts_any || !leaf.rules.patterns.empty()) {
        return std::vector{Trait{leaf.path, std::nullopt}};
    }
    std::vector<Trait> traits;
    for (const Value& value : leaf.rules.exact) {
        traits.push_back({leaf.path, value});
    }
    return traits;
}

Cover cover(const Clause& clause);

Cover cover(const Alternatives& alternatives) {
    std::vector<Trait> traits;
    for (const Clause& branch : alternatives.branches) {
        const Cover of_branch = cover(branch);
        if (!of_branch) {
            return std::nullopt;
        }
        traits.insert(traits.end(), of_branch->begin(), of_branch->end());
    }
    return traits;
}

Cover cover(const Clause& clause) {
    Cover best;
    for (const Leaf& leaf : clause.leaves) {
        improve(best, cover(leaf));
    }
    for (const Alternatives& alternatives : clause.alternatives) {
        improve(best, cover(alternatives));
    }
    return best;
}

}  // namespace

std::optional<std::vector<Trait>> cover(const Compiled& policy) {
    return cover(policy.clause);
}

}  // namespace forebay::engine::filter_policy
