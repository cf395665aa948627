#pragma once

#include "load/connection.hpp"
#include "load/handle_stock.hpp"
#include "load/pacer.hpp"
#include "load/request_writer.hpp"
#include "load/run_state.hpp"
#include "load/script.hpp"
#include "load/sqs_reply.hpp"
#include "load/stats.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::load {

/// One thread's share of the connections, and the epoll loop that drives them.
///
/// A connection has one request under way. When its reply is read the next request is written at
/// once, so a request costs one recv, one send and a share of an epoll_wait. Connections outlive
/// phases. Not thread-safe, but for `live()`.
class Worker {
public:
    /// Takes the connections first, first + step, first + 2 step ... of the run.
    Worker(RunState& run, std::size_t first, std::size_t step);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Runs a phase to its end: all connections have finished, or the run is stopping and no reply
    /// is awaited any more.
    void run(const Phase& phase);

    /// What the last phase did.
    const Stats& stats() const { return stats_; }

    /// Steps that its rate wanted but that never began, in the last phase.
    std::uint64_t never_begun() const { return never_begun_; }

    const LiveCounts& live() const { return live_; }

private:
    struct Client {
        Connection connection;
        Course course;
        Action action = Action::send;                     // of the request under way
        RunState::Numbers numbers;                        // of the messages that it sends
        std::array<std::uint64_t, batch_max> deleting{};  // of the messages that it deletes
        std::size_t deleting_count = 0;
        TimePoint started{};     // when it was meant to begin: latency is measured from here
        TimePoint asked_at{};    // when it began, or the attempt to connect: for the timeout
        TimePoint wake_at{};     // when a pause ends
        TimePoint down_since{};  // since when it could not connect, or zero
        bool prepared = false;   // its request is written and waits for the connection
        bool paused = false;
        bool finished = false;  // has no more to do in this phase
    };

    // A message of the reply under way that may be deleted.
    struct Deletable {
        std::uint64_t number = 0;
        std::string_view handle;
    };
    static constexpr std::uint64_t altered_number = ~std::uint64_t{0};

    bool stopping() const { return run_.stopping.load(std::memory_order_relaxed); }
    bool done() const;
    void loop();
    int wait_ms(TimePoint now) const;
    void begin_due_steps(TimePoint now);
    void tick(TimePoint now);

    void connect(Client& client);
    void watch(Client& client, int operation);
    void on_event(Client& client, unsigned events);
    void on_connected(Client& client);
    void on_readable(Client& client);
    void lose(Client& client, std::string_view why);
    void leave_unanswered(Client& client, std::string_view why);
    void stay_down(Client& client, std::string_view why);

    void go_on(Client& client, TimePoint now);
    void begin_step(Client& client, TimePoint moment);
    bool write_request(Client& client, const Step& step);
    bool write_delete(Client& client);
    void send_request(Client& client);
    void end_request(Client& client);
    void pause(Client& client, Duration duration);

    // In worker_replies.cpp:
    void on_reply(Client& client);
    bool take_reply(Client& client, TimePoint now);
    bool take_send_reply(Client& client, std::size_t& messages);
    bool take_receive_reply(Client& client, std::size_t& messages);
    bool take_delete_reply(Client& client, std::size_t& messages);
    bool take_batch_reply(Client& client, std::size_t count, unsigned& succeeded);
    void take_message(const Client& client, const ReceivedMessage& message);
    void count_answer(Client& client, std::size_t messages, TimePoint now);
    void fail(Client& client, const std::string& kind, const std::string& text);

    RunState& run_;
    int epoll_;
    std::vector<std::unique_ptr<Client>> clients_;

    Phase phase_;
    std::optional<RequestWriter> writer_;  // of the phase
    Pacer pacer_{0, {}};
    std::deque<Client*> ready_;  // paced: those that may begin the next step
    std::size_t waiting_ = 0;    // requests under way
    std::size_t finished_ = 0;   // connections that have no more to do
    bool warming_ = false;
    TimePoint warm_at_{};
    TimePoint next_tick_{};
    std::uint64_t never_begun_ = 0;

    ReceiveReply received_;
    std::array<Deletable, batch_max> deletable_{};
    std::size_t deletable_count_ = 0;
    HandleStock stock_;
    Stats stats_;
    LiveCounts live_;
};

}  // namespace forebay::load
