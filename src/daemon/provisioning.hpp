#pragma once

#include "config/settings.hpp"
#include "provision/declarations.hpp"
#include <forebay/runtime/broker.hpp>
#include <forebay/server/server.hpp>
#include <forebay/service/sns/signer_source.hpp>

namespace forebay::daemon {

/// Has a broker what is declared. What it finds and does is logged.
class Provisioning {
public:
    /// All live as long as this.
    Provisioning(const config::Settings& settings, runtime::Broker& broker,
                 service::sns::SignerSource& signers);

    /// Whether the declarations can be applied to what is there. Changes nothing.
    bool check(const provision::Declarations& declarations) const;

    /// Makes what is not there and changes what is there otherwise; false: something was refused.
    /// The broker runs, and is served at `address`, as links to subscribers say.
    bool apply(const provision::Declarations& declarations, const server::Address& address) const;

private:
    const config::Settings& settings_;
    runtime::Broker& broker_;
    service::sns::SignerSource& signers_;
};

}  // namespace forebay::daemon
