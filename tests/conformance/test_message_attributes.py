"""User and system attributes of messages, and their digests: spec 5.2, 5.3, 5.4."""

import re
import time
import unittest
from typing import Any

import digests
import wire
from apis import Api
from case import BrokerCase


def string(value: str, data_type: str = "String") -> dict[str, Any]:
    return {"DataType": data_type, "StringValue": value}


def number(value: str, data_type: str = "Number") -> dict[str, Any]:
    return {"DataType": data_type, "StringValue": value}


def binary(value: bytes, data_type: str = "Binary") -> dict[str, Any]:
    return {"DataType": data_type, "BinaryValue": value}


KENOBI = {"Hello": string("There"), "General": string("Kenobi")}
TRACE_PARENT = b"traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01"
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"

#: Attributes and the digest that AWS gave for them, word for word from spec 5.4.
RECORDED = (
    ({"k": string("x")}, "a45daa70926828a2f0a1db3418e6feb4"),
    ({"MyAttribute": string("foobar")}, "adb59cd4678ea5a855436b949cd07ab6"),
    ({"timestamp": number("1493147359900")}, "235c5c510d26fb653d073faed50ae77c"),
    (KENOBI, "fca026605781cb4126a1e9044df24232"),
    ({**KENOBI, "Help.Me": string("Me")}, "4c360f3fdafd970e05fae2f149d997f5"),
    ({"attr1": number("99.12"), "attr2": number("109.12")}, "9b720b3af309c1c4b0d395c53b08c502"),
    ({"attr1": binary(TRACE_PARENT)}, "8cbe4db156db8a94db8b801b7addb984"),
    (
        {
            "city": string("Any City"),
            "blob": binary(b"\x00\x01\xff", "Binary.gif"),
            "n": number("7", "Number.int"),
        },
        "ba44607a85b85030d7f6de8911eb4795",
    ),
)
TRACE_DIGEST = "5ae4d5d7636402d80f4eb6d213245a88"


class Digests(BrokerCase):
    def test_of_the_harness_are_those_of_the_table(self) -> None:
        for attributes, digest in RECORDED:
            self.assertEqual(digests.attributes_md5(attributes), digest)

    def test_are_those_of_the_table_at_send_and_at_receive(self, api: Api) -> None:
        for attributes, digest in RECORDED:
            with self.subTest(digest=digest):
                url = self.queue()
                reply = api.call(
                    "SendMessage", QueueUrl=url, MessageBody="x", MessageAttributes=attributes
                )
                self.assertEqual(reply["MD5OfMessageAttributes"], digest)
                (message,) = api.call(
                    "ReceiveMessage", QueueUrl=url, MessageAttributeNames=["All"]
                )["Messages"]
                self.assertEqual(message["MessageAttributes"], attributes)
                self.assertEqual(message["MD5OfMessageAttributes"], digest)

    def test_cover_only_what_is_returned(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=0)
        three = {**KENOBI, "Help.Me": string("Me")}
        self.send(url, MessageAttributes=three)
        (message,) = api.call(
            "ReceiveMessage", QueueUrl=url, MessageAttributeNames=["Hello", "General"]
        )["Messages"]
        self.assertEqual(message["MD5OfMessageAttributes"], "fca026605781cb4126a1e9044df24232")

    def test_are_absent_without_attributes(self, api: Api) -> None:
        url = self.queue()
        reply = api.call("SendMessage", QueueUrl=url, MessageBody="x")
        self.assertNotIn("MD5OfMessageAttributes", reply)
        self.assertNotIn("MD5OfMessageSystemAttributes", reply)
        (message,) = api.call("ReceiveMessage", QueueUrl=url, MessageAttributeNames=["All"])[
            "Messages"
        ]
        self.assertNotIn("MD5OfMessageAttributes", message)
        self.assertNotIn("MessageAttributes", message)

    def test_sort_names_by_their_bytes(self, api: Api) -> None:
        attributes = {name: string(name) for name in ("b", "B", "a1", "a", "é", "z", "a-")}
        reply = api.call(
            "SendMessage", QueueUrl=self.queue(), MessageBody="x", MessageAttributes=attributes
        )
        self.assertEqual(reply["MD5OfMessageAttributes"], digests.attributes_md5(attributes))


class UserAttributes(BrokerCase):
    def taken(self, api: Api, attributes: dict[str, Any]) -> None:
        """Sent over `api`, they come back over both protocols as they were."""
        url = self.queue(VisibilityTimeout=0)
        api.call("SendMessage", QueueUrl=url, MessageBody="x", MessageAttributes=attributes)
        for receiver in (self.json, self.query):
            (message,) = receiver.call(
                "ReceiveMessage", QueueUrl=url, MessageAttributeNames=["All"]
            )["Messages"]
            self.assertEqual(message["MessageAttributes"], attributes)

    def refused(self, api: Api, text: Any, attributes: dict[str, Any]) -> None:
        url = self.queue()
        self.assert_bad_value(
            api, text, "SendMessage", QueueUrl=url, MessageBody="x", MessageAttributes=attributes
        )
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_ten_are_taken_and_eleven_are_not(self, api: Api) -> None:
        many = {f"name{i}": string("x") for i in range(11)}
        self.taken(api, {name: many[name] for name in list(many)[:10]})
        self.refused(
            api, "Number of message attributes [11] exceeds the allowed maximum [10].", many
        )

    def test_legal_names_are_taken(self, api: Api) -> None:
        for name in ("a", "A_b-c.9", "attr.1øßä", "n" * 256, "awsome", "Amazonas"):
            with self.subTest(name=name[:20]):
                self.taken(api, {name: string("x")})

    def test_illegal_names_are_refused(self, api: Api) -> None:
        for name in ("n" * 257, "a b", "a/b", "a$", ".a", "a.", "a..b", "a\nb", "價"):
            with self.subTest(name=name[:20]):
                self.refused(api, None, {name: string("x")})

    def test_reserved_names_are_refused_in_any_case(self, api: Api) -> None:
        text = (
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These "
            "strings are reserved for internal use. Additionally, they cannot start or end with "
            "'.'."
        )
        for name in ("AWS.x", "aws.x", "Aws.trace", "Amazon.x", "AMAZON.y", "amazon.z"):
            with self.subTest(name=name):
                self.refused(api, text, {name: string("x")})

    def test_names_are_case_sensitive(self, api: Api) -> None:
        self.taken(api, {"name": string("lower"), "NAME": string("upper")})

    def test_types_are_taken_and_returned_verbatim(self, api: Api) -> None:
        for attribute in (
            string("x", "String.label"),
            string("x", "String." + "l" * 249),
            number("7", "Number.int"),
            number("+7.0"),
            number("-0.10"),
            number("1E3"),
            number("00012300"),
            number("9" * 38),
            binary(b"\x00\xff\r\n", "Binary.gif"),
            binary(bytes(range(256))),
        ):
            with self.subTest(attribute=attribute):
                self.taken(api, {"name": attribute})

    def test_other_types_are_refused(self, api: Api) -> None:
        for data_type in ("", "Text", "string", "Stringy", "S" * 300, "String." + "l" * 250):
            with self.subTest(data_type=data_type[:20]):
                self.refused(api, None, {"name": string("x", data_type)})

    def test_an_unknown_type_is_named(self, api: Api) -> None:
        self.refused(
            api,
            re.compile('must be prefixed.*with "String", "Binary", or "Number", but was: Text'),
            {"name": string("x", "Text")},
        )

    def test_a_value_must_not_be_empty(self, api: Api) -> None:
        for attribute, kind in (
            (string(""), "String"),
            (number(""), "Number"),
            (binary(b""), "Binary"),
        ):
            with self.subTest(kind=kind):
                self.refused(
                    api,
                    f"Message (user) attribute 'name' must contain a non-empty value of type "
                    f"'{kind}'.",
                    {"name": attribute},
                )

    def test_a_value_must_be_of_its_type(self, api: Api) -> None:
        for attribute in (
            {"DataType": "String"},
            {"DataType": "Binary"},
            {"DataType": "String", "BinaryValue": b"x"},
            {"DataType": "Binary", "StringValue": "x"},
            number("seven"),
            number("1,5"),
            number("0x10"),
        ):
            with self.subTest(attribute=attribute):
                self.refused(api, None, {"name": attribute})

    def test_characters_outside_the_set_are_an_invalid_value(self, api: Api) -> None:
        for value in ("\x00", "a\x07", "\x1f", "\uffff"):
            with self.subTest(value=value):
                self.refused(api, None, {"name": string(value)})

    def test_any_other_text_is_taken(self, api: Api) -> None:
        self.taken(api, {"name": string("\t\r\n \"<&>' 😀 &#xD; é")})


class SystemAttributes(BrokerCase):
    def test_the_trace_header_is_stored_and_digested_apart(self, api: Api) -> None:
        url = self.queue()
        reply = api.call(
            "SendMessage",
            QueueUrl=url,
            MessageBody="x",
            MessageAttributes=KENOBI,
            MessageSystemAttributes={"AWSTraceHeader": string(TRACE)},
        )
        self.assertEqual(reply["MD5OfMessageSystemAttributes"], TRACE_DIGEST)
        self.assertEqual(reply["MD5OfMessageAttributes"], "fca026605781cb4126a1e9044df24232")
        (message,) = api.call(
            "ReceiveMessage",
            QueueUrl=url,
            AttributeNames=["AWSTraceHeader"],
            MessageAttributeNames=["All"],
        )["Messages"]
        self.assertEqual(message["Attributes"], {"AWSTraceHeader": TRACE})
        self.assertEqual(message["MessageAttributes"], KENOBI)
        self.assertEqual(message["MD5OfMessageAttributes"], "fca026605781cb4126a1e9044df24232")

    def test_no_other_may_be_sent(self, api: Api) -> None:
        url = self.queue()
        for sent in (
            {"SenderId": string("me")},
            {"Foobar": string("x")},
            {"AWSTraceHeader": number("7")},
            {"AWSTraceHeader": binary(b"x")},
        ):
            with self.subTest(sent=sent):
                self.assert_bad_value(
                    api,
                    None,
                    "SendMessage",
                    QueueUrl=url,
                    MessageBody="x",
                    MessageSystemAttributes=sent,
                )

    def test_the_request_header_is_stored_as_the_trace(self) -> None:
        for protocol in ("json", "query"):
            with self.subTest(protocol=protocol):
                url = self.queue()
                header = {"X-Amzn-Trace-Id": TRACE}
                if protocol == "json":
                    input = {"QueueUrl": url, "MessageBody": "x"}
                    data = wire.json_request("SendMessage", input, header)
                else:
                    form = {"Action": "SendMessage", "QueueUrl": url, "MessageBody": "x"}
                    data = wire.query_request(form, header)
                self.assertEqual(self.exchange(data).status, 200)
                message = self.receive_one(url, AttributeNames=["All"])
                self.assertEqual(message["Attributes"]["AWSTraceHeader"], TRACE)

    def test_the_server_sets_these(self, api: Api) -> None:
        """Spec 5.3: milliseconds as decimal strings; the count goes up with each receive."""
        url = self.queue(VisibilityTimeout=0)
        before = int(time.time() * 1000)
        api.call("SendMessage", QueueUrl=url, MessageBody="x")
        sent_by = int(time.time() * 1000)

        (first,) = api.call("ReceiveMessage", QueueUrl=url, AttributeNames=["All"])["Messages"]
        attributes = first["Attributes"]
        self.assertEqual(
            set(attributes),
            {
                "SenderId",
                "SentTimestamp",
                "ApproximateReceiveCount",
                "ApproximateFirstReceiveTimestamp",
            },
        )
        self.assertTrue(attributes["SenderId"])
        self.assertLessEqual(before, int(attributes["SentTimestamp"]))
        self.assertLessEqual(int(attributes["SentTimestamp"]), sent_by)
        self.assertLessEqual(before, int(attributes["ApproximateFirstReceiveTimestamp"]))
        self.assertEqual(attributes["ApproximateReceiveCount"], "1")

        time.sleep(0.01)
        (second,) = api.call("ReceiveMessage", QueueUrl=url, AttributeNames=["All"])["Messages"]
        self.assertEqual(second["Attributes"], {**attributes, "ApproximateReceiveCount": "2"})

    def test_a_delayed_message_was_sent_when_it_was_accepted(self, api: Api) -> None:
        url = self.queue()
        api.call("SendMessage", QueueUrl=url, MessageBody="x", DelaySeconds=1)
        accepted_by = int(time.time() * 1000)
        message = self.receive_one(url, WaitTimeSeconds=5, AttributeNames=["All"])
        attributes = message["Attributes"]
        self.assertLessEqual(int(attributes["SentTimestamp"]), accepted_by)
        self.assertGreater(int(attributes["ApproximateFirstReceiveTimestamp"]), accepted_by)


if __name__ == "__main__":
    unittest.main()
