"""AWS JSON 1.0 as bytes: spec 2.1, 2.2, 2.4."""

import email.utils
import json
import unittest
import uuid

import wire
from case import BrokerCase
from digests import body_md5

JSON_TYPE = wire.JSON_TYPE


class WireCase(BrokerCase):
    def ask(self, action: str, input: object, **more: object) -> wire.Reply:
        return self.exchange(wire.json_request(action, input, **more))


class Success(WireCase):
    def test_has_these_headers(self) -> None:
        reply = self.ask("SendMessage", {"QueueUrl": self.queue(), "MessageBody": "x"})
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.header("Content-Type"), JSON_TYPE)
        self.assertEqual(str(uuid.UUID(reply.header("x-amzn-RequestId"))), reply.header("x-amzn-RequestId"))
        self.assertIsNotNone(email.utils.parsedate_to_datetime(reply.header("Date")))
        self.assertEqual((reply.header("Connection") or "").lower(), "keep-alive")
        self.assertIsNone(reply.header("x-amzn-query-error"))

    def test_each_request_has_its_own_id(self) -> None:
        ids = {self.ask("ListQueues", {}).header("x-amzn-RequestId") for _ in range(5)}
        self.assertEqual(len(ids), 5)

    def test_without_output_has_an_empty_body(self) -> None:
        """Spec 13: our choice between empty and `{}`, which SDKs take as well."""
        url = self.queue()
        self.send(url)
        handle = self.receive_one(url)["ReceiptHandle"]
        account = ["111111111111"]
        for action, input in (
            ("SetQueueAttributes", {"Attributes": {"DelaySeconds": "0"}}),
            ("TagQueue", {"Tags": {"a": "b"}}),
            ("UntagQueue", {"TagKeys": ["a"]}),
            ("AddPermission", {"Label": "l", "AWSAccountIds": account, "Actions": ["*"]}),
            ("RemovePermission", {"Label": "l"}),
            ("ChangeMessageVisibility", {"ReceiptHandle": handle, "VisibilityTimeout": 60}),
            ("DeleteMessage", {"ReceiptHandle": handle}),
            ("PurgeQueue", {}),
            ("DeleteQueue", {}),
        ):
            with self.subTest(action=action):
                reply = self.ask(action, {"QueueUrl": url, **input})
                self.assertEqual((reply.status, reply.body), (200, b""))
                self.assertEqual(reply.header("Content-Length"), "0")

    def test_never_holds_null_or_an_empty_list(self) -> None:
        url = self.queue()
        for action, input in (
            ("ReceiveMessage", {"QueueUrl": url}),
            ("GetQueueAttributes", {"QueueUrl": url}),
            ("ListQueueTags", {"QueueUrl": url}),
            ("ListQueues", {"QueueNamePrefix": "no-such-prefix"}),
        ):
            with self.subTest(action=action):
                self.assertEqual(self.ask(action, input).json, {})

    def test_binary_values_are_base64(self) -> None:
        url = self.queue()
        attribute = {"DataType": "Binary", "BinaryValue": "AAH/"}
        sent = {"QueueUrl": url, "MessageBody": "x", "MessageAttributes": {"blob": attribute}}
        self.assertEqual(self.ask("SendMessage", sent).status, 200)
        receive = {"QueueUrl": url, "MessageAttributeNames": ["All"]}
        (message,) = self.ask("ReceiveMessage", receive).json["Messages"]
        self.assertEqual(message["MessageAttributes"], {"blob": attribute})

    def test_values_inside_attribute_maps_are_texts_and_faults_are_booleans(self) -> None:
        url = self.queue()
        all_attributes = {"QueueUrl": url, "AttributeNames": ["All"]}
        attributes = self.ask("GetQueueAttributes", all_attributes).json["Attributes"]
        self.assertEqual({type(value) for value in attributes.values()}, {str})
        entries = [{"Id": "a", "MessageBody": "\x01"}]
        (failed,) = self.ask("SendMessageBatch", {"QueueUrl": url, "Entries": entries}).json["Failed"]
        self.assertIs(failed["SenderFault"], True)

    def test_is_json_when_posted_to_a_queues_path(self) -> None:
        """Spec 2.1: the path is ignored in favour of the body's QueueUrl."""
        url, other = self.queue(), self.queue()
        path = other[len(f"http://127.0.0.1:{self.port}") :]
        reply = self.ask("SendMessage", {"QueueUrl": url, "MessageBody": "x"}, target=path)
        self.assertEqual(reply.status, 200)
        self.assertIn("MD5OfMessageBody", reply.json)
        self.assertEqual((self.counts(url)[0], self.counts(other)[0]), (1, 0))

    def test_takes_the_target_without_the_content_type_and_other_spellings(self) -> None:
        for headers in (
            {"Content-Type": "application/json"},
            {"Content-Type": f"{JSON_TYPE}; charset=utf-8"},
            {"Content-Type": "text/plain"},
        ):
            with self.subTest(headers=headers):
                reply = self.ask("ListQueues", {}, headers=headers)
                self.assertEqual((reply.status, reply.header("Content-Type")), (200, JSON_TYPE))

    def test_header_names_are_case_insensitive(self) -> None:
        data = wire.json_request("ListQueues", {})
        reply = self.exchange(data.replace(b"X-Amz-Target", b"x-AMZ-tArGeT"))
        self.assertEqual(reply.status, 200)

    def test_text_is_utf8_or_escaped(self) -> None:
        url = self.queue(VisibilityTimeout=0)
        for body in (b'"\xf0\x9f\x98\x80"', b'"\\ud83d\\ude00"', b'"\\uD83D\\uDE00"'):
            with self.subTest(body=body):
                input = b'{"QueueUrl":"%s","MessageBody":%s}' % (url.encode(), body)
                reply = self.ask("SendMessage", input)
                self.assertEqual(reply.json["MD5OfMessageBody"], body_md5("😀"))

    def test_unknown_members_are_ignored(self) -> None:
        """A newer SDK may send more than we know."""
        input = {"QueueUrl": self.queue(), "MessageBody": "x", "FutureMember": {"a": [1]}}
        self.assertEqual(self.ask("SendMessage", input).status, 200)


class Errors(WireCase):
    def assert_error(
        self, reply: wire.Reply, status: int, type: str, code: str | None, message: str | None
    ) -> None:
        self.assertEqual(reply.status, status, reply.text)
        self.assertEqual(reply.header("Content-Type"), JSON_TYPE)
        self.assertTrue(reply.header("x-amzn-RequestId"))
        self.assertEqual(set(reply.json), {"__type", "message"}, "exactly two keys")
        self.assertEqual(reply.json["__type"], type)
        if code is not None:
            self.assertEqual(reply.header("x-amzn-query-error"), f"{code};Sender")
        if message is not None:
            self.assertEqual(reply.json["message"], message)

    def test_look_as_in_the_example(self) -> None:
        self.assert_error(
            self.ask("GetQueueUrl", {"QueueName": "nope"}),
            400,
            "com.amazonaws.sqs#QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue",
            "The specified queue does not exist.",
        )

    def test_of_the_framework_are_in_its_namespace(self) -> None:
        self.assert_error(
            self.ask("GetQueueUrl", {}),
            400,
            "com.amazon.coral.service#MissingRequiredParameterException",
            "MissingParameter",
            "The request must contain the parameter QueueName.",
        )

    def test_unknown_operation(self) -> None:
        for target in ("AmazonSQS.Foobar", "AmazonSQS.", "Foobar", "AmazonSQS.sendMessage"):
            with self.subTest(target=target):
                reply = self.ask("x", {}, headers={"X-Amz-Target": target})
                self.assert_error(
                    reply,
                    404,
                    "com.amazon.coral.service#UnknownOperationException",
                    None,
                    None,
                )

    def test_json_without_a_target_is_an_unknown_operation(self) -> None:
        data = wire.request("POST", "/", {"Content-Type": JSON_TYPE}, b"{}")
        reply = self.exchange(data)
        self.assertEqual(reply.status, 404)
        self.assertIn("UnknownOperationException", reply.text)

    def test_malformed_bodies_are_serialization_exceptions(self) -> None:
        url = self.queue().encode()
        for body in (
            b"{",
            b"nonsense",
            b"[]",
            b'"text"',
            b"null",
            b'{"QueueUrl":}',
            b'{"QueueUrl":"%s"} trailing' % url,
            b'{"QueueUrl":"\xff\xfe"}',
            b'{"QueueUrl":"%s","MessageBody":7}' % url,
            b'{"QueueUrl":["%s"],"MessageBody":"x"}' % url,
            b'{"QueueUrl":"%s","MessageBody":"x","DelaySeconds":"soon"}' % url,
            b'{"QueueUrl":"%s","MessageBody":"x","DelaySeconds":99999999999999999999}' % url,
            b'{"QueueUrl":"%s","MessageBody":"x","MessageAttributes":[]}' % url,
            b'{"QueueUrl":"%s","MessageBody":"x","MessageAttributes":'
            b'{"a":{"DataType":"Binary","BinaryValue":"%%%%"}}}' % url,
            b"[" * 100_000,
            b'{"a":' * 100_000,
        ):
            with self.subTest(body=body[:80]):
                reply = self.ask("SendMessage", body)
                self.assert_error(
                    reply, 400, "com.amazon.coral.service#SerializationException", None, None
                )
        self.assert_alive()

    def test_an_empty_body_sends_nothing(self) -> None:
        """Malformed JSON, or `{}` that lacks its parameters: 400 both ways."""
        self.assertEqual(self.ask("SendMessage", b"").status, 400)

    def test_do_not_spoil_the_connection(self) -> None:
        with wire.Wire(self.port) as connection:
            for input in ({"QueueName": "nope"}, b"{", {}):
                self.assertEqual(connection.exchange(wire.json_request("GetQueueUrl", input)).status, 400)
            self.assertEqual(connection.exchange(wire.json_request("ListQueues", {})).status, 200)

    def test_texts_are_valid_json_whatever_they_quote(self) -> None:
        url = self.queue()
        handle = 'a"b\\c\n\x01</x>é'
        reply = self.ask("DeleteMessage", {"QueueUrl": url, "ReceiptHandle": handle})
        self.assertEqual(reply.status, 404)
        self.assertIn(handle, json.loads(reply.body)["message"])


if __name__ == "__main__":
    unittest.main()
