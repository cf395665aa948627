#pragma once

#include <forebay/base/task.hpp>

#include <boost/asio/any_completion_handler.hpp>

#include <cstddef>
#include <deque>

namespace forebay::runtime {

/// Room for what is under way at one time: places, or bytes. Who waits for some gets it in the
/// order of arrival. For one thread.
class Room {
public:
    Room(asio::io_context& context, std::size_t size)
        : context_(context), free_(static_cast<std::ptrdiff_t>(size)) {}

    /// Waits until `least` is free (never more than there is at all); takes up to `most`, and says
    /// how much. 0: it is closed.
    Task<std::size_t> take(std::size_t least, std::size_t most);
    void give_back(std::size_t taken);

    /// Takes what is in use already, whether it is free or not.
    void overdraw(std::size_t taken) { free_ -= static_cast<std::ptrdiff_t>(taken); }

    void close();  ///< nobody gets any more

private:
    struct Waiter {
        std::size_t least;
        std::size_t most;
        asio::any_completion_handler<void(std::size_t)> go_on;
    };
    void serve();

    asio::io_context& context_;
    std::ptrdiff_t free_;  // below 0: overdrawn
    std::deque<Waiter> waiters_;
    bool is_closed_ = false;
};

}  // namespace forebay::runtime
