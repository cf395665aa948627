#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/uuid.hpp>

#include <cstdint>
#include <string>

namespace forebay {

enum class MoveTaskStatus : std::uint8_t { running, completed, cancelling, cancelled, failed };

/// A message move task: what a dead-letter queue holds goes back, or elsewhere, as new messages.
/// SQS specification 10.4.
struct MoveTask {
    Uuid id;
    MoveTaskStatus status = MoveTaskStatus::running;
    std::string destination_arn;            ///< empty: where each message came from
    std::uint32_t messages_per_second = 0;  ///< at most; 0: as many as can be
    std::uint64_t moved_count = 0;
    std::uint64_t to_move_count = 0;  ///< messages that were visible at its start
    std::string failure_reason;       ///< of a failed one
    TimePoint started_at;

    friend bool operator==(const MoveTask&, const MoveTask&) = default;
};

/// Whether there may be more to come of it.
constexpr bool is_active(const MoveTask& task) {
    return task.status == MoveTaskStatus::running || task.status == MoveTaskStatus::cancelling;
}

}  // namespace forebay
