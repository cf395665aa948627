#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/engine/queue.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/model/topic.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace forebay::runtime {

using engine::MessagePhase;

/// Which queues, topics or tables: of all accounts and regions, or of some. In the order of
/// account, region and name.
struct Listing {
    std::string account = {};            ///< empty: all
    std::string region = {};             ///< empty: all
    std::string prefix = {};             ///< of their names
    std::optional<QueueKey> after = {};  ///< those behind it, which need not exist
    std::size_t max = ~std::size_t{0};
};

/// Which messages of a queue are looked at: those of a phase that have a sequence of `from` or
/// later, the oldest first.
struct LookRequest {
    MessagePhase phase = MessagePhase::visible;
    Sequence from{};
    std::size_t messages_max = 100;
};

struct LookPage {
    struct Item {
        Sequence sequence;
        MessagePtr message;
        MessageState state;
    };
    std::vector<Item> items;
    std::optional<Sequence> next;  ///< where the next page begins; nullopt: there is none
};

/// What those who run the broker ask of it, and its clients do not.
///
/// The lists may be called from any thread; the tasks must be started on one of the broker's
/// executors, and finish where they started.
class Admin {
public:
    virtual ~Admin() = default;

    /// Does what is due, and ends once what is past its retention is no longer counted. For when
    /// the clock was moved by hand.
    virtual Task<void> catch_up() = 0;

    virtual std::vector<QueueInfoPtr> queues(const Listing& listing) const = 0;
    virtual std::vector<TopicPtr> topics(const Listing& listing) const = 0;
    virtual std::vector<TableInfoPtr> tables(const Listing& listing) const = 0;

    /// Messages as they are now, about; looking does nothing to them. A page has up to about 4 MiB,
    /// and may have fewer messages than there are: `next` says whether there are more. Errors:
    /// Errc::queue_not_found.
    virtual Task<Result<LookPage>> look(QueueInfoPtr queue, LookRequest request) = 0;

    struct Removed {
        std::size_t queues = 0;
        std::size_t topics = 0;
        std::size_t tables = 0;
    };
    /// Removes what there is of an account, or of all if `account` is empty, also what is protected
    /// or has an archive: topics, queues, tables, what services keep in the registry of it, names
    /// that are locked; and of whatever account, by what repeated transactions are known. Long
    /// polls end empty. What is made meanwhile may stay. Durable when it ends; not atomic.
    virtual Task<Removed> reset(std::string account) = 0;
};

}  // namespace forebay::runtime
