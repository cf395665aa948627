#include "config/example.hpp"

namespace forebay::config {

std::string_view declarations_example() {
    return R"(# Orders come in, and are tried three times before they are set apart for a look.
[[queues]]
name = "orders"
visibility_timeout = "45s"
dead_letter_queue = "orders-dlq"
max_receives = 3
tags = { team = "orders" }

[[queues]]
name = "orders-dlq"
retention = "14d"

[[queues]]
name = "payments.fifo"
content_based_deduplication = true
attributes = { DeduplicationScope = "messageGroup", FifoThroughputLimit = "perMessageGroupId" }

# What happens to an order is told to all who want to know.
[[topics]]
name = "order-events"
display_name = "Orders"

[[subscriptions]]
topic = "order-events"
queue = "orders"
raw = true
filter_policy = { status = ["paid", "shipped"], total = [{ numeric = [">=", 10] }] }
dead_letter_queue = "orders-dlq"

[[subscriptions]]
topic = "order-events"
protocol = "https"
endpoint = "https://shop.example.com/events"

[[tables]]
name = "orders"
partition_key = "customer"
sort_key = { name = "placed_at", type = "number" }
ttl = "expires_at"
stream = "new_and_old_images"
indexes = [
  { name = "by-status", partition_key = "status", projection = ["total"] },
]
)";
}

}  // namespace forebay::config
