"""Topics, and what was published to them, after an orderly stop and after kill -9: what SNS has
acknowledged is in every queue that wants it, once.
"""

from __future__ import annotations

import json
import unittest
from typing import Any

from sns import queue_arn, sns_client
from test_durability import DurabilityCase


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


if __name__ == "__main__":
    unittest.main()
