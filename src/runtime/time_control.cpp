#include <forebay/base/time_text.hpp>
#include <forebay/runtime/admin.hpp>
#include <forebay/runtime/broker.hpp>
#include <forebay/runtime/registry.hpp>
#include <forebay/runtime/time_control.hpp>
#include <forebay/storage/keys.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace forebay::runtime {

namespace {

constexpr std::string_view ahead_name = "clock/ahead";

Duration ahead_of(const std::optional<std::string>& stored) {
    return stored ? parse_duration(*stored).value_or(Duration::zero()) : Duration::zero();
}

}  // namespace

Duration TimeControl::stored_ahead(const storage::Store& store) {
    return ahead_of(store.get(storage::Space::records, storage::keys::value(ahead_name)));
}

Task<Result<void>> TimeControl::advance(Duration by) {
    return move([this, by](Duration ahead) -> Result<Duration> {
        if (by > time_max - clock_.now()) {
            return Error{Errc::invalid_parameter,
                         fmt::format("The time can be no later than {}.", timestamp(time_max))};
        }
        return ahead + by;
    });
}

Task<Result<void>> TimeControl::set(TimePoint to) {
    return move([this, to](Duration ahead) -> Result<Duration> {
        const TimePoint now = clock_.now();
        if (to < now || to > time_max) {
            return Error{Errc::invalid_parameter,
                         fmt::format("The time can be set to no earlier than now, {}, and no later "
                                     "than {}.",
                                     timestamp(now), timestamp(time_max))};
        }
        return std::max(ahead, clock_.ahead() + (to - now));
    });
}

// The clock moves once its offset is on disk: what is written by the new time needs it at the next
// start.
Task<Result<void>> TimeControl::move(std::function<Result<Duration>(Duration ahead)> wanted) {
    Duration ahead{};
    auto change = [&ahead, &wanted](Registry::Changes& changes) -> Result<void> {
        const auto moved = wanted(ahead_of(changes.find(ahead_name)));
        if (!moved) {
            return moved.error();
        }
        ahead = *moved;
        changes.put(std::string(ahead_name), format_duration(ahead));
        return {};
    };
    if (auto kept = co_await broker_.registry().edit(std::move(change)); !kept) {
        co_return kept.error();
    }
    clock_.move_ahead(ahead);
    co_await broker_.admin().catch_up();
    co_return Result<void>();
}

}  // namespace forebay::runtime
