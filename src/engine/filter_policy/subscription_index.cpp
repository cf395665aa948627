#include "engine/filter_policy/policy_index.hpp"
#include <forebay/engine/subscription_index.hpp>

#include <cstdint>
#include <unordered_map>
#include <utility>

namespace forebay::engine {

using filter_policy::PolicyIndex;

struct SubscriptionIndex::State {
    /// Where a subscription is: in one of the two indexes, or among those that get everything.
    struct Home {
        PolicyIndex* index = nullptr;
        std::uint32_t place = 0;
    };

    void add(SubscriptionId id, FilterPolicy policy);
    void remove(const Home& home);

    std::unordered_map<SubscriptionId, Home> homes;
    std::vector<SubscriptionId> unfiltered;
    PolicyIndex by_attributes;
    PolicyIndex by_body;
};

void SubscriptionIndex::State::add(SubscriptionId id, FilterPolicy policy) {
    if (policy.is_empty()) {
        homes[id] = {nullptr, static_cast<std::uint32_t>(unfiltered.size())};
        unfiltered.push_back(id);
        return;
    }
    PolicyIndex& index = policy.scope() == FilterScope::message_body ? by_body : by_attributes;
    homes[id] = {&index, static_cast<std::uint32_t>(index.add(id, std::move(policy)))};
}

void SubscriptionIndex::State::remove(const Home& home) {
    if (home.index != nullptr) {
        home.index->remove(PolicyIndex::Place{home.place});
        return;
    }
    const SubscriptionId last = unfiltered.back();
    unfiltered[home.place] = last;
    homes[last].place = home.place;
    unfiltered.pop_back();
}

SubscriptionIndex::SubscriptionIndex() : state_(std::make_unique<State>()) {}
SubscriptionIndex::~SubscriptionIndex() = default;
SubscriptionIndex::SubscriptionIndex(SubscriptionIndex&&) noexcept = default;
SubscriptionIndex& SubscriptionIndex::operator=(SubscriptionIndex&&) noexcept = default;

void SubscriptionIndex::put(SubscriptionId id, FilterPolicy policy) {
    remove(id);
    state_->add(id, std::move(policy));
}

void SubscriptionIndex::remove(SubscriptionId id) {
    const auto found = state_->homes.find(id);
    if (found == state_->homes.end()) {
        return;
    }
    state_->remove(found->second);
    state_->homes.erase(id);
}

std::size_t SubscriptionIndex::find(FilterSubject& subject, std::vector<SubscriptionId>& found) {
    found.insert(found.end(), state_->unfiltered.begin(), state_->unfiltered.end());
    std::size_t tested = 0;
    if (!state_->by_attributes.is_empty()) {
        tested += state_->by_attributes.find(subject.attributes(), found);
    }
    if (!state_->by_body.is_empty()) {
        if (const auto* body = subject.body()) {
            tested += state_->by_body.find(*body, found);
        }
    }
    return tested;
}

std::size_t SubscriptionIndex::size() const {
    return state_->homes.size();
}

}  // namespace forebay::engine
