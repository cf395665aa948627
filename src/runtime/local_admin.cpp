#include "runtime/local_admin.hpp"

namespace forebay::runtime {

Task<void> LocalAdmin::catch_up() {
    for (const auto& shard : shared_.shards) {
        co_await on(*shard, shard->catch_up());
    }
}

}  // namespace forebay::runtime
