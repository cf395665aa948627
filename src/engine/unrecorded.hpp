#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/message.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace forebay::engine {

/// The messages of a standard queue whose last receive is not on disk yet. It is written only when
/// a message is held for longer than consumers mostly need to delete it: what is deleted before
/// costs the disk nothing but its removal. A crash forgets the receive, and the message is handed
/// out again, which at-least-once delivery allows.
class Unrecorded {
public:
    static constexpr Duration delay{100};

    bool empty() const { return sequences_.empty(); }

    void add(Sequence sequence, TimePoint now);

    /// When they must be recorded.
    std::optional<TimePoint> due() const;

    /// None of them is before this one, some perhaps gone by now. Only if not empty.
    Sequence first() const { return first_; }

    /// All of them, to be recorded now; a message may come twice.
    std::vector<Sequence> take() { return std::exchange(sequences_, {}); }

private:
    std::vector<Sequence> sequences_;
    Sequence first_{};
    TimePoint due_;
};

}  // namespace forebay::engine
