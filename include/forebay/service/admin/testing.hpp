#pragma once

#include <forebay/runtime/time_control.hpp>

namespace forebay::service::admin {

/// What is offered to tests of users' programs. All of it is off unless it is configured.
struct Testing {
    runtime::TimeControl* time_control = nullptr;  ///< lives as long as the front; null: off
};

}  // namespace forebay::service::admin
