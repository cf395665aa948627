// Random publications, replays and crashes on a FIFO topic with an archive. A crash loses all
// commits from a random one on, so it comes between any two steps of a replay. What a last replay
// of everything hands out is what there was, in its order; each subscription must have got its part
// of that, once and in that order.

#include "tests/runtime/replay_harness.hpp"
#include "tests/seeds.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using storage::Batch;

/// A mistake in what a commit writes: the operations that it leaves out.
using Fault = std::function<bool(const Batch::Operation&)>;

/// What is replayed twice is there twice: no queue knows it as a duplicate.
std::optional<SendRequest> render_anew(const Subscription& subscription,
                                       const Publication& publication, std::uint64_t number) {
    auto request = plain_render(subscription, publication, number);
    request->message->deduplication_id = to_string(random_uuid());
    return request;
}

class Simulator {
public:
    Simulator(std::uint64_t seed, Fault fault) : random_(seed) {
        topic_ = harness_.create_archive("t.fifo");
        begin_ = harness_.time();
        harness_.leave_out(std::move(fault));
    }

    /// What promise was broken; empty: none.
    std::string run(int steps) {
        for (int i = 0; i < steps; ++i) {
            step();
        }
        finish();
        return failure_;
    }

private:
    struct Reader {
        QueueInfoPtr queue;
        SubscriptionPtr subscription;
        TimePoint from;
        std::optional<TimePoint> until;
    };

    int draw(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

    void step() {
        const int what = draw(0, 99);
        if (what < 55) {
            publish();
        } else if (what < 65 && readers_.size() < 8) {
            subscribe();
        } else if (what < 75) {
            touch();
        } else if (what < 90) {
            harness_.advance(Duration(draw(0, 2000)));
        } else {
            crash();
        }
    }

    void publish() {
        std::vector<Publication> publications;
        for (int i = draw(1, 60); i > 0; --i) {
            const std::string text = fmt::format("{}-{:06}", draw(1, 3), ++number_);
            publications.push_back(publication(text, text.substr(0, 1), text));
        }
        const auto done = harness_.start_publish(topic_, std::move(publications)).get();
        EXPECT_TRUE(done);
    }

    void subscribe() {
        const auto age = static_cast<int>((harness_.time() - begin_).count());
        Replay replay{.from = begin_ + Duration(draw(0, age))};
        const auto rest = static_cast<int>((harness_.time() - replay.from).count());
        if (rest > 0 && draw(0, 3) == 0) {  // nothing more is published in that millisecond
            replay.until = replay.from + Duration(draw(0, rest - 1));
        }
        const std::string name = fmt::format("q{}.fifo", ++number_);
        const auto [queue, subscription] = harness_.replay(topic_, name, replay);
        readers_.push_back({queue, subscription, replay.from, replay.until});
    }

    // Any change of a subscription comes between what its replay does.
    void touch() {
        if (readers_.empty()) {
            return;
        }
        const auto& reader =
            readers_[static_cast<std::size_t>(draw(0, static_cast<int>(readers_.size()) - 1))];
        const auto change = [](Subscription& edited) -> Result<void> {
            edited.is_raw = !edited.is_raw;
            return {};
        };
        EXPECT_TRUE(
            harness_.run(harness_.topics().update_subscription(reader.subscription, change)));
    }

    // What is made meanwhile may be lost; what was there before is not.
    void crash() {
        harness_.crash_after(static_cast<std::size_t>(draw(0, 8)));
        const auto before = readers_;
        for (int i = draw(1, 3); i > 0; --i) {
            publish();
        }
        harness_.restart();
        readers_ = before;
    }

    // Of each group the sequences and texts, in the order in which they come.
    using Groups = std::map<char, std::vector<std::pair<std::uint64_t, std::string>>>;
    Groups drain(const QueueInfoPtr& queue) {
        Groups groups;
        while (true) {
            const auto deliveries = harness_.receive_all(queue, 10);
            if (deliveries.empty()) {
                return groups;
            }
            std::vector<Receipt> receipts;
            for (const Delivery& delivery : deliveries) {
                const std::string& body = delivery.message->body;
                groups[body.front()].emplace_back(std::stoull(delivery.message->trace_header),
                                                  body);
                receipts.push_back(delivery.receipt);
            }
            harness_.run(harness_.broker().remove_messages(queue, std::move(receipts))).value();
        }
    }

    void finish() {
        harness_.advance(1s);
        const auto [everything, last] = harness_.replay(topic_, "last.fifo", {.from = begin_});
        harness_.until_ended(last);
        const Groups all = drain(everything);
        for (const Reader& reader : readers_) {
            harness_.until_ended(reader.subscription);
            Groups wanted = all;
            for (auto& [_, group] : wanted) {
                std::erase_if(group, [&](const auto& entry) {
                    const TimePoint at = time_of(Sequence(entry.first));
                    return at < reader.from || (reader.until && at > *reader.until);
                });
            }
            std::erase_if(wanted, [](const auto& group) { return group.second.empty(); });
            if (drain(reader.queue) != wanted && failure_.empty()) {
                failure_ = reader.queue->key.name + " did not get what was its part";
            }
        }
    }

    std::mt19937_64 random_;
    ReplayHarness harness_{render_anew};
    TopicPtr topic_;
    TimePoint begin_;
    std::vector<Reader> readers_;
    int number_ = 100;
    std::string failure_;
};

constexpr std::uint64_t seeds = 8;
constexpr int steps = 60;

RunSeed simulate(const Fault& fault) {
    return [=](std::uint64_t seed) { return Simulator(seed, fault).run(steps); };
}

TEST(ReplaySimulation, LosesNothingDoublesNothingAndKeepsOrder) {
    EXPECT_EQ(first_failure(seeds, simulate(nullptr)), "");
}

// How far a subscription has come is not written: a crash has it replayed from the beginning.
TEST(ReplaySimulationDeathTest, CatchesAReplayThatIsNotOneCommit) {
    const Fault fault = [made =
                             std::set<std::string>()](const Batch::Operation& operation) mutable {
        return operation.kind == Batch::Kind::put && operation.space == storage::Space::records &&
               operation.key.starts_with('u') && !made.emplace(operation.key).second;
    };
    expect_caught(seeds, simulate(fault));
}

}  // namespace
}  // namespace forebay::runtime
