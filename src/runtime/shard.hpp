#pragma once

#include "runtime/committer.hpp"
#include "runtime/counted.hpp"
#include "runtime/directory.hpp"
#include "runtime/long_polls.hpp"
#include "runtime/pace.hpp"
#include "runtime/reader.hpp"
#include "runtime/shard_tables.hpp"
#include "runtime/shard_topics.hpp"
#include "runtime/table_directory.hpp"
#include "runtime/topic_directory.hpp"
#include "runtime/turns.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/engine/queue.hpp>
#include <forebay/model/measurements.hpp>
#include <forebay/runtime/admin.hpp>
#include <forebay/runtime/broker.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <atomic>
#include <deque>
#include <exception>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace forebay::runtime {

/// The end of a task that nobody waits for. What it throws is our mistake.
inline constexpr auto must_not_throw = [](const std::exception_ptr& thrown) {
    if (thrown != nullptr) {
        fail_stop("a task that nobody waits for threw an exception");
    }
};

/// See Broker::on_outbox_ready.
using OutboxBell = std::function<void(const QueueInfoPtr& outbox)>;

class Shard;

/// Who may be measured alone.
struct MeasuredPlaces {
    Places queues{1000};
    Places topics{1000};
    Places tables{1000};
};

/// What all shards of a broker share.
struct Shared {
    Clock& clock;
    const BrokerOptions& options;
    Directory& directory;
    TopicDirectory& topics;
    TableDirectory& tables;
    const storage::Store& store;  // never to be waited for on a shard's thread
    Reader& reader;
    Committer& committer;
    std::atomic<std::uint64_t>& next_queue_id;  // topics and tables draw from it too
    std::atomic<std::uint64_t>& next_poll_id;
    const std::vector<std::unique_ptr<Shard>>& shards;
    const OutboxBell& outbox_bell;
    const Topics::MakeRender& make_replay_render;
    const Topics::MayDeliver& may_deliver;
    MeasuredPlaces& places;

    Shard& shard_of(QueueId queue) const {
        return *shards[static_cast<std::uint64_t>(queue) % shards.size()];
    }
    Shard& shard_of(TopicId topic) const {
        return *shards[static_cast<std::uint64_t>(topic) % shards.size()];
    }

    /// All tables of an account and region have one, so that what is written to several is serial.
    Shard& shard_of(const TableKey& table) const {
        const std::hash<std::string> hash;
        return *shards[(hash(table.account) * 31 + hash(table.region)) % shards.size()];
    }
};

/// A move task, and its place among those of its queue.
struct StoredMoveTask {
    std::uint64_t number = 0;
    MoveTask task;
};

/// How a message comes from another queue: as it was, a dead letter, or sent anew, by a move task.
enum class Arrival : std::uint8_t { as_it_is, anew };

/// A message on its way from one queue to another.
struct Departure {
    Sequence sequence;  ///< in the queue that it leaves
    std::shared_ptr<Message> message;
};

/// A thread, and the queues that it owns. Everything is called on that thread, but for the
/// constructor, `executor`, `on_my_thread`, `restore` before `start`, `start` and `stop`.
///
/// A task looks its queue up again after each `co_await`: the world has moved.
class Shard {
public:
    explicit Shard(Shared shared);
    ~Shard();
    Shard(const Shard&) = delete;
    Shard& operator=(const Shard&) = delete;

    Executor executor() { return context_.get_executor(); }
    bool on_my_thread() { return context_.get_executor().running_in_this_thread(); }

    /// An empty queue with the window that this shard can afford it.
    std::unique_ptr<engine::Queue> make_queue(const QueueInfo& info) const;

    /// Takes over a queue as it was on disk.
    void restore(QueueInfoPtr info, std::unique_ptr<engine::Queue> queue);

    void start();
    void stop();  ///< ends the thread; `settle` first

    // The broker's calls, for queues of this shard: see Broker.

    Task<Result<Broker::Creation>> create(QueueInfo wanted);
    Task<Result<void>> remove(QueueId id);
    Task<Result<void>> update(QueueId id, std::function<Result<void>(QueueInfo&)> change);
    Task<Result<QueueCounts>> counts(QueueId id);
    Task<Result<LookPage>> look(QueueId id, LookRequest request);  ///< see Admin

    /// Removes these queues, and forgets the names that are locked of the account, or of all if it
    /// is empty, and all transactions that were done.
    Task<void> remove_all(std::vector<QueueId> ids, std::string account);
    Task<Result<void>> purge(QueueId id);
    Task<Result<std::vector<Accepted>>> send(QueueId id, std::vector<SendRequest> requests);

    /// What can be received without waiting for new messages.
    Task<Result<std::vector<Delivery>>> receive(QueueId id, ReceiveRequest request);

    /// The same, but waits for a message until `deadline`, or until it is called off.
    Task<Result<std::vector<Delivery>>> wait_and_receive(QueueId id, ReceiveRequest request,
                                                         std::shared_ptr<const PollTicket> ticket,
                                                         TimePoint deadline);
    void call_off(PollTicket& ticket);

    Task<Result<std::vector<Result<void>>>> remove_messages(QueueId id,
                                                            std::vector<Receipt> receipts);
    Task<Result<std::vector<Result<void>>>> change_visibility(
        QueueId id, std::vector<Broker::VisibilityChange> changes);

    // Topics, and what they do to queues, of other shards too.

    ShardTopics& topics() { return topics_; }

    ShardTables& tables() { return tables_; }

    /// Waits for the next `wake` of `number`, until `deadline` or until it is called off. Queues,
    /// topics and tables share their numbers.
    Task<void> wait(QueueId number, std::shared_ptr<const PollTicket> ticket, TimePoint deadline);
    bool is_awaited(QueueId number) const { return polls_.first(number) != nullptr; }
    void wake(QueueId number) { polls_.call_off_all(number); }

    /// Errors: disk_full.
    Task<Result<void>> check_room(std::size_t bytes);

    /// What one shard does of what several do. It suspends nowhere.
    using Part = std::move_only_function<void(Shard&)>;

    /// Has each of these shards do its part. All that they record, and what this one records in its
    /// open turn, is written together or not at all.
    void do_together(std::map<Shard*, Part> parts);

    /// Makes an outbox, or removes one. They are queues that are in no directory.
    void add_outbox(QueueInfoPtr info);
    void remove_outbox(QueueId id);

    void arm();  ///< sees to it that what is due next is done then

    /// Takes a message in. A queue that is gone had it just before it went.
    void deliver(QueueId id, SendRequest request);

    /// Takes in what leaves the queue `source`, and records, at the same moment, that it has gone
    /// from there. False, and nothing has happened, when the queue `id` is not there.
    Task<bool> take_in(QueueId id, QueueId source, std::vector<Departure> departures,
                       Arrival arrival);

    Task<Result<Uuid>> start_move_task(QueueId id, MoveTask wanted);
    Task<Result<std::uint64_t>> cancel_move_task(QueueId id, Uuid task_id);
    Task<Result<std::vector<MoveTask>>> move_tasks(QueueId id, std::size_t max);

    /// Takes over the move tasks of a queue, by rising numbers, as they were on disk.
    void restore_move_tasks(QueueId id, std::vector<StoredMoveTask> tasks);

    void stop_waiting();  ///< from now on nobody waits for messages
    Task<void> settle();  ///< ends once all that was begun or recorded is durable
    void clock_moved();   ///< does what has become due

    /// The same, and ends once what has expired is no longer counted.
    Task<void> catch_up();

    /// What was there before `start` is counted from these on.
    void add_begins(Begins& begins);

    /// This shard's part of what is measured, in steps between which others go on.
    Task<Measurements> measure();
    Task<void> let_others_go_on();

private:
    struct Slot {
        QueueInfoPtr info;
        std::unique_ptr<engine::Queue> queue;
        std::optional<TimePoint> deadline;                 // its place in deadlines_
        Ticket changed_in{0};                              // the turn of its latest change
        std::deque<std::pair<Ticket, Sequence>> unsynced;  // the last send of each turn under way
        Ticket taken_in{0};                                // the turn of the latest `take_in`
        bool is_dirty = false;                             // its counters are to be written
        bool is_loading = false;
        bool is_outbox = false;
        bool has_rung = false;  // an outbox: since a receive last found nothing
        std::vector<asio::any_completion_handler<void()>> load_waiters;
        Counted<QueueTally> counted;       // of an outbox: not measured
        std::uint64_t expired_before = 0;  // of the queue's count, what is in `counted`

        QueueInfoPtr redrive_target;          // null: messages are not moved
        std::uint64_t redrive_known_for = 0;  // the version of the directory; 0: to be looked up
        bool is_moving = false;               // messages of it are on their way
        std::vector<asio::any_completion_handler<void()>> move_waiters;

        std::vector<StoredMoveTask> move_tasks;  // the latest, by rising numbers; the last may run
        Pace pace{0, {}};                        // of the one that runs
        bool is_task_moving = false;             // it has messages on their way

        std::size_t resident_bytes = 0;      // its share of resident_bytes_
        std::list<Slot*>::iterator recency;  // its place in recency_, while resident_bytes > 0
    };

    // Books.
    Slot* find(QueueId id);
    Slot& insert(QueueInfoPtr info, std::unique_ptr<engine::Queue> queue);
    void record(Slot& slot, const Changes& changes);  // after each call that may change a queue
    void mark_dirty(Slot& slot);
    void record_counters(storage::Batch& batch);
    void record_next_id();
    void drop(Slot& slot);
    void lock_name(const QueueInfo& info);
    void replace_info(Slot& slot, QueueInfo info);
    void account(Slot& slot);
    void forget_residence(Slot& slot);

    Task<Measured<QueueMeasurement>> measure_queues();

    // Time.
    void schedule(Slot& slot);
    void on_timer();
    void tick(Slot& slot);

    // Messages.
    Result<std::vector<Delivery>> take(Slot& slot, const ReceiveRequest& request);
    Ticket told_in(Slot& slot, const std::vector<Delivery>& deliveries);
    void count_empty_receive(QueueId id);
    engine::Accepted put(Slot& slot, SendRequest request, Changes& changes);
    Ticket record_sent(Slot& slot, const Changes& changes);
    void serve(Slot& slot);
    void ring(Slot& slot);
    void ring_all();
    bool is_disk_check_due(std::size_t bytes);
    Task<void> check_disk();

    // Redrive.
    void look_up_redrive_target(Slot& slot);
    bool move_dead_letters(Slot& slot);
    Task<void> move_to_target(QueueInfoPtr source, QueueInfoPtr target, Ticket seen,
                              std::vector<engine::Delivery> letters);
    void begin_move(Slot& slot);
    void end_move(QueueId id, const std::vector<Sequence>& gone,
                  const std::vector<Sequence>& staying);
    Task<void> move_end(Slot& slot);

    // Move tasks.
    struct Moved {
        std::vector<Sequence> gone;
        std::vector<Sequence> staying;
        std::string failure_reason;  // of those that stay
    };
    static StoredMoveTask* active_task(Slot& slot);
    void record_task(Slot& slot);
    void begin_steps(Slot& slot);
    void schedule_step(Slot& slot, TimePoint at);
    void run_due_steps(TimePoint now);
    Task<void> step(QueueId id, std::uint64_t number);
    void end_task(Slot& slot, MoveTaskStatus status, std::string failure_reason = {});
    Task<Moved> move_anew(QueueId source, std::string destination_arn,
                          std::vector<engine::Delivery> taken);

    // The backlog.
    void load_if_low(Slot& slot);
    void start_load(Slot& slot, engine::LoadRequest request);
    Task<void> load(QueueId id, Ticket seen, engine::LoadRequest request);
    Task<void> expire(QueueId id, Ticket seen, engine::ExpiredRange range);
    void finish_load(Slot& slot, const Changes& changes);
    Task<void> load_end(Slot& slot);
    static bool must_bring_in(const Slot& slot, Sequence sequence);
    Task<void> bring_in(QueueId id, Sequence sequence);

    Shared shared_;
    asio::io_context context_{1};
    asio::executor_work_guard<Executor> work_{context_.get_executor()};
    Turns turns_;
    LongPolls polls_;
    ShardTopics topics_;
    ShardTables tables_;
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer_;
    std::optional<TimePoint> armed_for_;  // what timer_ waits for

    Others<QueueTally> others_;
    boost::unordered_flat_map<QueueId, std::unique_ptr<Slot>> slots_;
    std::set<std::pair<TimePoint, QueueId>> deadlines_;  // when queues want a tick; or later
    std::vector<QueueId> dirty_;
    std::size_t resident_bytes_ = 0;  // of all queues
    std::list<Slot*> recency_;        // those with bodies in memory, the last used one first
    bool is_waiting_allowed_ = true;

    std::set<std::pair<TimePoint, QueueId>> steps_;  // when move tasks go on
    bool is_moving_allowed_ = true;
    std::size_t moving_count_ = 0;  // queues with messages on their way
    std::vector<asio::any_completion_handler<void()>> rest_waiters_;  // for it to become 0

    bool disk_is_low_ = false;
    std::size_t bytes_since_check_ = 0;
    TimePoint checked_at_{};

    std::thread thread_;
};

// Runs `task` on the shard's thread and comes back: the one place where threads are crossed.
template <class T>
Task<T> on(Shard& shard, Task<T> task) {
    if (shard.on_my_thread()) {
        return task;
    }
    return asio::co_spawn(shard.executor(), std::move(task), use_task);
}

}  // namespace forebay::runtime
