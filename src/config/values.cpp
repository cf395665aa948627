#include "config/values.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <ranges>
#include <span>

namespace forebay::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

// From the smallest to the largest, each a multiple of the one before.
constexpr std::array size_units = {
    Unit{"", 1},
    Unit{"KiB", std::uint64_t{1} << 10U},
    Unit{"MiB", std::uint64_t{1} << 20U},
    Unit{"GiB", std::uint64_t{1} << 30U},
    Unit{"TiB", std::uint64_t{1} << 40U},
};
constexpr std::array duration_units = {
    Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000}, Unit{"h", 3'600'000}, Unit{"d", 86'400'000},
};

std::optional<std::uint64_t> parse_with_unit(std::string_view text, std::span<const Unit> units) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_number(text.substr(0, digits));
    if (!number) {
        return std::nullopt;
    }
    for (const Unit& unit : units) {
        if (text.substr(digits) == unit.name) {
            if (*number > std::numeric_limits<std::int64_t>::max() / unit.factor) {
                return std::nullopt;
            }
            return *number * unit.factor;
        }
    }
    return std::nullopt;
}

// In the largest unit that says it exactly.
std::string format_with_unit(std::uint64_t value, std::span<const Unit> units,
                             const Unit& of_zero) {
    if (value == 0) {
        return fmt::format("0{}", of_zero.name);
    }
    for (const Unit& unit : units | std::views::reverse) {
        if (value % unit.factor == 0) {
            return fmt::format("{}{}", value / unit.factor, unit.name);
        }
    }
    return fmt::format("{}{}", value, units.front().name);
}

bool is_numeric_host(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> bytes = {};
    return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
           inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
    return parse_with_unit(text, size_units);
}

std::string format_size(std::uint64_t bytes) {
    return format_with_unit(bytes, size_units, size_units[0]);
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

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<bool> parse_boolean(std::string_view text) {
    if (text == "true") {
        return true;
    }
    if (text == "false") {
        return false;
    }
    return std::nullopt;
}

std::optional<Address> parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto port = parse_number(text.substr(colon + 1));
    if (!port || *port > std::numeric_limits<std::uint16_t>::max()) {
        return std::nullopt;
    }

    std::string host(text.substr(0, colon));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.contains(':')) {
        return std::nullopt;  // ::1:4566 could mean two things
    } else if (host.empty()) {
        host = "0.0.0.0";
    } else if (host == "localhost") {
        host = "127.0.0.1";
    }
    if (!is_numeric_host(host)) {
        return std::nullopt;
    }
    return Address{std::move(host), static_cast<std::uint16_t>(*port)};
}

std::string format_address(const Address& address) {
    const bool is_v6 = address.host.contains(':');
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", address.host, is_v6 ? "]" : "", address.port);
}

std::optional<std::vector<AddressBlock>> parse_networks(std::string_view text) {
    std::vector<AddressBlock> networks;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view network = text.substr(0, comma);
        network.remove_prefix(std::min(network.find_first_not_of(' '), network.size()));
        network = network.substr(0, network.find_last_not_of(' ') + 1);
        const auto block = AddressBlock::parse(network);
        if (!block) {
            return std::nullopt;
        }
        networks.push_back(*block);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return networks;
}

std::string format_networks(const std::vector<AddressBlock>& networks) {
    std::string text;
    for (const AddressBlock& network : networks) {
        text += (text.empty() ? "" : ", ") + to_string(network);
    }
    return text;
}

}  // namespace forebay::config
