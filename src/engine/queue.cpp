#include "engine/standard_queue.hpp"
#include <forebay/engine/queue.hpp>

namespace forebay::engine {

std::unique_ptr<Queue> make_queue(const QueueSettings& settings, const WindowLimits& limits) {
    return std::make_unique<StandardQueue>(settings, limits);
}

}  // namespace forebay::engine
