"""Topics, and what was published to them, after an orderly stop and after kill -9: what SNS has
acknowledged is in every queue that wants it, once, and reaches every HTTP endpoint.
"""

from __future__ import annotations

import collections
import itertools
import json
import random
import threading
import time
import unittest
from typing import Any

from apis import JsonApi
from botocore.exceptions import BotoCoreError, ClientError
from broker import Broker
from receivers import NEVER, Endpoint
from sns import queue_arn, sns_client, visit
from test_durability import RECORDED_WITHIN, DurabilityCase


class SnsDurabilityCase(DurabilityCase):
    def restart(self) -> None:
        super().restart()
        self.sns.close()

    @property
    def sns(self) -> Any:
        if not hasattr(self, "_sns"):
            self._sns = sns_client(self.broker.port)
            self.addCleanup(self._sns.close)
        return self._sns

    def subscribe(self, topic: str, url: str, **attributes: str) -> str:
        return self.sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=queue_arn(url),
            Attributes={"RawMessageDelivery": "true", **attributes},
        )["SubscriptionArn"]

    def bodies(self, url: str) -> list[str]:
        """All that there is; deleted, so that the next look finds what is new."""
        found = []
        while messages := self.receive(url):
            for message in messages:
                found.append(message["Body"])
                self.call(
                    "DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
                )
        return found


class Management(SnsDurabilityCase):
    def check_keeps_everything(self) -> None:
        topic = self.sns.create_topic(Name="t", Tags=[{"Key": "a", "Value": "1"}])["TopicArn"]
        subscription = self.subscribe(topic, "q", FilterPolicy='{"a":["x"]}')
        pending = self.sns.subscribe(
            TopicArn=topic, Protocol="email", Endpoint="a@example.com", ReturnSubscriptionArn=True
        )["SubscriptionArn"]
        application = self.sns.create_platform_application(
            Name="shop",
            Platform="GCM",
            Attributes={"PlatformCredential": "c", "PlatformPrincipal": "p"},
        )["PlatformApplicationArn"]
        endpoint = self.sns.create_platform_endpoint(
            PlatformApplicationArn=application, Token="tok"
        )["EndpointArn"]
        self.sns.set_sms_attributes(attributes={"DefaultSMSType": "Transactional"})

        def state() -> Any:
            replies = [
                self.sns.get_topic_attributes(TopicArn=topic),
                self.sns.list_tags_for_resource(ResourceArn=topic),
                self.sns.get_subscription_attributes(SubscriptionArn=subscription),
                self.sns.get_subscription_attributes(SubscriptionArn=pending),
                self.sns.list_platform_applications(),
                self.sns.get_endpoint_attributes(EndpointArn=endpoint),
                self.sns.get_sms_attributes(),
            ]
            for reply in replies:
                del reply["ResponseMetadata"]
            return replies

        before = state()
        self.restart()
        self.assertEqual(state(), before)


class Publishing(SnsDurabilityCase):
    def check_reaches_filtered_queues(self) -> None:
        topic = self.sns.create_topic(Name="orders")["TopicArn"]
        names = ("all", "red", "large")
        everything, red, large = (self.create(QueueName=name) for name in names)
        self.subscribe(topic, everything)
        self.subscribe(topic, red, FilterPolicy=json.dumps({"colour": ["red"]}))
        self.subscribe(
            topic,
            large,
            FilterPolicy=json.dumps({"order": {"size": [{"numeric": [">", 10]}]}}),
            FilterPolicyScope="MessageBody",
        )

        def publish(size: int, colour: str) -> str:
            text = json.dumps({"order": {"size": size}})
            attributes = {"colour": {"DataType": "String", "StringValue": colour}}
            self.sns.publish(TopicArn=topic, Message=text, MessageAttributes=attributes)
            return text

        before = [publish(1, "red"), publish(11, "blue"), publish(12, "red")]
        self.restart()
        after = [publish(2, "blue"), publish(13, "red")]
        self.assertCountEqual(self.bodies(everything), before + after)
        self.assertCountEqual(self.bodies(red), [before[0], before[2], after[1]])
        self.assertCountEqual(self.bodies(large), [before[1], before[2], after[1]])
        self.restart()
        self.assertEqual([self.bodies(url) for url in (everything, red, large)], [[], [], []])

    def check_to_fifo_topics_keeps_order_and_knows_duplicates(self) -> None:
        topic = self.sns.create_topic(
            Name="steps.fifo",
            Attributes={"FifoTopic": "true", "ContentBasedDeduplication": "true"},
        )["TopicArn"]
        fifo = self.create(QueueName="steps.fifo", Attributes={"FifoQueue": "true"})
        even = self.create(QueueName="even.fifo", Attributes={"FifoQueue": "true"})
        standard = self.create(QueueName="plain")
        self.subscribe(topic, fifo)
        self.subscribe(topic, even, FilterPolicy=json.dumps({"even": ["yes"]}))
        self.subscribe(topic, standard)

        def publish(number: int) -> tuple[str, str]:
            even = {"DataType": "String", "StringValue": "no" if number % 2 else "yes"}
            reply = self.sns.publish(
                TopicArn=topic,
                Message=f"step {number}",
                MessageGroupId="g",
                MessageAttributes={"even": even},
            )
            return reply["MessageId"], reply["SequenceNumber"]

        before = [publish(number) for number in range(4)]
        self.restart()
        self.assertEqual([publish(number) for number in range(4)], before)
        after = [publish(number) for number in range(4, 6)]
        numbers = [number for _, number in before + after]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertEqual(self.bodies(fifo), [f"step {number}" for number in range(6)])
        self.assertEqual(self.bodies(even), [f"step {number}" for number in (0, 2, 4)])
        self.assertCountEqual(self.bodies(standard), [f"step {number}" for number in range(6)])


class Deliveries(SnsDurabilityCase):
    def confirmed(self, *, retries: int) -> tuple[str, Endpoint]:
        """A topic, and an endpoint that gets what is published to it."""
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        topic = self.sns.create_topic(Name="t")["TopicArn"]
        policy = {"minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": retries}
        self.sns.subscribe(
            TopicArn=topic,
            Protocol="http",
            Endpoint=endpoint.url(),
            Attributes={"DeliveryPolicy": json.dumps({"healthyRetryPolicy": policy})},
        )
        visit(endpoint.next("SubscriptionConfirmation").json["SubscribeURL"])
        return topic, endpoint

    def check_are_tried_again_while_their_endpoint_fails(self) -> None:
        topic, endpoint = self.confirmed(retries=100)
        endpoint.answer = lambda request: 500
        sent = {
            self.sns.publish(TopicArn=topic, Message=f"m{n}")["MessageId"] for n in range(20)
        }
        for _ in range(25):  # some for the second time
            endpoint.next()
        self.restart()
        endpoint.received.queue.clear()
        endpoint.answer = lambda request: 200
        found = set()
        while found != sent:
            found.add(endpoint.next(within=45).json["MessageId"])

    def check_end_with_their_retries(self) -> None:
        """How often it was tried is not forgotten."""
        topic, endpoint = self.confirmed(retries=2)
        endpoint.answer = lambda request: 500
        self.sns.publish(TopicArn=topic, Message="m")
        endpoint.next()
        endpoint.next()
        time.sleep(RECORDED_WITHIN)
        self.restart()
        endpoint.next()
        with self.assertRaisesRegex(AssertionError, "No Notification"):
            endpoint.next(within=2)


class Replays(SnsDurabilityCase):
    def check_go_on_where_they_were(self) -> None:
        topic = self.sns.create_topic(
            Name="t.fifo",
            Attributes={
                "FifoTopic": "true",
                "ContentBasedDeduplication": "true",
                "ArchivePolicy": '{"MessageRetentionPeriod": 1}',
            },
        )["TopicArn"]
        attributes = self.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        start = attributes["BeginningArchiveTime"]
        texts = [f"{n:04}" for n in range(1500)]
        for at in range(0, len(texts), 10):
            entries = [
                {"Id": text, "Message": text, "MessageGroupId": "g"} for text in texts[at : at + 10]
            ]
            self.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
        url = self.create(QueueName="late.fifo", Attributes={"FifoQueue": "true"})
        policy = {"PointType": "Timestamp", "StartingPoint": start}
        subscription = self.subscribe(topic, url, ReplayPolicy=json.dumps(policy))

        def status() -> str:
            reply = self.sns.get_subscription_attributes(SubscriptionArn=subscription)
            return reply["Attributes"]["ReplayStatus"]

        self.restart()
        self.sns.publish(TopicArn=topic, Message="live", MessageGroupId="g")
        deadline = time.monotonic() + 20
        while status() != "Completed" and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual(status(), "Completed")
        self.assertEqual(self.bodies(url), [*texts, "live"])
        self.restart()
        self.assertEqual((status(), self.bodies(url)), ("Completed", []))


class Crash(unittest.TestCase):
    """kill -9 at a random moment of a busy daemon with two shards."""

    def start(self) -> Broker:
        broker = Broker("--threads", "2").start()
        self.addCleanup(broker.close)
        return broker

    def client(self, broker: Broker) -> Any:
        sns = sns_client(broker.port)
        self.addCleanup(sns.close)
        return sns

    def endpoint(self, sns: Any, topic: str) -> Endpoint:
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint.url())
        visit(endpoint.next("SubscriptionConfirmation").json["SubscribeURL"])
        return endpoint

    def bodies(self, api: JsonApi, url: str) -> list[str]:
        found = []
        while messages := api.call(
            "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600
        ).get("Messages"):
            found += [message["Body"] for message in messages]
        return found

    def publish_until_it_ends(self, broker: Broker, topic: str, name: str, told: set[str]) -> None:
        sns = sns_client(broker.port)
        try:
            for number in itertools.count():
                sns.publish(TopicArn=topic, Message=f"{name}.{number}")
                told.add(f"{name}.{number}")
        except (BotoCoreError, ClientError):
            sns.close()

    def test_in_the_middle_of_fan_out(self) -> None:
        """A publication that was acknowledged is in all queues; any other in all or in none."""
        broker = self.start()
        sns = self.client(broker)
        topic = sns.create_topic(Name="t")["TopicArn"]
        api = JsonApi(broker.port)
        urls = [api.call("CreateQueue", QueueName=f"q{n}")["QueueUrl"] for n in range(12)]
        for url in urls:
            sns.subscribe(
                TopicArn=topic,
                Protocol="sqs",
                Endpoint=queue_arn(url),
                Attributes={"RawMessageDelivery": "true"},
            )
        endpoint = self.endpoint(sns, topic)
        told: set[str] = set()
        for round in range(4):
            publishers = [
                threading.Thread(
                    target=self.publish_until_it_ends,
                    args=(broker, topic, f"{round}.{letter}", told),
                )
                for letter in "abcd"
            ]
            for publisher in publishers:
                publisher.start()
            time.sleep(random.uniform(0.2, 0.8))
            broker.kill()
            for publisher in publishers:
                publisher.join()
            broker.start()
        api.close()
        api = JsonApi(broker.port)
        self.addCleanup(api.close)
        everywhere = self.bodies(api, urls[0])
        self.assertEqual(told - set(everywhere), set(), "acknowledged and lost")
        self.assertEqual([b for b, n in collections.Counter(everywhere).items() if n > 1], [])
        for url in urls[1:]:
            self.assertCountEqual(self.bodies(api, url), everywhere)

        missing = set(everywhere)
        while missing:  # some more than once
            missing.discard(endpoint.next(within=45).json["Message"])

    def test_in_the_middle_of_an_attempt(self) -> None:
        broker = self.start()
        sns = self.client(broker)
        topic = sns.create_topic(Name="t")["TopicArn"]
        endpoint = self.endpoint(sns, topic)
        endpoint.answer = lambda request: NEVER
        sent = {sns.publish(TopicArn=topic, Message=f"m{n}")["MessageId"] for n in range(5)}
        endpoint.next()
        endpoint.answer = lambda request: 200
        broker.kill()
        broker.start()
        found = set()
        while found != sent:
            found.add(endpoint.next(within=45).json["MessageId"])


if __name__ == "__main__":
    unittest.main()
