#include <forebay/runtime/recorded_deliveries.hpp>

#include <utility>

namespace forebay::runtime {

void RecordedDeliveries::add(RecordedDelivery delivery) {
    const std::lock_guard lock(mutex_);
    bytes_ += delivery.body.size();
    deliveries_.push_back(std::move(delivery));
    while (deliveries_.size() > count_max || (bytes_ > bytes_max && deliveries_.size() > 1)) {
        bytes_ -= deliveries_.front().body.size();
        deliveries_.pop_front();
    }
}

std::vector<RecordedDelivery> RecordedDeliveries::list() const {
    const std::lock_guard lock(mutex_);
    return {deliveries_.begin(), deliveries_.end()};
}

void RecordedDeliveries::remove(const std::function<bool(const RecordedDelivery&)>& is_meant) {
    const std::lock_guard lock(mutex_);
    std::erase_if(deliveries_, [&](const RecordedDelivery& delivery) {
        if (!is_meant(delivery)) {
            return false;
        }
        bytes_ -= delivery.body.size();
        return true;
    });
}

}  // namespace forebay::runtime
