#pragma once

#include "tests/simulation/disk.hpp"
#include "tests/simulation/model.hpp"
#include <forebay/engine/queue.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace forebay::simulation {

/// Puts something between the simulator and the engine: a fault, planted on purpose.
using Wrap = std::function<std::unique_ptr<engine::Queue>(std::unique_ptr<engine::Queue>)>;

/// What is simulated.
enum class Kind : std::uint8_t {
    standard,
    fair,  ///< a standard queue with message groups, one of which sends most
    fifo
};

/// One queue under random clients, clock jumps, slow reads from disk and crashes that drop what was
/// not written, all drawn from a seed. After each step the engine is compared with the model. Its
/// promises: nothing acknowledged is lost or in two places, nothing deleted comes back, nothing
/// hidden is delivered, nothing visible is withheld, sequences are never reused, the counts are
/// right; and of a FIFO queue: groups keep their order, a duplicate is not taken in, a named
/// receive can be repeated; and of a queue with noisy groups: the message of a quiet one does not
/// wait for theirs.
class Simulator {
public:
    explicit Simulator(std::uint64_t seed, Kind kind = Kind::standard, Wrap wrap = nullptr);

    /// Takes `steps` steps; says what promise was broken, and at which step, or nullopt.
    std::optional<std::string> run(int steps);

private:
    enum class JobKind : std::uint8_t { none, load, expiry };

    void step();
    void send();
    Sequence send(std::string group, Duration delay);
    void receive();
    engine::ReceiveCall draw_call();
    void expect_repeat(const engine::ReceiveCall& call, const std::vector<Sequence>& earlier,
                       const std::vector<engine::Delivery>& received);
    void expect_in_order(const std::vector<Sequence>& receivable,
                         const std::vector<engine::Delivery>& received, bool is_fair);
    void expect_nothing_withheld(const std::vector<Sequence>& receivable,
                                 const std::vector<engine::Delivery>& received);
    void accept(const engine::ReceiveCall& call, const engine::Delivery& delivery);
    void remove();
    void change_visibility();
    void expect_quiet_first();
    void purge();
    void take_in();
    void start_moving();
    void finish_moving();
    void redrive_after(std::uint32_t receive_count_max);
    void configure();
    void advance_clock();
    void crash();
    bool was_never_told(const Receipt& receipt) const;
    void release();

    // Reading from disk, in the three moments at which other things may come between.
    void start_job();
    void read_for_job();
    void finish_job();
    void finish_any_job();
    void bring_in(Sequence sequence);

    void settle();  // brings everything to rest, then compares the counts
    void drain();   // receives and deletes until nothing is left
    void recorded(const Changes& changes);
    void commit(std::size_t count);
    void expect(bool holds, const std::string& promise);
    int draw(int from, int to);

    std::mt19937_64 random_;
    const Kind kind_;
    Wrap wrap_;
    TimePoint now_{Duration{1'700'000'000'000}};
    QueueInfo info_;
    engine::WindowLimits limits_;
    Disk disk_;
    std::unique_ptr<engine::Queue> queue_;
    Model model_;
    std::vector<Model> pending_models_;  // the model after each change that is not written yet
    Model written_model_;
    std::vector<Receipt> receipts_;  // every one that a client ever got
    Sequence latest_{};
    std::vector<Sequence> moving_;  // set apart, and not decided yet
    std::uint32_t receive_count_max_ = 0;
    std::uint64_t receives_ = 0;
    std::uint64_t newcomers_ = 0;

    JobKind job_ = JobKind::none;
    bool is_job_read_ = false;
    std::size_t job_waits_for_ = 0;  // changes that must be written before the job may read
    engine::LoadRequest load_request_;
    engine::Loaded loaded_;
    engine::ExpiredRange expired_;
    std::uint64_t expired_count_ = 0;
    std::optional<Sequence> after_expired_;

    std::optional<std::string> failure_;
};

}  // namespace forebay::simulation
