#pragma once

#include <forebay/runtime/time_control.hpp>
#include <forebay/service/admin/fault_rules.hpp>

namespace forebay::service::admin {

/// What is offered to tests of users' programs. All of it is off unless it is configured. What is
/// pointed to lives as long as the front; null: off.
struct Testing {
    runtime::TimeControl* time_control = nullptr;
    FaultRules* faults = nullptr;
    bool may_reset = false;
};

}  // namespace forebay::service::admin
