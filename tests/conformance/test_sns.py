"""SNS from outside: topics, subscriptions and what reaches queues, under Debian's botocore and `aws`.

The rows of the specification are tests of their own (tests/sns); these see that real clients and the
real daemon agree.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import unittest
import urllib.request
from typing import Any

from apis import DEFAULT_REGION
from sns import ARN, SnsCase, queue_arn


class Delivery(SnsCase):
    def test_envelope(self) -> None:
        topic, url = self.topic(), self.queue()
        subscription = self.subscribe(topic, url)
        sent = self.sns.publish(
            TopicArn=topic,
            Subject="Hi",
            Message='Grüße "/"',
            MessageAttributes={
                "n": {"DataType": "Number", "StringValue": "1"},
                "b": {"DataType": "Binary", "BinaryValue": b"\0\1"},
            },
        )
        message = self.receive_one(url, WaitTimeSeconds=5)
        self.assertNotIn("MessageAttributes", message)
        self.assertTrue(message["Body"].startswith('{\n  "Type" : "Notification",\n'))
        body = json.loads(message["Body"])
        self.assertEqual(
            list(body),
            ["Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp",
             "SignatureVersion", "Signature", "SigningCertURL", "UnsubscribeURL",
             "MessageAttributes"],
        )
        self.assertEqual(body["MessageId"], sent["MessageId"])
        self.assertEqual(body["Message"], 'Grüße "/"')
        self.assertEqual(
            body["UnsubscribeURL"],
            f"http://127.0.0.1:{self.port}/?Action=Unsubscribe&SubscriptionArn={subscription}",
        )
        self.assertEqual(
            body["MessageAttributes"],
            {"n": {"Type": "Number", "Value": "1"}, "b": {"Type": "Binary", "Value": "AAE="}},
        )
        self.assertRegex(body["Timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")

    def test_raw(self) -> None:
        topic, url = self.topic(), self.queue()
        self.subscribe(topic, url, RawMessageDelivery="true")
        attributes = {
            "s": {"DataType": "String.label", "StringValue": "x"},
            "b": {"DataType": "Binary", "BinaryValue": b"\0\1"},
        }
        self.sns.publish(TopicArn=topic, Message="raw", MessageAttributes=attributes)
        message = self.receive_one(url, WaitTimeSeconds=5, MessageAttributeNames=["All"])
        self.assertEqual(message["Body"], "raw")
        self.assertEqual(message["MessageAttributes"], attributes)

    def test_filter_policies(self) -> None:
        topic, red, body = self.topic(), self.queue(), self.queue()
        policy = json.dumps({"colour": ["red"]})
        self.subscribe(topic, red, RawMessageDelivery="true", FilterPolicy=policy)
        self.subscribe(
            topic, body, RawMessageDelivery="true", FilterPolicy=json.dumps({"a": {"b": [1]}}),
            FilterPolicyScope="MessageBody",
        )
        for colour in ("red", "blue"):
            attributes = {"colour": {"DataType": "String", "StringValue": colour}}
            self.sns.publish(TopicArn=topic, Message=colour, MessageAttributes=attributes)
        self.sns.publish(TopicArn=topic, Message='{"a":{"b":1}}')
        self.assertEqual(self.bodies(red, WaitTimeSeconds=5), ["red"])
        self.assertEqual(self.bodies(body, WaitTimeSeconds=5), ['{"a":{"b":1}}'])

    def test_batch_to_fifo(self) -> None:
        topic = self.topic(FifoTopic="true", ContentBasedDeduplication="true")
        name = f"{self.id().rsplit('.', 1)[-1]}.fifo"
        queue = {"QueueName": name, "Attributes": {"FifoQueue": "true"}}
        url = self.json.call("CreateQueue", **queue)["QueueUrl"]
        self.subscribe(topic, url, RawMessageDelivery="true")
        entries = [
            {"Id": str(n), "Message": f"m{n}", "MessageGroupId": "g"} for n in range(5)
        ]
        first = self.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
        again = self.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
        self.assertEqual(first["Failed"], [])
        self.assertEqual(again["Successful"], first["Successful"])
        numbers = [entry["SequenceNumber"] for entry in first["Successful"]]
        self.assertEqual(numbers, sorted(numbers))
        messages = self.receive(url, WaitTimeSeconds=5, AttributeNames=["All"])
        self.assertEqual([message["Body"] for message in messages], [f"m{n}" for n in range(5)])
        self.assertEqual({message["Attributes"]["MessageGroupId"] for message in messages}, {"g"})

    def test_structure(self) -> None:
        topic, url = self.topic(), self.queue()
        self.subscribe(topic, url, RawMessageDelivery="true")
        text = json.dumps({"default": "d", "sqs": "for queues"})
        self.sns.publish(TargetArn=topic, Message=text, MessageStructure="json")
        self.assertEqual(self.bodies(url, WaitTimeSeconds=5), ["for queues"])

    def test_links_work_without_a_signature(self) -> None:
        topic, url = self.topic(), self.queue()
        self.subscribe(topic, url)
        self.sns.publish(TopicArn=topic, Message="m")
        link = json.loads(self.receive_one(url, WaitTimeSeconds=5)["Body"])["UnsubscribeURL"]
        with urllib.request.urlopen(link) as reply:
            self.assertIn(b"<UnsubscribeResponse", reply.read())
        left = self.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        self.assertEqual(left, [])


class Management(SnsCase):
    def test_topics(self) -> None:
        topic = self.topic(DisplayName="Shop")
        self.assertEqual(topic, self.topic(DisplayName="Shop"))
        attributes = self.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        self.assertEqual(attributes["DisplayName"], "Shop")
        pages = self.sns.get_paginator("list_topics").paginate()
        self.assertIn(topic, [t["TopicArn"] for page in pages for t in page["Topics"]])
        self.sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "team", "Value": "orders"}])
        tags = self.sns.list_tags_for_resource(ResourceArn=topic)["Tags"]
        self.assertEqual(tags, [{"Key": "team", "Value": "orders"}])
        self.sns.delete_topic(TopicArn=topic)
        self.sns.delete_topic(TopicArn=topic)
        self.assertEqual(
            self.refusal("get_topic_attributes", TopicArn=topic),
            (404, "NotFound", "Topic does not exist"),
        )

    def test_errors_have_their_classes(self) -> None:
        topic = self.topic()
        with self.assertRaises(self.sns.exceptions.InvalidParameterException):
            self.sns.publish(TopicArn=topic, Message="")
        with self.assertRaises(self.sns.exceptions.InvalidParameterValueException):
            self.sns.publish(
                TopicArn=topic,
                Message="m",
                MessageAttributes={"a": {"DataType": "X", "StringValue": "x"}},
            )
        with self.assertRaises(self.sns.exceptions.NotFoundException):
            self.sns.publish(TopicArn=topic + "2", Message="m")
        with self.assertRaises(self.sns.exceptions.EmptyBatchRequestException):
            self.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[])

    def test_pending_subscriptions(self) -> None:
        topic = self.topic()
        answer = self.sns.subscribe(TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/")
        self.assertEqual(answer["SubscriptionArn"], "pending confirmation")
        listed = self.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        self.assertEqual([s["SubscriptionArn"] for s in listed], ["PendingConfirmation"])
        self.assertEqual(
            self.refusal("confirm_subscription", TopicArn=topic, Token="a" * 288),
            (400, "InvalidParameter", "Invalid parameter: Token"),
        )

    def test_phones_and_devices(self) -> None:
        self.sns.publish(PhoneNumber="+15551234567", Message="to a phone")
        page = f"http://127.0.0.1:{self.port}/_aws/sns/sms-messages"
        with urllib.request.urlopen(page) as reply:
            sent = json.load(reply)["sms_messages"]["+15551234567"]
        self.assertEqual(sent[0]["Message"], "to a phone")
        application = self.sns.create_platform_application(
            Name="shop", Platform="GCM",
            Attributes={"PlatformCredential": "c", "PlatformPrincipal": "p"},
        )["PlatformApplicationArn"]
        endpoint = self.sns.create_platform_endpoint(
            PlatformApplicationArn=application, Token="tok"
        )["EndpointArn"]
        self.sns.publish(TargetArn=endpoint, Message="to a device")
        self.sns.set_endpoint_attributes(EndpointArn=endpoint, Attributes={"Enabled": "false"})
        self.assertEqual(
            self.refusal("publish", TargetArn=endpoint, Message="m"),
            (400, "EndpointDisabled", "Endpoint is disabled"),
        )
        self.assertEqual(self.sns.get_sms_attributes()["attributes"], {"MonthlySpendLimit": "1"})
        self.assertFalse(
            self.sns.check_if_phone_number_is_opted_out(phoneNumber="+15551234567")["isOptedOut"]
        )


class Cli(SnsCase):
    """`aws sns`, as a user types it."""

    def aws(self, *arguments: str) -> Any:
        with tempfile.TemporaryDirectory(prefix="forebay-aws-") as home:
            environment = {
                "PATH": "/usr/bin:/bin",
                "HOME": home,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_DEFAULT_REGION": DEFAULT_REGION,
                "AWS_PAGER": "",
            }
            done = subprocess.run(
                ["/usr/bin/aws", "--endpoint-url", f"http://127.0.0.1:{self.port}", *arguments],
                env=environment, capture_output=True, text=True, timeout=60, cwd=home,
            )
        self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def test_first_notification(self) -> None:
        url = self.queue()
        topic = self.aws("sns", "create-topic", "--name", "cli-topic")["TopicArn"]
        self.assertEqual(topic, ARN + "cli-topic")
        self.aws(
            *("sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs"),
            *("--notification-endpoint", queue_arn(url)),
            *("--attributes", "RawMessageDelivery=true"),
        )
        self.aws("sns", "publish", "--topic-arn", topic, "--message", "Grüße & <all>")
        self.assertEqual(self.bodies(url, WaitTimeSeconds=5), ["Grüße & <all>"])
        listed = self.aws("sns", "list-subscriptions")["Subscriptions"]
        self.assertIn(topic, [subscription["TopicArn"] for subscription in listed])


if __name__ == "__main__":
    unittest.main()
