#include "runtime/local_admin.hpp"

#include <utility>

namespace forebay::runtime {

Task<void> LocalAdmin::catch_up() {
    for (const auto& shard : shared_.shards) {
        co_await on(*shard, shard->catch_up());
    }
}

Task<Result<LookPage>> LocalAdmin::look(QueueInfoPtr queue, LookRequest request) {
    Shard& shard = shared_.shard_of(queue->id);
    return on(shard, shard.look(queue->id, request));
}

}  // namespace forebay::runtime
