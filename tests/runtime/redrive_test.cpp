#include "tests/runtime/harness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

enum class Place : std::uint8_t { other_shard, same_shard };

/// A source and its dead-letter queue, of a harness of two shards.
class Redrive : public testing::TestWithParam<Place> {
protected:
    Redrive() {
        target_ = create("dead", std::nullopt);
        if (GetParam() == Place::same_shard) {
            create("between", std::nullopt);
        }
        source_ = create("source", RedrivePolicy{arn(target_->key), 1});
    }

    QueueInfoPtr create(const std::string& name, std::optional<RedrivePolicy> redrive) {
        QueueInfo wanted;
        wanted.key = {.account = "000000000000", .region = "us-east-1", .name = name};
        wanted.settings.redrive = std::move(redrive);
        return harness_.run(harness_.broker().create(std::move(wanted)))->info;
    }

    std::vector<Delivery> receive(const QueueInfoPtr& queue, Duration timeout = 0s,
                                  std::uint32_t most = 10) {
        ReceiveRequest request = asking(most);
        request.visibility_timeout = timeout;
        return harness_.run(harness_.broker().receive(queue, request, nullptr)).value();
    }

    std::vector<std::string> bodies(const QueueInfoPtr& queue, Duration timeout = 0s) {
        std::vector<std::string> bodies;
        for (const Delivery& delivery : receive(queue, timeout)) {
            bodies.push_back(delivery.message->body);
        }
        return bodies;
    }

    QueueCounts counts(const QueueInfoPtr& queue) {
        return harness_.run(harness_.broker().counts(queue)).value();
    }

    void set_policy(std::optional<RedrivePolicy> policy) {
        const auto change = [&policy](QueueInfo& info) -> Result<void> {
            info.settings.redrive = policy;
            return {};
        };
        ASSERT_TRUE(harness_.run(harness_.broker().update(source_, change)));
    }

    std::size_t gone_records() {
        return harness_.store().count(storage::Space::records, "g", "h", 1000).count;
    }

    Harness harness_;
    QueueInfoPtr target_;
    QueueInfoPtr source_;
};

TEST_P(Redrive, AReceiveTooManyMovesTheMessageBeforeItIsAnswered) {
    harness_.send(source_, {"a"});
    const auto received = receive(source_);
    ASSERT_EQ(received.size(), 1U);

    EXPECT_THAT(receive(source_), IsEmpty());
    EXPECT_EQ(counts(source_), QueueCounts{});
    const auto dead = receive(target_);
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].message->id, received[0].message->id);
    EXPECT_EQ(dead[0].message->sent_at, received[0].message->sent_at);
    EXPECT_EQ(dead[0].message->dead_letter_source_arn, arn(source_->key));
    EXPECT_EQ(dead[0].state.receive_count, 2U);
    EXPECT_EQ(dead[0].state.first_received_at, received[0].state.first_received_at);
    harness_.until([this] { return gone_records() == 0; });
}

TEST_P(Redrive, TheSameReceiveReturnsOtherMessages) {
    harness_.send(source_, {"a", "b"});
    receive(source_, 0s, 1);
    EXPECT_THAT(bodies(source_), ElementsAre("b"));
    EXPECT_THAT(bodies(target_), ElementsAre("a"));
}

TEST_P(Redrive, AsManyAsThereAreGoBeforeAReceiveComesBackEmpty) {
    for (int i = 0; i < 10; ++i) {
        harness_.send(source_, std::vector<std::string>(10, "x"));
    }
    for (int i = 0; i < 10; ++i) {
        receive(source_, 1s);
    }
    harness_.advance(1s);
    EXPECT_THAT(receive(source_), IsEmpty());
    EXPECT_EQ(counts(target_).visible, 100U);
}

TEST_P(Redrive, WakesWhoWaitsForDeadLetters) {
    harness_.send(source_, {"a"});
    receive(source_);
    auto waiting = harness_.start(harness_.broker().receive(target_, asking(1, 20s), nullptr));
    harness_.pass_a_moment();
    EXPECT_THAT(receive(source_), IsEmpty());
    EXPECT_EQ(waiting.get()->size(), 1U);
}

TEST_P(Redrive, HappensToWhatBecomesVisibleWhileSomebodyWaits) {
    harness_.send(source_, {"a"});
    receive(source_, 5s);
    auto waiting = harness_.start(harness_.broker().receive(source_, asking(1, 20s), nullptr));
    harness_.pass_a_moment();
    harness_.advance(5s);
    harness_.until([this] { return counts(target_).visible == 1; });
    harness_.advance(20s);
    EXPECT_THAT(*waiting.get(), IsEmpty());
}

TEST_P(Redrive, APolicyGoesForWhatWasReceivedBeforeItCame) {
    set_policy(std::nullopt);
    harness_.send(source_, {"a"});
    for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(bodies(source_), ElementsAre("a"));
    }
    set_policy(RedrivePolicy{arn(target_->key), 4});
    EXPECT_THAT(bodies(source_), ElementsAre("a"));
    set_policy(RedrivePolicy{arn(target_->key), 2});
    EXPECT_THAT(bodies(source_), IsEmpty());
    EXPECT_THAT(bodies(target_), ElementsAre("a"));
}

TEST_P(Redrive, WithoutItsTargetAMessageStaysAndIsReceived) {
    harness_.send(source_, {"a"});
    receive(source_);
    ASSERT_TRUE(harness_.run(harness_.broker().remove(target_)));
    EXPECT_THAT(bodies(source_), ElementsAre("a"));
    EXPECT_THAT(bodies(source_), ElementsAre("a"));

    target_ = create("dead", std::nullopt);
    EXPECT_THAT(bodies(source_), IsEmpty());
    EXPECT_THAT(bodies(target_), ElementsAre("a"));
}

TEST_P(Redrive, ATargetThatGoesMeanwhileLeavesTheMessageWhereItIs) {
    harness_.send(source_, {"a"});
    receive(source_);
    harness_.hold_commits();
    auto sending = harness_.start(harness_.broker().send(source_, harness_.requests({"b"})));
    harness_.pass_a_moment();  // what is set apart now is read once b is on disk
    auto receiving = harness_.start(harness_.broker().receive(source_, asking(1), nullptr));
    auto removing = harness_.start(harness_.broker().remove(target_));
    harness_.pass_a_moment();
    harness_.release_commits();
    ASSERT_TRUE(removing.get());
    EXPECT_EQ(receiving.get()->at(0).message->body, "a");
    EXPECT_THAT(bodies(source_), ElementsAre("b"));
}

TEST_P(Redrive, APurgeTakesWhatHasNotGoneYet) {
    harness_.send(source_, {"a"});
    receive(source_);
    harness_.hold_commits();
    auto receiving = harness_.start(harness_.broker().receive(source_, asking(1), nullptr));
    harness_.pass_a_moment();
    auto purging = harness_.start(harness_.broker().purge(source_));
    harness_.pass_a_moment();
    harness_.release_commits();
    ASSERT_TRUE(purging.get());
    EXPECT_THAT(*receiving.get(), IsEmpty());
    EXPECT_EQ(counts(source_), QueueCounts{});
    EXPECT_LE(counts(target_).visible, 1U);
    harness_.until([this] { return gone_records() == 0; });
    harness_.restart();
    EXPECT_EQ(counts(source_), QueueCounts{});
}

TEST_P(Redrive, ADeleteThatNamesADeadLetterOnItsWayWaits) {
    harness_.send(source_, {"a"});
    const auto received = receive(source_);
    harness_.hold_commits();
    auto receiving = harness_.start(harness_.broker().receive(source_, asking(1), nullptr));
    harness_.pass_a_moment();
    auto deleting =
        harness_.start(harness_.broker().remove_messages(source_, {received[0].receipt}));
    harness_.pass_a_moment();
    EXPECT_FALSE(is_ready(deleting));
    harness_.release_commits();
    EXPECT_TRUE((*deleting.get())[0].has_value());
    EXPECT_THAT(*receiving.get(), IsEmpty());
    EXPECT_EQ(counts(target_).visible, 1U) << "it had gone before";
}

TEST_P(Redrive, NoCrashLosesOrDoublesAMessage) {
    for (std::size_t written = 0; written < 12; ++written) {
        harness_.send(source_, {"a", "b", "c"});
        receive(source_);
        harness_.crash_after(written);
        receive(source_, 0s, 2);
        harness_.restart();

        QueueCounts in_source = counts(source_);
        QueueCounts in_target = counts(target_);
        EXPECT_EQ(in_source.visible + in_target.visible, 3U) << written << " commits";
        std::vector<std::string> found = bodies(target_, 30s);
        EXPECT_EQ(found.size(), in_target.visible);
        set_policy(std::nullopt);
        std::ranges::copy(bodies(source_, 30s), std::back_inserter(found));
        EXPECT_THAT(found, UnorderedElementsAre("a", "b", "c")) << written << " commits";
        EXPECT_EQ(gone_records(), 0U);

        set_policy(RedrivePolicy{arn(target_->key), 1});
        harness_.advance(60s);
        for (const auto& queue : {source_, target_}) {
            ASSERT_TRUE(harness_.run(harness_.broker().purge(queue)));
        }
        harness_.advance(60s);
    }
}

INSTANTIATE_TEST_SUITE_P(Shards, Redrive, testing::Values(Place::other_shard, Place::same_shard),
                         [](const auto& place) {
                             return place.param == Place::same_shard ? "Same" : "Other";
                         });

}  // namespace
}  // namespace forebay::runtime
