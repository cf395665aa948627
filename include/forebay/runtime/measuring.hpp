#pragma once

#include <forebay/base/task.hpp>
#include <forebay/model/measurements.hpp>

#include <cstddef>

namespace forebay::runtime {

class Broker;

// What is measured of a broker that Broker::recover has made.

/// Of queues, topics and tables the oldest are measured one by one, up to so many of each: those
/// there are at the start, and then each new one while there is a place; it keeps it as long as it
/// lives. Without this it is 1000. To be called before `start`.
void measure_alone(Broker& broker, std::size_t most);

/// All that is known here for Measurements. On an executor of the broker.
Task<Measurements> measure(Broker& broker);

}  // namespace forebay::runtime
