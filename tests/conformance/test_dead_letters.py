"""Dead-letter queues: spec 10.1 to 10.3, 6.11, and the rows of spec 4 on redrive."""

import json
import re
import time
import unittest
from typing import Any

from apis import Api
from case import name_of
from errors import NO_QUEUE
from fifo import FifoCase

ARN = "arn:aws:sqs:us-east-1:000000000000:"


def arn_of(url: str) -> str:
    return ARN + name_of(url)


def policy(target: str, count: Any = 1) -> str:
    return json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": count})


class DeadLetterCase(FifoCase):
    def pair(self, count: Any = 1, fifo: bool = False) -> tuple[str, str]:
        """A source and its dead-letter queue."""
        make = self.fifo if fifo else self.queue
        dead = make()
        return make(RedrivePolicy=policy(arn_of(dead), count)), dead

    def use_up(self, url: str, receives: int = 1) -> list[dict[str, Any]]:
        """Receives that hide nothing, and one too many, which comes back empty."""
        for _ in range(receives):
            messages = self.receive(url, VisibilityTimeout=0, AttributeNames=["All"])
        self.assertEqual(self.receive(url, VisibilityTimeout=0), [])
        return messages


class RedrivePolicy(DeadLetterCase):
    def test_is_kept_to_the_letter_and_removed_by_an_empty_text(self, api: Api) -> None:
        dead, url = self.queue(), self.queue()
        for text in (policy(arn_of(dead), 5), policy(arn_of(dead), "5")):
            api.call("SetQueueAttributes", QueueUrl=url, Attributes={"RedrivePolicy": text})
            self.assertEqual(self.attributes(url)["RedrivePolicy"], text)
        for _ in range(2):
            api.call("SetQueueAttributes", QueueUrl=url, Attributes={"RedrivePolicy": ""})
            self.assertNotIn("RedrivePolicy", self.attributes(url))

    def test_is_refused_in_the_services_words(self, api: Api) -> None:
        dead, fifo = arn_of(self.queue()), arn_of(self.fifo())
        no = "Redrive policy does not contain mandatory attribute:"
        rows = [
            ("{}", f"{no} maxReceiveCount."),
            (json.dumps({"deadLetterTargetArn": dead}), f"{no} maxReceiveCount."),
            (json.dumps({"maxReceiveCount": 1}), f"{no} deadLetterTargetArn."),
            (policy(ARN + "never-made"), "Dead letter target does not exist."),
            (policy(fifo), "Dead-letter queue must be same type of queue as the source.."),
            (policy("dummy"), None),
            (policy(dead.replace("us-east-1", "eu-west-1")), None),
        ]
        for count in (0, 1001, "0", "1001", "x", -1):
            reason = f"Invalid value for maxReceiveCount: {count}, valid values are from 1 to 1000"
            rows.append((policy(dead, count), f"{reason} both inclusive."))
        url = self.queue()
        for text, reason in rows:
            with self.subTest(text):
                expected = None
                if reason is not None:
                    expected = f"Value {text} for parameter RedrivePolicy is invalid. Reason: {reason}"
                attributes = {"RedrivePolicy": text}
                self.assert_bad_value(
                    api, expected, "SetQueueAttributes", QueueUrl=url, Attributes=attributes
                )
                self.assert_bad_value(
                    api, expected, "CreateQueue", QueueName="never-made", Attributes=attributes
                )
        self.assertNotIn("RedrivePolicy", self.attributes(url))

    def test_needs_the_permission_of_the_target(self, api: Api) -> None:
        dead, url = self.queue(), self.queue()
        by_queue = {"redrivePermission": "byQueue", "sourceQueueArns": [arn_of(url)]}
        other = {**by_queue, "sourceQueueArns": [ARN + "other"]}
        rows = [
            ({"redrivePermission": "denyAll"}, False),
            (other, False),
            (by_queue, True),
            ({"redrivePermission": "allowAll"}, True),
        ]
        attributes = {"RedrivePolicy": policy(arn_of(dead))}
        for allow, is_allowed in rows:
            with self.subTest(allow):
                text = json.dumps(allow)
                api.call("SetQueueAttributes", QueueUrl=dead, Attributes={"RedriveAllowPolicy": text})
                self.assertEqual(self.attributes(dead)["RedriveAllowPolicy"], text)
                set_it = {"QueueUrl": url, "Attributes": attributes}
                if is_allowed:
                    api.call("SetQueueAttributes", **set_it)
                else:
                    text = re.compile("^Value .* for parameter RedrivePolicy is invalid. Reason: ")
                    self.assert_bad_value(api, text, "SetQueueAttributes", **set_it)


class Move(DeadLetterCase):
    def test_keeps_what_the_message_is(self, api: Api) -> None:
        """S:test_dead_letter_queue_message_attributes"""
        source, dead = self.pair()
        sent = self.send(
            source,
            "body",
            MessageAttributes={"a": {"DataType": "String", "StringValue": "v"}},
            MessageSystemAttributes={
                "AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-0"}
            },
            MessageGroupId="tenant",
        )
        (before,) = self.use_up(source)
        (message,) = api.call(
            "ReceiveMessage", QueueUrl=dead, AttributeNames=["All"], MessageAttributeNames=["All"]
        )["Messages"]
        self.assertEqual(message["MessageId"], sent["MessageId"])
        self.assertEqual(message["Body"], "body")
        self.assertEqual(message["MD5OfBody"], sent["MD5OfMessageBody"])
        self.assertEqual(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
        expected = {
            **before["Attributes"],
            "ApproximateReceiveCount": "2",
            "DeadLetterQueueSourceArn": arn_of(source),
        }
        self.assertEqual(message["Attributes"], expected)
        self.assertEqual(expected["MessageGroupId"], "tenant")
        self.assertEqual(self.counts(source), (0, 0, 0))

    def test_comes_with_the_receive_that_is_too_many(self, api: Api) -> None:
        for allowed in (1, 3):
            source, dead = self.pair(allowed)
            self.send(source)
            for count in range(allowed):
                self.assertEqual(len(self.receive(source, VisibilityTimeout=0)), 1)
                self.assertEqual(self.counts(dead), (0, 0, 0))
            self.assertEqual(self.counts(source), (1, 0, 0), "nobody has asked for it again")
            self.assertEqual(api.call("ReceiveMessage", QueueUrl=source), {})
            self.assertEqual((self.counts(source), self.counts(dead)), ((0, 0, 0), (1, 0, 0)))

    def test_lets_the_same_receive_return_others(self, api: Api) -> None:
        source, dead = self.pair()
        self.send(source, "old")
        self.receive(source, VisibilityTimeout=0)
        self.send(source, "new")
        (message,) = api.call("ReceiveMessage", QueueUrl=source)["Messages"]
        self.assertEqual(message["Body"], "new")
        self.assertEqual(self.bodies(dead), ["old"])

    def test_follows_a_policy_that_is_changed(self, api: Api) -> None:
        source, dead = self.pair(1000)
        self.send(source)
        for _ in range(3):
            self.receive(source, VisibilityTimeout=0)
        attributes = {"RedrivePolicy": policy(arn_of(dead), 3)}
        api.call("SetQueueAttributes", QueueUrl=source, Attributes=attributes)
        self.assertEqual(self.receive(source), [])
        self.assertEqual(self.counts(dead), (1, 0, 0))

    def test_goes_on_in_a_chain_which_counts_receives_of_each_queue(self, api: Api) -> None:
        source, dead = self.pair()
        last = self.queue()
        attributes = {"RedrivePolicy": policy(arn_of(last), 2)}
        api.call("SetQueueAttributes", QueueUrl=dead, Attributes=attributes)
        self.send(source)
        self.use_up(source)
        self.use_up(dead, receives=2)
        (message,) = self.receive(last, AttributeNames=["All"])
        self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], "4")
        self.assertEqual(message["Attributes"]["DeadLetterQueueSourceArn"], arn_of(dead))

    def test_waits_for_a_target_that_is_gone(self, api: Api) -> None:
        source, dead = self.pair()
        self.send(source)
        self.receive(source, VisibilityTimeout=0)
        api.call("DeleteQueue", QueueUrl=dead)
        self.assertEqual(len(self.receive(source, VisibilityTimeout=0)), 1)
        self.json.call("CreateQueue", QueueName=name_of(dead))
        self.assertEqual(self.receive(source), [])
        self.assertEqual(self.counts(dead), (1, 0, 0))

    def test_wakes_a_long_poll_of_the_dead_letter_queue(self, api: Api) -> None:
        source, dead = self.pair()
        self.send(source)
        self.receive(source, VisibilityTimeout=1)
        before = time.monotonic()
        self.receive(source, WaitTimeSeconds=2)
        self.assertEqual(len(api.call("ReceiveMessage", QueueUrl=dead)["Messages"]), 1)
        self.assertLess(time.monotonic() - before, 4)


class FifoMove(DeadLetterCase):
    def test_replaces_the_deduplication_id_and_keeps_the_group(self, api: Api) -> None:
        source, dead = self.pair(fifo=True)
        (sent,) = self.put(source, "a1", MessageDeduplicationId="d")
        self.use_up(source)
        (message,) = api.call("ReceiveMessage", QueueUrl=dead, AttributeNames=["All"])["Messages"]
        attributes = message["Attributes"]
        self.assertEqual(message["MessageId"], sent["MessageId"])
        self.assertEqual(attributes["MessageGroupId"], "a")
        self.assertEqual(attributes["MessageDeduplicationId"], sent["MessageId"])
        self.assertRegex(attributes["SequenceNumber"], "^[1-9][0-9]{19}$")

    def test_lets_the_group_go_on_and_keeps_its_order(self, api: Api) -> None:
        source, dead = self.pair(fifo=True)
        self.put(source, "a1", "b1", "a2", "a3", "b2")
        received = api.call(
            "ReceiveMessage", QueueUrl=source, MaxNumberOfMessages=2, VisibilityTimeout=0
        )["Messages"]
        self.assertEqual([one["Body"] for one in received], ["a1", "a2"])
        self.assertEqual(self.bodies(source), ["b1", "b2", "a3"])
        self.assertEqual(self.bodies(dead), ["a1", "a2"])

    def test_is_not_swallowed_by_deduplication(self, api: Api) -> None:
        source, dead = self.pair(fifo=True)
        self.put(dead, "a0", MessageDeduplicationId="d")
        self.put(source, "a1", MessageDeduplicationId="d")
        api.call("ReceiveMessage", QueueUrl=source, VisibilityTimeout=0)
        self.assertEqual(self.receive(source), [])
        self.assertEqual(self.bodies(dead), ["a0", "a1"])


class Sources(DeadLetterCase):
    def test_are_listed_page_by_page(self, api: Api) -> None:
        dead = self.queue()
        list_them = {"QueueUrl": dead}
        action = "ListDeadLetterSourceQueues"
        self.assertEqual(self.json.call(action, **list_them), {"queueUrls": []})
        sources = sorted(self.queue(RedrivePolicy=policy(arn_of(dead))) for _ in range(3))
        self.assertEqual(api.call(action, **list_them), {"queueUrls": sources})
        first = api.call(action, **list_them, MaxResults=2)
        self.assertEqual(first["queueUrls"], sources[:2])
        rest = api.call(action, **list_them, MaxResults=2, NextToken=first["NextToken"])
        self.assertEqual(rest, {"queueUrls": sources[2:]})

        api.call("DeleteQueue", QueueUrl=sources[0])
        attributes = {"RedrivePolicy": ""}
        api.call("SetQueueAttributes", QueueUrl=sources[1], Attributes=attributes)
        self.assertEqual(api.call(action, **list_them), {"queueUrls": sources[2:]})

    def test_of_no_queue_are_refused(self, api: Api) -> None:
        url = self.queue() + "-never-made"
        action = "ListDeadLetterSourceQueues"
        self.assert_refused(api, "QueueDoesNotExist", NO_QUEUE, action, QueueUrl=url)
        self.assert_missing(api, "QueueUrl", action)
        for size in (0, 1001):
            text = f"Value {size} for parameter MaxResults is invalid. Reason: Must be between 1 and"
            refused = self.refusal(api, action, QueueUrl=self.queue(), MaxResults=size)
            self.assertTrue(refused.message.startswith(text), refused)


if __name__ == "__main__":
    unittest.main()
