#include "tests/runtime/harness.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// A dead-letter queue, and a queue on the other shard.
class MoveTasks : public testing::Test {
protected:
    MoveTasks() {
        dead_ = harness_.create("dead").info;
        target_ = harness_.create("target").info;
    }

    Result<Uuid> start(std::uint32_t rate = 0, bool to_target = true) {
        MoveTask wanted;
        wanted.destination_arn = to_target ? arn(target_->key) : "";
        wanted.messages_per_second = rate;
        return harness_.run(harness_.broker().start_move_task(dead_, wanted));
    }

    std::vector<MoveTask> tasks(std::size_t max = 10) {
        return harness_.run(harness_.broker().move_tasks(dead_, max)).value();
    }

    MoveTask ended() {
        for (int i = 0; is_active(tasks(1)[0]); ++i) {
            if (i == 1000) {
                ADD_FAILURE() << "the task does not end";
                break;
            }
            harness_.pass_a_moment();
        }
        return tasks(1)[0];
    }

    std::uint64_t visible(const QueueInfoPtr& queue) {
        return harness_.run(harness_.broker().counts(queue))->visible;
    }

    void send(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            harness_.send(dead_, {fmt::format("{:04}", i)});
        }
    }

    Harness harness_;
    QueueInfoPtr dead_;
    QueueInfoPtr target_;
};

TEST_F(MoveTasks, MovesAllThatIsVisible) {
    send(100);
    ASSERT_TRUE(start());
    const MoveTask task = ended();
    EXPECT_EQ(task.status, MoveTaskStatus::completed);
    EXPECT_EQ(task.moved_count, 100U);
    EXPECT_EQ(task.to_move_count, 100U);
    EXPECT_EQ(visible(dead_), 0U);
    EXPECT_EQ(visible(target_), 100U);
}

TEST_F(MoveTasks, MovesTheFirstAtOnceAndOthersAtTheRate) {
    send(4);
    ASSERT_TRUE(start(2));
    harness_.until_now([this] { return visible(target_) == 1; });
    harness_.advance(499ms);
    EXPECT_EQ(visible(target_), 1U);
    harness_.advance(1ms);
    harness_.until_now([this] { return visible(target_) == 2; });
    harness_.advance(1000ms);
    harness_.until_now([this] { return visible(target_) == 4; });
    EXPECT_EQ(ended().status, MoveTaskStatus::completed);
}

TEST_F(MoveTasks, RunOneAtATimeForAQueue) {
    send(2);
    ASSERT_TRUE(start(1));
    EXPECT_EQ(start().error().code, Errc::invalid_parameter);
}

TEST_F(MoveTasks, OfAQueueTheLatestTenAreKeptTheNewestFirst) {
    std::vector<Uuid> ids;
    for (int i = 0; i < 12; ++i) {
        ids.insert(ids.begin(), start().value());
        ended();
    }
    ids.resize(10);
    const auto listed = [this] {
        std::vector<Uuid> listed;
        for (const MoveTask& task : tasks()) {
            listed.push_back(task.id);
        }
        return listed;
    };
    EXPECT_EQ(listed(), ids);
    harness_.restart();
    EXPECT_EQ(listed(), ids);
    EXPECT_EQ(harness_.store().count(storage::Space::records, "k", "l", 100).count, 10U);
    ASSERT_TRUE(harness_.run(harness_.broker().remove(dead_)));
    EXPECT_EQ(harness_.store().count(storage::Space::records, "k", "l", 100).count, 0U);
}

TEST_F(MoveTasks, AreCancelledOnce) {
    send(3);
    const Uuid id = start(1).value();
    harness_.until_now([this] { return visible(target_) == 1; });
    harness_.pass_a_moment();
    EXPECT_EQ(harness_.run(harness_.broker().cancel_move_task(dead_, id)).value(), 1U);
    EXPECT_EQ(ended().status, MoveTaskStatus::cancelled);
    EXPECT_EQ(harness_.run(harness_.broker().cancel_move_task(dead_, id)).error().code,
              Errc::unsupported_operation);
    EXPECT_EQ(harness_.run(harness_.broker().cancel_move_task(dead_, Uuid{})).error().code,
              Errc::resource_not_found);
    harness_.advance(10s);
    EXPECT_EQ(visible(dead_), 2U);
    EXPECT_TRUE(start()) << "another one may run";
}

TEST_F(MoveTasks, FailWhenTheirDestinationIsGone) {
    send(3);
    ASSERT_TRUE(start(1));
    harness_.until_now([this] { return visible(target_) == 1; });
    ASSERT_TRUE(harness_.run(harness_.broker().remove(target_)));
    harness_.advance(1s);
    const MoveTask task = ended();
    EXPECT_EQ(task.status, MoveTaskStatus::failed);
    EXPECT_EQ(task.failure_reason, "AWS.SimpleQueueService.NonExistentQueue");
    EXPECT_THAT(harness_.receive(dead_), ElementsAre("0001", "0002"));
}

TEST_F(MoveTasks, FailOnAMessageWithoutASource) {
    send(1);
    ASSERT_TRUE(start(0, false));
    EXPECT_EQ(ended().failure_reason, "CouldNotDetermineMessageSource");
    EXPECT_THAT(harness_.receive(dead_), ElementsAre("0000"));
}

TEST_F(MoveTasks, GoOnAfterARestart) {
    send(5);
    ASSERT_TRUE(start(1));
    harness_.until_now([this] { return visible(target_) == 1; });
    harness_.restart();
    harness_.until([this] { return visible(target_) == 5; });
    const MoveTask task = ended();
    EXPECT_EQ(task.status, MoveTaskStatus::completed);
    EXPECT_EQ(task.moved_count, 5U);
}

TEST_F(MoveTasks, EndWhenTheyHaveRunForTooLong) {
    send(2);
    ASSERT_TRUE(start(1));
    harness_.until_now([this] { return visible(target_) == 1; });
    harness_.advance(limits::move_task_time_max);
    EXPECT_EQ(ended().status, MoveTaskStatus::failed);
    EXPECT_EQ(visible(dead_), 1U);
}

}  // namespace
}  // namespace forebay::runtime
