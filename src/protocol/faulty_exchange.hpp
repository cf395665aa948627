#pragma once

#include "protocol/exchange.hpp"
#include <forebay/service/admin/fault_rules.hpp>

#include <string_view>

namespace forebay::protocol {

/// An exchange to whose action something may happen, as rules say.
class FaultyExchange final : public Body {
public:
    FaultyExchange(Exchange& exchange, std::string_view action, service::admin::FaultRules& rules)
        : exchange_(exchange), action_(action), rules_(rules) {}

    /// Errors also: Errc::internal, where the action is not to be carried out.
    Result<void> read(const Shape& shape, void* input) override;
    void write(const Shape& shape, const void* output) override { exchange_.write(shape, output); }

    /// What has happened, or is to happen to the answer of an action that ended with `done`.
    Task<void> finish(const Result<void>& done, const service::Context& context,
                      HttpResponse& response);

private:
    Exchange& exchange_;
    std::string_view action_;
    service::admin::FaultRules& rules_;
    service::admin::Fault fault_;
};

}  // namespace forebay::protocol
