#pragma once

#include <forebay/model/queue.hpp>

#include <string_view>
#include <tuple>

namespace forebay::runtime {

/// A key that names a queue or a topic, without a copy of it: account, region, name.
using KeyView = std::tuple<std::string_view, std::string_view, std::string_view>;

inline KeyView view(const QueueKey& key) {
    return {key.account, key.region, key.name};
}

/// The order of keys, for maps that are searched by views.
struct KeyLess {
    using is_transparent = void;
    static KeyView of(const QueueKey& key) { return view(key); }
    static KeyView of(KeyView view) { return view; }
    bool operator()(const auto& left, const auto& right) const {
        const auto& [account, region, name] = of(left);
        const auto& [other_account, other_region, other_name] = of(right);
        if (const int order = account.compare(other_account); order != 0) {
            return order < 0;
        }
        if (const int order = region.compare(other_region); order != 0) {
            return order < 0;
        }
        return name < other_name;
    }
};

}  // namespace forebay::runtime
