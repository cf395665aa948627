#pragma once

#include <forebay/model/queue.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/service/dynamodb/table_shapes.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What a settings file declares: queues, topics, subscriptions and tables that are to be there.
namespace forebay::provision {

/// Where something stands: `forebay.toml:12`.
using Place = std::string;

/// A value, with where it stands.
struct Placed {
    std::string value;
    Place place;
};

using StringMap = std::map<std::string, std::string>;

/// Under their names on the wire: `VisibilityTimeout`.
using Attributes = std::map<std::string, Placed>;

/// Another queue or topic that a declaration needs.
struct Reference {
    QueueKey key;
    Place place;
    std::string spelled;  ///< how it stands there: `dead_letter_queue = 'orders-dlq'`
};

struct DeclaredQueue {
    Place place;
    QueueKey key;
    Attributes attributes;  ///< without FifoQueue, which follows from the name
    StringMap tags;
    std::optional<Reference> dead_letter_queue;  ///< what RedrivePolicy among the attributes names
};

struct DeclaredTopic {
    Place place;
    TopicKey key;
    Attributes attributes;  ///< without FifoTopic, which follows from the name
    StringMap tags;
};

struct DeclaredSubscription {
    Place place;
    Reference topic;
    std::string protocol;
    std::string endpoint;
    Attributes attributes;
    std::vector<Reference> queues;  ///< the endpoint, if it is a queue; the dead-letter queue
};

struct DeclaredTable {
    Place place;
    TableKey key;
    service::dynamodb::CreateTableInput wanted;
    bool says_billing = false;           ///< else it is the default, which changes nothing
    std::optional<Placed> time_to_live;  ///< the attribute
};

struct Declarations {
    std::vector<DeclaredQueue> queues;
    std::vector<DeclaredTopic> topics;
    std::vector<DeclaredSubscription> subscriptions;
    std::vector<DeclaredTable> tables;

    bool empty() const {
        return queues.empty() && topics.empty() && subscriptions.empty() && tables.empty();
    }
};

/// Whether a queue or topic of this name is a FIFO one.
inline bool is_fifo_name(std::string_view name) {
    return name.ends_with(".fifo");
}

}  // namespace forebay::provision
