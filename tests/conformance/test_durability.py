"""What was acknowledged is there after an orderly stop and after kill -9.

The replies to sends, deletes and changes of queues are on disk before they leave. A receive's own
bookkeeping is recorded once the message is held for a while, and goes along with the next write, so
each test that looks for it waits, and writes something else, before it kills.
"""

import itertools
import time
import unittest
from typing import Any, Callable

from apis import JsonApi, Refused
from broker import Broker
from case import name_of

RICH = {
    "MessageAttributes": {
        "blob": {"DataType": "Binary.gif", "BinaryValue": bytes(range(256))},
        "n": {"DataType": "Number", "StringValue": "007.50"},
        "text": {"DataType": "String", "StringValue": "\r\n\"<é>😀"},
    },
    "MessageSystemAttributes": {
        "AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-0"}
    },
    "MessageGroupId": "tenant-1",
}

RECORDED_WITHIN = 0.3  # seconds, on a busy machine

End = Callable[[Broker], None]


def stop(broker: Broker) -> None:
    status = broker.stop()
    assert status == 0, f"exit status {status}\n{broker.log_tail()}"


def kill(broker: Broker) -> None:
    broker.kill()


class DurabilityCase(unittest.TestCase):
    """Each `check_*` method runs after a SIGTERM and after a SIGKILL, in both durabilities."""

    maxDiff = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in [name for name in vars(cls) if name.startswith("check_")]:
            for end, durability in itertools.product((stop, kill), ("fsync", "buffered")):
                setattr(
                    cls,
                    f"test_{name[6:]}_after_{end.__name__}_{durability}",
                    _test(name, end, durability),
                )

    def call(self, action: str, **input: Any) -> dict[str, Any]:
        return self.api.call(action, **input)

    def create(self, **input: Any) -> str:
        input.setdefault("QueueName", "orders")
        return self.call("CreateQueue", **input)["QueueUrl"]

    def send(self, url: str, body: str, **more: Any) -> str:
        return self.call("SendMessage", QueueUrl=url, MessageBody=body, **more)["MessageId"]

    def receive(self, url: str, **more: Any) -> list[dict[str, Any]]:
        input = {"QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["All"], **more}
        input.setdefault("MessageAttributeNames", ["All"])
        return self.call("ReceiveMessage", **input).get("Messages", [])

    def attributes(self, url: str) -> dict[str, str]:
        input = {"QueueUrl": url, "AttributeNames": ["All"]}
        return self.call("GetQueueAttributes", **input)["Attributes"]

    def counts(self, url: str) -> tuple[int, int, int]:
        attributes = self.attributes(url)
        visible, in_flight, delayed = (
            int(attributes[f"ApproximateNumberOfMessages{part}"])
            for part in ("", "NotVisible", "Delayed")
        )
        return visible, in_flight, delayed

    def restart(self) -> None:
        """Ends the daemon in this test's way and starts it again on the same directory."""
        self.end(self.broker)
        self.api.close()
        self.broker.start()


def _test(name: str, end: End, durability: str) -> Callable[[DurabilityCase], None]:
    def test(self: DurabilityCase) -> None:
        self.end = end
        with Broker("--durability", durability) as self.broker:
            self.api = JsonApi(self.broker.port)
            self.addCleanup(self.api.close)
            getattr(self, name)()

    return test


class Queues(DurabilityCase):
    def check_keep_their_attributes_and_tags(self) -> None:
        policy = '{ "Version": "2012-10-17", "Statement": [] }'
        url = self.create(
            Attributes={"VisibilityTimeout": "77", "Policy": policy, "KmsMasterKeyId": "alias/k"},
            tags={"team": "a", "gone": "x", "empty": ""},
        )
        plain = self.create(QueueName="plain")
        self.call("SetQueueAttributes", QueueUrl=url, Attributes={"DelaySeconds": "5"})
        self.call("TagQueue", QueueUrl=url, Tags={"team": "b"})
        self.call("UntagQueue", QueueUrl=url, TagKeys=["gone"])
        account = ["111111111111"]
        self.call(
            "AddPermission", QueueUrl=plain, Label="l", AWSAccountIds=account, Actions=["*"]
        )
        before = self.attributes(url), self.attributes(plain)
        self.restart()
        self.assertEqual((self.attributes(url), self.attributes(plain)), before)
        tags = self.call("ListQueueTags", QueueUrl=url)
        self.assertEqual(tags, {"Tags": {"team": "b", "empty": ""}})
        self.assertEqual(self.call("ListQueueTags", QueueUrl=plain), {})

    def check_that_were_deleted_stay_deleted(self) -> None:
        gone, kept = self.create(QueueName="gone"), self.create(QueueName="kept")
        self.send(gone, "x")
        self.send(kept, "kept")
        self.call("DeleteQueue", QueueUrl=gone)
        self.restart()
        listed = self.call("ListQueues")["QueueUrls"]
        self.assertEqual([name_of(url) for url in listed], ["kept"])
        with self.assertRaises(Refused):
            self.receive(gone)
        self.assertEqual([message["Body"] for message in self.receive(kept)], ["kept"])

    def check_that_were_purged_stay_empty(self) -> None:
        url = self.create()
        for number in range(5):
            self.send(url, str(number))
        self.receive(url, MaxNumberOfMessages=2)
        self.send(url, "delayed", DelaySeconds=600)
        self.call("PurgeQueue", QueueUrl=url)
        self.send(url, "after")
        self.restart()
        self.assertEqual(self.counts(url), (1, 0, 0))
        self.assertEqual([message["Body"] for message in self.receive(url)], ["after"])

    def check_of_other_accounts_and_regions_are_kept_apart(self) -> None:
        callers = [JsonApi(self.broker.port, k, r) for k, r in (("1" * 12, "us-east-1"), ("x", "eu-west-1"))]
        for number, caller in enumerate(callers):
            self.addCleanup(caller.close)
            url = caller.call("CreateQueue", QueueName="same")["QueueUrl"]
            caller.call("SendMessage", QueueUrl=url, MessageBody=str(number))
        self.restart()
        for number, caller in enumerate(callers):
            caller.close()
            url = caller.call("GetQueueUrl", QueueName="same")["QueueUrl"]
            (message,) = caller.call("ReceiveMessage", QueueUrl=url)["Messages"]
            self.assertEqual(message["Body"], str(number))


class Messages(DurabilityCase):
    def check_keep_everything_they_had(self) -> None:
        url = self.create(Attributes={"VisibilityTimeout": "1"})
        self.send(url, "\t\r\n\"<é>😀&", **RICH)
        self.send(url, "x" * 1_000_000)
        self.send(url, "plain")
        before = self.receive(url)
        self.assertEqual(len(before), 3)
        time.sleep(RECORDED_WITHIN)
        self.send(self.create(QueueName="other"), "takes the receive's bookkeeping along")
        time.sleep(1)  # until they are visible again
        self.restart()
        after = self.receive(url)
        for message in (*before, *after):
            del message["ReceiptHandle"]
        for message in before:  # it was received once before, and once after
            self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], "1")
            message["Attributes"]["ApproximateReceiveCount"] = "2"
        self.assertTrue(before == after, "something of a message changed")

    def check_keep_their_order(self) -> None:
        url = self.create()
        bodies = [f"{number:03}" for number in range(60)]
        for first in range(0, 60, 10):
            entries = [{"Id": body, "MessageBody": body} for body in bodies[first : first + 10]]
            self.call("SendMessageBatch", QueueUrl=url, Entries=entries)
        self.restart()
        received = [message["Body"] for _ in range(6) for message in self.receive(url)]
        self.assertEqual(received, bodies)

    def check_that_were_deleted_stay_deleted(self) -> None:
        url = self.create()
        for number in range(10):
            self.send(url, str(number))
        messages = self.receive(url, VisibilityTimeout=0)
        entries = [
            {"Id": message["Body"], "ReceiptHandle": message["ReceiptHandle"]}
            for message in messages
            if message["Body"] in "123"
        ]
        self.call("DeleteMessageBatch", QueueUrl=url, Entries=entries)
        handle = messages[7]["ReceiptHandle"]
        self.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handle)
        self.restart()
        self.assertEqual([message["Body"] for message in self.receive(url)], list("045689"))
        self.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handle)  # silent, as before

    def check_in_flight_and_delayed_stay_hidden_and_return_when_due(self) -> None:
        url = self.create()
        for body in ("long", "short", "visible"):
            self.send(url, body)
        self.receive(url, MaxNumberOfMessages=1, VisibilityTimeout=600)
        self.receive(url, MaxNumberOfMessages=1, VisibilityTimeout=2)
        hidden_at = time.monotonic()
        time.sleep(RECORDED_WITHIN)
        self.send(url, "delayed long", DelaySeconds=600)
        self.send(url, "delayed short", DelaySeconds=2)
        self.restart()
        if time.monotonic() - hidden_at < 1.8:
            self.assertEqual(self.counts(url), (1, 2, 2))
        visible = [message["Body"] for message in self.receive(url)]
        self.assertEqual(visible[-1:] if len(visible) > 1 else visible, ["visible"])
        deadline, returned = hidden_at + 5, []
        while len(returned) < 2 and time.monotonic() < deadline:
            returned += self.receive(url, WaitTimeSeconds=1)
        self.assertEqual(sorted(m["Body"] for m in returned), ["delayed short", "short"])
        counts = {m["Body"]: m["Attributes"]["ApproximateReceiveCount"] for m in returned}
        self.assertEqual(counts, {"delayed short": "1", "short": "2"})

    def check_keep_a_changed_visibility(self) -> None:
        url = self.create()
        for body in ("shown", "hidden"):
            self.send(url, body)
        shown, hidden = self.receive(url, VisibilityTimeout=300)
        for message, seconds in ((shown, 0), (hidden, 600)):
            self.call(
                "ChangeMessageVisibility",
                QueueUrl=url,
                ReceiptHandle=message["ReceiptHandle"],
                VisibilityTimeout=seconds,
            )
        self.restart()
        self.assertEqual(self.counts(url), (1, 1, 0))
        self.assertEqual([message["Body"] for message in self.receive(url)], ["shown"])

    def check_obey_handles_given_out_before(self) -> None:
        """Even when the daemon was killed right after the receive."""
        url = self.create()
        for body in ("to delete", "to show", "kept"):
            self.send(url, body)
        delete, show, _ = self.receive(url, VisibilityTimeout=600)
        self.restart()
        self.call("DeleteMessage", QueueUrl=url, ReceiptHandle=delete["ReceiptHandle"])
        self.call(
            "ChangeMessageVisibility",
            QueueUrl=url,
            ReceiptHandle=show["ReceiptHandle"],
            VisibilityTimeout=0,
        )
        bodies = {message["Body"] for message in self.receive(url)}
        self.assertIn("to show", bodies)
        self.assertNotIn("to delete", bodies)
        self.restart()
        self.assertEqual(sum(self.counts(url)), 2)

    def check_survive_many_restarts(self) -> None:
        url = self.create()
        for number in range(5):
            self.send(url, f"a{number}")
            self.restart()
            self.send(url, f"b{number}")
        expected = [f"{kind}{number}" for number in range(5) for kind in "ab"]
        messages = self.receive(url)
        self.assertEqual([message["Body"] for message in messages], expected)
        self.assertEqual(len({message["MessageId"] for message in messages}), 10)


if __name__ == "__main__":
    unittest.main()
