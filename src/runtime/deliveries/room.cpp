#include "runtime/deliveries/room.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace forebay::runtime {

Task<std::size_t> Room::take(std::size_t least, std::size_t most) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>,
                                            void(std::size_t)>(
        [this, least, most](auto handler) {
            waiters_.push_back({least, most, std::move(handler)});
            serve();
        },
        use_task);
}

void Room::give_back(std::size_t taken) {
    free_ += static_cast<std::ptrdiff_t>(taken);
    serve();
}

void Room::close() {
    is_closed_ = true;
    serve();
}

void Room::serve() {
    while (!waiters_.empty()) {
        const auto least = static_cast<std::ptrdiff_t>(waiters_.front().least);
        if (free_ < least && !is_closed_) {
            return;
        }
        Waiter waiter = std::move(waiters_.front());
        waiters_.pop_front();
        const auto most = static_cast<std::ptrdiff_t>(waiter.most);
        const std::ptrdiff_t taken = is_closed_ ? 0 : std::min(free_, most);
        free_ -= taken;
        asio::post(context_, [go_on = std::move(waiter.go_on), taken]() mutable {
            std::move(go_on)(static_cast<std::size_t>(taken));
        });
    }
}

}  // namespace forebay::runtime
