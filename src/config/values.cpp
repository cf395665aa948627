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

constexpr std::string_view tls_scheme = "https://";
constexpr std::string_view plain_scheme = "http://";

template <class T, class Parse>
std::optional<std::vector<T>> parse_list(std::string_view text, Parse parse) {
    std::vector<T> values;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view part = text.substr(0, comma);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        part = part.substr(0, part.find_last_not_of(' ') + 1);
        auto value = parse(part);
        if (!value) {
            return std::nullopt;
        }
        values.push_back(*std::move(value));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return values;
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
    const bool over_tls = text.starts_with(tls_scheme);
    if (over_tls) {
        text.remove_prefix(tls_scheme.size());
    } else if (text.starts_with(plain_scheme)) {
        text.remove_prefix(plain_scheme.size());
    }
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
    return Address{std::move(host), static_cast<std::uint16_t>(*port), over_tls};
}

std::string format_address(const Address& address) {
    return fmt::format("{}{}", address.over_tls ? tls_scheme : "", format_host_and_port(address));
}

std::string format_host_and_port(const Address& address) {
    const bool is_v6 = address.host.contains(':');
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", address.host, is_v6 ? "]" : "", address.port);
}

std::optional<std::vector<Address>> parse_addresses(std::string_view text) {
    return parse_list<Address>(text, parse_address);
}

std::string format_addresses(std::span<const Address> addresses) {
    std::string text;
    for (const Address& address : addresses) {
        text += (text.empty() ? "" : ", ") + format_address(address);
    }
    return text;
}

std::optional<std::vector<AddressBlock>> parse_networks(std::string_view text) {
    return parse_list<AddressBlock>(text, AddressBlock::parse);
}

std::string format_networks(const std::vector<AddressBlock>& networks) {
    std::string text;
    for (const AddressBlock& network : networks) {
        text += (text.empty() ? "" : ", ") + to_string(network);
    }
    return text;
}

}  // namespace forebay::config
