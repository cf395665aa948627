#include <forebay/model/queue.hpp>

#include <fmt/format.h>

namespace forebay {

std::string arn(const QueueKey& key) {
    return fmt::format("arn:aws:sqs:{}:{}:{}", key.region, key.account, key.name);
}

}  // namespace forebay
