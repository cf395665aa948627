"""Archives of FIFO topics and what is replayed from them: spec 12.3."""

from __future__ import annotations

import datetime
import json
import time
import unittest
from typing import Any

from sns import SnsCase, queue_arn

DAY = json.dumps({"MessageRetentionPeriod": "1"})


def replay(start: str, end: str | None = None) -> str:
    policy = {"PointType": "Timestamp", "StartingPoint": start}
    return json.dumps(policy if end is None else {**policy, "EndingPoint": end})


class ArchiveCase(SnsCase):
    def archive(self) -> str:
        return self.topic(
            FifoTopic="true", ContentBasedDeduplication="true", ArchivePolicy=DAY
        )

    def begin(self, topic: str) -> str:
        attributes = self.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        return attributes["BeginningArchiveTime"]

    def fifo_queue(self) -> str:
        name = self.queue().rsplit("/", 1)[1]
        queue = {"QueueName": f"{name}.fifo", "Attributes": {"FifoQueue": "true"}}
        return self.json.call("CreateQueue", **queue)["QueueUrl"]

    def publish(self, topic: str, *texts: str, **more: Any) -> None:
        for text in texts:
            self.sns.publish(TopicArn=topic, Message=text, MessageGroupId=text[0], **more)

    def status(self, subscription: str) -> str:
        reply = self.sns.get_subscription_attributes(SubscriptionArn=subscription)
        return reply["Attributes"].get("ReplayStatus", "none")

    def until_completed(self, subscription: str) -> None:
        self.eventually(lambda: self.status(subscription) == "Completed", within=20)

    def drain(self, url: str) -> list[dict[str, Any]]:
        found = []
        while messages := self.receive(url, AttributeNames=["All"], MessageAttributeNames=["All"]):
            for message in messages:
                found.append(message)
                self.json.call(
                    "DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
                )
        return found

    def set(self, subscription: str, policy: str) -> None:
        self.sns.set_subscription_attributes(
            SubscriptionArn=subscription, AttributeName="ReplayPolicy", AttributeValue=policy
        )


class Replays(ArchiveCase):
    def test_new_subscriber_gets_what_was_published_before(self) -> None:
        topic, first, late = self.archive(), self.fifo_queue(), self.fifo_queue()
        self.subscribe(topic, first)
        attributes = {"a": {"DataType": "String", "StringValue": "é"}}
        self.publish(topic, "a1", "b1", "a2", Subject="Hi", MessageAttributes=attributes)
        subscription = self.subscribe(topic, late, ReplayPolicy=replay(self.begin(topic)))
        self.until_completed(subscription)
        self.publish(topic, "a3")

        live, replayed = self.drain(first), self.drain(late)
        before, after = ([json.loads(m["Body"]) for m in group] for group in (live, replayed))
        for letter in "ab":
            self.assertEqual(
                [m["Message"] for m in after if m["Message"][0] == letter],
                [m["Message"] for m in before if m["Message"][0] == letter],
            )
        published = {m["MessageId"]: m for m in before}
        for message in after:
            same = published[message["MessageId"]]
            if message["Message"] != "a3":
                keys = list(message)
                self.assertEqual(keys[keys.index("Timestamp") + 1], "Replayed")
                self.assertIs(message.pop("Replayed"), True)
            del message["UnsubscribeURL"], same["UnsubscribeURL"]
            self.assertEqual(message, same)
        names = ("MessageGroupId", "MessageDeduplicationId")
        self.assertCountEqual(
            [[m["Attributes"][name] for name in names] for m in live],
            [[m["Attributes"][name] for name in names] for m in replayed],
        )

    def test_part_of_an_archive_and_then_nothing(self) -> None:
        topic, url = self.archive(), self.fifo_queue()
        moments = []
        for text in ("a1", "a2", "a3"):
            moments.append(datetime.datetime.now(datetime.timezone.utc))
            self.publish(topic, text)
            time.sleep(0.05)
        moments.append(datetime.datetime.now(datetime.timezone.utc))
        times = [at.isoformat(timespec="milliseconds").replace("+00:00", "Z") for at in moments]
        subscription = self.subscribe(
            topic, url, RawMessageDelivery="true", ReplayPolicy=replay(times[1], times[2])
        )
        self.until_completed(subscription)
        self.publish(topic, "a4")
        self.assertEqual([m["Body"] for m in self.drain(url)], ["a2"])
        self.set(subscription, "{}")
        self.assertEqual(self.status(subscription), "none")
        self.publish(topic, "a5")
        self.assertEqual([m["Body"] for m in self.drain(url)], ["a5"])

    def test_once_more_and_filtered(self) -> None:
        topic, url = self.archive(), self.queue()
        subscription = self.subscribe(topic, url, RawMessageDelivery="true")
        for text, colour in (("a1", "red"), ("a2", "blue"), ("a3", "red")):
            value = {"DataType": "String", "StringValue": colour}
            self.publish(topic, text, MessageAttributes={"colour": value})
        self.assertEqual(len(self.drain(url)), 3)
        self.sns.set_subscription_attributes(
            SubscriptionArn=subscription,
            AttributeName="FilterPolicy",
            AttributeValue='{"colour": ["red"]}',
        )
        self.set(subscription, replay(self.begin(topic)))
        self.until_completed(subscription)
        self.assertCountEqual([m["Body"] for m in self.drain(url)], ["a1", "a3"])

    def test_everything_is_published_behind_it(self) -> None:
        topic, url = self.archive(), self.fifo_queue()
        texts = [f"a{n:04}" for n in range(600)]

        def publish(part: list[str]) -> None:
            for at in range(0, len(part), 10):
                entries = [
                    {"Id": text, "Message": text, "MessageGroupId": "a"}
                    for text in part[at : at + 10]
                ]
                self.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)

        publish(texts[:400])
        subscription = self.subscribe(
            topic, url, RawMessageDelivery="true", ReplayPolicy=replay(self.begin(topic))
        )
        publish(texts[400:])
        self.until_completed(subscription)
        self.assertEqual([m["Body"] for m in self.drain(url)], texts)


class Policies(ArchiveCase):
    def test_archive_is_shown_and_keeps_its_topic(self) -> None:
        topic = self.archive()
        attributes = self.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        self.assertEqual(attributes["ArchivePolicy"], DAY)
        self.assertRegex(attributes["BeginningArchiveTime"], r"^\d{4}-\d\d-\d\dT[\d:.]{12}Z$")
        refusal = self.refusal("delete_topic", TopicArn=topic)
        self.assertEqual(refusal[:2], (400, "InvalidState"))
        self.sns.set_topic_attributes(
            TopicArn=topic, AttributeName="ArchivePolicy", AttributeValue="{}"
        )
        attributes = self.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        self.assertFalse({"ArchivePolicy", "BeginningArchiveTime"} & set(attributes))
        self.sns.delete_topic(TopicArn=topic)

    def test_refusals(self) -> None:
        topic, url = self.archive(), self.fifo_queue()
        for policy in (
            "{",
            '{"PointType": "Timestamp"}',
            replay("2020-01-02T03:04:05.678Z"),
            replay("2999-01-02T03:04:05.678Z"),
            replay(self.begin(topic), "2020-01-02T03:04:05.678Z"),
        ):
            refusal = self.refusal(
                "subscribe",
                TopicArn=topic,
                Protocol="sqs",
                Endpoint=queue_arn(url),
                Attributes={"ReplayPolicy": policy},
            )
            self.assertEqual(refusal[:2], (400, "InvalidParameter"))
            self.assertTrue(
                refusal[2].startswith("Invalid parameter: Attributes Reason: ReplayPolicy: ")
            )
        for policy in ('{"MessageRetentionPeriod": "0"}', '{"MessageRetentionPeriod": 366}'):
            refusal = self.refusal(
                "set_topic_attributes",
                TopicArn=topic,
                AttributeName="ArchivePolicy",
                AttributeValue=policy,
            )
            self.assertEqual(refusal[:2], (400, "InvalidParameter"))
            self.assertTrue(refusal[2].startswith("Invalid parameter: ArchivePolicy Reason: "))


if __name__ == "__main__":
    unittest.main()
