"""Starting, stopping and setting up: what an operator sees."""

import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest
from typing import Any

import broker
import wire
from apis import JsonApi, Refused
from broker import Broker


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the binary to its end."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FOREBAY_")}
    return subprocess.run(
        [broker.binary(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=20,
        env=environment,
    )


class OperationsCase(unittest.TestCase):
    def api(self, own: Broker) -> JsonApi:
        api = JsonApi(own.port)
        self.addCleanup(api.close)
        return api

    def own(self, *flags: str, **environment: str) -> Broker:
        own = Broker(*flags, environment=environment)
        self.addCleanup(own.close)
        return own

    def assert_does_not_start(self, own: Broker, *named: str) -> None:
        own.launch()
        assert own.process is not None
        self.assertNotEqual(own.process.wait(20), 0)
        for text in named:
            self.assertIn(text, own.log.read_text())


class Starting(OperationsCase):
    def test_says_ready_when_it_is(self) -> None:
        own = self.own().start()
        self.assertIn("Ready.", own.log.read_text())
        reply = wire.exchange(own.port, wire.request("GET", "/health"))
        self.assertEqual((reply.status, reply.json["status"]), (200, "ready"))

    def test_takes_less_than_a_second(self) -> None:
        """The wish is 50 ms; a busy or sanitized machine gets some room."""
        own = self.own()
        started = time.monotonic()
        own.start()
        self.assertLess(time.monotonic() - started, 1.0)

    def test_a_second_daemon_on_the_same_directory_is_refused(self) -> None:
        own = self.own().start()
        second = run("serve", "--listen", "127.0.0.1:0", "--data", str(own.data))
        self.assertNotEqual(second.returncode, 0)
        self.assertIn(str(own.data), second.stdout)
        self.assertEqual(own.health(), 200, "the first goes on")

    def test_a_second_daemon_on_the_same_address_is_refused(self) -> None:
        """Two that share a port would each get half of the clients."""
        own = self.own().start()
        with tempfile.TemporaryDirectory() as other:
            try:
                second = run("serve", "--listen", f"127.0.0.1:{own.port}", "--data", other)
            except subprocess.TimeoutExpired:
                self.fail("it runs, on the same port")
        self.assertNotEqual(second.returncode, 0)
        self.assertIn(str(own.port), second.stdout)

    def test_directories_of_others_are_refused(self) -> None:
        """Corrupt or foreign: told what was found and where, and nothing is touched."""
        for name, text in (("CURRENT", "garbage\n"), ("letter.txt", "dear diary")):
            with self.subTest(name=name):
                own = self.own()
                own.data.mkdir()
                (own.data / name).write_text(text)
                if name == "letter.txt":  # a stray file hurts nobody: refused, or left alone
                    try:
                        own.start()
                    except broker.BrokerFailed:
                        pass
                else:
                    self.assert_does_not_start(own, str(own.data))
                self.assertEqual((own.data / name).read_text(), text)

    def test_a_corrupt_directory_is_refused(self) -> None:
        own = self.own().start()
        api = self.api(own)
        url = api.call("CreateQueue", QueueName="q")["QueueUrl"]
        for _ in range(20):
            api.call("SendMessage", QueueUrl=url, MessageBody="x" * 1000)
        own.stop()
        current = next(own.data.rglob("CURRENT"))
        current.write_text("garbage\n")
        self.assert_does_not_start(own, str(own.data))


class Settings(OperationsCase):
    def test_that_are_wrong_are_named(self) -> None:
        for flags, environment, named in (
            (("--no-such-flag",), {}, "no-such-flag"),
            (("--durability", "sometimes"), {}, "sometimes"),
            (("--threads", "many"), {}, "many"),
            (("--account", "12"), {}, "account"),
            ((), {"FOREBAY_DURABILITY": "sometimes"}, "sometimes"),
            ((), {"FOREBAY_THREADS": "many"}, "FOREBAY_THREADS"),
        ):
            with self.subTest(flags=flags, environment=environment):
                self.assert_does_not_start(self.own(*flags, **environment), named)
        done = run("serve", "--listen", "nowhere")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nowhere", done.stdout)

    def test_in_a_file_that_are_wrong_are_named(self) -> None:
        for text, named in (
            ('durability = "sometimes"\n', "sometimes"),
            ('durabillity = "fsync"\n', "durabillity"),
            ("[limits]\nheader_sighs = 1\n", "header_sighs"),
            ("this is no toml", ""),
        ):
            with self.subTest(text=text), tempfile.TemporaryDirectory() as directory:
                file = pathlib.Path(directory, "forebay.toml")
                file.write_text(text)
                self.assert_does_not_start(self.own("--config", str(file)), str(file), named)
                self.assertNotEqual(run("check-config", "--config", str(file)).returncode, 0)

    def test_flags_win_over_variables_and_these_over_the_file(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory, "forebay.toml")
            file.write_text('account = "111111111111"\nregion = "eu-north-1"\n')
            config = ("--config", str(file))
            variable = {"FOREBAY_ACCOUNT": "222222222222"}
            for flags, environment, account in (
                (config, {}, "111111111111"),
                (config, variable, "222222222222"),
                ((*config, "--account", "333333333333"), variable, "333333333333"),
            ):
                with self.subTest(account=account):
                    own = self.own(*flags, **environment).start()
                    data = wire.json_request("CreateQueue", {"QueueName": "q"})
                    url = wire.exchange(own.port, data).json["QueueUrl"]
                    self.assertTrue(url.endswith(f"/{account}/q"), url)
                    input = {"QueueUrl": url, "AttributeNames": ["QueueArn"]}
                    reply = wire.exchange(own.port, wire.json_request("GetQueueAttributes", input))
                    arn = f"arn:aws:sqs:eu-north-1:{account}:q"
                    self.assertEqual(reply.json["Attributes"]["QueueArn"], arn)

    def test_forwarded_headers_count_only_when_trusted(self) -> None:
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "queues.example.org"}
        data = wire.json_request("CreateQueue", {"QueueName": "q"}, forwarded, host="inner:4566")
        for flags, begin in (
            ((), "http://inner:4566/"),
            (("--trust-forwarded", "true"), "https://queues.example.org/"),
        ):
            with self.subTest(flags=flags):
                own = self.own(*flags).start()
                url = wire.exchange(own.port, data).json["QueueUrl"]
                self.assertTrue(url.startswith(begin), url)

    def test_a_deleted_queues_name_may_be_locked_for_a_while(self) -> None:
        """Spec 6.1, 6.4: a switch."""
        own = self.own("--recreate-interval", "2s").start()
        api = self.api(own)
        url = api.call("CreateQueue", QueueName="q")["QueueUrl"]
        api.call("SendMessage", QueueUrl=url, MessageBody="old")
        api.call("DeleteQueue", QueueUrl=url)
        deleted_at = time.monotonic()
        with self.assertRaises(Refused) as caught:
            api.call("CreateQueue", QueueName="q")
        refused = caught.exception
        self.assertEqual(
            (refused.status, refused.code, refused.shape),
            (
                400,
                "AWS.SimpleQueueService.QueueDeletedRecently",
                "com.amazonaws.sqs#QueueDeletedRecently",
            ),
        )
        self.assertRegex(
            refused.message,
            r"^You must wait \d+ seconds after deleting a queue before you can create another "
            r"with the same name\.$",
        )
        api.call("CreateQueue", QueueName="other")
        time.sleep(max(0.0, deleted_at + 2.1 - time.monotonic()))
        url = api.call("CreateQueue", QueueName="q")["QueueUrl"]
        self.assertEqual(api.call("ReceiveMessage", QueueUrl=url), {}, "messages do not return")

    def test_by_default_a_name_is_free_at_once(self) -> None:
        api = self.api(self.own().start())
        for _ in range(3):
            url = api.call("CreateQueue", QueueName="q")["QueueUrl"]
            self.assertEqual(api.call("ReceiveMessage", QueueUrl=url), {})
            api.call("SendMessage", QueueUrl=url, MessageBody="old")
            api.call("DeleteQueue", QueueUrl=url)


class Deadlines(OperationsCase):
    """A client that dawdles is cut off, each in its own way."""

    def connection(self, own: Broker) -> wire.Wire:
        connection = wire.Wire(own.port, timeout=5)
        self.addCleanup(connection.close)
        return connection

    def assert_cut_off(self, connection: wire.Wire, after: float) -> None:
        started = time.monotonic()
        try:
            reply = connection.reply()
        except wire.Closed:
            pass
        else:
            self.assertEqual(reply.status, 408)
            self.assertTrue(connection.closed_by_peer())
        self.assertGreater(time.monotonic() - started, after * 0.5)
        self.assertLess(time.monotonic() - started, after + 1.5)

    def test_in_its_header(self) -> None:
        own = self.own("--limits-header-timeout", "500ms").start()
        connection = self.connection(own)
        connection.send(b"POST / HTTP/1.1\r\nHost:")
        self.assert_cut_off(connection, after=0.5)

    def test_in_its_header_though_it_sends_a_byte_now_and_then(self) -> None:
        own = self.own("--limits-header-timeout", "500ms").start()
        connection = self.connection(own)
        started = time.monotonic()
        try:
            for byte in b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 100:
                connection.send(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            pass
        self.assertLess(time.monotonic() - started, 2.5)

    def test_in_its_body(self) -> None:
        own = self.own("--limits-body-timeout", "500ms").start()
        connection = self.connection(own)
        connection.send(wire.json_request("ListQueues", {})[:-1])
        self.assert_cut_off(connection, after=0.5)

    def test_between_requests(self) -> None:
        own = self.own("--limits-idle-timeout", "500ms").start()
        connection = self.connection(own)
        self.assertEqual(connection.exchange(wire.json_request("ListQueues", {})).status, 200)
        self.assert_cut_off(connection, after=0.5)

    def test_not_while_it_waits_for_a_message(self) -> None:
        flags = [f"--limits-{name}-timeout=300ms" for name in ("header", "body", "idle", "write")]
        own = self.own(*flags).start()
        connection = self.connection(own)
        connection.exchange(wire.json_request("CreateQueue", {"QueueName": "q"}))
        input = {"QueueUrl": "q", "WaitTimeSeconds": 1}
        reply = connection.exchange(wire.json_request("ReceiveMessage", input))
        self.assertEqual((reply.status, reply.json), (200, {}))

    def test_in_taking_its_response(self) -> None:
        own = self.own("--limits-write-timeout", "500ms").start()
        api = self.api(own)
        url = api.call("CreateQueue", QueueName="q", Attributes={"VisibilityTimeout": "0"})[
            "QueueUrl"
        ]
        api.call("SendMessage", QueueUrl=url, MessageBody="x" * 1_000_000)
        connection = self.connection(own)
        for _ in range(30):  # 30 MB of answers, more than sockets hold
            connection.send(wire.json_request("ReceiveMessage", {"QueueUrl": url}))
        time.sleep(1.5)
        answers = 0
        try:
            while connection.reply().status == 200:
                answers += 1
        except (wire.Closed, OSError):
            pass
        self.assertLess(answers, 30)


class Limits(OperationsCase):
    def test_of_connections(self) -> None:
        """Those who come too late are refused or wait; those who are in go on."""
        own = self.own("--limits-connections", "10").start()
        connections = []
        for _ in range(10):
            connection = wire.Wire(own.port, timeout=2)
            self.addCleanup(connection.close)
            if len(connections) < 9:
                self.assertEqual(connection.exchange(wire.request("GET", "/health")).status, 200)
            connections.append(connection)
        for _ in range(20):
            extra = wire.Wire(own.port, timeout=1)
            self.addCleanup(extra.close)
        for connection in connections[:9]:
            self.assertEqual(connection.exchange(wire.request("GET", "/health")).status, 200)
        for connection in connections[:9]:
            connection.close()

    def test_of_sizes(self) -> None:
        own = self.own("--limits-header-size", "2KiB", "--limits-body-size", "4KiB").start()
        reply = wire.exchange(own.port, wire.json_request("ListQueues", {}, {"X-Long": "x" * 1000}))
        self.assertEqual(reply.status, 200)
        reply = wire.exchange(own.port, wire.json_request("ListQueues", {}, {"X-Long": "x" * 3000}))
        self.assertIn(reply.status, (400, 431))
        reply = wire.exchange(own.port, wire.json_request("ListQueues", b"{" + b" " * 4000 + b"}"))
        self.assertEqual(reply.status, 200)
        reply = wire.exchange(own.port, wire.json_request("ListQueues", b"{" + b" " * 5000 + b"}"))
        self.assertEqual(reply.status, 413)


class DiskAlarm(OperationsCase):
    def test_refuses_sends_while_receives_and_deletes_go_on(self) -> None:
        """More free space is demanded than any disk has; then less, and all is well."""
        own = self.own().start()
        api = self.api(own)
        url = api.call("CreateQueue", QueueName="q")["QueueUrl"]
        for body in ("one", "two"):
            api.call("SendMessage", QueueUrl=url, MessageBody=body)
        own.stop()
        api.close()
        own.flags = ("--disk-free-min", "16TiB")
        own.start()

        for action, input in (
            ("SendMessage", {"MessageBody": "x"}),
            ("SendMessageBatch", {"Entries": [{"Id": "a", "MessageBody": "x"}]}),
        ):
            with self.subTest(action=action):
                try:
                    reply = api.call(action, QueueUrl=url, **input)
                except Refused as refused:
                    self.assertGreaterEqual(refused.status, 400)
                    self.assertRegex(refused.message.lower(), "disk|space")
                else:
                    self.assertRegex(reply["Failed"][0]["Message"].lower(), "disk|space")
                    self.assertNotIn("Successful", reply)
        received = api.call("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        self.assertEqual([message["Body"] for message in received], ["one", "two"])
        handle = received[0]["ReceiptHandle"]
        api.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handle)

        own.stop()
        api.close()
        own.flags = ()
        own.start()
        api.call("SendMessage", QueueUrl=url, MessageBody="three")
        names = {"AttributeNames": ["All"]}
        attributes = api.call("GetQueueAttributes", QueueUrl=url, **names)["Attributes"]
        self.assertEqual(attributes["ApproximateNumberOfMessages"], "1")
        self.assertEqual(attributes["ApproximateNumberOfMessagesNotVisible"], "1")


class Commands(OperationsCase):
    def test_version(self) -> None:
        done = run("--version")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"\d+\.\d+\.\d+")

    def test_healthcheck_tells_by_its_exit_status(self) -> None:
        own = self.own().start()
        where = ("--listen", f"127.0.0.1:{own.port}")
        self.assertEqual(run("healthcheck", *where).returncode, 0)
        own.stop()
        self.assertNotEqual(run("healthcheck", *where).returncode, 0)

    def test_check_config_takes_the_settings_that_we_ship(self) -> None:
        file = pathlib.Path(__file__).parents[2] / "config" / "forebay.toml"
        done = run("check-config", "--config", str(file))
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_logs_as_json(self) -> None:
        own = self.own("--log-format", "json").start()
        own.stop()
        lines: list[dict[str, Any]] = [json.loads(line) for line in own.log.read_text().splitlines()]
        self.assertTrue(any("Ready." in line.values() for line in lines), lines)


class Stopping(OperationsCase):
    def test_sigterm_ends_it_within_two_seconds(self) -> None:
        own = self.own().start()
        connections = [wire.Wire(own.port) for _ in range(20)]  # idle keep-alive clients
        for connection in connections:
            self.addCleanup(connection.close)
            connection.exchange(wire.request("GET", "/health"))
        connections[0].send(wire.json_request("ListQueues", {})[:-1])  # and one in mid-request
        started = time.monotonic()
        self.assertEqual(own.stop(), 0)
        self.assertLess(time.monotonic() - started, 2.0)

    def test_a_thousand_parked_receives_use_no_cpu(self) -> None:
        own = self.own().start()
        api = self.api(own)
        url = api.call("CreateQueue", QueueName="q")["QueueUrl"]
        input = {"QueueUrl": url, "WaitTimeSeconds": 20}
        for _ in range(1000):
            connection = wire.Wire(own.port)
            self.addCleanup(connection.close)
            connection.send(wire.json_request("ReceiveMessage", input))
        time.sleep(0.5)
        before = own.cpu_seconds()
        time.sleep(1.5)
        self.assertLess(own.cpu_seconds() - before, 0.05)


if __name__ == "__main__":
    unittest.main()
