#include "daemon/listening.hpp"

#include "config/values.hpp"
#include "daemon/json_line.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace forebay::daemon {

std::optional<server::ServerOptions> server_options(const config::Settings& settings) {
    server::ServerOptions options = settings.server;
    const auto over_tls = [](const server::Address& address) { return address.over_tls; };
    if (std::ranges::any_of(options.addresses, over_tls)) {
        auto tls = server::TlsContext::load(settings.tls);
        if (!tls) {
            spdlog::error("Cannot speak TLS. error={}", log_value(tls.error().detail));
            return std::nullopt;
        }
        options.tls = *std::move(tls);
    }
    return options;
}

std::string log_addresses(const std::vector<server::Address>& addresses) {
    std::string text;
    for (const server::Address& address : addresses) {
        text += (text.empty() ? "" : ",") + config::format_address(address);
    }
    return text;
}

}  // namespace forebay::daemon
