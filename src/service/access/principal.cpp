#include <forebay/base/digest.hpp>
#include <forebay/service/access/principal.hpp>

#include <fmt/format.h>

namespace forebay::service::access {

std::string principal_arn(std::string_view account, std::string_view user_name) {
    return user_name.empty() ? fmt::format("arn:aws:iam::{}:root", account)
                             : fmt::format("arn:aws:iam::{}:user/{}", account, user_name);
}

std::string principal_id(std::string_view account, std::string_view user_name) {
    if (user_name.empty()) {
        return std::string(account);
    }
    constexpr std::size_t length = 17;
    std::string digest = sha256_hex(principal_arn(account, user_name));
    for (char& c : digest) {
        c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return "AIDA" + digest.substr(0, length);
}

}  // namespace forebay::service::access
