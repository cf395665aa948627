// Random clients, move tasks and crashes on queues whose messages go to and fro between two shards.
// A crash loses all commits from a random one on, so it comes between any two steps of a move.

#include "tests/runtime/harness.hpp"
#include "tests/seeds.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using storage::Batch;

enum class Kind : std::uint8_t { standard, fifo };

/// A mistake in what a commit writes: the operations that it leaves out.
using Fault = std::function<bool(const Batch::Operation&)>;

class Simulator {
public:
    Simulator(std::uint64_t seed, Kind kind, Fault fault) : random_(seed), kind_(kind) {
        harness_.leave_out(std::move(fault));
        dead_ = create("dead", {});
        source_ = create("source", RedrivePolicy{arn(dead_->key), 2});
        last_ = create("last", {});
    }

    /// What promise was broken; empty: none.
    std::string run(int steps) {
        for (int i = 0; i < steps && failure_.empty(); ++i) {
            step();
        }
        if (failure_.empty()) {
            drain();
        }
        return failure_;
    }

private:
    QueueInfoPtr create(const std::string& name, std::optional<RedrivePolicy> redrive) {
        QueueInfo wanted;
        wanted.key = {.account = "000000000000", .region = "us-east-1", .name = name};
        wanted.settings.fifo = kind_ == Kind::fifo;
        wanted.settings.redrive = std::move(redrive);
        return harness_.run(harness_.broker().create(std::move(wanted)))->info;
    }

    int draw(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

    void step() {
        const int what = draw(0, 99);
        if (what < 35) {
            send();
        } else if (what < 70) {
            receive(source_, draw(0, 5) == 0);
        } else if (what < 78) {
            receive(dead_, draw(0, 5) == 0);
        } else if (what < 84) {
            start_task();
        } else if (what < 94) {
            harness_.advance(Duration(draw(0, 3000)));
        } else {
            crash();
        }
    }

    void send() {
        const std::string body = fmt::format("{}-{:06}", draw(1, 3), ++number_);
        auto requests = harness_.requests({body});
        requests[0].message->group_id = kind_ == Kind::fifo ? body.substr(0, 1) : "";
        requests[0].message->deduplication_id = kind_ == Kind::fifo ? body : "";
        if (harness_.run(harness_.broker().send(source_, std::move(requests)))) {
            alive_.push_back(body);
        }
    }

    std::vector<Delivery> take(const QueueInfoPtr& queue, Duration timeout) {
        ReceiveRequest request = asking(static_cast<std::uint32_t>(draw(1, 10)));
        request.visibility_timeout = timeout;
        return harness_.run(harness_.broker().receive(queue, request, nullptr)).value();
    }

    void receive(const QueueInfoPtr& queue, bool is_deleting) {
        const Duration timeout = is_deleting ? 30s : Duration(draw(0, 2) * 500);
        for (const Delivery& delivery : take(queue, timeout)) {
            if (is_deleting) {
                remove(queue, delivery);
            }
        }
    }

    void remove(const QueueInfoPtr& queue, const Delivery& delivery) {
        const std::string& body = delivery.message->body;
        const auto found = std::ranges::find(alive_, body);
        if (found == alive_.end()) {
            failure_ = body + " came twice, or after it was deleted";
            return;
        }
        const auto removed =
            harness_.run(harness_.broker().remove_messages(queue, {delivery.receipt}));
        if (!removed || !removed->front()) {
            failure_ = "a delete was refused";
        }
        alive_.erase(found);
    }

    // Of FIFO queues only to a queue of its own, so that numbers rise within each group.
    void start_task() {
        MoveTask wanted;
        const bool has_own = kind_ == Kind::fifo || draw(0, 2) == 0;
        wanted.destination_arn = has_own ? arn(last_->key) : "";
        wanted.messages_per_second = draw(0, 1) == 0 ? 0 : static_cast<std::uint32_t>(draw(1, 20));
        (void)harness_.run(harness_.broker().start_move_task(dead_, wanted));
    }

    // What is acknowledged meanwhile may be lost, and is not counted on.
    void crash() {
        harness_.crash_after(static_cast<std::size_t>(draw(0, 8)));
        for (int i = draw(1, 4); i > 0; --i) {
            draw(0, 3) == 0 ? start_task() : receive(source_, false);
            harness_.advance(Duration(draw(0, 600)));
        }
        harness_.restart();
        expect_all();
    }

    std::size_t count() {
        std::size_t count = 0;
        for (const QueueInfoPtr& queue : {source_, dead_, last_}) {
            const QueueCounts counts = harness_.run(harness_.broker().counts(queue)).value();
            count += counts.visible + counts.in_flight + counts.delayed;
        }
        return count;
    }

    // A task that goes on moves messages while the queues are counted, one after the other.
    void expect_all() {
        std::size_t counted = count();
        for (int i = 0; i < 200 && counted != alive_.size(); ++i) {
            harness_.pass_a_moment();
            counted = count();
        }
        if (counted != alive_.size()) {
            failure_ = fmt::format("{} messages are there, of {}", counted, alive_.size());
        }
    }

    void drain() {
        const auto no_policy = [](QueueInfo& info) -> Result<void> {
            info.settings.redrive.reset();
            return {};
        };
        (void)harness_.run(harness_.broker().update(source_, no_policy));
        harness_.advance(60s);
        harness_.until([this] {
            const auto tasks = harness_.run(harness_.broker().move_tasks(dead_, 1)).value();
            return tasks.empty() || !is_active(tasks[0]);
        });
        expect_all();
        for (const QueueInfoPtr& queue : {source_, dead_, last_}) {
            std::map<std::string, std::string> latest;
            while (failure_.empty()) {
                const auto deliveries = take(queue, 30s);
                if (deliveries.empty()) {
                    break;
                }
                for (const Delivery& delivery : deliveries) {
                    const std::string& body = delivery.message->body;
                    std::string& before = latest[body.substr(0, 1)];
                    if (kind_ == Kind::fifo && body < before) {
                        failure_ = body + " came after " + before;
                    }
                    before = body;
                    remove(queue, delivery);
                }
            }
        }
        if (failure_.empty() && !alive_.empty()) {
            failure_ = alive_.front() + " is lost";
        }
    }

    std::mt19937_64 random_;
    Kind kind_;
    Harness harness_;
    QueueInfoPtr source_;
    QueueInfoPtr dead_;
    QueueInfoPtr last_;
    int number_ = 0;
    std::vector<std::string> alive_;  // sent and not deleted
    std::string failure_;
};

constexpr std::uint64_t seeds = 25;
constexpr int steps = 150;

RunSeed simulate(Kind kind, const Fault& fault) {
    return [=](std::uint64_t seed) { return Simulator(seed, kind, fault).run(steps); };
}

void expect_caught(Kind kind, const Fault& fault) {
    forebay::expect_caught(seeds, simulate(kind, fault));
}

class RedriveSimulation : public testing::TestWithParam<Kind> {};
class RedriveSimulationDeathTest : public testing::TestWithParam<Kind> {};

TEST_P(RedriveSimulation, LosesNothingDoublesNothingAndKeepsOrder) {
    EXPECT_EQ(first_failure(seeds, simulate(GetParam(), nullptr)), "");
}

// Of what has gone nothing is written: a crash finds it in both queues.
TEST_P(RedriveSimulationDeathTest, CatchesAMoveThatIsNotOneCommit) {
    expect_caught(GetParam(), [](const Batch::Operation& operation) {
        return operation.kind == Batch::Kind::put && operation.space == storage::Space::records &&
               operation.key.starts_with('g');
    });
}

// What has gone is forgotten, and is still there.
TEST_P(RedriveSimulationDeathTest, CatchesARemovalThatDoesNotFollow) {
    expect_caught(GetParam(), [](const Batch::Operation& operation) {
        return operation.kind == Batch::Kind::remove_once;
    });
}

constexpr auto name_of = [](const auto& kind) {
    return kind.param == Kind::fifo ? "Fifo" : "Standard";
};
const auto both = testing::Values(Kind::standard, Kind::fifo);
INSTANTIATE_TEST_SUITE_P(Queues, RedriveSimulation, both, name_of);
INSTANTIATE_TEST_SUITE_P(Queues, RedriveSimulationDeathTest, both, name_of);

}  // namespace
}  // namespace forebay::runtime
