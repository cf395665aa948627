#include "tests/runtime/deliveries/delivery_world.hpp"
#include "tests/runtime/deliveries/scripted_server.hpp"

#include <gmock/gmock.h>

#include <atomic>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto patience = 60s;  // of a machine that has other things to do

SubscriptionPtr subscribe_http(DeliveryWorld& world, const HttpEndpoint& endpoint,
                               const std::string& name = "orders") {
    return world.subscribe(SubscriptionProtocol::http, endpoint.url(name));
}

// With a dead-letter queue, and retries as given.
SubscriptionPtr subscribe_with_dead_letters(
    DeliveryWorld& world, std::string url, std::uint32_t retries,
    SubscriptionProtocol protocol = SubscriptionProtocol::http) {
    Subscription subscription;
    subscription.protocol = protocol;
    subscription.endpoint = std::move(url);
    subscription.delivery_policy.retry = RetryPolicy{.retries = retries};
    subscription.dead_letter_target_arn = "arn:aws:sqs:us-east-1:000000000000:dead";
    return world.subscribe(std::move(subscription));
}

auto answering(int status) {
    return [status](const HttpEndpoint::Request&) { return status; };
}

Outgoing notification(std::string body) {
    Outgoing outgoing;
    outgoing.publication = Uuid{{1}};
    outgoing.body = std::move(body);
    return outgoing;
}

TEST(HttpDeliveries, PostNotificationsWithTheHeadersOfSns) {
    DeliveryWorld world;
    HttpEndpoint endpoint;
    const auto subscription =
        world.subscribe(SubscriptionProtocol::http, endpoint.url("orders", "user:p%40ss@"));
    world.deliver(subscription, notification("{\n  \"Type\" : \"Notification\"\n}"));

    ASSERT_TRUE(endpoint.requests.wait_for(1, patience));
    const HttpEndpoint::Request request = endpoint.requests.entries()[0];
    EXPECT_EQ(request.body, "{\n  \"Type\" : \"Notification\"\n}");
    EXPECT_THAT(request.head, StartsWith("POST /orders?x=1 HTTP/1.1\r\n"));
    for (const std::string& line :
         {std::string("Content-Type: text/plain; charset=UTF-8"),
          std::string("x-amz-sns-message-type: Notification"),
          "x-amz-sns-message-id: " + to_string(Uuid{{1}}),
          std::string("x-amz-sns-topic-arn: arn:aws:sns:us-east-1:000000000000:orders"),
          "x-amz-sns-subscription-arn: " + subscription_arn(*subscription),
          std::string("User-Agent: Amazon Simple Notification Service Agent"),
          std::string("Accept-Encoding: gzip,deflate"),
          std::string("Authorization: Basic dXNlcjpwQHNz")}) {
        EXPECT_THAT(request.head, HasSubstr("\r\n" + line + "\r\n"));
    }
    EXPECT_THAT(request.head, AllOf(Not(HasSubstr("rawdelivery")), Not(HasSubstr("Expect:")),
                                    Not(HasSubstr("Accept:"))));
    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
}

TEST(HttpDeliveries, SayThatANotificationIsRawAndOfWhichType) {
    DeliveryWorld world;
    HttpEndpoint endpoint;
    world.change_topic(
        [](Topic& topic) { topic.delivery_policy.content_type = "application/json"; });
    Outgoing raw = notification("{}");
    raw.is_raw = true;
    world.deliver(subscribe_http(world, endpoint), raw);

    ASSERT_TRUE(endpoint.requests.wait_for(1, patience));
    const std::string head = endpoint.requests.entries()[0].head;
    EXPECT_THAT(head, HasSubstr("\r\nx-amz-sns-rawdelivery: true\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nContent-Type: application/json\r\n"));
}

TEST(HttpDeliveries, PostConfirmationsWithoutASubscription) {
    DeliveryWorld world;
    HttpEndpoint endpoint;
    world.change_topic(
        [](Topic& topic) { topic.delivery_policy.content_type = "application/json"; });
    Outgoing confirmation = notification("{}");
    confirmation.kind = OutgoingKind::subscription_confirmation;
    confirmation.is_raw = true;
    world.deliver(subscribe_http(world, endpoint), confirmation);

    ASSERT_TRUE(endpoint.requests.wait_for(1, patience));
    const std::string head = endpoint.requests.entries()[0].head;
    EXPECT_THAT(head, HasSubstr("\r\nx-amz-sns-message-type: SubscriptionConfirmation\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nContent-Type: text/plain; charset=UTF-8\r\n"));
    EXPECT_THAT(head, AllOf(Not(HasSubstr("subscription-arn")), Not(HasSubstr("rawdelivery"))));
}

TEST(HttpDeliveries, AreTriedAgainAfterTheDelayOfThePolicy) {
    for (const int status : {500, 429, 302, 600}) {
        DeliveryWorld world;
        std::vector<TimePoint> tried;
        HttpEndpoint endpoint([&](const HttpEndpoint::Request&) {
            tried.push_back(world.now());
            return tried.size() < 3 ? status : 204;
        });
        const auto subscription = subscribe_http(world, endpoint);
        world.deliver(subscription, "hello");

        ASSERT_TRUE(world.pass([&] { return world.is_empty(subscription); })) << status;
        ASSERT_EQ(tried.size(), 3U);
        EXPECT_GE(tried[1], tried[0] + 20s);
        EXPECT_GE(tried[2], tried[1] + 20s);
    }
}

TEST(HttpDeliveries, GoToTheDeadLetterQueueWhenTheirRetriesEnd) {
    DeliveryWorld world;
    const auto dead = world.harness.create("dead").info;
    HttpEndpoint endpoint(answering(503));
    const auto subscription = subscribe_with_dead_letters(world, endpoint.url(), 2);
    world.deliver(subscription, "hello");

    EXPECT_TRUE(world.pass([&] { return world.is_empty(subscription); }));
    EXPECT_EQ(endpoint.requests.count(), 3U);
    EXPECT_THAT(world.harness.receive(dead), ElementsAre("hello"));
}

TEST(HttpDeliveries, GoToTheDeadLetterQueueAtOnceWhenTheyAreRefused) {
    DeliveryWorld world;
    const auto dead = world.harness.create("dead").info;
    HttpEndpoint endpoint(answering(404));
    const auto subscription = subscribe_with_dead_letters(world, endpoint.url(), 3);
    world.deliver(subscription, "hello");

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    EXPECT_EQ(endpoint.requests.count(), 1U);
    EXPECT_THAT(world.harness.receive(dead), ElementsAre("hello"));
}

TEST(HttpDeliveries, AreDroppedWithoutADeadLetterQueue) {
    DeliveryWorld world;
    HttpEndpoint endpoint(answering(404));
    const auto without = subscribe_http(world, endpoint);
    const auto with_one_that_is_gone = subscribe_with_dead_letters(world, endpoint.url("gone"), 3);
    world.deliver(without, "hello");
    world.deliver(with_one_that_is_gone, "hello");

    EXPECT_TRUE(world.soon([&] { return world.is_empty(without); }));
    EXPECT_TRUE(world.soon([&] { return world.is_empty(with_one_that_is_gone); }));
}

TEST(HttpDeliveries, NeverPutConfirmationsIntoADeadLetterQueue) {
    DeliveryWorld world;
    const auto dead = world.harness.create("dead").info;
    HttpEndpoint endpoint(answering(404));
    const auto subscription = subscribe_with_dead_letters(world, endpoint.url(), 3);
    Outgoing confirmation = notification("{}");
    confirmation.kind = OutgoingKind::subscription_confirmation;
    world.deliver(subscription, confirmation);

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    EXPECT_TRUE(world.harness.receive(dead).empty());
}

TEST(HttpDeliveries, GoOnWithTheirAttemptsAfterARestart) {
    DeliveryWorld world;
    const auto dead = world.harness.create("dead").info;
    HttpEndpoint endpoint(answering(500));
    const auto subscription = subscribe_with_dead_letters(world, endpoint.url(), 2);
    world.deliver(subscription, "hello");
    for (const std::size_t tried : {1U, 2U, 3U}) {
        ASSERT_TRUE(world.pass([&] { return endpoint.requests.count() >= tried; })) << tried;
        world.restart();
    }

    EXPECT_TRUE(world.pass([&] { return world.is_empty(subscription); }));
    EXPECT_LE(endpoint.requests.count(), 4U);  // one more when the last answer was cut off
    EXPECT_THAT(world.harness.receive(dead), ElementsAre("hello"));
}

TEST(HttpDeliveries, AreCutOffByAStopAndMadeAfterTheNextStart) {
    DeliveryWorld world;
    std::atomic<int> status = HttpEndpoint::hang;
    HttpEndpoint endpoint([&](const HttpEndpoint::Request&) { return status.load(); });
    const auto subscription = subscribe_http(world, endpoint);
    world.deliver(subscription, "hello");
    ASSERT_TRUE(endpoint.requests.wait_for(1, patience));

    const auto asked = std::chrono::steady_clock::now();
    world.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 5s);
    status = 200;
    world.restart();
    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    EXPECT_EQ(endpoint.requests.count(), 2U);
}

TEST(HttpDeliveries, AreMadeOfWhatIsPublishedBeforeAndAfterARestart) {
    DeliveryWorld world;
    HttpEndpoint endpoint;
    const auto subscription = subscribe_http(world, endpoint);
    world.publish("1");
    ASSERT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    world.stop();
    world.publish("2");
    world.restart();

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    ASSERT_EQ(endpoint.requests.count(), 2U);
    EXPECT_EQ(endpoint.requests.entries()[1].body, "2");
}

TEST(HttpDeliveries, AreNotMadeForWhoHasUnsubscribed) {
    DeliveryWorld world;
    const auto dead = world.harness.create("dead").info;
    HttpEndpoint endpoint;
    const auto subscription = subscribe_with_dead_letters(world, endpoint.url(), 3);
    world.change(subscription, [](Subscription& changed) { changed.is_confirmed = false; });
    Outgoing farewell = notification("bye");
    farewell.kind = OutgoingKind::unsubscribe_confirmation;
    world.deliver(subscription, "hello");
    world.deliver(subscription, farewell);

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    ASSERT_EQ(endpoint.requests.count(), 1U);
    EXPECT_EQ(endpoint.requests.entries()[0].body, "bye");
    EXPECT_TRUE(world.harness.receive(dead).empty());
}

TEST(HttpDeliveries, EndWithTheirSubscription) {
    DeliveryWorld world;
    HttpEndpoint endpoint(answering(500));
    const auto subscription = subscribe_http(world, endpoint);
    world.deliver(subscription, "hello");
    ASSERT_TRUE(endpoint.requests.wait_for(1, patience));
    world.harness.run(world.harness.topics().unsubscribe(subscription)).value();

    EXPECT_FALSE(world.pass([&] { return endpoint.requests.count() > 1; }, 1min));
}

TEST(HttpDeliveries, GoToNoDeniedNetwork) {
    DeliveryOptions options = DeliveryWorld::patient();
    options.denied_networks = {AddressBlock::parse("127.0.0.0/8").value(),
                               AddressBlock::parse("::1/128").value()};
    DeliveryWorld world(options);
    const auto dead = world.harness.create("dead").info;
    HttpEndpoint endpoint;
    std::string by_name = endpoint.url();
    by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
    for (const std::string& url : {endpoint.url(), by_name}) {
        const auto subscription = subscribe_with_dead_letters(world, url, 3);
        world.deliver(subscription, "hello");
        EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); })) << url;
        EXPECT_THAT(world.harness.receive(dead), ElementsAre("hello"));
    }
    EXPECT_EQ(endpoint.requests.count(), 0U);
}

TEST(HttpDeliveries, AreMadeWhateverTheLengthOfTheAnswer) {
    DeliveryWorld world;
    HttpEndpoint endpoint;
    endpoint.answer_bytes = std::size_t{4} << 20U;
    const auto subscription = subscribe_http(world, endpoint);
    world.deliver(subscription, 2);

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    EXPECT_EQ(endpoint.requests.count(), 2U);
}

TEST(HttpDeliveries, AreRefusedForGoodByAnAddressThatIsNone) {
    DeliveryWorld world;
    const auto dead = world.harness.create("dead").info;
    for (const char* url : {"http://a b/", "http://127.0.0.1:1/\r\nX-Evil: 1", "gopher://h/"}) {
        const auto subscription = subscribe_with_dead_letters(world, url, 3);
        world.deliver(subscription, "hello");
        EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); })) << url;
        EXPECT_THAT(world.harness.receive(dead), ElementsAre("hello"));
    }
}

TEST(HttpDeliveries, DoNotGoIntoADeadLetterQueueThatCannotHoldThem) {
    DeliveryWorld world;
    world.harness.create_queue("dead.fifo");
    HttpEndpoint endpoint(answering(404));
    Subscription subscription;
    subscription.protocol = SubscriptionProtocol::http;
    subscription.endpoint = endpoint.url();
    subscription.dead_letter_target_arn = queue_arn("dead.fifo");
    const auto subscribed = world.subscribe(std::move(subscription));
    world.deliver(subscribed, "hello");

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscribed); }));
}

TEST(HttpDeliveries, ToOneEndpointAreFewAtATime) {
    DeliveryOptions options = DeliveryWorld::patient();
    options.per_subscription_max = 4;
    DeliveryWorld world(options);
    HttpEndpoint endpoint;
    const auto subscription = subscribe_http(world, endpoint);
    world.deliver(subscription, 50);

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    EXPECT_EQ(endpoint.requests.count(), 50U);
    EXPECT_LE(endpoint.most_at_once(), 4U);
}

TEST(HttpDeliveries, ToADeadEndpointAreOneAtATime) {
    DeliveryOptions options;
    options.http_timeout = 300ms;
    DeliveryWorld world(options);
    HttpEndpoint hanging(answering(HttpEndpoint::hang));
    const auto subscription = subscribe_http(world, hanging);
    const auto began = std::chrono::steady_clock::now();
    world.deliver(subscription, 20);

    ASSERT_TRUE(hanging.requests.wait_for(6, patience));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 5 * 300ms);
    EXPECT_FALSE(world.is_empty(subscription));
}

TEST(HttpDeliveries, ToEndpointsThatWereDeadDelayNoOthers) {
    DeliveryOptions options = DeliveryWorld::patient();
    options.connections_max = 4;
    options.slow_connections_max = 2;
    DeliveryWorld world(options);
    std::atomic<int> status = HttpEndpoint::hang_up;
    HttpEndpoint dead([&](const HttpEndpoint::Request&) { return status.load(); });
    for (int i = 0; i < 8; ++i) {
        world.deliver(subscribe_http(world, dead, std::to_string(i)), "hello");
    }
    ASSERT_TRUE(dead.requests.wait_for(8, patience));
    status = HttpEndpoint::hang;
    ASSERT_TRUE(world.pass([&] { return dead.at_once() == 2; }));

    HttpEndpoint alive;
    const auto subscription = subscribe_http(world, alive);
    world.deliver(subscription, 50);
    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    EXPECT_EQ(alive.requests.count(), 50U);
    EXPECT_EQ(dead.at_once(), 2U);
}

TEST(HttpDeliveries, HaveTheirBodiesInMemoryOnlyAsFarAsTheBudgetGoes) {
    DeliveryOptions options = DeliveryWorld::patient();
    options.bytes_max = std::size_t{40} << 20U;  // half of it for endpoints that are not slow
    DeliveryWorld world(options);
    HttpEndpoint hanging(answering(HttpEndpoint::hang));
    const std::string body(std::size_t{1} << 20U, 'x');
    for (int i = 0; i < 30; ++i) {
        world.deliver(subscribe_http(world, hanging, std::to_string(i)), body);
    }

    ASSERT_TRUE(hanging.requests.wait_for(20, patience));
    world.harness.pass_a_moment();
    EXPECT_EQ(hanging.requests.count(), 20U);
}

TEST(HttpDeliveries, KeepToTheThrottle) {
    DeliveryWorld world;
    HttpEndpoint endpoint;
    Subscription subscription;
    subscription.protocol = SubscriptionProtocol::http;
    subscription.endpoint = endpoint.url();
    subscription.delivery_policy.receives_per_second_max = 20;
    const auto throttled = world.subscribe(std::move(subscription));

    const auto began = std::chrono::steady_clock::now();
    world.deliver(throttled, 11);
    ASSERT_TRUE(endpoint.requests.wait_for(11, patience));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 500ms);
}

TEST(HttpDeliveries, AreNotMadeByProtocolsThatNobodySpeaksHere) {
    DeliveryWorld world;
    const auto dead = world.harness.create("dead").info;
    for (const auto protocol : {SubscriptionProtocol::lambda, SubscriptionProtocol::firehose}) {
        const auto subscription = subscribe_with_dead_letters(
            world, "arn:aws:lambda:us-east-1:000000000000:function:f", 3, protocol);
        world.deliver(subscription, "event");

        EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
        EXPECT_THAT(world.harness.receive(dead), ElementsAre("event"));
    }
}

TEST(Deliveries, RecordWhatIsForATelephone) {
    DeliveryWorld world;
    const auto subscription = world.subscribe(SubscriptionProtocol::sms, "+15551234567");
    world.deliver(subscription, "hello");

    EXPECT_TRUE(world.soon([&] { return world.is_empty(subscription); }));
    const auto recorded = world.recorded.list();
    ASSERT_EQ(recorded.size(), 1U);
    EXPECT_EQ(recorded[0].endpoint, "+15551234567");
    EXPECT_EQ(recorded[0].body, "hello");
    EXPECT_EQ(recorded[0].topic_arn, "arn:aws:sns:us-east-1:000000000000:orders");
}

}  // namespace
}  // namespace forebay::runtime
