#include <forebay/base/time_text.hpp>
#include <forebay/base/units.hpp>

#include <fmt/chrono.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>

namespace forebay {

namespace {

constexpr std::array duration_units = {
    Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000}, Unit{"h", 3'600'000}, Unit{"d", 86'400'000},
};

}  // namespace

std::optional<TimePoint> parse_timestamp(std::string_view text) {
    constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
    std::string full(text);
    if (full.size() == form.size() - 4 && full.ends_with('Z')) {
        full.replace(full.size() - 1, 1, ".000Z");
    }
    const bool has_form = std::ranges::equal(full, form, [](char c, char wanted) {
        return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
    });
    if (!has_form) {
        return std::nullopt;
    }
    const auto number = [&full](std::size_t at, std::size_t digits) {
        return std::stoi(full.substr(at, digits));
    };
    const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                           std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    const int hour = number(11, 2);
    const int minute = number(14, 2);
    const int second = number(17, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
    }
    const std::chrono::milliseconds since_midnight =
        std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
        std::chrono::milliseconds(number(20, 3));
    return TimePoint(
        Duration((std::chrono::sys_days(date).time_since_epoch() + since_midnight).count()));
}

std::string timestamp(TimePoint time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                       fmt::gmtime(static_cast<std::time_t>(seconds.time_since_epoch().count())),
                       (time - seconds).count());
}

std::optional<Duration> parse_duration(std::string_view text) {
    const auto ms = parse_with_unit(text, duration_units);
    if (!ms) {
        return std::nullopt;
    }
    return Duration(static_cast<Duration::rep>(*ms));
}

std::string format_duration(Duration duration) {
    return format_with_unit(static_cast<std::uint64_t>(duration.count()), duration_units,
                            duration_units[1]);
}

}  // namespace forebay
