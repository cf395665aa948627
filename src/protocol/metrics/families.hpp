#pragma once

#include "protocol/metrics/action_meters.hpp"
#include "protocol/metrics/family.hpp"

#include <string_view>
#include <vector>

namespace forebay::protocol {

/// All that is told under our own names. `measured` outlives the makers.
void add_families(FamilyMakers& makers, const Measurements& measured,
                  std::vector<ActionMeters::Counts> actions, std::string_view version);

/// The queues and topics once more, as the CloudWatch exporters call them.
void add_cloudwatch_families(FamilyMakers& makers, const Measurements& measured);

/// The process: CPU time, memory, descriptors, under the names that all exporters give them.
void add_process_families(FamilyMakers& makers);

}  // namespace forebay::protocol
