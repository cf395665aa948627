"""What a FIFO queue takes in, and what it tells: spec 4, 6.12, 6.13, 8.3."""

import hashlib
import re
import unittest
from typing import Any

from apis import Api
from fifo import FifoCase

NO_ID = (
    "The queue should either have ContentBasedDeduplication enabled or "
    "MessageDeduplicationId provided explicitly"
)
NO_GROUP = "The request must contain the parameter MessageGroupId."
IDS = "can only include alphanumeric and punctuation characters. 1 to 128 in length."


class CreateFifo(FifoCase):
    def test_reports_what_only_a_fifo_queue_has(self, api: Api) -> None:
        url = self.fifo()
        reply = api.call("GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
        attributes = reply["Attributes"]
        self.assertEqual(len(attributes), 16)
        self.assertEqual(attributes["FifoQueue"], "true")
        self.assertEqual(attributes["ContentBasedDeduplication"], "false")
        self.assertEqual(attributes["DeduplicationScope"], "queue")
        self.assertEqual(attributes["FifoThroughputLimit"], "perQueue")
        self.assertTrue(attributes["QueueArn"].endswith(".fifo"))

    def test_name_and_attribute_go_together(self, api: Api) -> None:
        fifo = {"FifoQueue": "true"}
        self.assert_bad_value(
            api, re.compile("must end with .fifo"), "CreateQueue", QueueName="x", Attributes=fifo
        )
        self.assert_bad_value(
            api,
            re.compile("1 to 80"),
            "CreateQueue",
            QueueName="x" * 76 + ".fifo",
            Attributes=fifo,
        )
        name = "x" * 75 + ".fifo"
        url = api.call("CreateQueue", QueueName=name, Attributes=fifo)["QueueUrl"]
        again = api.call("CreateQueue", QueueName=name, Attributes=fifo)["QueueUrl"]
        self.assertEqual(url, again)

    def test_the_kind_of_queue_stays(self, api: Api) -> None:
        url = self.fifo()
        api.call("SetQueueAttributes", QueueUrl=url, Attributes={"FifoQueue": "true"})
        self.assert_refused(
            api,
            "InvalidAttributeValue",
            "Invalid value for the parameter FifoQueue. "
            "Reason: Modifying queue type is not supported.",
            "SetQueueAttributes",
            QueueUrl=url,
            Attributes={"FifoQueue": "false"},
        )

    def test_high_throughput_needs_deduplication_by_group(self, api: Api) -> None:
        url = self.fifo()
        self.assert_refused(
            api,
            "InvalidAttributeValue",
            None,
            "SetQueueAttributes",
            QueueUrl=url,
            Attributes={"FifoThroughputLimit": "perMessageGroupId"},
        )
        high = {"FifoThroughputLimit": "perMessageGroupId", "DeduplicationScope": "messageGroup"}
        api.call("SetQueueAttributes", QueueUrl=url, Attributes=high)
        self.assertEqual(self.attributes(url, *high), high)


class SendMessage(FifoCase):
    def test_tells_a_rising_sequence_number(self, api: Api) -> None:
        url = self.fifo(ContentBasedDeduplication=True)
        numbers = [
            api.call("SendMessage", QueueUrl=url, MessageBody=f"m{i}", MessageGroupId=group)[
                "SequenceNumber"
            ]
            for i, group in enumerate("abab")
        ]
        for number in numbers:
            self.assertRegex(number, r"^[1-9][0-9]{19}$")
        self.assertEqual(sorted(set(numbers)), numbers)

    def test_standard_queues_have_no_sequence_number(self, api: Api) -> None:
        sent = api.call(
            "SendMessage", QueueUrl=self.queue(), MessageBody="x", MessageGroupId="g"
        )
        self.assertNotIn("SequenceNumber", sent)

    def test_refuses_what_does_not_fit_the_queue(self, api: Api) -> None:
        """A row of spec 6.12 each."""
        url = self.fifo()
        whole = {"MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "d"}

        def refused(text: str, **change: Any) -> None:
            input = {key: value for key, value in {**whole, **change}.items() if value is not None}
            with self.subTest(change=change):
                self.assert_bad_value(api, text, "SendMessage", QueueUrl=url, **input)

        refused(
            "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter "
            "that is not valid for this queue type.",
            DelaySeconds=2,
        )
        refused(
            "Value 901 for parameter DelaySeconds is invalid. "
            "Reason: DelaySeconds must be >= 0 and <= 900.",
            DelaySeconds=901,
        )
        refused(NO_ID, MessageDeduplicationId=None)
        self.assert_missing(
            api,
            "MessageGroupId",
            "SendMessage",
            QueueUrl=url,
            MessageBody="x",
            MessageDeduplicationId="d",
        )
        for parameter in ("MessageGroupId", "MessageDeduplicationId"):
            for value in ("", "a b", "é", "x" * 129):
                refused(
                    f"Value {value} for parameter {parameter} is invalid. "
                    f"Reason: {parameter} {IDS}",
                    **{parameter: value},
                )
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_takes_every_character_that_ids_may_have(self, api: Api) -> None:
        url = self.fifo()
        id = "azAZ09!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
        input = {"MessageBody": "x", "MessageGroupId": id, "MessageDeduplicationId": id}
        api.call("SendMessage", QueueUrl=url, **input)
        (message,) = api.call("ReceiveMessage", QueueUrl=url, AttributeNames=["All"])["Messages"]
        self.assertEqual(message["Attributes"]["MessageGroupId"], id)
        self.assertEqual(message["Attributes"]["MessageDeduplicationId"], id)

    def test_takes_the_delay_of_the_queue_alone(self, api: Api) -> None:
        url = self.fifo(DelaySeconds=900)
        whole = {"MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
        api.call("SendMessage", QueueUrl=url, DelaySeconds=0, **whole)
        self.assertEqual(self.counts(url), (0, 0, 1))
        api.call("SetQueueAttributes", QueueUrl=url, Attributes={"DelaySeconds": "0"})
        self.assertEqual(self.counts(url), (1, 0, 0), "retroactive")

    def test_refuses_a_deduplication_id_on_a_standard_queue(self, api: Api) -> None:
        self.assert_bad_value(
            api,
            "Value d for parameter MessageDeduplicationId is invalid. Reason: The request includes "
            "a parameter that is not valid for this queue type.",
            "SendMessage",
            QueueUrl=self.queue(),
            MessageBody="x",
            MessageDeduplicationId="d",
        )


class SendMessageBatch(FifoCase):
    def test_each_entry_gets_its_sequence_number(self, api: Api) -> None:
        url = self.fifo(ContentBasedDeduplication=True)
        entries = [
            {"Id": str(i), "MessageBody": f"m{i}", "MessageGroupId": "ab"[i % 2]} for i in range(10)
        ]
        reply = api.call("SendMessageBatch", QueueUrl=url, Entries=entries)
        self.assertNotIn("Failed", reply)
        numbers = [entry["SequenceNumber"] for entry in reply["Successful"]]
        self.assertEqual(sorted(set(numbers)), numbers)
        self.assertEqual(
            self.bodies(url), ["m0", "m2", "m4", "m6", "m8", "m1", "m3", "m5", "m7", "m9"]
        )

    def test_what_one_entry_lacks_fails_the_whole_request(self, api: Api) -> None:
        url = self.fifo()
        whole = {"MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
        for lacking, text in (
            ("MessageDeduplicationId", NO_ID),
            ("MessageGroupId", NO_GROUP),
        ):
            entry = {"Id": "2", **{key: whole[key] for key in whole if key != lacking}}
            with self.subTest(lacking=lacking):
                self.assert_bad_value(
                    api,
                    text,
                    "SendMessageBatch",
                    QueueUrl=url,
                    Entries=[{"Id": "1", **whole}, entry],
                )
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_what_is_wrong_with_one_entry_fails_it_alone(self, api: Api) -> None:
        url = self.fifo()
        entries = [
            {"Id": "good", "MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "1"},
            {"Id": "bad", "MessageBody": "x", "MessageGroupId": "a b", "MessageDeduplicationId": "2"},
            {
                "Id": "late",
                "MessageBody": "x",
                "MessageGroupId": "g",
                "MessageDeduplicationId": "3",
                "DelaySeconds": 1,
            },
        ]
        reply = api.call("SendMessageBatch", QueueUrl=url, Entries=entries)
        self.assertEqual([entry["Id"] for entry in reply["Successful"]], ["good"])
        self.assertEqual(
            [(entry["Id"], entry["Code"]) for entry in reply["Failed"]],
            [("bad", "InvalidParameterValue"), ("late", "InvalidParameterValue")],
        )

    def test_duplicates_within_a_batch_are_one_message(self, api: Api) -> None:
        url = self.fifo()
        entries = [
            {"Id": str(i), "MessageBody": f"{i}", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
            for i in range(3)
        ]
        reply = api.call("SendMessageBatch", QueueUrl=url, Entries=entries)
        self.assertEqual(len({entry["MessageId"] for entry in reply["Successful"]}), 1)
        self.assertEqual(len({entry["MD5OfMessageBody"] for entry in reply["Successful"]}), 3)
        self.assertEqual(self.bodies(url), ["0"])


class Deduplication(FifoCase):
    def test_a_duplicate_gets_what_the_original_got(self, api: Api) -> None:
        url = self.fifo()
        ids = {"MessageGroupId": "g", "MessageDeduplicationId": "d"}
        first = api.call("SendMessage", QueueUrl=url, MessageBody="one", **ids)
        again = api.call("SendMessage", QueueUrl=url, MessageBody="two", **ids)
        for member in ("MessageId", "SequenceNumber"):
            self.assertEqual(again[member], first[member])
        self.assertEqual(again["MD5OfMessageBody"], hashlib.md5(b"two").hexdigest())
        self.assertEqual(self.counts(url), (1, 0, 0))
        self.delete(url, self.receive_one(url))
        api.call("SendMessage", QueueUrl=url, MessageBody="three", **ids)
        self.assertEqual(self.counts(url), (0, 0, 0), "also after the message is deleted")

    def test_by_content_looks_at_the_body_alone(self, api: Api) -> None:
        url = self.fifo(ContentBasedDeduplication=True)
        attributes = {"n": {"DataType": "Number", "StringValue": "1"}}
        input = {"QueueUrl": url, "MessageBody": "Test", "MessageGroupId": "g"}
        first = api.call("SendMessage", **input)
        again = api.call("SendMessage", MessageAttributes=attributes, **input)
        self.assertEqual(again["MessageId"], first["MessageId"])
        explicit = api.call("SendMessage", MessageDeduplicationId="d", **input)
        self.assertNotEqual(explicit["MessageId"], first["MessageId"], "an explicit id wins")
        messages = self.receive(url, AttributeNames=["MessageDeduplicationId"])
        self.assertEqual(
            [message["Attributes"]["MessageDeduplicationId"] for message in messages],
            [hashlib.sha256(b"Test").hexdigest(), "d"],
        )

    def test_by_queue_or_by_group_is_fixed_at_creation(self, api: Api) -> None:
        for scope, other, count in (("queue", "messageGroup", 1), ("messageGroup", "queue", 2)):
            url = self.fifo(DeduplicationScope=scope)
            api.call("SetQueueAttributes", QueueUrl=url, Attributes={"DeduplicationScope": other})
            self.assertEqual(self.attributes(url)["DeduplicationScope"], other)
            for group in "aab":
                self.put(url, f"{group}1", MessageDeduplicationId="same")
            self.assertEqual(self.counts(url), (count, 0, 0), scope)

    def test_a_purge_forgets(self, api: Api) -> None:
        url = self.fifo()
        self.put(url, "a1", MessageDeduplicationId="same")
        api.call("PurgeQueue", QueueUrl=url)
        self.put(url, "a2", MessageDeduplicationId="same")
        self.assertEqual(self.bodies(url), ["a2"])


if __name__ == "__main__":
    unittest.main()
