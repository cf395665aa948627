#include "config/values.hpp"

#include <forebay/base/units.hpp>

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace forebay::config {
namespace {

constexpr std::array size_units = {
    Unit{"", 1},
    Unit{"KiB", std::uint64_t{1} << 10U},
    Unit{"MiB", std::uint64_t{1} << 20U},
    Unit{"GiB", std::uint64_t{1} << 30U},
    Unit{"TiB", std::uint64_t{1} << 40U},
};

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
