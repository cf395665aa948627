#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/task.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>

namespace forebay::server {

using SteadyTimer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// What a session waits for from its client.
enum class DeadlineKind : std::uint8_t { header, body, idle, write, linger };

/// Who is told that its time is over. Leaves the lists when it is destroyed.
class DeadlineHolder : public boost::intrusive::list_base_hook<
                           boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    /// It waited too long. It is in no list any more.
    virtual void on_deadline(DeadlineKind kind) = 0;

protected:
    ~DeadlineHolder() = default;

private:
    friend class Deadlines;
    DeadlineKind kind_ = DeadlineKind::idle;
    std::int64_t at_ms_ = 0;
};

/// The deadlines of all sessions of one thread.
///
/// All deadlines of a kind are equally far away, so a list of each kind, to whose end new ones go,
/// is always sorted: setting and clearing one are a few stores. One timer serves all; it looks at
/// the heads of the lists only now and then, so a deadline may pass up to a tenth of the shortest
/// timeout late, and is not armed while there is none: parked requests wake nobody.
///
/// Belongs to its executor's thread.
class Deadlines : public std::enable_shared_from_this<Deadlines> {
public:
    using Timeouts = std::array<Duration, 5>;  ///< by DeadlineKind

    Deadlines(const Executor& executor, const Timeouts& timeouts);

    /// Begins to wait. A holder waits for one thing at a time.
    void set(DeadlineHolder& holder, DeadlineKind kind);

    /// Begins to wait, unless it already waits for this.
    void keep(DeadlineHolder& holder, DeadlineKind kind);

    static void clear(DeadlineHolder& holder);

    /// Nobody waits any more: the io_context may run out of work.
    void stop();

private:
    using List =
        boost::intrusive::list<DeadlineHolder, boost::intrusive::constant_time_size<false>>;

    void arm(std::int64_t at_ms);
    void expire();

    Timeouts timeouts_;
    std::int64_t slack_ms_;        // how late a deadline may be noticed
    std::array<List, 5> waiting_;  // by DeadlineKind, the earliest first
    SteadyTimer timer_;
    std::int64_t armed_at_ms_;  // when the timer goes off; never, when it is not armed
};

}  // namespace forebay::server
