#include "tests/runtime/deliveries/delivery_world.hpp"
#include "tests/runtime/deliveries/scripted_server.hpp"

#include <gmock/gmock.h>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

constexpr auto patience = 60s;

DeliveryOptions mailing_to(const MailServer& server) {
    DeliveryOptions options = DeliveryWorld::patient();
    options.mail.server = server.address();
    options.mail.from = "no-reply@example.com";
    options.mail.per_second_max = 1000;
    return options;
}

SubscriptionPtr subscribe_mail(DeliveryWorld& world, std::string address = "user@example.org") {
    Subscription subscription;
    subscription.protocol = SubscriptionProtocol::email;
    subscription.endpoint = std::move(address);
    subscription.dead_letter_target_arn = "arn:aws:sqs:us-east-1:000000000000:dead";
    return world.subscribe(std::move(subscription));
}

Outgoing mail(std::string body) {
    Outgoing outgoing;
    outgoing.publication = random_uuid();
    outgoing.subject = "Order 7";
    outgoing.unsubscribe_url = "http://h/unsubscribe.html";
    outgoing.body = std::move(body);
    return outgoing;
}

TEST(MailDeliveries, HandAMailToTheServer) {
    MailServer server;
    DeliveryWorld world(mailing_to(server));
    world.change_topic([](Topic& topic) { topic.attributes["DisplayName"] = "Shop"; });
    const auto subscription = subscribe_mail(world);
    world.deliver(subscription, mail(".first\n..second\n.\nlast"));

    ASSERT_TRUE(server.mails.wait_for(1, patience));
    const MailServer::Mail got = server.mails.entries()[0];
    EXPECT_EQ(got.sender, "<no-reply@example.com>");
    EXPECT_EQ(got.recipient, "<user@example.org>");
    EXPECT_THAT(got.text, HasSubstr("From: \"Shop\" <no-reply@example.com>\r\n"));
    EXPECT_THAT(got.text, HasSubstr("Subject: Order 7\r\n"));
    EXPECT_THAT(got.text, HasSubstr("List-Unsubscribe: <http://h/unsubscribe.html>\r\n"));
    EXPECT_THAT(got.text, EndsWith("\r\n\r\n.first\r\n..second\r\n.\r\nlast\r\n"));
    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
}

TEST(MailDeliveries, AreTriedAgainWhenTheServerSaysLater) {
    std::atomic<int> asked = 0;
    MailServer server([&] { return ++asked < 3 ? "450 later" : "250 ok"; });
    DeliveryWorld world(mailing_to(server));
    const auto subscription = subscribe_mail(world);
    const TimePoint began = world.now();
    world.deliver(subscription, mail("hello"));

    EXPECT_TRUE(world.pass([&] { return world.is_empty(subscription); }, 10min));
    EXPECT_EQ(server.recipients.count(), 3U);
    EXPECT_GE(world.now(), began + 1min + 4min);
}

TEST(MailDeliveries, GoToTheDeadLetterQueueWhenTheServerSaysNever) {
    MailServer server([] { return "550 nobody here"; });
    DeliveryWorld world(mailing_to(server));
    const auto dead = world.harness.create("dead").info;
    const auto subscription = subscribe_mail(world);
    world.deliver(subscription, mail("hello"));

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    EXPECT_EQ(server.recipients.count(), 1U);
    EXPECT_THAT(world.harness.receive(dead), ElementsAre("hello"));
}

TEST(MailDeliveries, LetNoAddressBecomeACommand) {
    MailServer server;
    DeliveryWorld world(mailing_to(server));
    const auto dead = world.harness.create("dead").info;
    world.deliver(subscribe_mail(world, "user@example.org>\r\nRCPT TO:<other@example.org"),
                  mail("hello"));

    EXPECT_TRUE(world.soon([&] { return world.harness.receive(dead).size() == 1; }));
    EXPECT_EQ(server.recipients.count(), 0U);
}

TEST(MailDeliveries, FailAtOnceWithoutAServer) {
    DeliveryWorld world;
    const auto dead = world.harness.create("dead").info;
    const auto subscription = subscribe_mail(world);
    world.deliver(subscription, mail("hello"));

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    EXPECT_THAT(world.harness.receive(dead), ElementsAre("hello"));
}

TEST(MailDeliveries, KeepToTheRate) {
    MailServer server;
    DeliveryOptions options = mailing_to(server);
    options.mail.per_second_max = 20;
    DeliveryWorld world(options);
    const auto one = subscribe_mail(world);
    const auto other = subscribe_mail(world, "other@example.org");

    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 4; ++i) {
        world.deliver(one, mail("hello"));
        world.deliver(other, mail("hello"));
    }
    ASSERT_TRUE(server.mails.wait_for(8, patience));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 350ms);
}

}  // namespace
}  // namespace forebay::runtime
