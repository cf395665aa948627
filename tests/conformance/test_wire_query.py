"""AWS Query as bytes: spec 2.1, 2.3, 2.4."""

import re
import time
import unittest
import urllib.parse
import uuid
import xml.etree.ElementTree as ElementTree

import wire
from case import BrokerCase, name_of

XMLNS = "http://queue.amazonaws.com/doc/2012-11-05/"
REQUEST_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
DECLARATION = r"(?:<\?xml version=\"1\.0\"[^>]*\?>\s*)?"
METADATA = f"<ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>"


class WireCase(BrokerCase):
    def ask(self, parameters: dict[str, str] | str, **more: object) -> wire.Reply:
        return self.exchange(wire.query_request(parameters, **more))

    def path(self, url: str) -> str:
        return url[len(f"http://127.0.0.1:{self.port}") :]

    def get(self, target: str, **headers: str) -> wire.Reply:
        return self.exchange(wire.request("GET", target, headers))

    def assert_document(self, reply: wire.Reply, pattern: str, status: int = 200) -> re.Match[str]:
        """The body is exactly what the pattern says, the id being the header's."""
        self.assertEqual(reply.status, status, reply.text)
        self.assertRegex(reply.header("Content-Type") or "", r"^text/xml\b")
        match = re.fullmatch(DECLARATION + pattern + r"\s*", reply.text)
        self.assertIsNotNone(match, f"\n{reply.text}\nis not\n{pattern}")
        self.assertIn(f"<RequestId>{reply.header('x-amzn-RequestId')}</RequestId>", reply.text)
        assert match is not None
        return match

    def success(self, action: str, result: str | None) -> str:
        inner = "" if result is None else result
        return f'<{action}Response xmlns="{re.escape(XMLNS)}">{inner}{METADATA}</{action}Response>'

    def error(self, code: str, message: str) -> str:
        return (
            f'<ErrorResponse xmlns="{re.escape(XMLNS)}"><Error><Type>Sender</Type>'
            f"<Code>{re.escape(code)}</Code><Message>{message}</Message><Detail/></Error>"
            f"<RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
        )


class Documents(WireCase):
    def test_of_a_result(self) -> None:
        reply = self.ask({"Action": "CreateQueue", "QueueName": "letter", "Version": "2012-11-05"})
        url = "http://localhost/000000000000/letter"
        result = f"<CreateQueueResult><QueueUrl>{url}</QueueUrl></CreateQueueResult>"
        self.assert_document(reply, self.success("CreateQueue", result))
        uuid.UUID(reply.header("x-amzn-RequestId"))
        self.assertTrue(reply.header("Date"))
        self.assertEqual((reply.header("Connection") or "").lower(), "keep-alive")

    def test_without_output_hold_only_the_metadata(self) -> None:
        url = self.queue()
        self.send(url)
        handle = self.receive_one(url)["ReceiptHandle"]
        for action, more in (
            ("SetQueueAttributes", {"Attribute.1.Name": "DelaySeconds", "Attribute.1.Value": "0"}),
            ("TagQueue", {"Tag.1.Key": "a", "Tag.1.Value": "b"}),
            ("UntagQueue", {"TagKey.1": "a"}),
            ("AddPermission", {"Label": "l", "AWSAccountId.1": "1" * 12, "ActionName.1": "*"}),
            ("RemovePermission", {"Label": "l"}),
            ("ChangeMessageVisibility", {"ReceiptHandle": handle, "VisibilityTimeout": "60"}),
            ("DeleteMessage", {"ReceiptHandle": handle}),
            ("PurgeQueue", {}),
            ("DeleteQueue", {}),
        ):
            with self.subTest(action=action):
                reply = self.ask({"Action": action, "QueueUrl": url, **more})
                self.assert_document(reply, self.success(action, None))

    def test_of_an_empty_result(self) -> None:
        url = self.queue()
        for action, more in (
            ("ReceiveMessage", {"QueueUrl": url}),
            ("GetQueueAttributes", {"QueueUrl": url}),
            ("ListQueueTags", {"QueueUrl": url}),
            ("ListQueues", {"QueueNamePrefix": "no-such-prefix"}),
        ):
            with self.subTest(action=action):
                reply = self.ask({"Action": action, **more})
                self.assert_document(reply, self.success(action, f"<{action}Result/>"))

    def test_of_a_message(self) -> None:
        url = self.queue()
        self.send(url, "body")
        reply = self.ask({"Action": "ReceiveMessage", "QueueUrl": url})
        message = (
            f"<MessageId>{REQUEST_ID}</MessageId><ReceiptHandle>[^<]+</ReceiptHandle>"
            "<MD5OfBody>841a2d689ad86bd1611447453c22c6fc</MD5OfBody><Body>body</Body>"
        )
        result = f"<ReceiveMessageResult><Message>{message}</Message></ReceiveMessageResult>"
        self.assert_document(reply, self.success("ReceiveMessage", result))

    def test_of_a_message_with_attributes(self) -> None:
        url = self.queue()
        self.send(
            url,
            "body",
            MessageAttributes={
                "name": {"DataType": "String", "StringValue": 'a"b'},
                "blob": {"DataType": "Binary", "BinaryValue": b"\x00\x01\xff"},
            },
        )
        reply = self.ask(
            {
                "Action": "ReceiveMessage",
                "QueueUrl": url,
                "AttributeName.1": "ApproximateReceiveCount",
                "MessageAttributeName.1": "All",
            }
        )
        self.assertIn(
            "<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>",
            reply.text,
        )
        self.assertIn("a&quot;b", reply.text)
        message = ElementTree.fromstring(reply.body).find(f".//{{{XMLNS}}}Message")
        found = {}
        for attribute in message.iterfind(f"{{{XMLNS}}}MessageAttribute"):
            name = attribute.findtext(f"{{{XMLNS}}}Name")
            value = attribute.find(f"{{{XMLNS}}}Value")
            found[name] = {part.tag.partition("}")[2]: part.text for part in value}
        self.assertEqual(
            found,
            {
                "name": {"DataType": "String", "StringValue": 'a"b'},
                "blob": {"DataType": "Binary", "BinaryValue": "AAH/"},
            },
        )
        self.assertEqual(len(message.findtext(f"{{{XMLNS}}}MD5OfMessageAttributes")), 32)

    def test_of_a_batch(self) -> None:
        url = self.queue()
        entry = "SendMessageBatchRequestEntry"
        reply = self.ask(
            {
                "Action": "SendMessageBatch",
                "QueueUrl": url,
                f"{entry}.1.Id": "good",
                f"{entry}.1.MessageBody": "body",
                f"{entry}.2.Id": "bad",
                f"{entry}.2.MessageBody": "\x01",
            }
        )
        good = (
            "<SendMessageBatchResultEntry><Id>good</Id>"
            f"(?:<MessageId>{REQUEST_ID}</MessageId>"
            "|<MD5OfMessageBody>841a2d689ad86bd1611447453c22c6fc</MD5OfMessageBody>){2}"
            "</SendMessageBatchResultEntry>"
        )
        bad = (
            "<BatchResultErrorEntry><Id>bad</Id>(?:<SenderFault>true</SenderFault>"
            "|<Code>InvalidMessageContents</Code>|<Message>[^<]+</Message>){3}"
            "</BatchResultErrorEntry>"
        )
        result = f"<SendMessageBatchResult>{good}{bad}</SendMessageBatchResult>"
        self.assert_document(reply, self.success("SendMessageBatch", result))

    def test_of_attributes_and_tags(self) -> None:
        url = self.queue(VisibilityTimeout=7)
        reply = self.ask(
            {
                "Action": "GetQueueAttributes",
                "QueueUrl": url,
                "AttributeName.1": "VisibilityTimeout",
            }
        )
        result = (
            "<GetQueueAttributesResult><Attribute><Name>VisibilityTimeout</Name><Value>7</Value>"
            "</Attribute></GetQueueAttributesResult>"
        )
        self.assert_document(reply, self.success("GetQueueAttributes", result))
        self.json.call("TagQueue", QueueUrl=url, Tags={"k": "<v>"})
        reply = self.ask({"Action": "ListQueueTags", "QueueUrl": url})
        result = (
            "<ListQueueTagsResult><Tag><Key>k</Key><Value>&lt;v&gt;</Value></Tag>"
            "</ListQueueTagsResult>"
        )
        self.assert_document(reply, self.success("ListQueueTags", result))

    def test_of_an_error(self) -> None:
        """Spec 2.3: to the letter, with its empty Detail."""
        self.assert_document(
            self.ask({"Action": "GetQueueUrl", "QueueName": "nope"}),
            self.error(
                "AWS.SimpleQueueService.NonExistentQueue",
                "The specified queue does not exist for this wsdl version\\.",
            ),
            400,
        )

    def test_escape_quotes_and_carriage_returns(self) -> None:
        """Spec 2.3: or else a parser normalises CR and the MD5 check fails."""
        url = self.queue()
        self.send(url, "a&b<c>d\"e\r\nf'g")
        reply = self.ask({"Action": "ReceiveMessage", "QueueUrl": url})
        body = re.search("<Body>(.*?)</Body>", reply.text, re.DOTALL)
        self.assertRegex(body[1], "^a&amp;b&lt;c&gt;d&quot;e&#xD;\nf('|&apos;|&#39;|&#x27;)g$")

    def test_escape_in_errors_too(self) -> None:
        reply = self.ask(
            {"Action": "DeleteMessage", "QueueUrl": self.queue(), "ReceiptHandle": '<a href="x">&'}
        )
        self.assert_document(
            reply,
            self.error(
                "ReceiptHandleIsInvalid",
                "The input receipt handle &quot;&lt;a href=&quot;x&quot;&gt;&amp;&quot; is not a "
                "valid receipt handle\\.",
            ),
            404,
        )

    def test_parse_whatever_control_characters_a_request_held(self) -> None:
        url = self.queue()
        for parameters in (
            {"Action": "DeleteMessage", "ReceiptHandle": "\x01\x02"},
            {"Action": "SendMessage", "MessageBody": "x", "MessageGroupId": "\x01"},
            {"Action": "GetQueueAttributes", "AttributeName.1": "\x01\ufffe"},
            {"Action": "Foo\x01bar"},
        ):
            with self.subTest(parameters=parameters):
                reply = self.ask({"QueueUrl": url, **parameters})
                self.assertGreaterEqual(reply.status, 400)
                ElementTree.fromstring(reply.body)


class Addressing(WireCase):
    def test_a_queues_path_stands_for_its_url(self) -> None:
        url = self.queue(VisibilityTimeout=0)
        path = self.path(url)
        reply = self.ask({"Action": "SendMessage", "MessageBody": "posted"}, target=path)
        self.assertEqual(reply.status, 200, reply.text)
        reply = self.get(f"{path}?Action=SendMessage&MessageBody=got&Version=2012-11-05")
        self.assertEqual(reply.status, 200, reply.text)
        reply = self.get(f"{path}?Action=ReceiveMessage&MaxNumberOfMessages=10")
        self.assertEqual(re.findall("<Body>(.*?)</Body>", reply.text), ["posted", "got"])
        reply = self.get(f"{path}/?Action=ReceiveMessage")
        self.assertEqual(reply.status, 200, "a trailing slash is stripped")

    def test_the_parameter_wins_over_the_path(self) -> None:
        url, other = self.queue(), self.queue()
        form = {"Action": "SendMessage", "MessageBody": "x", "QueueUrl": url}
        self.ask(form, target=self.path(other))
        self.assertEqual((self.counts(url)[0], self.counts(other)[0]), (1, 0))

    def test_an_unknown_queues_path(self) -> None:
        reply = self.get("/000000000000/never-created?Action=ReceiveMessage")
        self.assertEqual(reply.status, 400)
        self.assertIn("AWS.SimpleQueueService.NonExistentQueue", reply.text)

    def test_actions_that_have_no_place_on_a_queues_path(self) -> None:
        path = self.path(self.queue())
        for action, more in (
            ("ListQueues", {}),
            ("CreateQueue", {"QueueName": "other"}),
            ("Foobar", {}),
        ):
            expected = self.error(
                "InvalidAction", f"The action {action} is not valid for this endpoint\\."
            )
            form = {"Action": action, **more}
            with self.subTest(action=action, method="POST"):
                self.assert_document(self.ask(form, target=path), expected, 400)
            with self.subTest(action=action, method="GET"):
                reply = self.get(f"{path}?{urllib.parse.urlencode(form)}")
                self.assert_document(reply, expected, 400)

    def test_get_queue_url_works_on_the_path_of_any_queue(self) -> None:
        url, other = self.queue(), self.queue()
        for name in (name_of(url), name_of(other)):
            reply = self.get(f"{self.path(url)}?Action=GetQueueUrl&QueueName={name}")
            self.assertEqual(reply.status, 200, reply.text)
            self.assertIn(f"/{name}</QueueUrl>", reply.text)

    def test_an_unknown_action_at_the_root(self) -> None:
        self.assert_document(
            self.ask({"Action": "Foobar"}),
            self.error("InvalidAction", "The action Foobar is not valid for this endpoint\\."),
            400,
        )

    def test_no_action_at_all(self) -> None:
        """Spec 2.3: XML even for who accepts JSON."""
        path = self.path(self.queue())
        for data in (
            wire.request("GET", "/"),
            wire.request("GET", path),
            wire.request("GET", path, {"Accept": "application/json"}),
            wire.request("POST", "/", {"Content-Type": wire.FORM_TYPE}, b"Version=2012-11-05"),
            wire.request("POST", "/", {}, b""),
            wire.request("PUT", "/some/where", {"Content-Type": "text/plain"}, b"text"),
            wire.request("DELETE", path),
        ):
            with self.subTest(data=data[:60]):
                reply = self.exchange(data)
                self.assertEqual(reply.status, 404)
                self.assertRegex(reply.text, rf"^{DECLARATION}<UnknownOperationException\s*/>\s*$")


class Parameters(WireCase):
    def test_may_be_split_between_url_and_form(self) -> None:
        url = self.queue()
        reply = self.ask(
            {"MessageBody": "x"},
            target="/?" + urllib.parse.urlencode({"Action": "SendMessage", "QueueUrl": url}),
        )
        self.assertEqual(reply.status, 200, reply.text)
        reply = self.ask({"Action": "ReceiveMessage"}, target=f"{self.path(url)}?WaitTimeSeconds=0")
        self.assertIn("<Body>x</Body>", reply.text)

    def test_are_decoded(self) -> None:
        url = urllib.parse.quote(self.queue(), safe="")
        for encoded, body in (
            ("a+b", "a b"),
            ("a%20b", "a b"),
            ("a%2Bb", "a+b"),
            ("%e2%82%ac%E2%82%AC", "€€"),
            ("a=b", "a=b"),
            ("%26%3D%3B", "&=;"),
            ("caf%C3%A9", "café"),
        ):
            with self.subTest(encoded=encoded):
                reply = self.ask(f"Action=SendMessage&QueueUrl={url}&MessageBody={encoded}")
                self.assertEqual(reply.status, 200, reply.text)
                received = self.ask(f"Action=ReceiveMessage&QueueUrl={url}")
                self.assertEqual(
                    ElementTree.fromstring(received.body).findtext(f".//{{{XMLNS}}}Body"), body
                )

    def test_malformed_ones_hurt_nobody(self) -> None:
        url = urllib.parse.quote(self.queue(), safe="")
        for form in (
            f"Action=SendMessage&QueueUrl={url}&MessageBody=%zz",
            f"Action=SendMessage&QueueUrl={url}&MessageBody=%e",
            f"Action=SendMessage&QueueUrl={url}&MessageBody=%",
            f"Action=SendMessage&QueueUrl={url}&MessageBody=%ff%fe",
            "&&Action=ListQueues&&=&=x&a&",
            "Action=ListQueues&Action=ListQueues",
            "Action=CreateQueue&QueueName=n&Attribute.1.Value=5",
            "Action=CreateQueue&QueueName=n&Attribute.0.Name=DelaySeconds",
            "Action=CreateQueue&QueueName=n&Attribute.-1.Name=DelaySeconds",
            "Action=CreateQueue&QueueName=n&Attribute.99999999999999999999.Name=DelaySeconds",
            "Action=CreateQueue&QueueName=n&Attribute.1.1.1.1=x",
            "Action=CreateQueue&QueueName=n&Attribute...Name=x",
            f"Action=ReceiveMessage&QueueUrl={url}&MaxNumberOfMessages=ten",
            f"Action=ReceiveMessage&QueueUrl={url}&WaitTimeSeconds=1.5",
            f"Action=ReceiveMessage&QueueUrl={url}&VisibilityTimeout=99999999999999999999",
        ):
            with self.subTest(form=form[-60:]):
                reply = self.ask(form)
                self.assertIn(reply.status, (200, 400), reply.text)
                ElementTree.fromstring(reply.body)
        self.assert_alive()

    def test_a_number_that_is_none_is_a_bad_value(self) -> None:
        url = self.queue()
        for name in ("MaxNumberOfMessages", "WaitTimeSeconds", "VisibilityTimeout"):
            for value in ("ten", "1.5", "99999999999999999999"):
                with self.subTest(name=name, value=value):
                    reply = self.ask({"Action": "ReceiveMessage", "QueueUrl": url, name: value})
                    self.assertEqual(reply.status, 400, reply.text)

    def test_a_huge_index_costs_nothing(self) -> None:
        started = time.monotonic()
        for index in ("1000000", "2147483647", "18446744073709551615"):
            reply = self.ask(
                {"Action": "ListQueueTags", "QueueUrl": self.queue(), f"Tag.{index}.Key": "a"}
            )
            self.assertIn(reply.status, (200, 400))
        self.assertLess(time.monotonic() - started, 2.0)

    def test_of_a_list_may_come_in_any_order(self) -> None:
        url = self.queue()
        reply = self.ask(
            f"AttributeName.2=DelaySeconds&QueueUrl={urllib.parse.quote(url)}"
            "&AttributeName.1=VisibilityTimeout&Action=GetQueueAttributes"
        )
        self.assertEqual(
            sorted(re.findall("<Name>(.*?)</Name>", reply.text)),
            ["DelaySeconds", "VisibilityTimeout"],
        )

    def test_of_a_long_list_are_ordered_as_numbers(self) -> None:
        url = self.queue()
        entry = "SendMessageBatchRequestEntry"
        form = {"Action": "SendMessageBatch", "QueueUrl": url}
        for number in range(1, 11):
            form[f"{entry}.{number}.Id"] = f"id{number}"
            form[f"{entry}.{number}.MessageBody"] = str(number)
        reply = self.ask(form)
        self.assertEqual(
            re.findall("<Id>id(.*?)</Id>", reply.text), [str(n) for n in range(1, 11)]
        )
        self.assertEqual(self.bodies(url), [str(n) for n in range(1, 11)])

    def test_one_attribute_may_be_set_without_an_index(self) -> None:
        url = self.queue()
        reply = self.ask(
            {
                "Action": "SetQueueAttributes",
                "QueueUrl": url,
                "Attribute.Name": "VisibilityTimeout",
                "Attribute.Value": "77",
            }
        )
        self.assertEqual(reply.status, 200, reply.text)
        self.assertEqual(self.attributes(url)["VisibilityTimeout"], "77")

    def test_the_version_may_be_missing_or_another(self) -> None:
        for version in ({}, {"Version": "2012-11-05"}, {"Version": "2009-02-01"}):
            with self.subTest(version=version):
                self.assertEqual(self.ask({"Action": "ListQueues", **version}).status, 200)

    def test_a_form_may_name_its_charset(self) -> None:
        headers = {"Content-Type": f"{wire.FORM_TYPE}; charset=utf-8"}
        self.assertEqual(self.ask({"Action": "ListQueues"}, headers=headers).status, 200)


class AcceptJson(WireCase):
    """Spec 2.3: the same document rendered as JSON."""

    ACCEPT = {"Accept": "application/json"}

    def test_of_a_result(self) -> None:
        url = self.queue()
        reply = self.ask(
            {"Action": "ListQueues", "QueueNamePrefix": name_of(url)},
            headers=self.ACCEPT,
            host=f"127.0.0.1:{self.port}",
        )
        self.assertEqual(reply.status, 200)
        self.assertRegex(reply.header("Content-Type") or "", r"^application/json\b")
        response = reply.json["ListQueuesResponse"]
        self.assertEqual(set(response), {"ListQueuesResult", "ResponseMetadata"})
        self.assertIn(url, str(response["ListQueuesResult"]))
        self.assertEqual(
            response["ResponseMetadata"], {"RequestId": reply.header("x-amzn-RequestId")}
        )

    def test_of_messages(self) -> None:
        url = self.queue()
        self.send(url, "job")
        reply = self.ask({"Action": "ReceiveMessage", "QueueUrl": url}, headers=self.ACCEPT)
        (message,) = reply.json["ReceiveMessageResponse"]["ReceiveMessageResult"]["messages"]
        self.assertEqual(message["Body"], "job")

    def test_of_attributes(self) -> None:
        url = self.queue()
        form = {
            "Action": "GetQueueAttributes",
            "QueueUrl": url,
            "AttributeName.1": "VisibilityTimeout",
        }
        reply = self.ask(form, headers=self.ACCEPT)
        self.assertEqual(
            reply.json["GetQueueAttributesResponse"]["GetQueueAttributesResult"],
            {"Attributes": [{"Name": "VisibilityTimeout", "Value": "30"}]},
        )

    def test_of_an_error(self) -> None:
        path = self.path(self.queue())
        reply = self.exchange(wire.request("GET", f"{path}?Action=ListQueues", self.ACCEPT))
        self.assertEqual(reply.status, 400)
        self.assertEqual(reply.json["Error"]["Code"], "InvalidAction")
        self.assertEqual(
            reply.json["Error"]["Message"], "The action ListQueues is not valid for this endpoint."
        )
        self.assertEqual(reply.json["RequestId"], reply.header("x-amzn-RequestId"))


if __name__ == "__main__":
    unittest.main()
