#include "engine/filter_policy/evaluation.hpp"

#include <forebay/base/assert.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

// Most messages have no arrays of objects where policies look. Then a policy is a formula: each key
// holds or does not, whatever the others do.
//
// Otherwise the branches of the policy's `$or`s are tried one after the other, at most as many ways
// as limits::filter_policy_combinations_max, and for each the keys that must hold at once are
// gathered. Whether they do within an element is decided from the outside in: a key that has a
// fitting value in this element itself is content; the others are sorted by the array, within this
// element, that leads to their values. Arrays have nothing to do with each other, so for each an
// element is looked for in which all of its keys hold.

namespace forebay::engine::filter_policy {
namespace {

/// Whether a value makes `exists: false` fail: null does not.
bool is_something(const Field& field) {
    return field.value.kind != ValueKind::null;
}

bool accepts(const Leaf& leaf, const Value& value) {
    if (leaf.accepts_any && value.kind != ValueKind::null && value.kind != ValueKind::unreadable) {
        return true;
    }
    return leaf.rules.matches(value);
}

class Formula {
public:
    Formula(std::span<const PathId> ids, const Fields& fields) : ids_(ids), fields_(fields) {}

    bool holds(const Clause& clause) const {
        return std::ranges::all_of(clause.leaves, [&](const auto& leaf) { return holds(leaf); }) &&
               std::ranges::all_of(clause.alternatives,
                                   [&](const auto& alternatives) { return holds(alternatives); });
    }

private:
    bool holds(const Alternatives& alternatives) const {
        return std::ranges::any_of(alternatives.branches,
                                   [&](const Clause& branch) { return holds(branch); });
    }

    bool holds(const Leaf& leaf) const {
        const auto found = fields_.at(ids_[leaf.path]);
        if (std::ranges::any_of(found, [&](const Field& f) { return accepts(leaf, f.value); })) {
            return true;
        }
        return leaf.accepts_absence && fields_.has_any() &&
               std::ranges::none_of(found, is_something);
    }

    std::span<const PathId> ids_;
    const Fields& fields_;
};

/// The elements where a key of the policy finds something, by number.
struct Findings {
    bool is_known = false;
    bool accepts_absence = false;
    std::vector<ElementId> fitting;    // values that its rules accept
    std::vector<ElementId> something;  // values that make `exists: false` fail, if it has that
};

class Search {
public:
    Search(const Compiled& policy, std::span<const PathId> ids, const Fields& fields)
        : ids_(ids), fields_(fields), findings_(policy.leaves) {}

    bool holds(const Clause& clause) {
        const Goals goals{clause.alternatives, nullptr};
        return choose(clause) && find(&goals);
    }

private:
    using Elements = std::vector<ElementId>;
    using Keys = std::vector<const Findings*>;

    /// The `$or`s of which one branch each must still be chosen.
    struct Goals {
        std::span<const Alternatives> first;
        const Goals* then;
    };

    /// Whether branches can be chosen so that all keys hold together.
    bool find(const Goals* goals) {
        while (goals != nullptr && goals->first.empty()) {
            goals = goals->then;
        }
        if (goals == nullptr) {
            return fits(chosen_, no_element);
        }
        const Goals rest{goals->first.subspan(1), goals->then};
        for (const Clause& branch : goals->first.front().branches) {
            const std::size_t chosen = chosen_.size();
            const Goals nested{branch.alternatives, &rest};
            if (choose(branch) && find(&nested)) {
                return true;
            }
            chosen_.resize(chosen);
        }
        return false;
    }

    /// Adds the clause's keys to the chosen ones, except for those that hold wherever the others
    /// do. False: one of them holds nowhere.
    bool choose(const Clause& clause) {
        for (const Leaf& leaf : clause.leaves) {
            const Findings& found = findings(leaf);
            if (found.fitting.empty() && !leaf.accepts_absence) {
                return false;
            }
            const bool holds_everywhere = found.fitting.empty()
                                              ? found.something.empty()
                                              : found.fitting.front() == no_element;
            if (!holds_everywhere) {
                chosen_.push_back(&found);
            }
        }
        return true;
    }

    const Findings& findings(const Leaf& leaf) {
        Findings& found = findings_[leaf.number];
        if (found.is_known) {
            return found;
        }
        found.is_known = true;
        found.accepts_absence = leaf.accepts_absence;
        for (const Field& field : fields_.at(ids_[leaf.path])) {
            if (accepts(leaf, field.value)) {
                note(field.element, found.fitting);
            }
            if (leaf.accepts_absence && is_something(field)) {
                note(field.element, found.something);
            }
        }
        return found;
    }

    static void note(ElementId element, Elements& elements) {
        if (elements.empty() || elements.back() != element) {
            elements.push_back(element);
        }
    }

    /// Whether elements can be chosen within `element` so that all of the keys hold.
    bool fits(const Keys& keys, ElementId element) const {
        std::map<std::uint32_t, Keys> by_array;
        for (const Findings* key : keys) {
            const auto [verdict, place] = judge(*key, element);
            if (verdict == Verdict::fails) {
                return false;
            }
            if (verdict == Verdict::depends) {
                by_array[fields_.array(below(element, place))].push_back(key);
            }
        }
        return std::ranges::all_of(by_array, [&](const auto& entry) {
            return fits_some(entry.second, entry.first, element);
        });
    }

    enum class Verdict : std::uint8_t { holds, fails, depends };

    struct Judgement {
        Verdict verdict;
        ElementId place{};  // if it depends: in the element that the array must choose
    };

    /// Whether a key holds in `element` whatever elements are chosen within it.
    Judgement judge(const Findings& key, ElementId element) const {
        const auto fitting = within(key.fitting, element);
        if (!fitting.empty() && fitting.front() == element) {
            return {Verdict::holds};
        }
        if (key.accepts_absence) {
            const auto something = within(key.something, element);
            if (something.empty()) {
                return {Verdict::holds};
            }
            if (fitting.empty() && something.front() != element) {
                return {Verdict::depends, something.front()};
            }
        }
        return fitting.empty() ? Judgement{Verdict::fails}
                               : Judgement{Verdict::depends, fitting.front()};
    }

    /// Whether all of the keys hold in some element of `array`, which is in `around`.
    bool fits_some(const Keys& keys, std::uint32_t array, ElementId around) const {
        // Every key that does not accept absence must have a value there: the one with the fewest
        // leaves the least to try.
        const Findings* strictest = nullptr;
        for (const Findings* key : keys) {
            if (!key->accepts_absence &&
                (strictest == nullptr || key->fitting.size() < strictest->fitting.size())) {
                strictest = key;
            }
        }
        Elements candidates;
        for (const Findings* key : strictest != nullptr ? Keys{strictest} : keys) {
            add_elements(within(key->fitting, around), array, around, candidates);
        }
        std::ranges::sort(candidates);
        const auto repeated = std::ranges::unique(candidates);
        candidates.erase(repeated.begin(), repeated.end());
        return std::ranges::any_of(candidates,
                                   [&](ElementId element) { return fits(keys, element); });
    }

    /// Adds those elements of `array` which one of `found` is in.
    void add_elements(std::span<const ElementId> found, std::uint32_t array, ElementId around,
                      Elements& elements) const {
        while (!found.empty()) {
            const ElementId element = below(around, found.front());
            if (fields_.array(element) == array) {
                elements.push_back(element);
            }
            const auto behind = std::ranges::lower_bound(found, fields_.end(element));
            found = {behind, found.end()};
        }
    }

    /// Those of `elements` that are `element` or in it.
    std::span<const ElementId> within(std::span<const ElementId> elements,
                                      ElementId element) const {
        return {std::ranges::lower_bound(elements, element),
                std::ranges::lower_bound(elements, fields_.end(element))};
    }

    /// The element right within `around` that is `inner` or has it in itself.
    ElementId below(ElementId around, ElementId inner) const {
        while (fields_.parent(inner) != around) {
            FOREBAY_ASSERT(inner != no_element);
            inner = fields_.parent(inner);
        }
        return inner;
    }

    std::span<const PathId> ids_;
    const Fields& fields_;
    std::vector<Findings> findings_;
    Keys chosen_;
};

}  // namespace

bool holds(const Compiled& policy, std::span<const PathId> ids, const Fields& fields) {
    if (fields.has_elements()) {
        return Search(policy, ids, fields).holds(policy.clause);
    }
    return Formula(ids, fields).holds(policy.clause);
}

}  // namespace forebay::engine::filter_policy
