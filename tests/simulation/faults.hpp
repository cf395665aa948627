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
    message_withheld,      ///< a receive returns nothing, now and then
    lock_dropped,          ///< what was received can be received again at once
    group_not_recorded,    ///< after a restart, messages in flight do not lock their group
    order_reversed,        ///< the messages of a receive come in the wrong order
    duplicates_forgotten,  ///< what duplicates are known by is not written
    duplicate_taken_in,
    delay_not_changed,        ///< messages keep the delay that they were sent with
    look_finds_nothing,       ///< messages of quiet groups are overlooked in the backlog
    repeat_not_recorded,      ///< after a restart, a named receive cannot be repeated
    dead_letter_delivered,    ///< what was received too often is received again
    move_not_recorded,        ///< what was moved is still here after a restart
    retention_begins_anew,    ///< of a standard queue, when a message is moved there
    refused_message_dropped,  ///< what could not be moved is not here any more
};

/// Those that each kind of queue could have.
inline constexpr std::array standard_faults = {
    Fault::send_not_recorded,
    Fault::delete_not_recorded,
    Fault::receive_not_recorded,
    Fault::visible_a_millisecond_early,
    Fault::visible_a_millisecond_late,
    Fault::load_brings_back_removed,
    Fault::sequence_reused,
    Fault::message_withheld,
    Fault::lock_dropped,
    Fault::dead_letter_delivered,
    Fault::move_not_recorded,
    Fault::retention_begins_anew,
    Fault::refused_message_dropped,
};
inline constexpr std::array fifo_faults = {
    Fault::send_not_recorded,          Fault::delete_not_recorded,
    Fault::receive_not_recorded,       Fault::visible_a_millisecond_early,
    Fault::visible_a_millisecond_late, Fault::sequence_reused,
    Fault::message_withheld,           Fault::lock_dropped,
    Fault::group_not_recorded,         Fault::order_reversed,
    Fault::duplicates_forgotten,       Fault::duplicate_taken_in,
    Fault::delay_not_changed,          Fault::repeat_not_recorded,
    Fault::dead_letter_delivered,      Fault::move_not_recorded,
    Fault::refused_message_dropped,
};

inline constexpr std::array fair_faults = {
    Fault::receive_not_recorded,
    Fault::load_brings_back_removed,
    Fault::message_withheld,
    Fault::look_finds_nothing,
};

std::string name(Fault fault);

/// An engine with this fault.
Wrap plant(Fault fault);

}  // namespace forebay::simulation
