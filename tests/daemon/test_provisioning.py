#!/usr/bin/python3
"""What a settings file declares, as its operator and a client with boto3 see it."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "conformance"))

import boto3

import broker
from broker import Broker


def example() -> str:
    """The one of the README."""
    section = (TOP / "README.md").read_text().split("## Provisioning\n")[1]
    return re.search(r"```toml\n(.*?)```", section, re.DOTALL).group(1)


class Provisioned(unittest.TestCase):
    def broker_with(self, content: str) -> Broker:
        own = Broker()
        self.addCleanup(own.close)
        self.file = own.home / "forebay.toml"
        self.file.write_text(content)
        own.flags = ("--config", str(self.file))
        self.own = own
        return own

    def client(self, service: str):
        client = boto3.client(service, endpoint_url=self.own.url, region_name="us-east-1",
                              aws_access_key_id="test", aws_secret_access_key="test")
        self.addCleanup(client.close)
        return client

    def lines(self, text: str) -> list:
        return [line for line in self.own.log.read_text().splitlines() if text in line]

    def attributes(self, name: str) -> dict:
        sqs = self.client("sqs")
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


class AtTheStart(Provisioned):
    def test_all_that_is_declared_is_there_when_the_broker_is_ready(self):
        self.broker_with(example()).start()

        orders = self.attributes("orders")
        self.assertEqual("45", orders["VisibilityTimeout"])
        self.assertEqual({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:orders-dlq",
                          "maxReceiveCount": 3}, json.loads(orders["RedrivePolicy"]))
        self.assertEqual("1209600", self.attributes("orders-dlq")["MessageRetentionPeriod"])
        self.assertEqual("perMessageGroupId", self.attributes("payments.fifo")["FifoThroughputLimit"])

        sns = self.client("sns")
        arn = "arn:aws:sns:us-east-1:000000000000:order-events"
        self.assertEqual("Orders", sns.get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"])
        subscriptions = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        self.assertEqual({"sqs", "https"}, {s["Protocol"] for s in subscriptions})

        for status in ("paid", "draft"):
            sns.publish(TopicArn=arn, Message=status, MessageAttributes={
                "status": {"DataType": "String", "StringValue": status},
                "total": {"DataType": "Number", "StringValue": "10"}})
        sqs = self.client("sqs")
        url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        self.assertEqual(["paid"], [message["Body"] for message in received])

        dynamodb = self.client("dynamodb")
        table = dynamodb.describe_table(TableName="orders")["Table"]
        self.assertEqual([("customer", "HASH"), ("placed_at", "RANGE")],
                         [(k["AttributeName"], k["KeyType"]) for k in table["KeySchema"]])
        self.assertEqual(["by-status"], [i["IndexName"] for i in table["GlobalSecondaryIndexes"]])
        ttl = dynamodb.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
        self.assertEqual("expires_at", ttl["AttributeName"])

    def test_a_second_start_changes_nothing(self):
        own = self.broker_with(example()).start()
        self.assertEqual(1, len(self.lines("Provisioned. created=7 changed=0 unchanged=0")))
        before = self.attributes("orders")
        own.stop()
        own.start()
        self.assertEqual(1, len(self.lines("Provisioned. created=0 changed=0 unchanged=7")))
        self.assertEqual(before, self.attributes("orders"))

    def test_what_is_there_otherwise_is_changed_and_what_is_not_declared_stays(self):
        own = self.broker_with(example()).start()
        self.client("sqs").create_queue(QueueName="other")
        own.stop()
        self.file.write_text(example().replace('"45s"', '"1m"'))
        own.start()
        self.assertEqual("60", self.attributes("orders")["VisibilityTimeout"])
        self.attributes("other")
        self.assertRegex(self.lines("Provisioned: changed.")[0],
                         "kind=queue name=orders what=VisibilityTimeout old=45 new=60$")

    def test_a_start_that_was_killed_half_way_is_gone_on_with(self):
        queues = "".join(f'[[queues]]\nname = "q{i}"\ndead_letter_queue = "dead"\nmax_receives = 2\n'
                         for i in range(300))
        own = self.broker_with(queues + '[[queues]]\nname = "dead"\n')
        self.kill_half_way(own)
        own.start()
        made = len(self.client("sqs").list_queues(MaxResults=1000)["QueueUrls"])
        self.assertEqual(301, made)
        for i in (0, 150, 299):
            self.assertIn("RedrivePolicy", self.attributes(f"q{i}"))

    def kill_half_way(self, own: Broker) -> None:
        """Kills the daemon once some of the queues are there, and before it is ready."""
        for _ in range(5):
            own.launch()
            deadline = time.monotonic() + broker.READY_WITHIN
            while own.health() is None and time.monotonic() < deadline:
                time.sleep(0.001)
            made, was_ready = self.state(own)
            own.kill()
            if made and not was_ready:
                return
            shutil.rmtree(own.data)
        self.fail("The daemon was never seen between its first queue and being ready.")

    def state(self, own: Broker) -> tuple:
        ready = own.health() == 200
        return len(self.client("sqs").list_queues(MaxResults=1000).get("QueueUrls", [])), ready


class WhileItRuns(Provisioned):
    FILE = """[[queues]]
name = "orders"
visibility_timeout = "45s"
"""

    def wait_for(self, text: str, count: int = 1) -> list:
        deadline = time.monotonic() + 10
        while len(self.lines(text)) < count:
            self.assertLess(time.monotonic(), deadline, self.own.log_tail())
            time.sleep(0.02)
        return self.lines(text)

    def reload(self, content: str) -> None:
        self.file.write_text(content)
        self.own.process.send_signal(signal.SIGHUP)

    def test_sighup_applies_what_has_changed_and_says_it(self):
        own = self.broker_with("reload = false\n" + self.FILE).start()
        self.reload("reload = false\n" + self.FILE.replace("45s", "1m") +
                    '[[queues]]\nname = "new"\n')
        self.wait_for("Provisioned. created=1 changed=1 unchanged=0 refused=0")
        self.assertRegex(self.lines("Provisioned: changed.")[0],
                         "kind=queue name=orders what=VisibilityTimeout old=45 new=60$")
        self.assertEqual("60", self.attributes("orders")["VisibilityTimeout"])
        self.attributes("new")
        own.process.send_signal(signal.SIGHUP)
        self.wait_for("Provisioned. created=0 changed=0 unchanged=2 refused=0")
        self.reload("reload = false\n")
        self.wait_for("Reloading.", 3)
        self.attributes("new")
        self.assertEqual(0, own.stop())

    def test_a_changed_file_is_applied_without_being_asked(self):
        self.broker_with(self.FILE).start()
        self.file.write_text(self.FILE.replace("45s", "1m"))
        self.wait_for("Provisioned: changed.")
        other = self.file.with_name("other.toml")
        other.write_text(self.FILE.replace("45s", "2m"))
        other.rename(self.file)
        self.wait_for("old=60 new=120")
        self.assertEqual(2, len(self.lines("Reloading.")))

    def test_a_file_with_mistakes_changes_nothing(self):
        own = self.broker_with(self.FILE).start()
        for content, problem in (
                ('[[queues]]\nname = "new"\n[[queues]]\nname = "a b"\n', ":3: queue a b: Can only"),
                (self.FILE.replace("45s", "1m") + "[[queues]\n", ":4: "),
                (self.FILE.replace("45s", "1m") + "delya = '1s'\nthreads = 3\n",
                 "unknown key queues.delya; did you mean delay?"),
                (self.FILE.replace("45s", "1m") + "dead_letter_queue = 'gone'\nmax_receives = 3",
                 "expected a queue that is declared or there")):
            with self.subTest(content=content):
                before = len(self.lines("Nothing was changed."))
                self.reload(content)
                self.wait_for("Nothing was changed.", before + 1)
                self.assertIn(problem, own.log.read_text())
        self.assertEqual("45", self.attributes("orders")["VisibilityTimeout"])
        self.assertEqual(1, len(self.client("sqs").list_queues()["QueueUrls"]))

    def test_settings_that_differ_are_named_and_stay(self):
        self.broker_with(self.FILE).start()
        self.reload('account = "123456789012"\n[log]\nformat = "json"\n[[credentials]]\n'
                    'access_key = "AKIDEXAMPLE"\nsecret_key = "secret-secret-secret"\n' + self.FILE)
        self.wait_for("Provisioned. created=0 changed=0 unchanged=1")
        self.assertEqual(1, len(self.lines("Other access keys take effect at the next start.")))
        self.assertEqual(
            ["account running=000000000000 file=123456789012", "log.format running=text file=json"],
            [line.split("setting=")[1] for line in self.lines("A setting takes effect at the next start.")])


class Mistakes(Provisioned):
    def run_to_the_end(self, *arguments: str) -> subprocess.CompletedProcess:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FOREBAY_")}
        return subprocess.run([broker.binary(), *arguments], capture_output=True, text=True,
                              timeout=20, stdin=subprocess.DEVNULL, env=environment)

    def test_are_reported_all_at_once_and_nothing_starts(self):
        own = self.broker_with('threads = -1\n[[queues]]\nname = "a b"\ndelay = "1d"\n'
                               '[[topics]]\nnme = "t"\n')
        for command in (["check-config"], ["serve", "--data", str(own.data)]):
            done = self.run_to_the_end(*command, "--config", str(self.file))
            self.assertEqual(2, done.returncode)
            self.assertEqual(
                [f"forebay: {self.file}:1: threads = -1: expected a whole number from 0 to 1024",
                 f"forebay: {self.file}:2: queue a b: Can only include alphanumeric characters, "
                 "hyphens, or underscores. 1 to 80 in length",
                 f"forebay: {self.file}:4: queues.delay = '1d': expected a time in whole seconds "
                 "from 0s to 15m",
                 f"forebay: {self.file}:5: topics.name is missing: expected the name of a topic",
                 f"forebay: {self.file}:6: unknown key topics.nme; did you mean name?"],
                done.stderr.splitlines())
            self.assertFalse(own.data.exists())

    def test_what_goes_not_with_what_is_there_changes_nothing(self):
        own = self.broker_with('[[tables]]\nname = "orders"\npartition_key = "id"\n').start()
        own.stop()
        self.file.write_text('[[queues]]\nname = "new"\n[[tables]]\nname = "orders"\n'
                             'partition_key = "customer"\n')
        done = self.run_to_the_end(*own.command()[1:])
        self.assertEqual(2, done.returncode)
        self.assertIn(f"{self.file}:3: table orders: it is there with the key id (S): expected "
                      "customer (S), and a key cannot be changed", done.stderr)
        self.file.write_text("")
        own.start()
        self.assertNotIn("QueueUrls", self.client("sqs").list_queues())

    def test_an_import_is_a_file_that_starts(self):
        for name, queue in (("elasticmq.conf", "orders.fifo"), ("goaws.yaml", "local-queue4"),
                            ("fauxqs.json", "my-dlq")):
            with self.subTest(name=name):
                file = TOP / "tests" / "provision" / "import" / name
                done = self.run_to_the_end("import-config", str(file))
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertTrue(all(line.startswith(f"forebay: {file}: ")
                                    for line in done.stderr.splitlines()))
                self.broker_with(done.stdout).start()
                region, account = (re.search(f'(?m)^{key} = "(.*)"', done.stdout)
                                   for key in ("region", "account"))
                sqs = boto3.client("sqs", endpoint_url=self.own.url, region_name=region.group(1),
                                   aws_access_key_id=account.group(1) if account else "test",
                                   aws_secret_access_key="test")
                self.addCleanup(sqs.close)
                self.assertIn(queue, sqs.get_queue_url(QueueName=queue)["QueueUrl"])

    def test_an_import_that_is_not_understood_says_where(self):
        self.broker_with("queues {\n  a { delay = ${b} }\n}\n")
        done = self.run_to_the_end("import-config", "--format", "elasticmq", str(self.file))
        self.assertEqual((1, ""), (done.returncode, done.stdout))
        self.assertEqual(f"forebay: {self.file}:2: expected no substitution: write the value "
                         "itself\n", done.stderr)
        done = self.run_to_the_end("import-config", str(self.file))
        self.assertEqual(1, done.returncode)
        self.assertIn(":1: expected a configuration of ElasticMQ", done.stderr)

    def test_the_examples_have_none(self):
        shipped = (TOP / "config" / "forebay.toml").read_text()
        commented = re.search(r"# \[\[queues\]\].*", shipped, re.DOTALL).group(0)
        uncommented = re.sub(r"(?m)^# ?", "", commented)
        for content in (example(), shipped + uncommented):
            self.broker_with(content)
            done = self.run_to_the_end("check-config", "--config", str(self.file))
            self.assertEqual((0, ""), (done.returncode, done.stderr))
            self.assertIn("# declared: queues=3 topics=1 subscriptions=2 tables=1", done.stdout)


if __name__ == "__main__":
    unittest.main()
