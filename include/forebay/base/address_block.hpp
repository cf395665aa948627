#pragma once

#include <forebay/base/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace forebay {

/// An IPv4 or IPv6 address.
struct Address {
    bool is_v6 = false;
    std::array<std::uint8_t, 16> bytes = {};  ///< an IPv4 address has the first four

    /// nullopt: `text` is no address in the usual spelling.
    static std::optional<Address> parse(std::string_view text);

    /// Of a socket; an IPv4 address that is mapped into IPv6 is an IPv4 address. nullopt: of
    /// another family.
    static std::optional<Address> of(const sockaddr& socket);
};

/// The addresses that share their first bits.
class AddressBlock {
public:
    /// Of `10.0.0.0/24`, `2001:db8::/32`. Errors: invalid_parameter, with the text of SNS
    /// specification 10.5.
    static Result<AddressBlock> parse(std::string_view text);

    bool contains(const Address& address) const;

    /// As `parse` reads it.
    friend std::string to_string(const AddressBlock& block);

private:
    Address first_;
    unsigned bits_ = 0;
};

}  // namespace forebay
