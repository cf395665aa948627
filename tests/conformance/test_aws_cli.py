"""The `aws` command as a user types it. Each call is a new process, so there are few of them."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
from typing import Any

import broker
from case import BrokerCase

AWS = "/usr/bin/aws"


class Cli(BrokerCase):
    def run_aws(self, *arguments: str, key: str = "test", region: str = "us-east-1") -> Any:
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": self.home,
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": region,
            "AWS_PAGER": "",
            "LC_ALL": "C.UTF-8",
        }
        command = [AWS, "--endpoint-url", f"http://127.0.0.1:{self.port}", "sqs", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, cwd=self.home
        )

    def aws(self, *arguments: str, **more: str) -> Any:
        """What the command printed, as JSON; nothing when it printed nothing."""
        done = self.run_aws(*arguments, **more)
        self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def setUp(self) -> None:
        home = tempfile.TemporaryDirectory(prefix="forebay-aws-")
        self.addCleanup(home.cleanup)
        self.home = home.name

    def test_first_message(self) -> None:
        """Create, send, receive, delete: the five minutes of the README."""
        url = self.aws("create-queue", "--queue-name", "cli")["QueueUrl"]
        self.assertEqual(url, f"http://127.0.0.1:{self.port}/000000000000/cli")
        self.assertEqual(self.aws("get-queue-url", "--queue-name", "cli")["QueueUrl"], url)
        sent = self.aws(
            "send-message",
            *("--queue-url", url),
            *("--message-body", 'Grüße, "world" & <all>'),
            *("--message-attributes", "kind={DataType=String,StringValue=greeting}"),
        )
        self.assertEqual(len(sent["MD5OfMessageAttributes"]), 32)
        (message,) = self.aws(
            "receive-message",
            *("--queue-url", url),
            *("--attribute-names", "All"),
            *("--message-attribute-names", "All"),
            *("--wait-time-seconds", "5"),
        )["Messages"]
        self.assertEqual(message["Body"], 'Grüße, "world" & <all>')
        self.assertEqual(
            message["MessageAttributes"],
            {"kind": {"StringValue": "greeting", "DataType": "String"}},
        )
        self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], "1")
        handle = message["ReceiptHandle"]
        visibility = ("--queue-url", url, "--receipt-handle", handle, "--visibility-timeout", "60")
        self.assertIsNone(self.aws("change-message-visibility", *visibility))
        self.assertIsNone(
            self.aws("delete-message", "--queue-url", url, "--receipt-handle", handle)
        )
        self.assertIsNone(self.aws("receive-message", "--queue-url", url))
        self.assertIsNone(self.aws("delete-queue", "--queue-url", url))

    def test_batches_from_a_file(self) -> None:
        url = self.queue()
        entries = [
            {"Id": "one", "MessageBody": "1"},
            {"Id": "two", "MessageBody": "2", "DelaySeconds": 600},
            {"Id": "three", "MessageBody": "\u0007"},
        ]
        pathlib.Path(self.home, "entries.json").write_text(json.dumps(entries))
        reply = self.aws(
            "send-message-batch", "--queue-url", url, "--entries", "file://entries.json"
        )
        self.assertEqual([done["Id"] for done in reply["Successful"]], ["one", "two"])
        self.assertEqual(reply["Failed"][0]["Code"], "InvalidMessageContents")
        handle = self.receive_one(url)["ReceiptHandle"]
        reply = self.aws(
            "delete-message-batch",
            *("--queue-url", url),
            *("--entries", f"Id=a,ReceiptHandle={handle}", "Id=b,ReceiptHandle=garbage"),
        )
        self.assertEqual([done["Id"] for done in reply["Successful"]], ["a"])
        self.assertEqual(
            [(e["Id"], e["Code"]) for e in reply["Failed"]], [("b", "ReceiptHandleIsInvalid")]
        )

    def test_attributes_tags_and_permissions(self) -> None:
        url = self.queue()
        self.aws(
            "set-queue-attributes",
            *("--queue-url", url),
            *("--attributes", "VisibilityTimeout=45,DelaySeconds=1"),
        )
        self.aws("tag-queue", "--queue-url", url, "--tags", "team=orders,stage=test")
        self.aws("untag-queue", "--queue-url", url, "--tag-keys", "stage")
        self.aws(
            "add-permission",
            *("--queue-url", url),
            *("--label", "partner"),
            *("--aws-account-ids", "111111111111"),
            *("--actions", "SendMessage", "ReceiveMessage"),
        )
        reply = self.aws("get-queue-attributes", "--queue-url", url, "--attribute-names", "All")
        self.assertEqual(reply["Attributes"]["VisibilityTimeout"], "45")
        self.assertEqual(
            json.loads(reply["Attributes"]["Policy"])["Statement"][0]["Sid"], "partner"
        )
        tags = self.aws("list-queue-tags", "--queue-url", url)
        self.assertEqual(tags, {"Tags": {"team": "orders"}})
        self.aws("remove-permission", "--queue-url", url, "--label", "partner")
        self.aws("purge-queue", "--queue-url", url)

    def test_dead_letters(self) -> None:
        dead = self.queue()
        arn = self.attributes(dead, "QueueArn")["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "1"})
        source = self.aws(
            "create-queue",
            *("--queue-name", "cli-source"),
            *("--attributes", json.dumps({"RedrivePolicy": policy})),
        )["QueueUrl"]
        self.aws("send-message", "--queue-url", source, "--message-body", "x")
        receive = ("receive-message", "--visibility-timeout", "0", "--attribute-names", "All")
        self.assertEqual(len(self.aws(*receive, "--queue-url", source)["Messages"]), 1)
        self.assertIsNone(self.aws(*receive, "--queue-url", source))
        (message,) = self.aws(*receive, "--queue-url", dead)["Messages"]
        self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], "2")
        self.assertTrue(message["Attributes"]["DeadLetterQueueSourceArn"].endswith(":cli-source"))
        reply = self.aws("list-dead-letter-source-queues", "--queue-url", dead)
        self.assertEqual(reply, {"queueUrls": [source]})

    def test_lists_page_by_page(self) -> None:
        """The CLI asks for a page of 2 again and again, by itself."""
        for number in range(5):
            self.json.call("CreateQueue", QueueName=f"cli-page-{number}")
        reply = self.aws("list-queues", "--queue-name-prefix", "cli-page-", "--page-size", "2")
        names = [url.rsplit("/", 1)[-1] for url in reply["QueueUrls"]]
        self.assertEqual(names, [f"cli-page-{number}" for number in range(5)])

    def test_other_accounts_and_regions(self) -> None:
        where = {"key": "444455556666", "region": "eu-central-1"}
        url = self.aws("create-queue", "--queue-name", "cli-far", **where)["QueueUrl"]
        self.assertIn("/444455556666/", url)
        arn = self.aws(
            "get-queue-attributes",
            *("--queue-url", url, "--attribute-names", "QueueArn"),
            *("--query", "Attributes.QueueArn"),
            **where,
        )
        self.assertEqual(arn, "arn:aws:sqs:eu-central-1:444455556666:cli-far")

    def test_errors_read_as_aws_words_them(self) -> None:
        done = self.run_aws("get-queue-url", "--queue-name", "no-such-queue")
        self.assertEqual(done.returncode, 254)
        self.assertIn(
            "An error occurred (AWS.SimpleQueueService.NonExistentQueue) when calling the "
            "GetQueueUrl operation: The specified queue does not exist for this wsdl version.",
            done.stderr,
        )
        done = self.run_aws("create-queue", "--queue-name", "q", "--attributes", "DelaySeconds=901")
        self.assertIn("(InvalidAttributeValue)", done.stderr)


if __name__ == "__main__":
    if not os.access(AWS, os.X_OK):
        raise SystemExit("No /usr/bin/aws: apt-get install awscli.")
    broker.binary()
    unittest.main()
