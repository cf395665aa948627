#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/runtime/admin.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/sqs/shapes.hpp>

#include <string_view>
#include <vector>

/// What there is, for those who run the broker. Looking changes nothing.
namespace forebay::service::admin {

struct QueueSummary {
    QueueInfoPtr info;
    QueueCounts counts;
    sqs::StringMap attributes;  ///< as GetQueueAttributes gives them, all
};

/// A queue that goes meanwhile is left out.
Task<std::vector<QueueSummary>> look_at_queues(runtime::Broker& broker,
                                               std::vector<QueueInfoPtr> queues);

struct TopicSummary {
    TopicPtr topic;
    SubscriptionCounts subscriptions;
    sqs::StringMap attributes;  ///< as GetTopicAttributes gives them
};
std::vector<TopicSummary> look_at_topics(runtime::Broker& broker, std::vector<TopicPtr> topics);

struct TableSummary {
    TableInfoPtr info;
    TableCounts counts;
};
Task<std::vector<TableSummary>> look_at_tables(runtime::Broker& broker,
                                               std::vector<TableInfoPtr> tables);

/// What LocalStack's users look at messages by.
struct MessagesInput {
    std::string_view queue_url;
    std::string_view region;  ///< empty: that of the context
    bool show_invisible = false;
    bool show_delayed = false;
};

/// The messages as a receive would tell them, all their attributes with them: those that are
/// visible, then those in flight, then those delayed; the first 10,000, or about 32 MiB of them.
/// Their receipt handles are good for nothing. Errors: Errc::queue_not_found.
Task<Result<sqs::ReceiveMessageOutput>> look_at_messages(Context& context, MessagesInput input);

}  // namespace forebay::service::admin
