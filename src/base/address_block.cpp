#include <forebay/base/address_block.hpp>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace forebay {

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

std::optional<Address> Address::of(const sockaddr& socket) {
    Address address;
    if (socket.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(socket).sin_addr;
        std::memcpy(address.bytes.data(), &v4, sizeof(v4));
    } else if (socket.sa_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(socket).sin6_addr;
        constexpr std::size_t mapped_at = 12;
        address.is_v6 = !IN6_IS_ADDR_V4MAPPED(&v6);
        const std::size_t from = address.is_v6 ? 0 : mapped_at;
        std::memcpy(address.bytes.data(), &v6.s6_addr[from], sizeof(v6) - from);
    } else {
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

std::string to_string(const AddressBlock& block) {
    std::array<char, INET6_ADDRSTRLEN> text = {};
    inet_ntop(block.first_.is_v6 ? AF_INET6 : AF_INET, block.first_.bytes.data(), text.data(),
              text.size());
    return fmt::format("{}/{}", text.data(), block.bits_);
}

}  // namespace forebay
