#include "tests/runtime/harness.hpp"
#include <forebay/model/outgoing.hpp>

#include <gmock/gmock.h>

#include <mutex>

namespace forebay::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Duration second{1000};

// Which outboxes rang, in order.
class Bell {
public:
    Harness::BeforeStart hang() {
        return [this](Broker& broker) {
            broker.on_outbox_ready([this](const QueueInfoPtr& outbox) {
                const std::lock_guard lock(mutex_);
                rung_.push_back(outbox->key.name);
            });
        };
    }
    std::vector<std::string> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(rung_, {});
    }

private:
    std::mutex mutex_;
    std::vector<std::string> rung_;
};

std::string outbox_name() {
    return outbox_key({.topic = {"", "", "orders"}, .subscription = Uuid{{7}}}).name;
}

TEST(OutboxBell, RingsOnceUntilAReceiveFindsNothing) {
    Bell bell;
    Harness harness({}, bell.hang());
    const auto outbox = harness.create(outbox_name()).info;
    EXPECT_THAT(bell.take(), IsEmpty());

    harness.send(outbox, {"1"});
    harness.send(outbox, {"2"});
    EXPECT_THAT(bell.take(), ElementsAre(outbox_name()));

    EXPECT_THAT(harness.receive(outbox, 1), ElementsAre("1"));
    harness.send(outbox, {"3"});
    EXPECT_THAT(bell.take(), IsEmpty());

    EXPECT_THAT(harness.receive(outbox), ElementsAre("2", "3"));
    EXPECT_THAT(harness.receive(outbox), IsEmpty());
    harness.send(outbox, {"4"});
    EXPECT_THAT(bell.take(), ElementsAre(outbox_name()));
}

TEST(OutboxBell, RingsWhenAMessageIsVisibleAgain) {
    Bell bell;
    Harness harness({}, bell.hang());
    const auto outbox = harness.create(outbox_name()).info;
    harness.send(outbox, {"1"});
    const Receipt receipt = harness.receive_all(outbox, 1).at(0).receipt;
    EXPECT_THAT(harness.receive(outbox), IsEmpty());
    bell.take();

    harness.run(harness.broker().change_visibility(outbox, {{receipt, 20 * second}})).value();
    harness.advance(20 * second - Duration(1));
    EXPECT_THAT(bell.take(), IsEmpty());
    harness.advance(Duration(1));
    EXPECT_THAT(bell.take(), ElementsAre(outbox_name()));
}

TEST(OutboxBell, RingsAtTheStartForWhatWaits) {
    Bell bell;
    Harness harness({}, bell.hang());
    const auto outbox = harness.create(outbox_name()).info;
    harness.send(outbox, {"1"});
    bell.take();

    harness.restart();
    harness.pass_a_moment();
    EXPECT_THAT(bell.take(), ElementsAre(outbox_name()));
}

TEST(OutboxBell, IsForOutboxesAlone) {
    Bell bell;
    Harness harness({}, bell.hang());
    harness.send(harness.create("orders").info, {"1"});
    harness.pass_a_moment();
    EXPECT_THAT(bell.take(), IsEmpty());
}

}  // namespace
}  // namespace forebay::runtime
