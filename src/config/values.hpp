#pragma once

#include <forebay/base/address_block.hpp>
#include <forebay/base/time_text.hpp>
#include <forebay/server/server.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// How values are spelled in files, flags and variables. `parse_` returns nullopt for text that is
/// not of its form or too large to be held; what `format_` writes is read back as the same value.
namespace forebay::config {

/// `1024`, `64KiB`, `128MiB`, `2GiB`, `1TiB`: bytes.
std::optional<std::uint64_t> parse_size(std::string_view text);
std::string format_size(std::uint64_t bytes);

using forebay::format_duration;
using forebay::parse_duration;

/// Decimal digits.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// `true` or `false`.
std::optional<bool> parse_boolean(std::string_view text);

using server::Address;

/// `127.0.0.1:4566`, `[::1]:4566`, `localhost:4566`, and `:4566` for every IPv4 interface; over TLS
/// with `https://` before it.
std::optional<Address> parse_address(std::string_view text);
std::string format_address(const Address& address);

/// Without the `https://`.
std::string format_host_and_port(const Address& address);

/// Several, with commas between them, or none.
std::optional<std::vector<Address>> parse_addresses(std::string_view text);
std::string format_addresses(std::span<const Address> addresses);

/// `10.0.0.0/8, fc00::/7`: blocks of addresses, or nothing.
std::optional<std::vector<AddressBlock>> parse_networks(std::string_view text);
std::string format_networks(const std::vector<AddressBlock>& networks);

}  // namespace forebay::config
