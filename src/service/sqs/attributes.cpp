#include "service/sqs/errors.hpp"
#include "service/sqs/queue_attributes.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/redrive_policy.hpp"
#include <forebay/service/sqs/actions.hpp>

#include <utility>

namespace forebay::service::sqs {

Task<Result<GetQueueAttributesOutput>> get_queue_attributes(Context& context,
                                                            GetQueueAttributesInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    if (auto checked = check_attribute_names(input.attribute_names); !checked) {
        co_return checked.error();
    }
    AttributeSource source{.queue = **queue};
    if (needs_counts(input.attribute_names)) {
        auto counts = co_await context.broker.counts(*queue);
        if (!counts) {
            co_return queue_error(counts.error(), (*queue)->key);
        }
        source.counts = *counts;
    }
    co_return GetQueueAttributesOutput{print_attributes(input.attribute_names, source)};
}

Task<Result<Empty>> set_queue_attributes(Context& context, SetQueueAttributesInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    if (input.attributes.empty()) {
        co_return Empty{};
    }
    // First on a copy: what a redrive policy points at is looked up here, not inside the update.
    QueueSettings wanted = (*queue)->settings;
    if (auto applied = apply_attributes(input.attributes, wanted); !applied) {
        co_return applied.error();
    }
    if (input.attributes.contains("RedrivePolicy")) {
        if (auto checked = check_redrive_target(context, (*queue)->key, wanted); !checked) {
            co_return checked.error();
        }
    }

    auto change = [attributes = std::move(input.attributes),
                   now = context.broker.clock().now()](QueueInfo& info) -> Result<void> {
        info.modified_at = now;
        return apply_attributes(attributes, info.settings);
    };
    auto updated = co_await context.broker.update(*queue, std::move(change));
    if (!updated) {
        co_return queue_error(updated.error(), (*queue)->key);
    }
    co_return Empty{};
}

}  // namespace forebay::service::sqs
