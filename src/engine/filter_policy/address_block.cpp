#include "engine/filter_policy/address_block.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace forebay::engine::filter_policy {

std::optional<Address> Address::parse(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated = {};
    if (text.empty() || text.size() >= terminated.size() || text.contains('\0')) {
        return std::nullopt;
    }
    std::ranges::copy(text, terminated.begin());
    Address address{.is_v6 = text.contains(':')};
    const int family = address.is_v6 ? AF_INET6 : AF_INET;
    if (inet_pton(family, terminated.data(), address.bytes.data()) != 1) {
        return std::nullopt;
    }
    return address;
}

Result<AddressBlock> AddressBlock::parse(std::string_view text) {
    const auto refuse = [](std::string what) {
        return Error{Errc::invalid_parameter, std::move(what)};
    };

    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || text.find('/', slash + 1) != std::string_view::npos) {
        return refuse("Malformed CIDR, one '/' required");
    }
    const std::string_view bits = text.substr(slash + 1);
    AddressBlock block;
    const auto [end, failure] =
        std::from_chars(bits.data(), bits.data() + bits.size(), block.bits_);
    if (failure != std::errc() || end != bits.data() + bits.size()) {
        return refuse("Malformed CIDR, mask bits must be an integer");
    }
    const std::string_view first = text.substr(0, slash);
    const auto address = Address::parse(first);
    if (!address) {
        return refuse(fmt::format("Nonstandard IP address: {}", first));
    }
    const unsigned bits_max = address->is_v6 ? 128 : 32;
    if (block.bits_ > bits_max) {
        return refuse(fmt::format("Malformed CIDR, mask bits must not exceed {}", bits_max));
    }
    block.first_ = *address;
    return block;
}

bool AddressBlock::contains(const Address& address) const {
    if (address.is_v6 != first_.is_v6) {
        return false;
    }
    const unsigned whole = bits_ / 8;
    if (!std::equal(first_.bytes.begin(), first_.bytes.begin() + whole, address.bytes.begin())) {
        return false;
    }
    const unsigned rest = bits_ % 8;
    return rest == 0 || (first_.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0;
}

}  // namespace forebay::engine::filter_policy
