"""The three batch actions: spec 3, 5.1, 6.13, 6.16."""

import unittest
from typing import Any

from apis import Api
from case import BrokerCase
from digests import attributes_md5, body_md5

MIB = 1048576
ID_RULE = (
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
    "It can be at most 80 letters long."
)

#: Each action, its name for an entry, and an entry of it.
ACTIONS = (
    ("SendMessageBatch", "SendMessageBatchRequestEntry", {"MessageBody": "x"}),
    ("DeleteMessageBatch", "DeleteMessageBatchRequestEntry", {"ReceiptHandle": "x"}),
    (
        "ChangeMessageVisibilityBatch",
        "ChangeMessageVisibilityBatchRequestEntry",
        {"ReceiptHandle": "x", "VisibilityTimeout": 1},
    ),
)


class WholeRequests(BrokerCase):
    def test_without_entries_are_refused(self, api: Api) -> None:
        url = self.queue()
        for action, entry_name, _ in ACTIONS:
            with self.subTest(action=action):
                self.assert_refused(
                    api,
                    "EmptyBatchRequest",
                    f"There should be at least one {entry_name} in the request.",
                    action,
                    QueueUrl=url,
                    Entries=[],
                )

    def test_of_more_than_ten_are_refused(self, api: Api) -> None:
        url = self.queue()
        for action, _, entry in ACTIONS:
            for count in (11, 20):
                with self.subTest(action=action, count=count):
                    self.assert_refused(
                        api,
                        "TooManyEntriesInBatchRequest",
                        f"Maximum number of entries per request are 10. You have sent {count}.",
                        action,
                        QueueUrl=url,
                        Entries=[{"Id": str(i), **entry} for i in range(count)],
                    )
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_with_an_illegal_id_are_refused(self, api: Api) -> None:
        url = self.queue()
        for action, _, entry in ACTIONS:
            for id in ("", "a b", "a.b", "ä", "i" * 81, "a:b"):
                with self.subTest(action=action, id=id):
                    self.assert_refused(
                        api,
                        "InvalidBatchEntryId",
                        ID_RULE,
                        action,
                        QueueUrl=url,
                        Entries=[{"Id": "ok", **entry}, {"Id": id, **entry}],
                    )
        self.assertEqual(self.counts(url), (0, 0, 0), "nothing of a refused batch is sent")

    def test_with_an_id_twice_are_refused(self, api: Api) -> None:
        url = self.queue()
        for action, _, entry in ACTIONS:
            with self.subTest(action=action):
                self.assert_refused(
                    api,
                    "BatchEntryIdsNotDistinct",
                    "Id two repeated.",
                    action,
                    QueueUrl=url,
                    Entries=[{"Id": id, **entry} for id in ("one", "two", "three", "two")],
                )
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_of_more_than_a_mebibyte_are_refused(self, api: Api) -> None:
        """Whatever limit the queue has for one message."""
        for attributes in ({}, {"MaximumMessageSize": 1024}):
            with self.subTest(attributes=attributes):
                url = self.queue(**attributes)
                half = "x" * (MIB // 2)
                entries = [
                    {"Id": "a", "MessageBody": half},
                    {"Id": "b", "MessageBody": half + "y"},
                ]
                self.assert_refused(
                    api,
                    "BatchRequestTooLong",
                    "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 "
                    "bytes.",
                    "SendMessageBatch",
                    QueueUrl=url,
                    Entries=entries,
                )
                self.assertEqual(self.counts(url), (0, 0, 0))

    def test_attributes_count_for_the_sum(self, api: Api) -> None:
        url = self.queue()
        attribute = {"k": {"DataType": "String", "StringValue": "x"}}  # 1 + 6 + 1 bytes
        entries = [
            {"Id": "a", "MessageBody": "x" * (MIB - 10 - 8), "MessageAttributes": attribute},
            {"Id": "b", "MessageBody": "y" * 11},
        ]
        self.assert_refused(
            api, "BatchRequestTooLong", None, "SendMessageBatch", QueueUrl=url, Entries=entries
        )
        entries[1]["MessageBody"] = "y" * 10
        reply = api.call("SendMessageBatch", QueueUrl=url, Entries=entries)
        self.assertEqual(len(reply["Successful"]), 2)

    def test_check_count_then_ids_then_size(self, api: Api) -> None:
        url = self.queue()
        big = "x" * 200_000
        for ids, shape in (
            ([f"{i} " for i in range(11)], "TooManyEntriesInBatchRequest"),
            (["a", "a b", *"cdef"], "InvalidBatchEntryId"),
            (["a", "a", *"cdef"], "BatchEntryIdsNotDistinct"),
            (list("abcdef"), "BatchRequestTooLong"),
        ):
            with self.subTest(shape=shape):
                entries = [{"Id": id, "MessageBody": big} for id in ids]
                self.assert_refused(
                    api, shape, None, "SendMessageBatch", QueueUrl=url, Entries=entries
                )


class SendMessageBatch(BrokerCase):
    def test_sends_ten_in_order_and_answers_for_each(self, api: Api) -> None:
        url = self.queue()
        entries = [{"Id": f"id-{i}_{'x' * 70}", "MessageBody": f"body {i}"} for i in range(10)]
        reply = api.call("SendMessageBatch", QueueUrl=url, Entries=entries)
        self.assertEqual(set(reply), {"Successful"}, "no Failed when nothing failed")
        self.assertEqual(
            [(done["Id"], done["MD5OfMessageBody"]) for done in reply["Successful"]],
            [(entry["Id"], body_md5(entry["MessageBody"])) for entry in entries],
        )
        received = self.receive(url)
        self.assertEqual(
            [(message["MessageId"], message["Body"]) for message in received],
            [
                (done["MessageId"], entry["MessageBody"])
                for done, entry in zip(reply["Successful"], entries)
            ],
        )

    def test_each_entry_has_all_that_a_message_may_have(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=0)
        attributes = {
            "blob": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
            "n": {"DataType": "Number", "StringValue": "7"},
        }
        trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-0"}}
        reply = api.call(
            "SendMessageBatch",
            QueueUrl=url,
            Entries=[
                {
                    "Id": "rich",
                    "MessageBody": "rich",
                    "MessageAttributes": attributes,
                    "MessageSystemAttributes": trace,
                    "MessageGroupId": "tenant",
                },
                {"Id": "plain", "MessageBody": "plain"},
                {"Id": "late", "MessageBody": "late", "DelaySeconds": 900},
            ],
        )
        rich, plain, _ = reply["Successful"]
        self.assertEqual(rich["MD5OfMessageAttributes"], attributes_md5(attributes))
        self.assertEqual(rich["MD5OfMessageSystemAttributes"], attributes_md5(trace))
        self.assertEqual(set(plain), {"Id", "MessageId", "MD5OfMessageBody"})
        self.assertEqual(self.counts(url), (2, 0, 1))
        first = self.receive_one(url, AttributeNames=["All"], MessageAttributeNames=["All"])
        self.assertEqual(first["MessageAttributes"], attributes)
        self.assertEqual(first["Attributes"]["AWSTraceHeader"], "Root=1-5759e988-0")
        self.assertEqual(first["Attributes"]["MessageGroupId"], "tenant")

    def failures(self, reply: dict[str, Any]) -> dict[str, tuple[str, bool]]:
        return {e["Id"]: (e["Code"], e["SenderFault"]) for e in reply.get("Failed", [])}

    def test_a_bad_entry_fails_alone(self, api: Api) -> None:
        """Spec 3: `Code` is the Query code in both protocols."""
        url = self.queue(MaximumMessageSize=1024)
        empty = {"name": {"DataType": "String", "StringValue": ""}}
        reply = api.call(
            "SendMessageBatch",
            QueueUrl=url,
            Entries=[
                {"Id": "good", "MessageBody": "good"},
                {"Id": "control", "MessageBody": "a\x07"},
                {"Id": "big", "MessageBody": "x" * 1025},
                {"Id": "attribute", "MessageBody": "x", "MessageAttributes": empty},
                {"Id": "delay", "MessageBody": "x", "DelaySeconds": 901},
                {"Id": "group", "MessageBody": "x", "MessageGroupId": "a b"},
                {"Id": "fine", "MessageBody": "fine"},
            ],
        )
        self.assertEqual([done["Id"] for done in reply["Successful"]], ["good", "fine"])
        self.assertEqual(
            self.failures(reply),
            {
                "control": ("InvalidMessageContents", True),
                "big": ("InvalidParameterValue", True),
                "attribute": ("InvalidParameterValue", True),
                "delay": ("InvalidParameterValue", True),
                "group": ("InvalidParameterValue", True),
            },
        )
        (big,) = (e for e in reply["Failed"] if e["Id"] == "big")
        self.assertEqual(
            big["Message"],
            "One or more parameters cannot be validated. Reason: Message must be shorter than "
            "1024 bytes.",
        )
        self.assertEqual(self.bodies(url), ["good", "fine"])

    def test_may_fail_as_a_whole_entry_by_entry(self, api: Api) -> None:
        url = self.queue()
        reply = api.call(
            "SendMessageBatch", QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "\x01"}]
        )
        self.assertEqual(self.failures(reply), {"a": ("InvalidMessageContents", True)})
        self.assertEqual(reply.get("Successful", []), [])

    def test_an_entry_without_body_is_not_sent(self, api: Api) -> None:
        """Refused alone or with its batch: the spec leaves that open."""
        url = self.queue()
        for entry in ({"Id": "a"}, {"Id": "a", "MessageBody": ""}):
            with self.subTest(entry=entry):
                try:
                    reply = api.call("SendMessageBatch", QueueUrl=url, Entries=[entry])
                except Exception as error:
                    self.assertEqual(getattr(error, "status", None), 400)
                else:
                    self.assertIn("a", self.failures(reply))
        self.assertEqual(self.counts(url), (0, 0, 0))


class OnHandles(BrokerCase):
    """DeleteMessageBatch and ChangeMessageVisibilityBatch."""

    def received(self, url: str, count: int) -> list[dict[str, Any]]:
        entries = [{"Id": str(i), "MessageBody": str(i)} for i in range(count)]
        self.json.call("SendMessageBatch", QueueUrl=url, Entries=entries)
        messages = self.receive(url)
        self.assertEqual(len(messages), count)
        return messages

    def test_delete_ten(self, api: Api) -> None:
        url = self.queue()
        entries = [
            {"Id": f"id{i}", "ReceiptHandle": message["ReceiptHandle"]}
            for i, message in enumerate(self.received(url, 10))
        ]
        reply = api.call("DeleteMessageBatch", QueueUrl=url, Entries=entries)
        self.assertEqual([done["Id"] for done in reply["Successful"]], [e["Id"] for e in entries])
        self.assertEqual(reply.get("Failed", []), [])
        self.assertEqual(self.counts(url), (0, 0, 0))
        again = api.call("DeleteMessageBatch", QueueUrl=url, Entries=entries)
        self.assertEqual(len(again["Successful"]), 10, "deleting twice is silent")

    def test_change_each_to_its_own_timeout(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=600)
        messages = self.received(url, 3)
        entries = [
            {"Id": message["Body"], "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": t}
            for message, t in zip(messages, (0, 700, 0))
        ]
        reply = api.call("ChangeMessageVisibilityBatch", QueueUrl=url, Entries=entries)
        self.assertEqual([done["Id"] for done in reply["Successful"]], ["0", "1", "2"])
        self.assertEqual(reply.get("Failed", []), [])
        self.assertEqual(self.bodies(url), ["0", "2"])

    def test_a_bad_entry_fails_alone(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=600)
        gone, kept, other = self.received(url, 3)
        self.json.call("DeleteMessage", QueueUrl=url, ReceiptHandle=gone["ReceiptHandle"])
        for action, rows, expected in (
            (
                "ChangeMessageVisibilityBatch",
                [
                    ("garbage", "garbage", {"VisibilityTimeout": 5}),
                    ("gone", gone["ReceiptHandle"], {"VisibilityTimeout": 5}),
                    ("range", other["ReceiptHandle"], {"VisibilityTimeout": 43201}),
                    ("good", kept["ReceiptHandle"], {"VisibilityTimeout": 0}),
                ],
                {
                    "garbage": ("ReceiptHandleIsInvalid", True),
                    "gone": ("InvalidParameterValue", True),
                    "range": ("InvalidParameterValue", True),
                },
            ),
            (
                "DeleteMessageBatch",
                [("garbage", "garbage", {}), ("good", kept["ReceiptHandle"], {})],
                {"garbage": ("ReceiptHandleIsInvalid", True)},
            ),
        ):
            with self.subTest(action=action):
                entries = [{"Id": id, "ReceiptHandle": handle, **more} for id, handle, more in rows]
                reply = api.call(action, QueueUrl=url, Entries=entries)
                self.assertEqual([done["Id"] for done in reply["Successful"]], ["good"])
                failed = {e["Id"]: (e["Code"], e["SenderFault"]) for e in reply["Failed"]}
                self.assertEqual(failed, expected)
        self.assertEqual(self.counts(url), (0, 1, 0))


if __name__ == "__main__":
    unittest.main()
