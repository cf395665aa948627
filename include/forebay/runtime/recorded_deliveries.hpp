#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/uuid.hpp>
#include <forebay/model/topic.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace forebay::runtime {

/// What would have gone to a telephone or an app: nothing here can reach those, so it can be
/// looked at instead. SNS specification 8.6.
struct RecordedDelivery {
    SubscriptionProtocol protocol = SubscriptionProtocol::sms;  ///< sms or application
    std::string account;
    std::string region;
    std::string endpoint;   ///< a telephone number, or the ARN of a platform endpoint
    std::string topic_arn;  ///< empty: published straight to the endpoint
    Uuid publication;       ///< MessageId
    std::string subject;
    std::string body;
    std::vector<MessageAttribute> attributes;
    TimePoint delivered_at;

    friend bool operator==(const RecordedDelivery&, const RecordedDelivery&) = default;
};

/// The latest recorded deliveries: at most `count_max`, and bodies of about `bytes_max`; older ones
/// are forgotten, and all are at a restart. Thread-safe.
class RecordedDeliveries {
public:
    static constexpr std::size_t count_max = 1000;
    static constexpr std::size_t bytes_max = std::size_t{4} << 20U;

    void add(RecordedDelivery delivery);
    std::vector<RecordedDelivery> list() const;  ///< the oldest first
    void remove(const std::function<bool(const RecordedDelivery&)>& is_meant);

private:
    mutable std::mutex mutex_;
    std::deque<RecordedDelivery> deliveries_;
    std::size_t bytes_ = 0;
};

}  // namespace forebay::runtime
