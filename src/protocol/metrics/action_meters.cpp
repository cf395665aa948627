#include "protocol/metrics/action_meters.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>

namespace forebay::protocol {

namespace {

std::size_t count_actions(std::span<const Service> services) {
    return std::accumulate(
        services.begin(), services.end(), std::size_t{0},
        [](std::size_t sum, const Service& service) { return sum + service.actions.size(); });
}

bool has(const Service& service, const Action* action) {
    const Action* const first = service.actions.data();
    return std::less_equal<>()(first, action) &&
           std::less<>()(action, first + service.actions.size());
}

}  // namespace

ActionMeters::ActionMeters(std::span<const Service> services)
    : services_(services),
      actions_count_(count_actions(services)),
      meters_([count = actions_count_ + 1] { return std::make_unique<Meters>(count); }) {}

std::size_t ActionMeters::place_of(const Action* action) const {
    std::size_t before = 0;
    for (const Service& service : services_) {
        if (has(service, action)) {
            return before + static_cast<std::size_t>(action - service.actions.data());
        }
        before += service.actions.size();
    }
    return actions_count_;
}

void ActionMeters::count(const Action* action, std::uint64_t took_ns, std::optional<Errc> refused) {
    Meter& meter = meters_.mine()[place_of(action)];
    meter.durations_ns.add(took_ns);
    if (refused.has_value()) {
        meter.refused[std::min(static_cast<std::size_t>(*refused), errors_count - 1)].add();
    }
}

std::vector<ActionMeters::Counts> ActionMeters::counts() const {
    std::vector<Counts> all;
    for (const Service& service : services_) {
        for (const Action& action : service.actions) {
            all.push_back({&service, &action, Histogram(duration_bounds_ns).counts(), {}});
        }
    }
    all.push_back({nullptr, nullptr, Histogram(duration_bounds_ns).counts(), {}});
    std::vector<std::array<std::uint64_t, errors_count>> refused(all.size());
    meters_.for_each([&](const Meters& meters) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i].durations_ns.add(meters[i].durations_ns.counts());
            for (std::size_t code = 0; code < errors_count; ++code) {
                refused[i][code] += meters[i].refused[code].count();
            }
        }
    });
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t code = 0; code < errors_count; ++code) {
            if (refused[i][code] > 0) {
                all[i].refused.emplace_back(Errc(code), refused[i][code]);
            }
        }
    }
    std::erase_if(all, [](const Counts& counts) { return counts.durations_ns.total() == 0; });
    return all;
}

}  // namespace forebay::protocol
