#include "server/body_budget.hpp"

#include <boost/asio/as_tuple.hpp>

namespace forebay::server {

bool BodyBudget::take(Share& share, std::size_t bytes) {
    if (bytes <= share.bytes) {
        return true;
    }
    const std::size_t more = bytes - share.bytes;
    if (bytes_total_ + more > bytes_max_) {
        if (beyond_ != nullptr && beyond_ != &share) {
            return false;
        }
        beyond_ = &share;
    }
    share.bytes = bytes;
    set_total(bytes_total_ + more);
    return true;
}

void BodyBudget::give_back(Share& share) {
    set_total(bytes_total_ - share.bytes);
    share.bytes = 0;
    if (beyond_ == &share) {
        beyond_ = nullptr;
    }
    if (!waiting_.empty()) {
        wake_all();
    }
}

Task<void> BodyBudget::wait(Executor executor) {
    SteadyTimer alarm(executor, SteadyTimer::time_point::max());
    const auto place = waiting_.insert(waiting_.end(), &alarm);
    co_await alarm.async_wait(asio::as_tuple(use_task));
    waiting_.erase(place);
}

void BodyBudget::wake_all() {
    for (SteadyTimer* alarm : waiting_) {
        alarm->cancel();
    }
}

}  // namespace forebay::server
