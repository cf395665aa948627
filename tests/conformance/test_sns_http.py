"""HTTP subscribers that confirm, get notifications, fail, stall, recover: spec 8.4, 9."""

from __future__ import annotations

import json
import time
import unittest
import urllib.error

from apis import JsonApi
from broker import Broker
from receivers import NEVER, Endpoint, Request, certificate
from sns import SnsCase, queue_arn, sns_client, visit

ONCE_A_SECOND = {"minDelayTarget": 1, "maxDelayTarget": 1}


def retries(count: int) -> str:
    return json.dumps({"healthyRetryPolicy": {**ONCE_A_SECOND, "numRetries": count}})


class HttpCase(SnsCase):
    def setUp(self) -> None:
        self.endpoint = self.new_endpoint()

    def new_endpoint(self) -> Endpoint:
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        return endpoint

    def ask(self, topic: str, url: str, **attributes: str) -> str:
        return self.sns.subscribe(
            TopicArn=topic,
            Protocol="http",
            Endpoint=url,
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]

    def subscribe_http(
        self, topic: str, endpoint: Endpoint | None = None, url: str = "", **attributes: str
    ) -> str:
        """The ARN of a subscription that the endpoint has confirmed."""
        endpoint = endpoint or self.endpoint
        subscription = self.ask(topic, url or endpoint.url(), **attributes)
        visit(endpoint.next("SubscriptionConfirmation").json["SubscribeURL"])
        return subscription

    def dead_letters(self) -> tuple[str, str]:
        """A queue, and the RedrivePolicy that names it."""
        url = self.queue()
        return url, json.dumps({"deadLetterTargetArn": queue_arn(url)})

    def assert_quiet(self, endpoint: Endpoint, seconds: float) -> None:
        time.sleep(seconds)
        self.assertEqual(list(endpoint.received.queue), [])


class Handshake(HttpCase):
    def test_confirms_gets_messages_leaves_and_comes_back(self) -> None:
        topic = self.topic()
        subscription = self.ask(topic, self.endpoint.url())

        def is_pending() -> str:
            reply = self.sns.get_subscription_attributes(SubscriptionArn=subscription)
            return reply["Attributes"]["PendingConfirmation"]

        asked = self.endpoint.next("SubscriptionConfirmation").json
        self.assertEqual(asked["TopicArn"], topic)
        self.assertEqual(len(asked["Token"]), 288)
        self.sns.publish(TopicArn=topic, Message="too early")
        self.assertEqual(is_pending(), "true")
        self.assertIn(subscription, visit(asked["SubscribeURL"]))
        self.assertEqual(is_pending(), "false")

        self.sns.publish(TopicArn=topic, Message="first")
        notice = self.endpoint.next().json
        self.assertEqual(notice["Message"], "first")

        visit(notice["UnsubscribeURL"])
        left = self.endpoint.next("UnsubscribeConfirmation").json
        self.sns.publish(TopicArn=topic, Message="while away")
        visit(left["SubscribeURL"])
        self.sns.publish(TopicArn=topic, Message="second")
        self.assertEqual(self.endpoint.next().json["Message"], "second")

    def test_confirmation_is_asked_for_again(self) -> None:
        """Subscribing once more asks once more, with the same token."""
        topic = self.topic()
        tokens = []
        for _ in range(2):
            self.ask(topic, self.endpoint.url())
            tokens.append(self.endpoint.next("SubscriptionConfirmation").json["Token"])
        self.assertEqual(tokens[0], tokens[1])

    def test_wrong_tokens_confirm_nothing(self) -> None:
        topic = self.topic()
        subscription = self.ask(topic, self.endpoint.url())
        link = self.endpoint.next("SubscriptionConfirmation").json["SubscribeURL"]
        with self.assertRaises(urllib.error.HTTPError) as refused:
            visit(link[:-288] + "a" * 288)
        self.assertEqual(refused.exception.code, 400)
        self.assertIn("<Code>InvalidParameter</Code>", refused.exception.read().decode())
        attributes = self.sns.get_subscription_attributes(SubscriptionArn=subscription)
        self.assertEqual(attributes["Attributes"]["PendingConfirmation"], "true")

    def test_who_must_sign_cannot_leave_by_the_link(self) -> None:
        topic = self.topic()
        subscription = self.ask(topic, self.endpoint.url())
        token = self.endpoint.next("SubscriptionConfirmation").json["Token"]
        self.sns.confirm_subscription(
            TopicArn=topic, Token=token, AuthenticateOnUnsubscribe="true"
        )
        self.sns.publish(TopicArn=topic, Message="m")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            visit(self.endpoint.next().json["UnsubscribeURL"])
        self.assertEqual(refused.exception.code, 403)
        self.sns.unsubscribe(SubscriptionArn=subscription)
        self.sns.publish(TopicArn=topic, Message="after")
        self.assert_quiet(self.endpoint, 0.3)


class Form(HttpCase):
    def headers(self, request: Request) -> dict[str, str]:
        """Those of spec 8.4, each exactly once."""
        names = [name.lower() for name, _ in request.headers]
        self.assertEqual(len(names), len(set(names)), names)
        return {name.lower(): value for name, value in request.headers}

    def test_headers(self) -> None:
        topic = self.topic()
        subscription = self.ask(topic, self.endpoint.url("/a?b=c"))
        asked = self.endpoint.next("SubscriptionConfirmation")
        both = {
            "user-agent": "Amazon Simple Notification Service Agent",
            "accept-encoding": "gzip,deflate",
            "content-type": "text/plain; charset=UTF-8",
            "host": self.endpoint.url("")[len("http://") :],
            "x-amz-sns-topic-arn": topic,
        }
        self.assertEqual(asked.path, "/a?b=c")
        self.assertEqual(
            self.headers(asked),
            {
                **both,
                "content-length": str(len(asked.body.encode())),
                "x-amz-sns-message-type": "SubscriptionConfirmation",
                "x-amz-sns-message-id": asked.json["MessageId"],
            },
        )
        self.assertEqual(
            asked.json["Message"],
            f"You have chosen to subscribe to the topic {topic}.\nTo confirm the subscription, "
            "visit the SubscribeURL included in this message.",
        )
        visit(asked.json["SubscribeURL"])
        sent = self.sns.publish(TopicArn=topic, Subject="Hi", Message="Grüße")
        notice = self.endpoint.next()
        self.assertEqual(
            self.headers(notice),
            {
                **both,
                "content-length": str(len(notice.body.encode())),
                "x-amz-sns-message-type": "Notification",
                "x-amz-sns-message-id": sent["MessageId"],
                "x-amz-sns-subscription-arn": subscription,
            },
        )
        self.assertTrue(notice.body.startswith('{\n  "Type" : "Notification",\n'), notice.body)
        self.assertEqual((notice.json["Subject"], notice.json["Message"]), ("Hi", "Grüße"))

    def test_raw(self) -> None:
        topic = self.topic()
        policy = {"requestPolicy": {"headerContentType": "application/json"}}
        self.subscribe_http(
            topic, RawMessageDelivery="true", DeliveryPolicy=json.dumps(policy)
        )
        attributes = {"a": {"DataType": "String", "StringValue": "x"}}
        text = '{"n": 1}\r\nX-Injected: yes\r\n\r\n'
        self.sns.publish(TopicArn=topic, Message=text, MessageAttributes=attributes)
        notice = self.endpoint.next()
        self.assertEqual(notice.body, text)
        headers = self.headers(notice)
        self.assertEqual(headers["x-amz-sns-rawdelivery"], "true")
        self.assertEqual(headers["content-type"], "application/json")
        self.assertNotIn("x-injected", headers)

    def test_password_of_the_address(self) -> None:
        topic = self.topic()
        self.subscribe_http(topic, url=self.endpoint.url(user="aladdin:opensesame@"))
        self.sns.publish(TopicArn=topic, Message="m")
        self.assertEqual(
            self.endpoint.next().header("authorization"), "Basic YWxhZGRpbjpvcGVuc2VzYW1l"
        )

    def test_line_breaks_are_refused_where_headers_are_made_of_them(self) -> None:
        topic = self.topic()
        for broken in ("\r\nX-Injected: yes", "\nX-Injected: yes", "\rX"):
            with self.subTest(repr(broken)):
                for input in (
                    {"Endpoint": self.endpoint.url("/a" + broken)},
                    {"Endpoint": self.endpoint.url(user=f"u{broken}:p@")},
                    {
                        "Endpoint": self.endpoint.url("/policy"),
                        "Attributes": {
                            "DeliveryPolicy": json.dumps(
                                {"requestPolicy": {"headerContentType": "text/xml; a=b" + broken}}
                            )
                        },
                    },
                ):
                    refusal = self.refusal("subscribe", TopicArn=topic, Protocol="http", **input)
                    self.assertEqual(refusal[:2], (400, "InvalidParameter"), input)
                self.assertEqual(
                    self.refusal("publish", TopicArn=topic, Subject="a" + broken, Message="m"),
                    (400, "InvalidParameter", "Invalid parameter: Subject"),
                )
                name = self.refusal("create_topic", Name="t" + broken)
                self.assertEqual(name[2], "Invalid parameter: Topic Name")
        self.assert_quiet(self.endpoint, 0.2)


class Failures(HttpCase):
    def fail_with(self, *statuses: int) -> None:
        """The answers to the next requests; 200 after them."""
        left = list(statuses)
        self.endpoint.answer = lambda request: left.pop(0) if left else 200

    def test_is_tried_again_until_it_works(self) -> None:
        topic = self.topic()
        self.subscribe_http(topic, DeliveryPolicy=retries(3))
        self.fail_with(500, 429)
        sent = self.sns.publish(TopicArn=topic, Message="m")
        attempts = [self.endpoint.next() for _ in range(3)]
        self.assertEqual({attempt.json["MessageId"] for attempt in attempts}, {sent["MessageId"]})
        self.assertEqual(len({attempt.body for attempt in attempts}), 1)
        for earlier, later in zip(attempts, attempts[1:]):
            self.assertGreater(later.at - earlier.at, 0.9)
        self.assert_quiet(self.endpoint, 1.5)

    def test_what_is_given_up_goes_to_the_dead_letter_queue(self) -> None:
        topic = self.topic()
        url, redrive = self.dead_letters()
        self.subscribe_http(topic, DeliveryPolicy=retries(1), RedrivePolicy=redrive)
        self.fail_with(500, 503)
        attributes = {"a": {"DataType": "String", "StringValue": "x"}}
        self.sns.publish(TopicArn=topic, Message="m", MessageAttributes=attributes)
        tried = self.endpoint.next()
        self.endpoint.next()
        letter = self.receive_one(url, WaitTimeSeconds=5, MessageAttributeNames=["All"])
        self.assertEqual(letter["Body"], tried.body)
        self.assertNotIn("MessageAttributes", letter)
        self.assert_quiet(self.endpoint, 1.5)

    def test_raw_dead_letters_have_their_attributes(self) -> None:
        topic = self.topic()
        url, redrive = self.dead_letters()
        self.subscribe_http(topic, RawMessageDelivery="true", RedrivePolicy=redrive)
        self.fail_with(400)
        attributes = {"a": {"DataType": "String", "StringValue": "x"}}
        self.sns.publish(TopicArn=topic, Message="m", MessageAttributes=attributes)
        letter = self.receive_one(url, WaitTimeSeconds=5, MessageAttributeNames=["All"])
        self.assertEqual((letter["Body"], letter["MessageAttributes"]), ("m", attributes))

    def test_a_refusal_is_final(self) -> None:
        topic = self.topic()
        url, redrive = self.dead_letters()
        self.subscribe_http(topic, DeliveryPolicy=retries(3), RedrivePolicy=redrive)
        self.fail_with(403)
        self.sns.publish(TopicArn=topic, Message="m")
        self.endpoint.next()
        self.assertEqual(len(self.bodies(url, WaitTimeSeconds=5)), 1)
        self.assert_quiet(self.endpoint, 1.5)

    def test_redirects_are_not_followed(self) -> None:
        topic = self.topic()
        url, redrive = self.dead_letters()
        self.subscribe_http(topic, DeliveryPolicy=retries(1), RedrivePolicy=redrive)
        self.fail_with(302, 307)
        self.sns.publish(TopicArn=topic, Message="m")
        self.assertEqual(len(self.bodies(url, WaitTimeSeconds=5)), 1)
        self.assertEqual({self.endpoint.next().path for _ in range(2)}, {"/notices"})
        self.assert_quiet(self.endpoint, 0.2)

    def test_nobody_waits_for_an_endpoint_that_stalls(self) -> None:
        """An attempt ends after 15 s; meanwhile others get theirs, and it does when it recovers."""
        topic = self.topic()
        other = self.new_endpoint()
        self.subscribe_http(topic, DeliveryPolicy=retries(3))
        self.subscribe_http(topic, other)
        self.endpoint.answer = lambda request: NEVER
        sent = [self.sns.publish(TopicArn=topic, Message=f"m{n}")["MessageId"] for n in range(20)]
        published_at = time.monotonic()
        others = [other.next() for _ in sent]
        self.assertLess(max(notice.at for notice in others) - published_at, 5)
        self.assertCountEqual([notice.json["MessageId"] for notice in others], sent)

        stalled = self.endpoint.next()
        self.endpoint.answer = lambda request: 200
        found = {}
        while len(found) < len(sent):
            notice = self.endpoint.next(within=25)
            found.setdefault(notice.json["MessageId"], notice.at)
            if notice.json["MessageId"] == stalled.json["MessageId"]:
                found[stalled.json["MessageId"]] = notice.at
        self.assertCountEqual(found, sent)

        def is_stalled_one_here() -> bool:
            while not self.endpoint.received.empty():
                notice = self.endpoint.received.get()
                found[notice.json["MessageId"]] = notice.at
            return found.get(stalled.json["MessageId"], 0) > stalled.at + 14

        self.eventually(is_stalled_one_here, within=25)

    def test_throttle(self) -> None:
        topic = self.topic()
        policy = {"throttlePolicy": {"maxReceivesPerSecond": 5}}
        self.subscribe_http(topic, DeliveryPolicy=json.dumps(policy))
        for n in range(8):
            self.sns.publish(TopicArn=topic, Message=f"m{n}")
        moments = sorted(self.endpoint.next().at for _ in range(8))
        self.assertGreater(moments[-1] - moments[0], 7 / 5 - 0.2)


class Https(unittest.TestCase):
    def start(self, *flags: str) -> tuple[Endpoint, Broker]:
        """A daemon that asks an endpoint to confirm."""
        broker = Broker()
        self.addCleanup(broker.close)
        endpoint = Endpoint(certificate(broker.home))
        self.addCleanup(endpoint.close)
        broker.flags = [flag.format(home=broker.home) for flag in flags]
        broker.start()
        sns = sns_client(broker.port)
        self.addCleanup(sns.close)
        topic = sns.create_topic(Name="t")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="https", Endpoint=endpoint.url())
        return endpoint, broker

    def test_endpoint_that_the_file_vouches_for(self) -> None:
        endpoint, broker = self.start("--sns-ca-file", "{home}/ca.pem")
        visit(endpoint.next("SubscriptionConfirmation").json["SubscribeURL"])
        sns = sns_client(broker.port)
        self.addCleanup(sns.close)
        sns.publish(TopicArn=sns.list_topics()["Topics"][0]["TopicArn"], Message="m")
        self.assertEqual(endpoint.next().json["Message"], "m")

    def test_endpoint_that_nobody_vouches_for_gets_nothing(self) -> None:
        endpoint, _ = self.start()
        time.sleep(1)
        self.assertTrue(endpoint.received.empty())


class DeniedNetworks(unittest.TestCase):
    def test_get_nothing(self) -> None:
        """Whatever the address is spelt like; what was subscribed before is given up too."""
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        broker = Broker().start()
        self.addCleanup(broker.close)
        sns, api = sns_client(broker.port), JsonApi(broker.port)
        self.addCleanup(sns.close)
        topic = sns.create_topic(Name="t")["TopicArn"]
        dead_letters = api.call("CreateQueue", QueueName="dead")["QueueUrl"]
        api.close()
        hosts = ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1")
        for host in hosts:
            sns.subscribe(
                TopicArn=topic,
                Protocol="http",
                Endpoint=endpoint.url(host=host),
                Attributes={
                    "RedrivePolicy": json.dumps({"deadLetterTargetArn": queue_arn(dead_letters)}),
                    "RawMessageDelivery": "true",
                },
            )
            visit(endpoint.next("SubscriptionConfirmation").json["SubscribeURL"])
        sns.publish(TopicArn=topic, Message="allowed")
        for _ in hosts:
            endpoint.next()

        broker.stop()
        broker.flags = ("--sns-denied-networks", "10.0.0.0/8, 127.0.0.0/8, ::1/128")
        broker.start()
        api = JsonApi(broker.port)
        self.addCleanup(api.close)
        sns.publish(TopicArn=topic, Message="denied")
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint.url("/new"))
        given_up: list[str] = []
        while len(given_up) < len(hosts):
            input = {"QueueUrl": dead_letters, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 5}
            messages = api.call("ReceiveMessage", **input).get("Messages", [])
            self.assertTrue(messages, f"{len(given_up)} of {len(hosts)}")
            given_up += [message["Body"] for message in messages]
        self.assertEqual(given_up, ["denied"] * len(hosts))
        time.sleep(0.3)
        self.assertEqual(list(endpoint.received.queue), [])


if __name__ == "__main__":
    unittest.main()
