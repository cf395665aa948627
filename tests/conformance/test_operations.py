"""Starting and stopping: what an operator sees."""

import subprocess
import tempfile
import time
import unittest

import broker
import wire
from apis import JsonApi
from broker import Broker


class Starting(unittest.TestCase):
    def test_says_ready_when_it_is(self) -> None:
        with Broker() as own:
            self.assertIn("Ready.", own.log.read_text())
            reply = wire.exchange(own.port, wire.request("GET", "/health"))
            self.assertEqual((reply.status, reply.json["status"]), (200, "ready"))

    def test_a_second_daemon_on_the_same_directory_is_refused(self) -> None:
        with Broker() as own:
            command = own.command()
            command[command.index("--listen") + 1] = "127.0.0.1:0"
            second = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20
            )
            self.assertNotEqual(second.returncode, 0)
            self.assertIn(str(own.data), second.stdout + second.stderr)
            self.assertEqual(own.health(), 200, "the first goes on")

    def test_a_second_daemon_on_the_same_address_is_refused(self) -> None:
        """Two that share a port would each get half of the clients."""
        with Broker() as own, tempfile.TemporaryDirectory() as other:
            command = own.command()
            command[command.index("--data") + 1] = other
            second = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            try:
                output, _ = second.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                second.kill()
                second.communicate()
                self.fail("it runs, on the same port")
            self.assertNotEqual(second.returncode, 0)
            self.assertIn(str(own.port), output)

    def test_wrong_settings_are_named(self) -> None:
        for flags, environment, named in (
            (("--no-such-flag",), {}, "no-such-flag"),
            (("--durability", "sometimes"), {}, "sometimes"),
            (("--threads", "many"), {}, "many"),
            (("--listen", "nowhere"), {}, "nowhere"),
            ((), {"FOREBAY_DURABILITY": "sometimes"}, "sometimes"),
            ((), {"FOREBAY_THREADS": "many"}, "many"),
        ):
            with self.subTest(flags=flags, environment=environment):
                own = Broker(*flags, environment=environment)
                self.addCleanup(own.close)
                own.launch()
                self.assertNotEqual(own.process.wait(20), 0)
                self.assertIn(named, own.log.read_text())

    def test_settings_come_from_the_environment_and_flags_win(self) -> None:
        environment = {"FOREBAY_ACCOUNT": "999988887777", "FOREBAY_REGION": "eu-north-1"}
        for flags, account in (((), "999988887777"), (("--account", "555566667777"), "555566667777")):
            with self.subTest(flags=flags), Broker(*flags, environment=environment) as own:
                data = wire.json_request("CreateQueue", {"QueueName": "q"})
                url = wire.exchange(own.port, data).json["QueueUrl"]
                self.assertTrue(url.endswith(f"/{account}/q"), url)
                input = {"QueueUrl": url, "AttributeNames": ["QueueArn"]}
                reply = wire.exchange(own.port, wire.json_request("GetQueueAttributes", input))
                arn = f"arn:aws:sqs:eu-north-1:{account}:q"
                self.assertEqual(reply.json["Attributes"]["QueueArn"], arn)

    def test_a_version_is_told(self) -> None:
        done = subprocess.run(
            [broker.binary(), "--version"], capture_output=True, text=True, timeout=20
        )
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"\d+\.\d+\.\d+")

    def test_healthcheck_tells_by_its_exit_status(self) -> None:
        with Broker() as own:
            def check() -> int:
                command = [broker.binary(), "healthcheck", "--listen", f"127.0.0.1:{own.port}"]
                return subprocess.run(command, capture_output=True, timeout=20).returncode

            self.assertEqual(check(), 0)
            own.stop()
            self.assertNotEqual(check(), 0)


class Stopping(unittest.TestCase):
    def test_sigterm_ends_it_within_two_seconds(self) -> None:
        with Broker() as own:
            connections = [wire.Wire(own.port) for _ in range(20)]  # idle keep-alive clients
            for connection in connections:
                self.addCleanup(connection.close)
                connection.exchange(wire.request("GET", "/health"))
            connections[0].send(wire.json_request("ListQueues", {})[:-1])  # and one in mid-request
            started = time.monotonic()
            self.assertEqual(own.stop(), 0)
            self.assertLess(time.monotonic() - started, 2.0)

    def test_a_thousand_parked_receives_use_no_cpu(self) -> None:
        with Broker() as own:
            api = JsonApi(own.port)
            self.addCleanup(api.close)
            url = api.call("CreateQueue", QueueName="q")["QueueUrl"]
            input = {"QueueUrl": url, "WaitTimeSeconds": 20}
            for _ in range(1000):
                connection = wire.Wire(own.port)
                self.addCleanup(connection.close)
                connection.send(wire.json_request("ReceiveMessage", input))
            time.sleep(0.5)
            before = cpu_seconds(own.process.pid)
            time.sleep(1.5)
            self.assertLess(cpu_seconds(own.process.pid) - before, 0.05)


def cpu_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100  # clock ticks: 100 a second on Linux


if __name__ == "__main__":
    unittest.main()
