"""GET /metrics: the numbers, the names, the bounds; and a Prometheus server that scrapes them."""

from __future__ import annotations

import http.client
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

from apis import JsonApi, QueryApi, Refused
from broker import Broker, ReservedPort
from case import name_of
from dynamodb import ID_KEY, dynamodb_client
from metrics import Metrics, scrape
from receivers import Endpoint
from sns import SnsCase, queue_arn

#: The directory of Debian's prometheus and promtool; ./dev test says which.
PROGRAMS = os.environ.get("FOREBAY_PROMETHEUS", "/usr/bin")


class MetricsCase(SnsCase):
    FLAGS: tuple[str, ...] = ()

    @classmethod
    def daemon(cls) -> Broker:
        cls.own = Broker(*cls.FLAGS).start()
        cls.addClassCleanup(cls.own.close)
        return cls.own

    def scrape(self) -> Metrics:
        return scrape(self.port)


class Numbers(MetricsCase):
    def queue_numbers(self, url: str) -> dict[str, float]:
        prefix = "forebay_queue_"
        measured = self.scrape()
        return {
            name.removeprefix(prefix): value
            for (name, labels), value in measured.values.items()
            if name.startswith(prefix) and ("queue", name_of(url)) in labels and not name.endswith("_seconds")
        }

    def test_of_a_queue_are_exact(self) -> None:
        url = self.queue()
        for _ in range(3):
            self.send(url, "12345")
        self.send(url, "later", DelaySeconds=900)
        taken = self.receive(url, MaxNumberOfMessages=2)
        self.json.call("DeleteMessage", QueueUrl=url, ReceiptHandle=taken[0]["ReceiptHandle"])
        self.assertEqual(len(self.receive(url)), 1)
        self.assertEqual(self.receive(url), [])
        self.assertEqual(self.receive(url, WaitTimeSeconds=1), [])
        self.assertEqual(
            self.queue_numbers(url),
            {
                "messages_visible": 0,
                "messages_in_flight": 2,
                "messages_delayed": 1,
                "messages_sent_total": 4,
                "sent_bytes_total": 20,
                "messages_deduplicated_total": 0,
                "messages_received_total": 3,
                "empty_receives_total": 2,
                "messages_deleted_total": 1,
                "messages_dead_lettered_total": 0,
                "messages_moved_in_total": 0,
                "messages_expired_total": 0,
            },
        )

    def test_of_dead_letters_and_duplicates_are_exact(self) -> None:
        dead = self.queue()
        policy = json.dumps({"deadLetterTargetArn": queue_arn(dead), "maxReceiveCount": 1})
        source = self.queue(RedrivePolicy=policy, VisibilityTimeout=0)
        self.send(source)
        self.receive(source)
        self.receive(source)
        self.assertEqual(self.queue_numbers(source)["messages_dead_lettered_total"], 1)
        self.assertEqual(self.queue_numbers(dead)["messages_moved_in_total"], 1)
        self.assertEqual(self.queue_numbers(dead)["messages_visible"], 1)

        input = {"QueueName": "once.fifo", "Attributes": {"FifoQueue": "true"}}
        fifo = self.json.call("CreateQueue", **input)["QueueUrl"]
        for _ in range(3):
            self.send(fifo, MessageGroupId="g", MessageDeduplicationId="d")
        self.assertEqual(self.queue_numbers(fifo)["messages_sent_total"], 1)
        self.assertEqual(self.queue_numbers(fifo)["messages_deduplicated_total"], 2)

    def test_of_the_age_of_the_oldest_message_grow(self) -> None:
        url = self.queue()
        name = "forebay_queue_oldest_message_age_seconds"
        self.assertEqual(self.scrape().one(name, queue=name_of(url)), 0)
        self.send(url)
        sent_at = time.monotonic()
        self.eventually(lambda: self.scrape().one(name, queue=name_of(url)) > 0.2)
        self.assertLess(
            self.scrape().one(name, queue=name_of(url)), time.monotonic() - sent_at + 1
        )

    def test_of_a_topic_are_exact(self) -> None:
        topic = self.topic()
        name = topic.rsplit(":", 1)[-1]
        self.subscribe(topic, self.queue())
        self.subscribe(topic, self.queue(), FilterPolicy='{"kind":["a"]}')
        gone = self.queue()
        self.subscribe(topic, gone)
        self.json.call("DeleteQueue", QueueUrl=gone)
        for _ in range(2):
            self.sns.publish(TopicArn=topic, Message="abc")
        measured = self.scrape()
        of_topic = {"topic": name, "account": "000000000000", "region": "us-east-1"}
        for metric, protocol, value in (
            ("subscriptions", {}, 3),
            ("messages_published_total", {}, 2),
            ("published_bytes_total", {}, 6),
            ("notifications_filtered_total", {}, 2),
            ("notifications_delivered_total", {"protocol": "sqs"}, 2),
            ("notifications_failed_total", {"protocol": "sqs"}, 2),
        ):
            metric = f"forebay_topic_{metric}"
            self.assertEqual(measured.one(metric, **of_topic, **protocol), value, metric)

    def test_of_deliveries_by_http_are_exact(self) -> None:
        topic = self.topic()
        name = topic.rsplit(":", 1)[-1]
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        self.sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint.url())
        token = endpoint.next("SubscriptionConfirmation").json["Token"]
        self.sns.confirm_subscription(TopicArn=topic, Token=token)
        self.sns.publish(TopicArn=topic, Message="abc")
        endpoint.next()
        metric = "forebay_topic_notifications_delivered_total"
        self.eventually(lambda: self.scrape().all(metric, topic=name, protocol="http"), 10)
        self.assertEqual(self.scrape().one(metric, topic=name, protocol="http"), 1)

    def test_of_a_table_are_exact(self) -> None:
        client = dynamodb_client(self.port)
        self.addCleanup(client.close)
        client.create_table(TableName="orders", **ID_KEY)
        for key in ("1", "2"):
            client.put_item(TableName="orders", Item={"id": {"S": key}})
        client.delete_item(TableName="orders", Key={"id": {"S": "1"}})
        with self.assertRaises(client.exceptions.ConditionalCheckFailedException):
            client.put_item(
                TableName="orders",
                Item={"id": {"S": "2"}},
                ConditionExpression="attribute_not_exists(id)",
            )
        measured = self.scrape()
        self.assertEqual(measured.one("forebay_table_items", table="orders"), 1)
        self.assertEqual(measured.one("forebay_table_writes_total", table="orders"), 3)
        self.assertEqual(measured.one("forebay_table_conditions_failed_total", table="orders"), 1)
        action = {"service": "dynamodb", "action": "PutItem"}
        requests = "forebay_requests_total"
        self.assertEqual(measured.one(requests, **action, result="success"), 2)
        self.assertEqual(measured.one(requests, **action, result="client_error"), 1)
        error = {"error": "ConditionalCheckFailedException"}
        self.assertEqual(measured.one("forebay_request_errors_total", **action, **error), 1)

    def test_of_actions_are_those_of_both_protocols(self) -> None:
        action = {"service": "sqs", "action": "ListQueueTags"}
        query = QueryApi(self.port)
        self.addCleanup(query.close)
        url = self.queue()
        for api in (self.json, query, query):
            api.call("ListQueueTags", QueueUrl=url)
        with self.assertRaises(Refused):
            query.call("ListQueueTags", QueueUrl=url + "-none")
        measured = self.scrape()
        self.assertEqual(measured.one("forebay_requests_total", **action, result="success"), 3)
        self.assertEqual(
            measured.one("forebay_requests_total", **action, result="client_error"), 1
        )
        self.assertEqual(
            measured.one("forebay_request_errors_total", **action, error="QueueDoesNotExist"), 1
        )
        duration = "forebay_request_duration_seconds"
        self.assertEqual(measured.one(f"{duration}_count", **action), 4)
        self.assertEqual(measured.one(f"{duration}_bucket", **action, le="+Inf"), 4)
        self.assertEqual(measured.one(f"{duration}_bucket", **action, le="25"), 4)
        self.assertGreater(measured.one(f"{duration}_sum", **action), 0)

    def test_of_a_request_for_no_action_are_there(self) -> None:
        with self.assertRaises(Refused):
            self.json.call("MakeCoffee")
        errors = self.scrape().all("forebay_requests_total", action="unknown")
        self.assertEqual(sum(value for _, value in errors), 1)

    def test_of_the_process_are_plausible(self) -> None:
        self.send(self.queue())
        measured = self.scrape()
        process = self.own.process
        assert process is not None
        self.assertAlmostEqual(
            measured.one("process_cpu_seconds_total"), self.own.cpu_seconds(), delta=1
        )
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        kib = int(status.split("VmRSS:")[1].split()[0])
        self.assertAlmostEqual(
            measured.one("process_resident_memory_bytes"), kib * 1024, delta=32 << 20
        )
        files = len(os.listdir(f"/proc/{process.pid}/fd"))
        self.assertAlmostEqual(measured.one("process_open_fds"), files, delta=3)
        age = time.time() - measured.one("process_start_time_seconds")
        self.assertTrue(-2 < age < 600, age)

    def test_of_the_store_and_the_server_are_plausible(self) -> None:
        before = self.scrape()
        self.send(self.queue(), "x" * 100_000)
        after = self.scrape()
        for name, least in (
            ("forebay_commit_duration_seconds_count", 1),
            ("forebay_commit_batches_total", 1),
            ("forebay_commit_bytes_total", 100_000),
            ("forebay_received_bytes_total", 100_000),
            ("forebay_sent_bytes_total", len(before.text)),
            ("forebay_connections_accepted_total", 1),
        ):
            self.assertGreaterEqual(after.one(name) - before.one(name), least, name)
        self.assertGreater(after.one("forebay_store_memtable_bytes", space="messages"), 100_000)
        self.assertGreater(after.one("forebay_memory_budget_bytes", budget="store"), 1 << 20)
        self.assertGreater(after.one("forebay_disk_free_bytes"), 1 << 20)
        self.assertEqual(after.one("forebay_disk_alarm"), 0)
        self.assertGreaterEqual(after.one("forebay_connections"), 1)
        self.assertEqual(len(after.all("forebay_build_info")), 1)

    def test_are_not_told_under_names_that_nobody_asked_for(self) -> None:
        self.queue()
        self.assertNotIn("aws_sqs", self.scrape().text)

    def test_follow_prometheus_conventions(self) -> None:
        self.send(self.queue())
        text = self.scrape().text
        types = dict(
            line.removeprefix("# TYPE ").split()
            for line in text.splitlines()
            if line.startswith("# TYPE ")
        )
        for name, kind in types.items():
            self.assertEqual(kind == "counter", name.endswith("_total"), name)
            self.assertTrue(name.startswith(("forebay_", "process_")), name)
            self.assertIn(f"# HELP {name} ", text)

    def test_can_only_be_got(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.addCleanup(connection.close)
        connection.request("POST", "/metrics")
        reply = connection.getresponse()
        self.assertEqual((reply.status, reply.getheader("Allow")), (405, "GET"))


class FewSeries(MetricsCase):
    FLAGS = ("--metrics-queues-max", "2", "--metrics-cloudwatch-names", "true")

    def test_of_all_but_the_oldest_queues_are_one(self) -> None:
        urls = [
            self.json.call("CreateQueue", QueueName=name)["QueueUrl"]
            for name in ("c", "b", "a", "d")
        ]
        for url in urls:
            self.send(url)
        measured = self.scrape()
        sent = measured.all("forebay_queue_messages_sent_total")
        self.assertEqual(
            {labels["queue"]: value for labels, value in sent}, {"c": 1, "b": 1, "__other__": 2}
        )
        for url in urls:
            self.json.call("DeleteQueue", QueueUrl=url)
        measured = self.scrape()
        sent = measured.all("forebay_queue_messages_sent_total")
        self.assertEqual({labels["queue"]: value for labels, value in sent}, {"__other__": 2})
        self.assertEqual(
            measured.one("forebay_queue_messages_visible", queue="__other__"), 0
        )

    def test_are_told_under_the_names_of_cloudwatch_exporters(self) -> None:
        topic = self.topic()
        url = self.json.call("CreateQueue", QueueName="alarmed")["QueueUrl"]
        self.subscribe(topic, url)
        self.sns.publish(TopicArn=topic, Message="abc")
        self.receive(url)
        self.receive(url)
        measured = self.scrape()
        where = {"account_id": "000000000000", "region": "us-east-1"}
        queue = {**where, "queue_name": "alarmed"}
        for name, value in (
            ("approximate_number_of_messages_visible_average", 0),
            ("approximate_number_of_messages_not_visible_average", 1),
            ("approximate_number_of_messages_delayed_average", 0),
            ("number_of_messages_sent_sum", 1),
            ("number_of_messages_received_sum", 1),
            ("number_of_messages_deleted_sum", 0),
            ("number_of_empty_receives_sum", 1),
        ):
            self.assertEqual(measured.one(f"aws_sqs_{name}", **queue), value, name)
        self.assertGreater(measured.one("aws_sqs_sent_message_size_average", **queue), 3)
        self.assertGreaterEqual(
            measured.one("aws_sqs_approximate_age_of_oldest_message_maximum", **queue), 0
        )
        of_topic = {**where, "topic_name": topic.rsplit(":", 1)[-1]}
        for name, value in (
            ("number_of_messages_published_sum", 1),
            ("number_of_notifications_delivered_sum", 1),
            ("number_of_notifications_failed_sum", 0),
            ("number_of_notifications_filtered_out_sum", 0),
        ):
            self.assertEqual(measured.one(f"aws_sns_{name}", **of_topic), value, name)
        self.json.call("DeleteQueue", QueueUrl=url)


class SwitchedOff(MetricsCase):
    FLAGS = ("--metrics-enabled", "false")

    def test_there_is_no_page(self) -> None:
        with self.assertRaises(AssertionError):
            self.scrape()


@unittest.skipUnless(
    os.access(f"{PROGRAMS}/prometheus", os.X_OK),
    f"There is no {PROGRAMS}/prometheus: name the directory of Debian's by FOREBAY_PROMETHEUS.",
)
class UnderPrometheus(MetricsCase):
    FLAGS = ("--metrics-cloudwatch-names", "true")

    def test_promtool_finds_no_fault(self) -> None:
        self.sns.publish(TopicArn=self.topic(), Message="abc")
        self.send(self.queue())
        text = self.scrape().text
        own = "".join(
            f"{line}\n" for line in text.splitlines() if "aws_s" not in line
        )  # what others named need not please it
        done = subprocess.run(
            [f"{PROGRAMS}/promtool", "check", "metrics"],
            input=own,
            text=True,
            capture_output=True,
            timeout=60,
        )
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_a_server_scrapes_and_answers_queries(self) -> None:
        url = self.queue()
        for _ in range(7):
            self.send(url)
        self.start_prometheus()
        name = name_of(url)
        value = self.eventually(
            lambda: self.ask(f'forebay_queue_messages_visible{{queue="{name}"}}'), 30
        )
        self.assertEqual(value, "7")
        self.assertEqual(
            self.ask(
                f'aws_sqs_approximate_number_of_messages_visible_average{{queue_name="{name}"}}'
            ),
            "7",
        )
        self.assertEqual(
            self.ask("sum(forebay_request_duration_seconds_count{action='SendMessage'})"),
            str(int(self.scrape().one("forebay_request_duration_seconds_count", action="SendMessage"))),
        )

    def ask(self, query: str) -> str | None:
        """The value of the only series that a query gives, None while there is none."""
        arguments = urllib.parse.urlencode({"query": query})
        try:
            with urllib.request.urlopen(f"{self.prometheus}/api/v1/query?{arguments}") as reply:
                results = json.load(reply)["data"]["result"]
        except OSError:
            return None
        self.assertLessEqual(len(results), 1)
        return results[0]["value"][1] if results else None

    def start_prometheus(self) -> None:
        home = pathlib.Path(tempfile.mkdtemp(prefix="forebay-test-"))
        self.addCleanup(shutil.rmtree, home, ignore_errors=True)
        port = ReservedPort()
        self.addCleanup(port.release)
        self.prometheus = f"http://127.0.0.1:{port.number}"
        settings = home / "prometheus.yml"
        settings.write_text(
            "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"
            "scrape_configs:\n"
            "  - job_name: forebay\n"
            f"    static_configs: [{{targets: ['127.0.0.1:{self.port}']}}]\n"
        )
        with open(home / "log", "wb") as log:
            process = subprocess.Popen(
                [
                    f"{PROGRAMS}/prometheus",
                    f"--config.file={settings}",
                    f"--storage.tsdb.path={home}/data",
                    f"--web.listen-address=127.0.0.1:{port.number}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.kill)


if __name__ == "__main__":
    unittest.main()
