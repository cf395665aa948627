#pragma once

#include <forebay/base/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace forebay::engine::filter_policy {

/// An IPv4 or IPv6 address.
struct Address {
    bool is_v6 = false;
    std::array<std::uint8_t, 16> bytes = {};  ///< an IPv4 address has the first four

    /// nullopt: `text` is no address in the usual spelling.
    static std::optional<Address> parse(std::string_view text);
};

/// The addresses that share their first bits.
class AddressBlock {
public:
    /// Of `10.0.0.0/24`, `2001:db8::/32`. Errors: invalid_parameter, with the text of SNS
    /// specification 10.5 but without where it stands.
    static Result<AddressBlock> parse(std::string_view text);

    bool contains(const Address& address) const;

private:
    Address first_;
    unsigned bits_ = 0;
};

}  // namespace forebay::engine::filter_policy
