"""Refusals, a row each as in the specification's tables: what is asked, and the error that it gets.

The error's code, status, type and JSON shape come with its name (errors.py). Rows that need a
message, a receipt or the moment are in the files of their topics.
"""

import dataclasses
import unittest
from typing import Any

from apis import Api
from case import BrokerCase, Text
from fifo import FifoCase

STANDARD = "standard"
FIFO = "fifo"
NONE = "none"

NAME = "InvalidAttributeName"
VALUE = "InvalidAttributeValue"
PARAMETER = "InvalidParameterValueException"
MISSING = "MissingRequiredParameterException"

STANDARD_NAMES = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
FIFO_NAMES = (
    "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
    "must end with .fifo suffix and be 1 to 80 in length"
)
IDS = "can only include alphanumeric and punctuation characters. 1 to 128 in length."
NO_ID = (
    "The queue should either have ContentBasedDeduplication enabled or "
    "MessageDeduplicationId provided explicitly"
)
TWO_KEYS = (
    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS "
    "SSE or SQS SSE."
)
ATTRIBUTE_NAME = (
    "Message (user) attributes name can only contain upper and lower score characters, digits, "
    "periods, hyphens and underscores. "
)


@dataclasses.dataclass(frozen=True)
class Row:
    spec: str
    queue: str  # the kind of queue that is asked
    action: str
    input: dict[str, Any]
    shape: str
    text: Text


def invalid(attribute: str) -> str:
    return f"Invalid value for the parameter {attribute}."


def unknown(attribute: str) -> str:
    return f"Unknown Attribute {attribute}."


def create(name: str, shape: str, text: Text, **attributes: str) -> Row:
    input = {"QueueName": name, "Attributes": attributes}
    return Row("4.1", NONE, "CreateQueue", input, shape, text)


def set_on(queue: str, shape: str, text: Text, **attributes: str) -> Row:
    return Row("4.1", queue, "SetQueueAttributes", {"Attributes": attributes}, shape, text)


def send(queue: str, spec: str, shape: str, text: Text, **input: Any) -> Row:
    return Row(spec, queue, "SendMessage", {"MessageBody": "x", **input}, shape, text)


def attribute(text: Text, name: str = "name", **value: Any) -> Row:
    return send(STANDARD, "5.2", PARAMETER, text, MessageAttributes={name: value})


def send_batch(queue: str, shape: str, text: Text, *entries: dict[str, Any]) -> Row:
    numbered = [{"Id": str(i), "MessageBody": "x", **entry} for i, entry in enumerate(entries)]
    return Row("6.13", queue, "SendMessageBatch", {"Entries": numbered}, shape, text)


ROWS = (
    # Names and kinds of queues.
    create("a.fifo", PARAMETER, STANDARD_NAMES),
    create(".fifo", PARAMETER, STANDARD_NAMES),
    create("a", PARAMETER, FIFO_NAMES, FifoQueue="true"),
    create(".fifo", PARAMETER, FIFO_NAMES, FifoQueue="true"),
    create("a b.fifo", PARAMETER, FIFO_NAMES, FifoQueue="true"),
    create("a.b.fifo", PARAMETER, FIFO_NAMES, FifoQueue="TRUE"),
    create("a.FIFO", PARAMETER, FIFO_NAMES, FifoQueue="true"),
    create("a" * 76 + ".fifo", PARAMETER, FIFO_NAMES, FifoQueue="true"),
    create("a.fifo", VALUE, invalid("ContentBasedDeduplication"), FifoQueue="true", ContentBasedDeduplication="1"),
    create("a.fifo", VALUE, invalid("DeduplicationScope"), FifoQueue="true", DeduplicationScope="group"),
    create("a.fifo", VALUE, invalid("FifoThroughputLimit"), FifoQueue="true", FifoThroughputLimit="none"),
    create("a.fifo", VALUE, None, FifoQueue="true", FifoThroughputLimit="perMessageGroupId"),
    create("a.fifo", NAME, unknown("Foobar"), FifoQueue="true", Foobar="1"),
    create("a", NAME, TWO_KEYS, KmsMasterKeyId="alias/a", SqsManagedSseEnabled="true"),
    create("a", VALUE, invalid("SqsManagedSseEnabled"), SqsManagedSseEnabled="yes"),
    create("a", VALUE, invalid("Policy"), Policy="[]"),
    set_on(FIFO, VALUE, invalid("ContentBasedDeduplication"), ContentBasedDeduplication="maybe"),
    set_on(FIFO, VALUE, invalid("DeduplicationScope"), DeduplicationScope="Queue"),
    set_on(FIFO, VALUE, invalid("FifoThroughputLimit"), FifoThroughputLimit="perqueue"),
    set_on(FIFO, NAME, unknown("Foobar"), Foobar="1"),
    set_on(FIFO, NAME, unknown("QueueArn"), QueueArn="arn"),
    set_on(STANDARD, NAME, unknown("ContentBasedDeduplication"), ContentBasedDeduplication="true"),
    set_on(STANDARD, VALUE, invalid("Policy"), Policy="[]"),
    # Attributes of messages.
    attribute("Message (user) attribute names must be shorter than 256 Bytes", "n" * 257, DataType="String", StringValue="x"),
    attribute(ATTRIBUTE_NAME, "a b", DataType="String", StringValue="x"),
    attribute(ATTRIBUTE_NAME, "a/b", DataType="String", StringValue="x"),
    send(STANDARD, "5.2", "UnsupportedOperation", None, MessageAttributes={"name": {"DataType": "String", "StringValue": "x", "StringListValues": ["x"]}}),
    send(STANDARD, "5.2", "UnsupportedOperation", None, MessageAttributes={"name": {"DataType": "Binary", "BinaryValue": b"x", "BinaryListValues": [b"x"]}}),
    attribute(None, "name", StringValue="x"),
    attribute(None, "name", DataType="Number", StringValue="1" * 39),
    attribute(None, "name", DataType="Number", StringValue="1E127"),
    attribute(None, "name", DataType="Number", StringValue="1E-129"),
    attribute(None, "name", DataType="Number", StringValue="NaN"),
    attribute(None, "name", DataType="Number", StringValue="Infinity"),
    attribute(None, "name", DataType="Number", StringValue=" 1"),
    # What a FIFO queue wants of a message, in the order of the checks.
    send(FIFO, "6.12", MISSING, "The request must contain the parameter MessageBody.", MessageBody=""),
    send(FIFO, "6.12", "InvalidMessageContents", None, MessageBody="\x01", MessageGroupId="a b"),
    send(FIFO, "6.12", PARAMETER, f"Value a b for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId {IDS}", MessageDeduplicationId="a b", MessageGroupId="a b"),
    send(FIFO, "6.12", PARAMETER, f"Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId {IDS}", MessageGroupId="a b", DelaySeconds=1),
    send(FIFO, "6.12", MISSING, "The request must contain the parameter MessageGroupId."),
    send(FIFO, "6.12", PARAMETER, NO_ID, MessageGroupId="g"),
    # Batches.
    send_batch(FIFO, PARAMETER, NO_ID, {"MessageGroupId": "g"}),
    send_batch(FIFO, PARAMETER, "The request must contain the parameter MessageGroupId.", {"MessageDeduplicationId": "d"}),
    send_batch(FIFO, "InvalidBatchEntryId", None, {"Id": "a b", "MessageGroupId": "g", "MessageDeduplicationId": "d"}),
    send_batch(FIFO, "EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request."),
    # Receives and receipts.
    Row("6.14", STANDARD, "ReceiveMessage", {"VisibilityTimeout": 43201}, PARAMETER, None),
    Row("6.14", FIFO, "ReceiveMessage", {"ReceiveRequestAttemptId": "a" * 129}, PARAMETER, None),
    Row("6.15", FIFO, "DeleteMessage", {"ReceiptHandle": "x"}, "ReceiptHandleIsInvalid", 'The input receipt handle "x" is not a valid receipt handle.'),
    Row("7.2", FIFO, "ChangeMessageVisibility", {"ReceiptHandle": "x", "VisibilityTimeout": 1}, "ReceiptHandleIsInvalid", 'The input receipt handle "x" is not a valid receipt handle.'),
    # Permissions.
    Row("11.1", STANDARD, "AddPermission", {"Label": "l", "AWSAccountIds": ["1" * 12], "Actions": ["Nope"]}, PARAMETER, "Value SQS:Nope for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions. "),
    Row("11.1", STANDARD, "AddPermission", {"Label": "l", "AWSAccountIds": ["1" * 12], "Actions": ["TagQueue"]}, PARAMETER, "Value SQS:TagQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action."),
    Row("11.1", STANDARD, "AddPermission", {"Label": "l", "AWSAccountIds": ["1"], "Actions": ["*"]}, PARAMETER, None),
)  # fmt: skip


class Refusals(FifoCase):
    def test_follow_the_tables(self, api: Api) -> None:
        for row in ROWS:
            with self.subTest(spec=row.spec, action=row.action, input=str(row.input)[:100]):
                input = dict(row.input)
                if row.queue != NONE:
                    input["QueueUrl"] = self.fifo() if row.queue == FIFO else self.queue()
                self.assert_refused(api, row.shape, row.text, row.action, **input)
                if row.queue != NONE:
                    self.assertEqual(self.counts(input["QueueUrl"]), (0, 0, 0))


#: Numbers at the edges of what spec 5.2 allows, and an attribute of each kind that is not refused.
TAKEN = (
    {"DataType": "Number", "StringValue": "1E126"},
    {"DataType": "Number", "StringValue": "-1e-128"},
    {"DataType": "Number", "StringValue": "1" * 38},
    {"DataType": "Number.0", "StringValue": "0.0"},
)


class Numbers(BrokerCase):
    def test_at_the_edges_are_taken(self, api: Api) -> None:
        url = self.queue()
        for value in TAKEN:
            with self.subTest(value=value):
                input = {"MessageBody": "x", "MessageAttributes": {"n": value}}
                api.call("SendMessage", QueueUrl=url, **input)
                message = self.receive_one(url, MessageAttributeNames=["All"])
                self.assertEqual(message["MessageAttributes"], {"n": value})


if __name__ == "__main__":
    unittest.main()
