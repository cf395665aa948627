#include "tests/engine/helpers.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace forebay::engine {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr WindowLimits small{.messages_max = 64, .tenant_ahead_max = 8};

/// A standard queue, the disk under it, and clients who name groups.
class FairQueue : public testing::Test {
protected:
    void open(const WindowLimits& limits) {
        info_.settings.retention = 4 * 24h;
        queue_ = make_queue(info_, limits);
    }

    Sequence send(const std::string& group, TimePoint now = start, int count = 1) {
        Sequence sequence{};
        for (int i = 0; i < count; ++i) {
            auto message = std::make_shared<Message>();
            message->id = random_uuid();
            message->body = "x";
            message->group_id = group;
            Changes changes;
            sequence = queue_->send(message, 0s, now, changes).sequence;
            disk_[sequence] = message;
        }
        return sequence;
    }

    /// Reads from disk all that the queue asks for.
    void load(TimePoint now) {
        while (auto request = queue_->next_load()) {
            Loaded loaded;
            loaded.generation = request->generation;
            for (const Sequence sequence : request->single) {
                loaded.single.emplace_back(sequence, disk_.at(sequence));
            }
            loaded.range_end = request->end;
            for (auto at = disk_.lower_bound(request->begin); at != disk_.end(); ++at) {
                const GroupKey group =
                    at->second->group_id.empty() ? GroupKey{} : group_key(at->second->group_id);
                if (loaded.range.size() == request->messages_max) {
                    loaded.range_end = at->first;
                    break;
                }
                read_count_ += 1;
                if (std::ranges::find(request->passed_over, group) != request->passed_over.end()) {
                    loaded.first_passed.emplace_back(group, at->first);
                } else {
                    loaded.range.emplace_back(at->first, at->second);
                }
            }
            Changes changes;
            queue_->loaded(std::move(loaded), now, changes);
        }
    }

    std::vector<Delivery> take(TimePoint now, std::uint32_t most = 1, Duration timeout = 1h) {
        load(now);
        std::vector<Delivery> taken = receive(*queue_, now, timeout, most);
        load(now);
        return taken;
    }

    /// The groups of the next messages.
    std::vector<std::string> groups(TimePoint now, std::uint32_t most = 1) {
        std::vector<std::string> groups;
        for (const Delivery& delivery : take(now, most)) {
            groups.push_back(delivery.message->group_id);
        }
        return groups;
    }

    void finish(const Delivery& delivery, TimePoint now) {
        remove(*queue_, delivery, now);
        disk_.erase(delivery.sequence);
    }

    /// So many of the group are in flight, and it has waiting ones as well.
    void make_busy(const std::string& group, int in_flight, TimePoint now = start) {
        send(group, now, in_flight);
        for (int i = 0; i < in_flight; ++i) {
            ASSERT_THAT(groups(now), ElementsAre(group));
        }
    }

    /// What a restart makes of it, once all is recorded.
    void restart(const WindowLimits& limits, TimePoint now) {
        Changes changes;
        queue_->settle(changes);
        const QueueCounters counters = queue_->counters();
        for (const auto& [sequence, state] : states_) {
            changes.insert(changes.begin(), StateChanged{sequence, state});
        }
        queue_ = make_queue(info_, limits);
        queue_->restore(counters);
        for (const Change& change : changes) {
            queue_->apply(change);
        }
        queue_->tick(now, changes);
    }

    QueueInfo info_;
    std::unique_ptr<Queue> queue_;
    std::map<Sequence, MessagePtr> disk_;
    std::map<Sequence, MessageState> states_;
    std::size_t read_count_ = 0;
};

TEST_F(FairQueue, WithoutNoiseTakesTheOldestFirst) {
    open({});
    make_busy("many", 29);
    send("many");
    send("few");

    EXPECT_THAT(groups(start), ElementsAre("many")) << "29 in flight are not enough";
}

TEST_F(FairQueue, ThirtyInFlightMakeATenantNoisy) {
    open({});
    make_busy("many", 30);
    send("many");
    send("few");

    EXPECT_THAT(groups(start, 2), ElementsAre("few", "many")) << "nothing is withheld";
}

TEST_F(FairQueue, ATenthOfAllInFlightIsNotMoreThanATenth) {
    open({});
    for (int i = 0; i < 270; ++i) {
        make_busy(fmt::format("other-{}", i), 1);
    }
    make_busy("many", 30);  // of 300
    send("many");
    send("few");

    EXPECT_THAT(groups(start), ElementsAre("many"));
    EXPECT_THAT(groups(start), ElementsAre("few")) << "the 31st is older";
}

TEST_F(FairQueue, MoreThanATenthOfAllInFlightIsNoisy) {
    open({});
    for (int i = 0; i < 269; ++i) {
        make_busy(fmt::format("other-{}", i), 1);
    }
    make_busy("many", 30);  // of 299
    send("many");
    send("few");

    EXPECT_THAT(groups(start), ElementsAre("few"));
}

TEST_F(FairQueue, MessagesWithoutAGroupAreTenantsOfTheirOwn) {
    open({});
    make_busy("", 100);
    send("");
    send("few");
    EXPECT_THAT(groups(start, 2), ElementsAre("", "few"));

    make_busy("many", 30);
    send("many");
    send("");
    EXPECT_THAT(groups(start), ElementsAre("")) << "these are never noisy";
}

TEST_F(FairQueue, MessagesWithoutAGroupThatCameBeforeTheNoiseAreQuiet) {
    open({});
    send("", start, 2);
    EXPECT_THAT(groups(start), ElementsAre(""));
    send("many", start, 31);
    for (int i = 0; i < 31; ++i) {
        EXPECT_THAT(groups(start), ElementsAre(i == 0 ? "" : "many"));
    }
    send("");
    EXPECT_THAT(groups(start, 2), ElementsAre("", "many"));
}

TEST_F(FairQueue, ThirtySecondsOfProcessingMakeATenantNoisy) {
    open({});
    send("slow", start, 2);
    const auto slow = take(start);
    send("slow", start);
    send("few", start);
    finish(slow[0], start + 30s - 1ms);
    EXPECT_THAT(groups(start + 30s), ElementsAre("slow"));

    send("slower", start + 30s);
    send("slower", start + 30s);
    const auto slower = take(start + 30s, 3);  // and slow, few
    send("slower", start + 31s);
    send("new", start + 31s);
    finish(slower[2], start + 60s);
    EXPECT_THAT(groups(start + 60s), ElementsAre("new"));
}

TEST_F(FairQueue, ProcessingCountsHalfAMinuteLater) {
    open({});
    send("slow", start, 4);
    const auto first = take(start, 2);
    finish(first[0], start + 28s);
    finish(first[1], start + 88s);  // 88 s and half of 28 s: noisy
    send("few", start + 88s);
    EXPECT_THAT(groups(start + 88s), ElementsAre("few"));
    EXPECT_THAT(groups(start + 88s), ElementsAre("slow"));
}

TEST_F(FairQueue, ATenthOfTheProcessingTimeIsNotMoreThanATenth) {
    open({});
    send("slow", start, 2);
    const auto slow = take(start);
    for (int i = 0; i < 9; ++i) {
        send(fmt::format("other-{}", i), start);
    }
    send("slow", start);
    auto others = take(start, 10);
    for (const Delivery& other : others) {
        if (other.message->group_id != "slow") {
            finish(other, start + 40s);
        }
    }
    finish(slow[0], start + 40s);
    send("few", start + 40s);
    EXPECT_THAT(groups(start + 40s), ElementsAre("slow"));
}

TEST_F(FairQueue, OfSeveralNoisyTenantsTheOneWithTheFewestInFlightComesFirst) {
    open({});
    make_busy("a", 34);
    make_busy("b", 32);
    send("a", start, 4);
    send("b", start, 4);

    EXPECT_THAT(groups(start, 6), ElementsAre("b", "b", "a", "b", "a", "b"));
}

TEST_F(FairQueue, NoiseEndsWhenTheBacklogIsEmpty) {
    open({});
    send("many", start, 32);
    std::vector<Delivery> taken;
    for (int i = 0; i < 32; ++i) {
        taken.push_back(take(start)[0]);
    }
    for (int i = 0; i < 10; ++i) {
        finish(taken[static_cast<std::size_t>(i)], start);
    }
    send("many", start);
    send("few", start);
    EXPECT_THAT(groups(start), ElementsAre("many")) << "22 in flight, and none waited";
}

TEST_F(FairQueue, NoiseLastsWhileTheBacklogDoes) {
    open({});
    send("many", start, 40);
    std::vector<Delivery> taken;
    for (int i = 0; i < 32; ++i) {
        taken.push_back(take(start)[0]);
    }
    for (const Delivery& delivery : taken) {
        finish(delivery, start);
    }
    send("few", start);
    EXPECT_THAT(groups(start), ElementsAre("few")) << "none in flight, but 8 wait";
}

TEST_F(FairQueue, NoiseEndsAfterFiveMinutesOfSilence) {
    open({});
    make_busy("many", 30);
    send("many", start);
    send("few", start + 5min - 1ms);
    EXPECT_THAT(groups(start + 5min - 1ms), ElementsAre("few"));

    send("few", start + 5min);
    EXPECT_THAT(groups(start + 5min), ElementsAre("many"));
}

TEST_F(FairQueue, AMessageOfAQuietTenantDoesNotWaitForABacklogOnDisk) {
    open(small);
    send("many", start, 1000);
    for (int i = 0; i < 30; ++i) {
        groups(start);
    }
    send("few", start);
    EXPECT_THAT(groups(start, 2), ElementsAre("few", "many"));
}

TEST_F(FairQueue, NorDoesOneThatIsInTheMiddleOfTheBacklog) {
    open(small);
    send("many", start, 500);
    send("few", start);
    send("many", start, 500);
    for (int i = 0; i < 30; ++i) {
        EXPECT_THAT(groups(start), ElementsAre("many"));
    }
    EXPECT_THAT(groups(start), ElementsAre("few"));
}

TEST_F(FairQueue, TheBacklogIsLookedThroughOnce) {
    open(small);
    send("many", start, 1000);
    for (int i = 0; i < 200; ++i) {
        groups(start);
        send("many", start);
        send("few", start);
        EXPECT_EQ(groups(start).at(0), i < 15 ? "many" : "few") << i;
    }
    EXPECT_LE(read_count_, 1000 + 400) << "once for quiet tenants, and once to be received";
}

TEST_F(FairQueue, ASecondNoisyTenantDoesNotWaitForTheBacklogOfTheFirst) {
    open(small);
    send("a", start, 500);
    send("b", start, 500);
    std::map<std::string, int> received;
    for (int i = 0; i < 400; ++i) {
        ++received[groups(start).at(0)];
    }
    EXPECT_NEAR(received["b"], 200, 20);
}

TEST_F(FairQueue, AllOfALargeBacklogComesOutOnce) {
    open(small);
    for (int i = 0; i < 300; ++i) {
        send(i % 3 == 0 ? "a" : "b");
        send(fmt::format("tenant-{}", i % 50));
        send("");
    }
    std::map<Sequence, int> received;
    for (int i = 0; i < 900; ++i) {
        const auto taken = take(start);
        ASSERT_EQ(taken.size(), 1U);
        EXPECT_EQ(++received[taken[0].sequence], 1);
    }
    EXPECT_THAT(take(start), testing::IsEmpty());
}

TEST_F(FairQueue, ARestartKeepsTheNoise) {
    open(small);
    send("many", start, 1000);
    for (const Delivery& delivery : take(start, 10)) {
        finish(delivery, start);
    }
    std::vector<Delivery> taken;
    for (int i = 0; i < 30; ++i) {
        taken.push_back(take(start)[0]);
    }
    for (const Delivery& delivery : taken) {
        finish(delivery, start);
    }
    send("few", start);
    restart(small, start);

    EXPECT_THAT(groups(start), ElementsAre("few")) << "none is in flight: the noise was stored";
}

TEST_F(FairQueue, ReleasedBodiesAreLookedForAgain) {
    open(small);
    send("many", start, 1000);
    for (int i = 0; i < 30; ++i) {
        groups(start);
    }
    send("few", start);
    queue_->release();
    EXPECT_THAT(groups(start), ElementsAre("few"));
}

TEST_F(FairQueue, MemoryIsBoundedHoweverManyTenantsThereAre) {
    open(small);
    send("many", start, 1000);
    for (int i = 0; i < 30; ++i) {
        groups(start);
    }
    const std::size_t before = queue_->resident_bytes();
    for (int i = 0; i < 20'000; ++i) {
        send(fmt::format("tenant-{}", i), start);
    }
    EXPECT_LE(queue_->resident_bytes(), before + 16 * sizeof(Message) * 2);
    EXPECT_THAT(groups(start), ElementsAre("tenant-0"));
}

}  // namespace
}  // namespace forebay::engine
