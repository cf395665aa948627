"""SendMessage: spec 5.1, 6.12, 9."""

import re
import unittest
import uuid

import wire
from apis import Api
from case import BrokerCase
from digests import body_md5

MIB = 1048576

BODIES = {
    "one character": "x",
    "line ends": "a\r\nb\rc\nd\t\r\n",
    "quotes": "\"double\" 'single' `back` \\ \\n",
    "markup": "<Message>&amp; &lt;b&gt; &quot; &#13; ]]></Message><!-- -->",
    "form": "a=b&c=d+e%20f;g",
    "json": '{"a": ["\\u0041", null, 1e3]}',
    "spaces around": "  x \n ",
    "other scripts": "Größe 価格 цена \u200b\u202e مرحبا",
    "beyond the basic plane": "😀 \U0010ffff \U00010000",
    "edges of the set": "\t\n\r \ud7ff\ue000\ufffd",
    "delete and C1": "\x7f\x80\x85\x9f\u2028\u2029",
}

ALLOWED = (
    "#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]"
)


class Bodies(BrokerCase):
    def test_come_back_as_they_were_sent(self, api: Api) -> None:
        for name, body in BODIES.items():
            with self.subTest(name=name):
                url = self.queue()
                reply = api.call("SendMessage", QueueUrl=url, MessageBody=body)
                self.assertEqual(reply["MD5OfMessageBody"], body_md5(body))
                (message,) = api.call("ReceiveMessage", QueueUrl=url)["Messages"]
                self.assertEqual(message["Body"], body)
                self.assertEqual(message["MD5OfBody"], body_md5(body))
                self.assertEqual(message["MessageId"], reply["MessageId"])

    def test_cross_from_one_protocol_to_the_other(self) -> None:
        for sender, receiver in ((self.json, self.query), (self.query, self.json)):
            for name, body in BODIES.items():
                with self.subTest(sender=sender.protocol, name=name):
                    url = self.queue()
                    sender.call("SendMessage", QueueUrl=url, MessageBody=body)
                    (message,) = receiver.call("ReceiveMessage", QueueUrl=url)["Messages"]
                    self.assertEqual(message["Body"], body)

    def test_refuses_characters_outside_the_set_and_names_the_first(self, api: Api) -> None:
        url = self.queue()
        for body, named in (
            ("\x00", "#x0"),
            ("a\x07b", "#x7"),
            ("\x0b\x01", "#xB"),
            ("ok\x1f", "#x1F"),
            ("\ufffe\uffff", "#xFFFE"),
            ("😀\uffff", "#xFFFF"),
        ):
            with self.subTest(named=named):
                self.assert_refused(
                    api,
                    "InvalidMessageContents",
                    f"Invalid binary character '{named}' was found in the message body, "
                    f"the set of allowed characters is {ALLOWED}.",
                    "SendMessage",
                    QueueUrl=url,
                    MessageBody=body,
                )
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_refuses_half_a_surrogate_pair(self) -> None:
        """Only JSON can say it. It is no character, whichever error tells so."""
        url = self.queue()
        body = b'{"QueueUrl":"%s","MessageBody":"\\ud800"}' % url.encode()
        reply = self.exchange(wire.json_request("SendMessage", body))
        self.assertEqual(reply.status, 400, reply.text)
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_refuses_an_empty_body(self, api: Api) -> None:
        self.assert_missing(
            api, "MessageBody", "SendMessage", QueueUrl=self.queue(), MessageBody=""
        )


class Replies(BrokerCase):
    def test_hold_the_id_and_the_digest_alone(self, api: Api) -> None:
        reply = api.call("SendMessage", QueueUrl=self.queue(), MessageBody="message")
        self.assertEqual(set(reply), {"MessageId", "MD5OfMessageBody"})
        self.assertEqual(reply["MD5OfMessageBody"], "78e731027d8fd50ed642340b7c9a63b3")
        self.assertEqual(str(uuid.UUID(reply["MessageId"])), reply["MessageId"])

    def test_no_two_messages_have_one_id(self, api: Api) -> None:
        url = self.queue()
        ids = [api.call("SendMessage", QueueUrl=url, MessageBody="x")["MessageId"] for _ in "abcd"]
        self.assertEqual(len(set(ids)), 4)


class Sizes(BrokerCase):
    """Spec 5.1: UTF-8 bytes of the body and of each attribute's name, type and value."""

    def too_long(self, limit: int) -> str:
        return (
            f"One or more parameters are invalid. Reason: Message must be shorter than {limit} "
            "bytes."
        )

    def test_one_mebibyte_is_taken_and_one_byte_more_is_not(self, api: Api) -> None:
        url = self.queue()
        for body in ("x" * MIB, "é" * (MIB // 2), "&" * MIB, "\r" * MIB):
            with self.subTest(body=body[0]):
                api.call("SendMessage", QueueUrl=url, MessageBody=body)
                self.assert_bad_value(
                    api, self.too_long(MIB), "SendMessage", QueueUrl=url, MessageBody=body + "x"
                )
                message = self.receive_one(url)
                self.assertTrue(message["Body"] == body, "altered")
                self.json.call(
                    "DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
                )

    def test_one_mebibyte_of_json_escapes_is_taken(self) -> None:
        """Six bytes of JSON for each byte of the message."""
        url = self.queue()
        body = b'{"QueueUrl":"%s","MessageBody":"%s"}' % (url.encode(), b"\\u0041" * MIB)
        reply = self.exchange(wire.json_request("SendMessage", body))
        self.assertEqual(reply.status, 200, reply.text[:200])
        self.assertTrue(self.receive_one(url)["Body"] == "A" * MIB, "altered")

    def test_the_queue_may_set_a_lower_limit(self, api: Api) -> None:
        url = self.queue(MaximumMessageSize=1024)
        api.call("SendMessage", QueueUrl=url, MessageBody="x" * 1024)
        api.call("SendMessage", QueueUrl=url, MessageBody="é" * 512)
        for body in ("x" * 1025, "é" * 512 + "x"):
            with self.subTest(body=body[0]):
                self.assert_bad_value(
                    api, self.too_long(1024), "SendMessage", QueueUrl=url, MessageBody=body
                )

    def test_attributes_count_and_system_attributes_do_not(self, api: Api) -> None:
        url = self.queue(MaximumMessageSize=1024)
        # "name" 4, "String" 6, "value" 5; "blob" 4, "Binary.x" 8, 3 bytes: 30 in all
        attributes = {
            "name": {"DataType": "String", "StringValue": "value"},
            "blob": {"DataType": "Binary.x", "BinaryValue": b"\x00\x01\x02"},
        }
        trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-0"}}
        sent = {"MessageAttributes": attributes, "MessageSystemAttributes": trace}
        api.call("SendMessage", QueueUrl=url, MessageBody="x" * 994, **sent)
        self.assert_bad_value(
            api, self.too_long(1024), "SendMessage", QueueUrl=url, MessageBody="x" * 995, **sent
        )


class Delays(BrokerCase):
    def test_refuses_what_is_out_of_range(self, api: Api) -> None:
        url = self.queue()
        for value in (-1, 901, 100000):
            with self.subTest(value=value):
                self.assert_bad_value(
                    api,
                    f"Value {value} for parameter DelaySeconds is invalid. Reason: DelaySeconds "
                    "must be >= 0 and <= 900.",
                    "SendMessage",
                    QueueUrl=url,
                    MessageBody="x",
                    DelaySeconds=value,
                )

    def test_takes_the_edges(self, api: Api) -> None:
        url = self.queue()
        api.call("SendMessage", QueueUrl=url, MessageBody="x", DelaySeconds=900)
        api.call("SendMessage", QueueUrl=url, MessageBody="x", DelaySeconds=0)
        self.assertEqual(self.counts(url), (1, 0, 1))

    def test_a_message_without_delay_takes_the_queues(self, api: Api) -> None:
        url = self.queue(DelaySeconds=900)
        api.call("SendMessage", QueueUrl=url, MessageBody="queue's")
        api.call("SendMessage", QueueUrl=url, MessageBody="own", DelaySeconds=0)
        self.assertEqual(self.bodies(url), ["own"], "an explicit 0 overrides the queue's delay")
        self.assertEqual(self.counts(url), (0, 1, 1))


class GroupsOnStandardQueues(BrokerCase):
    """Spec 6.12 and 9: a group id is taken, checked and given back, and orders nothing."""

    def test_is_returned_as_a_system_attribute(self, api: Api) -> None:
        url = self.queue()
        for group in ("tenant-1", "g" * 128, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"):
            with self.subTest(group=group):
                reply = api.call(
                    "SendMessage", QueueUrl=url, MessageBody="x", MessageGroupId=group
                )
                self.assertNotIn("SequenceNumber", reply)
                (message,) = api.call(
                    "ReceiveMessage", QueueUrl=url, AttributeNames=["MessageGroupId"]
                )["Messages"]
                self.assertEqual(message["Attributes"], {"MessageGroupId": group})

    def test_locks_nothing(self, api: Api) -> None:
        url = self.queue()
        for body in ("a", "b"):
            api.call("SendMessage", QueueUrl=url, MessageBody=body, MessageGroupId="g")
        received = [self.receive_one(url)["Body"], self.receive_one(url)["Body"]]
        self.assertEqual(sorted(received), ["a", "b"])

    def test_refuses_an_illegal_group(self, api: Api) -> None:
        url = self.queue()
        for group in ("", "g" * 129, "a b", "ä", "a\tb"):
            with self.subTest(group=group):
                self.assert_bad_value(
                    api,
                    f"Value {group} for parameter MessageGroupId is invalid. Reason: "
                    "MessageGroupId can only include alphanumeric and punctuation characters. "
                    "1 to 128 in length.",
                    "SendMessage",
                    QueueUrl=url,
                    MessageBody="x",
                    MessageGroupId=group,
                )

    def test_refuses_a_group_with_control_characters_in_parseable_words(self, api: Api) -> None:
        self.assert_bad_value(
            api,
            re.compile("for parameter MessageGroupId is invalid"),
            "SendMessage",
            QueueUrl=self.queue(),
            MessageBody="x",
            MessageGroupId="a\x01b",
        )

    def test_refuses_a_deduplication_id(self, api: Api) -> None:
        self.assert_bad_value(
            api,
            "Value d for parameter MessageDeduplicationId is invalid. Reason: The request "
            "includes a parameter that is not valid for this queue type.",
            "SendMessage",
            QueueUrl=self.queue(),
            MessageBody="x",
            MessageDeduplicationId="d",
        )


class Order(BrokerCase):
    def test_of_checks(self, api: Api) -> None:
        """Spec 6.12's suggestion: body, size, charset, attributes, group. Each row has the fault
        that is due and all that come later."""
        url = self.queue(MaximumMessageSize=1024)
        empty = {"name": {"DataType": "String", "StringValue": ""}}
        group = {"MessageGroupId": "a b"}
        attributes = {"MessageAttributes": empty, **group}
        for body, more, text in (
            ("", attributes, "MessageBody"),
            ("\x07" + "x" * 1024, attributes, "must be shorter than"),
            ("\x07", attributes, "Invalid binary character '#x7'"),
            ("x", attributes, "non-empty value of type 'String'"),
            ("x", group, "MessageGroupId"),
        ):
            with self.subTest(text=text):
                refused = self.refusal(api, "SendMessage", QueueUrl=url, MessageBody=body, **more)
                self.assertIn(text, refused.message)


if __name__ == "__main__":
    unittest.main()
