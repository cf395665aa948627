#pragma once

#include "protocol/admin/request.hpp"

/// `faults`: GET lists the rules; POST adds one; PUT, with `{"rules":[…]}`, replaces all; DELETE
/// removes all. `faults/{id}`: DELETE removes one.
namespace forebay::protocol::admin {

extern const Route faults_route;
extern const Route fault_route;

}  // namespace forebay::protocol::admin
