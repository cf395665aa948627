#include "service/sns/topic_attributes.hpp"
#include "service/sqs/errors.hpp"
#include "service/sqs/queue_attributes.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/received_message.hpp"
#include <forebay/runtime/tables.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/admin/looking.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace forebay::service::admin {
namespace {

constexpr std::size_t messages_max = 10'000;
constexpr std::size_t messages_at_once = 1000;
constexpr std::size_t bytes_max = std::size_t{32} << 20U;

Task<Result<void>> add_messages(Context& context, QueueInfoPtr queue, runtime::MessagePhase phase,
                                sqs::ReceiveMessageOutput& output) {
    sqs::Wishes wishes;
    wishes.system_attributes.add({"All"});
    wishes.attributes.add({"All"});
    std::size_t bytes = 0;
    for (const sqs::ReceivedMessage& message : output.messages) {
        bytes += message.body.size();
    }
    std::optional<Sequence> from = Sequence{};
    while (from && output.messages.size() < messages_max && bytes < bytes_max) {
        const std::size_t room = messages_max - output.messages.size();
        auto page = co_await context.broker.admin().look(
            queue,
            {.phase = phase, .from = *from, .messages_max = std::min(room, messages_at_once)});
        if (!page) {
            co_return sqs::queue_error(page.error(), queue->key);
        }
        for (const runtime::LookPage::Item& item : page->items) {
            const runtime::Delivery seen{.receipt = {queue->id, item.sequence, 0, {}},
                                         .message = item.message,
                                         .state = item.state};
            bytes += item.message->body.size();
            sqs::ReceivedMessage& shown = output.messages.emplace_back(sqs::show(seen, wishes));
            shown.receipt_handle = "SQS/BACKDOOR/ACCESS";
            if (item.state.receive_count == 0) {
                shown.attributes.erase("ApproximateFirstReceiveTimestamp");
            }
        }
        from = page->next;
    }
    co_return Result<void>();
}

}  // namespace

Task<std::vector<QueueSummary>> look_at_queues(runtime::Broker& broker,
                                               std::vector<QueueInfoPtr> queues) {
    std::vector<QueueSummary> found;
    for (QueueInfoPtr& info : queues) {
        const auto counts = co_await broker.counts(info);
        if (counts) {
            auto attributes = sqs::print_attributes({"All"}, {.queue = *info, .counts = *counts});
            found.push_back({std::move(info), *counts, std::move(attributes)});
        }
    }
    co_return found;
}

std::vector<TopicSummary> look_at_topics(runtime::Broker& broker, std::vector<TopicPtr> topics) {
    std::vector<TopicSummary> found;
    for (TopicPtr& topic : topics) {
        const SubscriptionCounts counts = broker.topics().counts(*topic);
        auto attributes = sns::print_attributes(*topic, counts, broker.clock().now());
        found.push_back({std::move(topic), counts, std::move(attributes)});
    }
    return found;
}

Task<std::vector<TableSummary>> look_at_tables(runtime::Broker& broker,
                                               std::vector<TableInfoPtr> tables) {
    std::vector<TableSummary> found;
    for (TableInfoPtr& info : tables) {
        auto counts = co_await broker.tables().counts(info);
        if (counts) {
            found.push_back({std::move(info), *std::move(counts)});
        }
    }
    co_return found;
}

Task<Result<sqs::ReceiveMessageOutput>> look_at_messages(Context& context, MessagesInput input) {
    if (!input.region.empty()) {
        context.region = input.region;
    }
    const auto queue = sqs::find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    sqs::ReceiveMessageOutput output;
    using runtime::MessagePhase;
    const std::pair<MessagePhase, bool> phases[] = {{MessagePhase::visible, true},
                                                    {MessagePhase::in_flight, input.show_invisible},
                                                    {MessagePhase::delayed, input.show_delayed}};
    for (const auto& [phase, is_wanted] : phases) {
        if (is_wanted) {
            if (auto added = co_await add_messages(context, *queue, phase, output); !added) {
                co_return added.error();
            }
        }
    }
    co_return output;
}

}  // namespace forebay::service::admin
