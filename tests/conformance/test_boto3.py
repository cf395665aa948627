"""Debian's boto3 as an application uses it: client, resource, paginator, typed exceptions."""

import unittest
import urllib.request

import boto3
import botocore.config

import broker
from case import BrokerCase


class Boto3(BrokerCase):
    def setUp(self) -> None:
        self.where = {
            "endpoint_url": broker.shared().url,
            "region_name": "us-east-1",
            "aws_access_key_id": "test",
            "aws_secret_access_key": "test",
        }
        self.client = boto3.client("sqs", **self.where)

    def test_resource_sends_receives_and_deletes(self) -> None:
        sqs = boto3.resource("sqs", **self.where)
        queue = sqs.create_queue(QueueName="boto-resource", Attributes={"DelaySeconds": "0"})
        self.assertEqual(sqs.get_queue_by_name(QueueName="boto-resource").url, queue.url)
        queue.send_message(
            MessageBody="job",
            MessageAttributes={"blob": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}},
        )
        (message,) = queue.receive_messages(
            WaitTimeSeconds=5, AttributeNames=["All"], MessageAttributeNames=["All"]
        )
        self.assertEqual(message.body, "job")
        self.assertEqual(message.message_attributes["blob"]["BinaryValue"], b"\x00\xff")
        message.change_visibility(VisibilityTimeout=60)
        message.delete()
        queue.reload()
        self.assertEqual(queue.attributes["ApproximateNumberOfMessages"], "0")
        self.assertEqual(queue.attributes["ApproximateNumberOfMessagesNotVisible"], "0")
        queue.delete()

    def test_paginator_walks_all_pages(self) -> None:
        names = [f"boto-page-{number}" for number in range(7)]
        for name in names:
            self.client.create_queue(QueueName=name)
        pages = self.client.get_paginator("list_queues").paginate(
            QueueNamePrefix="boto-page-", PaginationConfig={"PageSize": 3}
        )
        listed = [[url.rsplit("/", 1)[-1] for url in page["QueueUrls"]] for page in pages]
        self.assertEqual(listed, [names[:3], names[3:6], names[6:]])

    def test_exceptions_are_typed(self) -> None:
        with self.assertRaises(self.client.exceptions.QueueDoesNotExist) as caught:
            self.client.get_queue_url(QueueName="nope")
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], "AWS.SimpleQueueService.NonExistentQueue")
        self.assertEqual(error["Type"], "Sender")
        self.assertIn("Detail", error)
        self.assertIsNone(error["Detail"])
        with self.assertRaises(self.client.exceptions.EmptyBatchRequest):
            url = self.queue()
            config = botocore.config.Config(parameter_validation=False)
            client = boto3.client("sqs", config=config, **self.where)
            client.send_message_batch(QueueUrl=url, Entries=[])

    def test_a_message_group_on_a_standard_queue_is_given_back(self) -> None:
        url = self.queue()
        sent = self.client.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="tenant")
        self.assertNotIn("SequenceNumber", sent)
        (message,) = self.client.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"]
        self.assertEqual(message["Attributes"]["MessageGroupId"], "tenant")
        self.assertNotIn("SequenceNumber", message["Attributes"])

    def test_a_presigned_get_works_without_the_client(self) -> None:
        url = self.queue()
        self.send(url, "fetched")
        signed = self.client.generate_presigned_url(
            "receive_message", Params={"QueueUrl": url, "WaitTimeSeconds": 0}, HttpMethod="GET"
        )
        with urllib.request.urlopen(signed, timeout=10) as response:
            self.assertIn(b"<Body>fetched</Body>", response.read())


if __name__ == "__main__":
    unittest.main()
