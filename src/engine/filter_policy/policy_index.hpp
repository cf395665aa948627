#pragma once

#include "engine/filter_policy/fields.hpp"
#include "engine/filter_policy/path_trie.hpp"
#include <forebay/engine/filter_policy.hpp>
#include <forebay/engine/subscription_index.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace forebay::engine::filter_policy {

/// The policies of one scope, filed under the traits of which a message must have one to match.
///
/// Traits are known by a hash alone: that two share one costs a needless test, nothing else.
class PolicyIndex {
public:
    /// Where a policy is. Its place is used again when it is removed.
    enum class Place : std::uint32_t {};

    Place add(SubscriptionId id, FilterPolicy policy);  ///< `policy` is not empty
    void remove(Place place);

    bool is_empty() const { return entries_.size() == free_.size(); }

    /// Appends the subscriptions whose policies hold to `found`. Returns how many were tested.
    std::size_t find(std::span<const MessageAttribute> attributes,
                     std::vector<SubscriptionId>& found);
    std::size_t find(const JsonDocument& body, std::vector<SubscriptionId>& found);

private:
    using TraitHash = std::uint64_t;

    /// Of the policies that no trait excludes.
    static constexpr TraitHash always = 0;

    /// A place in a file, where an entry is named; `index` says which of its `filed` names it.
    struct Filing {
        Place place;
        std::uint32_t index;
    };

    struct Filed {
        TraitHash trait;
        std::uint32_t position;  // in the file of the trait
    };

    struct Entry {
        SubscriptionId id{};
        FilterPolicy policy;
        std::vector<PathId> ids;   // of the policy's paths, in `trie_`
        std::vector<Filed> filed;  // where the entry is named
        std::uint64_t tested = 0;  // the latest search that has come to it
    };

    Entry& entry(Place place) { return entries_[static_cast<std::uint32_t>(place)]; }

    void file(Place place, TraitHash trait);
    void unfile(const Filed& filed);
    std::size_t find(std::vector<SubscriptionId>& found);
    std::size_t test_file(TraitHash trait, std::vector<SubscriptionId>& found);

    PathTrie trie_;
    std::vector<Entry> entries_;
    std::vector<Place> free_;
    std::unordered_map<TraitHash, std::vector<Filing>> files_;

    Fields fields_;  // of the message that is searched for
    std::uint64_t searches_ = 0;
};

}  // namespace forebay::engine::filter_policy
