#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/presence.hpp>
#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/move_task.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/receipt.hpp>
#include <forebay/storage/store.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace forebay::runtime {

struct BrokerOptions {
    std::size_t threads = 1;
    storage::Durability durability = storage::Durability::fsync;
    std::size_t window_bytes_total = std::size_t{64} << 20U;  ///< bodies kept ready for receives
    std::uint64_t disk_free_bytes_min = std::uint64_t{256} << 20U;  ///< below it: the disk alarm
    Duration recreate_interval = Duration::zero();  ///< a deleted queue's name stays locked so long
};

/// A message to be sent. Sizes, characters and attributes were checked by the service.
struct SendRequest {
    std::shared_ptr<Message> message;  ///< without `sent_at`
    std::optional<Duration> delay;     ///< nullopt: the queue's
};

/// What became of a message that was sent.
struct Accepted {
    Sequence sequence;
    Uuid message_id;  ///< of the first one, when this was a duplicate
};

struct ReceiveRequest {
    std::uint32_t max_messages = 1;              ///< 1 to limits::receive_messages_max
    std::optional<Duration> visibility_timeout;  ///< nullopt: the queue's
    std::optional<Duration> wait;                ///< nullopt: the queue's
    Fingerprint attempt = {};  ///< of a FIFO queue: the receive's name; none: it has none
};

/// A message that is handed out.
struct Delivery {
    Receipt receipt;
    MessagePtr message;
    MessageState state;  ///< with this receive counted
};

class Admin;
class Registry;
class Tables;
class Topics;

/// The queues of one data directory, and the threads that own them.
///
/// `find` and `list` may be called from any thread; the tasks must be started on one of
/// `executors()`, cross over to the shard that owns the queue, and finish where they started. No
/// reply comes before what it tells is durable.
class Broker {
public:
    /// Recovers every queue from the store. The threads start at `start`.
    static std::unique_ptr<Broker> recover(std::unique_ptr<storage::Store> store, Clock& clock,
                                           const BrokerOptions& options);
    virtual ~Broker() = default;

    /// Has `ring` called for each outbox (see outbox_key) in which messages wait to be received: at
    /// the start, and whenever there are some again after a receive found none. To be called before
    /// `start`; `ring` is called on shards' threads and must not block.
    // NOLINTNEXTLINE(performance-unnecessary-value-param): who overrides it keeps it
    virtual void on_outbox_ready(std::function<void(const QueueInfoPtr& outbox)> /*ring*/) {}

    virtual void start() = 0;

    /// Ends the long polls: from now on receives do not wait.
    virtual void stop_waiting() = 0;

    /// The clock was moved by hand: does what has become due.
    virtual void clock_moved() {}

    /// Writes what is pending, stops the threads and closes the store.
    virtual void stop() = 0;

    /// The executor of each thread, for those who serve on them.
    virtual std::vector<Executor> executors() = 0;

    /// Does `work` on a thread that nobody's reply waits for but the caller's: what keeps a
    /// processor busy for longer than an executor may be.
    virtual Task<void> aside(std::function<void()> work) = 0;

    virtual Clock& clock() = 0;
    virtual const ReceiptCodec& receipts() const = 0;

    /// The topics of the same directory, which publish into its queues.
    virtual Topics& topics() = 0;

    /// The tables of the same directory.
    virtual Tables& tables() = 0;

    /// What services manage in the same directory besides queues and topics.
    virtual Registry& registry() = 0;

    /// What those who run the broker ask of it, and its clients do not.
    virtual Admin& admin() = 0;

    // Queues. Errors: Errc::queue_not_found, where the queue is not there (any more).

    virtual Result<QueueInfoPtr> find(std::string_view account, std::string_view region,
                                      std::string_view name) const = 0;

    /// Up to `max` queues of an account and region whose names begin with `prefix`, by name, after
    /// the name `after` (empty: from the first).
    virtual std::vector<QueueInfoPtr> list(std::string_view account, std::string_view region,
                                           std::string_view prefix, std::string_view after,
                                           std::size_t max) const = 0;

    /// Up to `max` queues whose redrive policies name `target`, by name, after the name `after`
    /// (empty: from the first). SQS specification 6.11.
    virtual std::vector<QueueInfoPtr> dead_letter_sources(const QueueKey& target,
                                                          std::string_view after,
                                                          std::size_t max) const = 0;

    struct Creation {
        QueueInfoPtr info;  ///< of the new queue, or of the one that was there
        bool created;
    };
    /// Makes the queue that `wanted` describes (its id and times are set here), unless there is
    /// one of that name. Errors: Errc::queue_deleted_recently.
    virtual Task<Result<Creation>> create(QueueInfo wanted) = 0;

    /// Removes the queue and its messages; its long polls end empty.
    virtual Task<Result<void>> remove(QueueInfoPtr queue) = 0;

    /// Lets `change` edit the queue's settings, tags and `modified_at`, all at one moment. Its
    /// error changes nothing and is returned.
    virtual Task<Result<void>> update(QueueInfoPtr queue,
                                      std::function<Result<void>(QueueInfo&)> change) = 0;

    virtual Task<Result<QueueCounts>> counts(QueueInfoPtr queue) = 0;

    /// Errors: Errc::purge_in_progress, within limits::purge_interval of the one before.
    virtual Task<Result<void>> purge(QueueInfoPtr queue) = 0;

    // Messages.

    /// Sends all, together. Errors: Errc::disk_full.
    virtual Task<Result<std::vector<Accepted>>> send(QueueInfoPtr queue,
                                                     std::vector<SendRequest> requests) = 0;

    /// Receives what is visible, oldest first, or, of a FIFO queue, group by group; waits for the
    /// first message as long as asked, or until the client leaves. What was received too often is
    /// moved instead, before the answer (SQS specification 10.2). Errors: Errc::over_limit, when
    /// too many are in flight and it was asked not to wait.
    virtual Task<Result<std::vector<Delivery>>> receive(QueueInfoPtr queue, ReceiveRequest request,
                                                        Presence* client) = 0;

    /// Deletes the messages of these receipts, which are the queue's own (SQS specification 6.15);
    /// the results are in their order. Errors of one: Errc::receipt_expired, of a FIFO queue.
    virtual Task<Result<std::vector<Result<void>>>> remove_messages(
        QueueInfoPtr queue, std::vector<Receipt> receipts) = 0;

    struct VisibilityChange {
        Receipt receipt;
        Duration timeout;  ///< 0 to limits::visibility_timeout_max, from now
    };
    /// Hides messages from now on for other times (SQS specification 7.2); the results are in the
    /// order of the changes. Errors of one: Errc::message_not_in_flight when there is no such
    /// message, Errc::over_limit when it would be hidden for longer than the maximum since its
    /// receive.
    virtual Task<Result<std::vector<Result<void>>>> change_visibility(
        QueueInfoPtr queue, std::vector<VisibilityChange> changes) = 0;

    // Message move tasks: SQS specification 6.9, 10.4.

    /// Starts what `wanted` asks for: its destination and rate. Whether the queues are there, and
    /// fit, is up to the service. Errors: Errc::invalid_parameter, when one runs already.
    virtual Task<Result<Uuid>> start_move_task(QueueInfoPtr source, MoveTask wanted) = 0;

    /// Ends the task; how many messages it has moved. Errors: Errc::resource_not_found, when there
    /// is no such task; Errc::unsupported_operation, when it has ended.
    virtual Task<Result<std::uint64_t>> cancel_move_task(QueueInfoPtr source, Uuid task) = 0;

    /// The latest tasks of a queue, up to `max` (1 to limits::move_tasks_max), the newest first.
    virtual Task<Result<std::vector<MoveTask>>> move_tasks(QueueInfoPtr source,
                                                           std::size_t max) = 0;
};

}  // namespace forebay::runtime
