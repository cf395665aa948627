#pragma once

#include "runtime/key_view.hpp"
#include <forebay/runtime/admin.hpp>

#include <cstddef>
#include <string_view>

namespace forebay::runtime {

/// Calls `take` with the values of `map` that `listing` names, in the order of their keys. What
/// does not match is jumped over.
template <class Map, class Take>
void for_listed(const Map& map, const Listing& listing, Take take) {
    constexpr std::string_view behind_all = "\x7f";  // names are of printable ASCII
    auto at = listing.after.has_value()
                  ? map.upper_bound(view(*listing.after))
                  : map.lower_bound(KeyView{listing.account, listing.region, listing.prefix});
    for (std::size_t taken = 0; at != map.end() && taken < listing.max;) {
        const auto& key = at->first;
        if (!listing.account.empty() && key.account != listing.account) {
            return;
        }
        const std::string_view region = listing.region.empty() ? key.region : listing.region;
        const KeyView first{key.account, region, listing.prefix};
        if (view(key) < first) {
            at = map.lower_bound(first);
        } else if (key.region == region && key.name.starts_with(listing.prefix)) {
            take(at->second);
            ++taken;
            ++at;
        } else if (listing.region.empty()) {
            at = map.lower_bound(KeyView{key.account, key.region, behind_all});
        } else {
            at = map.lower_bound(KeyView{key.account, behind_all, {}});
        }
    }
}

}  // namespace forebay::runtime
