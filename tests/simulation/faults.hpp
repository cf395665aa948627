#pragma once

#include "tests/simulation/simulator.hpp"

#include <array>
#include <string>

namespace forebay::simulation {

/// Mistakes that an engine could make, each of which the simulation must catch.
enum class Fault : std::uint8_t {
    send_not_recorded,     ///< a send is acknowledged but not written
    delete_not_recorded,   ///< a delete is acknowledged but not written
    receive_not_recorded,  ///< the state of received messages is not written
    visible_a_millisecond_early,
    visible_a_millisecond_late,
    load_brings_back_removed,  ///< what was deleted during a load is received again
    sequence_reused,
};

inline constexpr std::array all_faults = {
    Fault::send_not_recorded,
    Fault::delete_not_recorded,
    Fault::receive_not_recorded,
    Fault::visible_a_millisecond_early,
    Fault::visible_a_millisecond_late,
    Fault::load_brings_back_removed,
    Fault::sequence_reused,
};

std::string name(Fault fault);

/// An engine with this fault.
Wrap plant(Fault fault);

}  // namespace forebay::simulation
