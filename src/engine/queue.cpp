#include "engine/fifo_queue.hpp"
#include "engine/standard_queue.hpp"
#include <forebay/engine/queue.hpp>

namespace forebay::engine {

std::unique_ptr<Queue> make_queue(const QueueInfo& info, const WindowLimits& limits) {
    if (info.settings.fifo) {
        return std::make_unique<FifoQueue>(info, limits);
    }
    return std::make_unique<StandardQueue>(info.settings, limits);
}

}  // namespace forebay::engine
