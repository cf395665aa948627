"""Order, groups and receipts of FIFO queues: spec 6.14, 6.15, 6.17, 8."""

import time
import unittest

from apis import Api
from case import Background
from fifo import FifoCase

GONE = "Message does not exist or is not available for visibility timeout change."


class Groups(FifoCase):
    def test_as_many_as_possible_of_one_group_then_the_next(self, api: Api) -> None:
        url = self.fifo()
        self.put(url, "a1", "b1", "a2", "a3")
        reply = api.call("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10)
        bodies = [message["Body"] for message in reply["Messages"]]
        self.assertEqual(bodies, ["a1", "a2", "a3", "b1"])

    def test_a_message_in_flight_blocks_its_group(self, api: Api) -> None:
        url = self.fifo()
        self.put(url, "a1", "a2", "a3", "b1")
        first = self.receive(url, MaxNumberOfMessages=2)
        self.assertEqual([message["Body"] for message in first], ["a1", "a2"])
        self.assertEqual(self.bodies(url), ["b1"])
        self.assertEqual(api.call("ReceiveMessage", QueueUrl=url), {})
        self.delete(url, first[0])
        self.assertEqual(self.bodies(url), [], "a2 is still in flight")
        self.delete(url, first[1])
        self.assertEqual(self.bodies(url), ["a3"])

    def test_a_message_made_visible_comes_alone(self, api: Api) -> None:
        url = self.fifo()
        self.put(url, "a1", "a2", "a3")
        first = self.receive(url, MaxNumberOfMessages=2)
        self.hide(url, first[0], 0)
        self.assertEqual(self.bodies(url), ["a1"])

    def test_served_groups_go_to_the_back(self, api: Api) -> None:
        url = self.fifo()
        self.put(url, "a1", "b1", "b2", "c1", "a2")
        first = self.bodies(url, MaxNumberOfMessages=3, VisibilityTimeout=0)
        self.assertEqual(first, ["a1", "a2", "b1"])
        self.assertEqual(self.bodies(url), ["c1", "a1", "a2", "b1", "b2"])

    def test_what_expires_comes_again_in_order(self, api: Api) -> None:
        url = self.fifo(VisibilityTimeout=1)
        self.put(url, "a1", "a2", "a3")
        self.assertEqual(self.bodies(url, MaxNumberOfMessages=2), ["a1", "a2"])
        self.assertEqual(self.bodies(url, WaitTimeSeconds=5), ["a1", "a2", "a3"])

    def test_a_waiting_receive_gets_the_next_message_when_its_group_is_unlocked(
        self, api: Api
    ) -> None:
        url = self.fifo()
        self.put(url, "a1", "a2")
        first = self.receive_one(url)
        waiter = Background(lambda: self.query.call("ReceiveMessage", QueueUrl=url, WaitTimeSeconds=20))
        time.sleep(0.3)
        self.assertFalse(waiter.done)
        self.delete(url, first)
        (message,) = waiter.join(within=5)["Messages"]
        self.assertEqual(message["Body"], "a2")

    def test_blocked_messages_count_as_available(self, api: Api) -> None:
        url = self.fifo()
        self.put(url, "a1", "a2", "b1", "b2", "c1", "c2")
        self.receive_one(url)
        self.receive_one(url)
        self.assertEqual(self.counts(url), (4, 2, 0))

    def test_system_attributes(self, api: Api) -> None:
        url = self.fifo()
        (sent,) = self.put(url, "a1", MessageDeduplicationId="d")
        (message,) = api.call("ReceiveMessage", QueueUrl=url, AttributeNames=["All"])["Messages"]
        attributes = message["Attributes"]
        self.assertEqual(
            set(attributes),
            {
                "ApproximateFirstReceiveTimestamp",
                "ApproximateReceiveCount",
                "MessageDeduplicationId",
                "MessageGroupId",
                "SenderId",
                "SentTimestamp",
                "SequenceNumber",
            },
        )
        self.assertEqual(attributes["MessageGroupId"], "a")
        self.assertEqual(attributes["MessageDeduplicationId"], "d")
        self.assertEqual(attributes["SequenceNumber"], sent["SequenceNumber"])


class Receipts(FifoCase):
    def test_expire_with_their_visibility_timeout(self, api: Api) -> None:
        url = self.fifo(VisibilityTimeout=1)
        self.put(url, "a1")
        handle = self.receive_one(url)["ReceiptHandle"]
        self.eventually(lambda: self.counts(url) == (1, 0, 0))
        expired = (
            f"Value {handle} for parameter ReceiptHandle is invalid. "
            "Reason: The receipt handle has expired."
        )
        self.assert_bad_value(api, expired, "DeleteMessage", QueueUrl=url, ReceiptHandle=handle)
        entries = [{"Id": "1", "ReceiptHandle": handle}]
        reply = api.call("DeleteMessageBatch", QueueUrl=url, Entries=entries)
        (failed,) = reply["Failed"]
        self.assertEqual(
            (failed["Id"], failed["Code"], failed["Message"], failed["SenderFault"]),
            ("1", "InvalidParameterValue", expired, True),
        )
        self.assert_bad_value(
            api,
            f"Value {handle} for parameter ReceiptHandle is invalid. Reason: {GONE}",
            "ChangeMessageVisibility",
            QueueUrl=url,
            ReceiptHandle=handle,
            VisibilityTimeout=10,
        )
        self.assertEqual(self.counts(url), (1, 0, 0))

    def test_live_as_long_as_they_are_extended(self, api: Api) -> None:
        url = self.fifo(VisibilityTimeout=1)
        self.put(url, "a1")
        message = self.receive_one(url)
        self.hide(url, message, 60)
        time.sleep(1.2)
        api.call("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        self.assertEqual(self.counts(url), (0, 0, 0))
        api.call("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


class ReceiveRequestAttemptId(FifoCase):
    def test_returns_the_same_messages_and_handles(self, api: Api) -> None:
        url = self.fifo()
        self.put(url, "a1", "a2", "b1")

        def receive(attempt: str) -> list[tuple[str, str]]:
            reply = api.call(
                "ReceiveMessage",
                QueueUrl=url,
                MaxNumberOfMessages=2,
                ReceiveRequestAttemptId=attempt,
            )
            messages = reply.get("Messages", [])
            return [(message["Body"], message["ReceiptHandle"]) for message in messages]

        first = receive("one")
        self.assertEqual([body for body, _ in first], ["a1", "a2"])
        self.assertEqual(receive("one"), first)
        self.assertEqual(self.counts(url), (1, 2, 0))
        self.assertEqual([body for body, _ in receive("two")], ["b1"])
        api.call("DeleteMessage", QueueUrl=url, ReceiptHandle=first[0][1])
        self.assertEqual(receive("one"), [], "one of them is gone, so it is an ordinary receive")

    def test_is_checked(self, api: Api) -> None:
        url = self.fifo()
        for value in ("", "a b", "x" * 129):
            self.assert_bad_value(
                api, None, "ReceiveMessage", QueueUrl=url, ReceiveRequestAttemptId=value
            )
        self.assert_bad_value(
            api, None, "ReceiveMessage", QueueUrl=self.queue(), ReceiveRequestAttemptId="x"
        )


if __name__ == "__main__":
    unittest.main()
