#pragma once

#include "load/action.hpp"
#include "load/run_state.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace forebay::load {

/// Where one connection stands in its work.
struct Course {
    std::size_t connection = 0;     ///< its number in the run
    std::size_t queue = 0;          ///< the queue it works on now
    std::optional<Action> last;     ///< what it did last in this phase
    std::size_t last_messages = 0;  ///< how many messages that moved
    bool rested = false;            ///< it paused after the last, empty, receive
    std::int64_t owed = 0;          ///< messages it sent but did not receive, in a cycle
};

/// What a connection does next.
struct Step {
    enum class Kind { request, pause, finished };
    Kind kind = Kind::finished;
    Action action = Action::send;
    RunState::Numbers numbers{};  ///< of the messages to send
};

/// Whether the next step goes with the last one (the receive after a send, the delete after a
/// receive) rather than beginning anew. Only beginnings are held back by a rate.
bool continues(Work work, const Course& course);

/// Decides the next step of a connection, and moves it to the next queue where it is time to.
Step next_step(const Phase& phase, RunState& run, Course& course);

}  // namespace forebay::load
