#include <forebay/model/outgoing.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

Outgoing full() {
    return {
        .kind = OutgoingKind::unsubscribe_confirmation,
        .publication = Uuid{{1, 2, 3}},
        .subject = "r: hello",
        .unsubscribe_url = "http://h/u",
        .body = std::string("text\0with \xff", 11),
        .attributes = {{.name = "a", .data_type = "Binary", .value = "\x01", .is_binary = true}},
        .is_raw = true,
        .group_id = "group",
        .deduplication_id = "once"};
}

TEST(Outgoing, ComesBackFromItsMessageAsItWas) {
    EXPECT_EQ(to_outgoing(to_message(full())), full());
    EXPECT_EQ(to_outgoing(to_message(Outgoing{})), Outgoing{});

    for (const OutgoingKind kind :
         {OutgoingKind::notification, OutgoingKind::subscription_confirmation,
          OutgoingKind::unsubscribe_confirmation}) {
        Outgoing outgoing;
        outgoing.kind = kind;
        EXPECT_EQ(to_outgoing(to_message(outgoing)).kind, kind);
    }
}

TEST(OutgoingDeathTest, IsNotReadFromAnyOtherMessage) {
    EXPECT_DEATH(to_outgoing(Message{}), "not a delivery");
}

TEST(Outbox, IsNamedByItsSubscription) {
    const OutboxOwner owner{.topic = {"000000000000", "us-east-1", "orders.fifo"},
                            .subscription = random_uuid()};
    EXPECT_EQ(outbox_owner(outbox_key(owner)), owner);
}

TEST(Outbox, IsNoQueueThatAClientCanName) {
    EXPECT_EQ(outbox_owner({"000000000000", "us-east-1", "orders"}), std::nullopt);
    EXPECT_EQ(outbox_owner({"000000000000", "us-east-1", "orders.fifo"}), std::nullopt);
    EXPECT_EQ(outbox_owner({"000000000000", "us-east-1", "orders:x"}), std::nullopt);
}

}  // namespace
}  // namespace forebay
