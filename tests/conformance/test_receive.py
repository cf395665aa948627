"""ReceiveMessage without waiting: spec 6.14, 7.1."""

import re
import time
import unittest

from apis import Api
from case import BrokerCase

THREE = {
    "Hello": {"DataType": "String", "StringValue": "There"},
    "General": {"DataType": "String", "StringValue": "Kenobi"},
    "Help.Me": {"DataType": "String", "StringValue": "Me"},
}


class Parameters(BrokerCase):
    def test_refuses_what_is_out_of_range(self, api: Api) -> None:
        url = self.queue()
        count = "Value {} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."
        wait = "Value {} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."
        for name, value, text in (
            ("MaxNumberOfMessages", 0, count),
            ("MaxNumberOfMessages", 11, count),
            ("MaxNumberOfMessages", -1, count),
            ("WaitTimeSeconds", -1, wait),
            ("WaitTimeSeconds", 21, wait),
        ):
            with self.subTest(name=name, value=value):
                self.assert_bad_value(
                    api, text.format(value), "ReceiveMessage", QueueUrl=url, **{name: value}
                )

    def test_refuses_a_visibility_timeout_out_of_range(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        for value in (-1, 43201):
            with self.subTest(value=value):
                self.assert_bad_value(
                    api,
                    re.compile("VisibilityTimeout"),
                    "ReceiveMessage",
                    QueueUrl=url,
                    VisibilityTimeout=value,
                )
        self.assertEqual(self.counts(url), (1, 0, 0), "a refused receive takes nothing")

    def test_takes_the_edges(self, api: Api) -> None:
        url = self.queue()
        for visibility_timeout in (0, 43200):
            self.send(url)
            reply = api.call(
                "ReceiveMessage",
                QueueUrl=url,
                MaxNumberOfMessages=10,
                WaitTimeSeconds=20,
                VisibilityTimeout=visibility_timeout,
            )
            self.assertTrue(reply["Messages"])


class Messages(BrokerCase):
    def test_of_an_empty_queue_are_absent(self, api: Api) -> None:
        self.assertEqual(api.call("ReceiveMessage", QueueUrl=self.queue()), {})

    def test_hold_only_the_members_that_are_always_there(self, api: Api) -> None:
        url = self.queue()
        self.send(url, MessageAttributes=THREE)
        (message,) = api.call("ReceiveMessage", QueueUrl=url)["Messages"]
        self.assertEqual(set(message), {"MessageId", "ReceiptHandle", "MD5OfBody", "Body"})

    def test_come_one_at_a_time_unless_asked_for_more(self, api: Api) -> None:
        url = self.queue()
        for body in "abc":
            self.send(url, body)
        self.assertEqual(len(api.call("ReceiveMessage", QueueUrl=url)["Messages"]), 1)

    def test_come_as_many_as_possible_oldest_first(self, api: Api) -> None:
        url = self.queue()
        bodies = [f"{number:02}" for number in range(12)]
        for body in bodies:
            self.send(url, body)
        for most, expected in ((3, bodies[:3]), (10, bodies[3:]), (10, [])):
            reply = api.call("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=most)
            received = [message["Body"] for message in reply.get("Messages", [])]
            self.assertEqual(received, expected)

    def test_take_their_old_place_when_they_return(self) -> None:
        url = self.queue()
        for body in "abc":
            self.send(url, body)
        first = self.receive_one(url)
        self.json.call(
            "ChangeMessageVisibility",
            QueueUrl=url,
            ReceiptHandle=first["ReceiptHandle"],
            VisibilityTimeout=0,
        )
        self.assertEqual(self.bodies(url), ["a", "b", "c"])

    def test_have_a_new_handle_at_each_receive(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=0)
        self.send(url)
        messages = [api.call("ReceiveMessage", QueueUrl=url)["Messages"][0] for _ in range(3)]
        handles = {message["ReceiptHandle"] for message in messages}
        self.assertEqual(len(handles), 3)
        self.assertEqual(len({message["MessageId"] for message in messages}), 1)
        for handle in handles:
            self.assertLessEqual(len(handle), 1024)
            self.assertRegex(handle, r"^[A-Za-z0-9+/=_-]+$")


class Visibility(BrokerCase):
    def test_a_receive_hides_for_the_queues_timeout(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=1)
        self.send(url)
        started = time.monotonic()
        self.assertEqual(len(api.call("ReceiveMessage", QueueUrl=url)["Messages"]), 1)
        self.assertEqual(api.call("ReceiveMessage", QueueUrl=url), {})
        self.assertEqual(self.counts(url), (0, 1, 0))
        self.eventually(lambda: self.counts(url) == (1, 0, 0))
        self.assertGreater(time.monotonic() - started, 0.95)
        self.assertEqual(len(api.call("ReceiveMessage", QueueUrl=url)["Messages"]), 1)

    def test_its_own_timeout_overrides_the_queues(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=1)
        self.send(url)
        api.call("ReceiveMessage", QueueUrl=url, VisibilityTimeout=600)
        time.sleep(1.2)
        self.assertEqual(self.counts(url), (0, 1, 0))

    def test_zero_leaves_it_visible_and_counts_as_a_receive(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        for count in ("1", "2", "3"):
            (message,) = api.call(
                "ReceiveMessage", QueueUrl=url, VisibilityTimeout=0, AttributeNames=["All"]
            )["Messages"]
            self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], count)
            self.assertEqual(self.counts(url), (1, 0, 0))


class AttributeSelection(BrokerCase):
    def test_of_message_attributes_follows_the_table(self, api: Api) -> None:
        """Spec 6.14, recorded."""
        url = self.queue(VisibilityTimeout=0)
        self.send(url, MessageAttributes=THREE)
        for names, expected in (
            ([], []),
            (["All"], list(THREE)),
            ([".*"], list(THREE)),
            (["*"], list(THREE)),
            (["Hel.*"], ["Hello", "Help.Me"]),
            (["Hello", "General"], ["Hello", "General"]),
            (["Foo", "Help"], []),
            (["Foo", "Hello"], ["Hello"]),
            (["hello"], []),
            (["AWS."], []),
            (["..foo"], []),
            (["Hel.*", "General"], list(THREE)),
        ):
            with self.subTest(names=names):
                (message,) = api.call(
                    "ReceiveMessage", QueueUrl=url, MessageAttributeNames=names
                )["Messages"]
                self.assertEqual(set(message.get("MessageAttributes", {})), set(expected))
                self.assertEqual("MessageAttributes" in message, bool(expected))
                self.assertEqual("MD5OfMessageAttributes" in message, bool(expected))

    def test_of_system_attributes(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=0)
        self.send(url)
        for names, expected in (
            ([], None),
            (["SentTimestamp"], {"SentTimestamp"}),
            (["SenderId", "ApproximateReceiveCount"], {"SenderId", "ApproximateReceiveCount"}),
            (["SequenceNumber"], None),
            (["MessageGroupId", "SenderId"], {"SenderId"}),
            (["AWSTraceHeader", "DeadLetterQueueSourceArn"], None),
        ):
            with self.subTest(names=names):
                (message,) = api.call("ReceiveMessage", QueueUrl=url, AttributeNames=names)[
                    "Messages"
                ]
                if expected is None:
                    self.assertNotIn("Attributes", message)
                else:
                    self.assertEqual(set(message["Attributes"]), expected)

    def test_over_json_joins_the_old_list_and_the_new(self) -> None:
        url = self.queue(VisibilityTimeout=0)
        self.send(url)
        for input, expected in (
            ({"MessageSystemAttributeNames": ["SenderId"]}, {"SenderId"}),
            (
                {
                    "AttributeNames": ["SentTimestamp"],
                    "MessageSystemAttributeNames": ["SenderId", "SentTimestamp"],
                },
                {"SenderId", "SentTimestamp"},
            ),
        ):
            with self.subTest(input=input):
                (message,) = self.json.call("ReceiveMessage", QueueUrl=url, **input)["Messages"]
                self.assertEqual(set(message["Attributes"]), expected)
        (message,) = self.json.call(
            "ReceiveMessage", QueueUrl=url, MessageSystemAttributeNames=["All"]
        )["Messages"]
        self.assertEqual(len(message["Attributes"]), 4)


if __name__ == "__main__":
    unittest.main()
