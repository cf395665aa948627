#!/usr/bin/python3
"""The program as its operator meets it: its commands, exit codes, log and signals. What clients
meet is in tests/conformance, with whose harness this starts the daemon."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "conformance"))

import broker
import wire
from broker import Broker


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """The program, to its end."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FOREBAY_")}
    return subprocess.run(
        [broker.binary(), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=20, env={**environment, **variables})


class TheCommandLine(unittest.TestCase):
    def test_reports_all_mistakes_at_once_and_fails_as_usage(self):
        for command in ("serve", "check-config", "healthcheck", "echo"):
            with self.subTest(command=command):
                done = run(command, "--threads", "lots", "--colour", FOREBAY_LOG_LEVEL="loud")
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertIn("--threads lots: expected a whole number", done.stderr)
                self.assertIn("--colour: unknown flag", done.stderr)
                self.assertIn("FOREBAY_LOG_LEVEL=loud: expected trace", done.stderr)

    def test_wants_a_command(self):
        for arguments in ((), ("dance",), ("serve", "--threads")):
            with self.subTest(arguments=arguments):
                self.assertEqual(2, run(*arguments).returncode)

    def test_helps(self):
        done = run("serve", "--help")
        self.assertEqual(0, done.returncode)
        for flag in ("--listen", "--data", "--threads", "--durability", "--config"):
            self.assertIn(flag, done.stdout)

    def test_prints_the_settings_file_that_is_shipped(self):
        self.assertEqual((TOP / "config" / "forebay.toml").read_text(), run("settings").stdout)

    def test_says_what_is_in_effect_and_where_it_comes_from(self):
        done = run("check-config", "--threads", "3", FOREBAY_DATA="/var/lib/forebay")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^threads = 3 +# --threads$")
        self.assertRegex(done.stdout, r'(?m)^data = "/var/lib/forebay" +# FOREBAY_DATA$')
        self.assertRegex(done.stdout, r'(?m)^region = "us-east-1" +# default$')

    def test_takes_the_last_of_a_flag_given_twice(self):
        done = run("check-config", "--threads", "3", "--threads", "4")
        self.assertRegex(done.stdout, r"(?m)^threads = 4 ")

    def test_healthcheck_fails_while_nobody_listens(self):
        done = run("healthcheck", "--listen", "127.0.0.1:1")
        self.assertEqual(1, done.returncode)
        self.assertIn("127.0.0.1:1: Connection refused", done.stdout)


class TheDaemon(unittest.TestCase):
    def start(self, *flags: str) -> Broker:
        own = Broker(*flags)
        self.addCleanup(own.close)
        return own.start()

    def park(self, own: Broker, count: int) -> list:
        """Connections whose receives wait for a message."""
        made = wire.json_request("CreateQueue", {"QueueName": "q"})
        url = wire.exchange(own.port, made).json["QueueUrl"]
        connections = [wire.Wire(own.port) for _ in range(count)]
        for connection in connections:
            self.addCleanup(connection.close)
            connection.send(wire.json_request("ReceiveMessage",
                                              {"QueueUrl": url, "WaitTimeSeconds": 20}))
        return connections

    def test_says_in_one_line_that_it_is_ready_and_how(self):
        own = self.start()
        ready = [line for line in own.log.read_text().splitlines() if "Ready." in line]
        self.assertEqual(1, len(ready))
        self.assertRegex(ready[0], rf"address=127\.0\.0\.1:{own.port} data={own.data} threads=\d+ "
                                   r"durability=fsync version=\d\S* ms=[\d.]+$")

    def test_answers_parked_receives_empty_when_it_stops(self):
        own = self.start()
        connections = self.park(own, 50)
        time.sleep(0.2)
        started = time.monotonic()
        self.assertEqual(0, own.stop(), own.log_tail())
        self.assertLess(time.monotonic() - started, 2.0)
        for connection in connections:
            reply = connection.reply()
            self.assertEqual((200, {}), (reply.status, reply.json))

    def test_stops_for_sigint_too(self):
        own = self.start()
        own.process.send_signal(signal.SIGINT)
        self.assertEqual(0, own.process.wait(broker.STOP_WITHIN))

    def test_ends_at_once_at_a_second_signal(self):
        own = self.start()
        stuck = wire.Wire(own.port)  # its request never ends, so stopping takes its full time
        self.addCleanup(stuck.close)
        stuck.send(wire.json_request("ListQueues", {})[:-1])
        time.sleep(0.2)
        own.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        started = time.monotonic()
        own.process.send_signal(signal.SIGTERM)
        self.assertEqual(1, own.process.wait(broker.STOP_WITHIN))
        self.assertLess(time.monotonic() - started, 0.3)

    def test_warns_when_everyone_may_come(self):
        own = Broker()
        self.addCleanup(own.close)
        own.command = lambda: [broker.binary(), "serve", "--listen", f":{own.port}",
                               "--data", str(own.data)]
        own.start()
        own.stop()  # a broker is ready before it has said all about it
        self.assertIn("auth=off", own.log.read_text())

    def test_fails_as_failure_when_it_cannot_start(self):
        own = self.start()
        second = run("serve", "--listen", "127.0.0.1:0", "--data", str(own.data))
        self.assertEqual(1, second.returncode, second.stderr)

    def test_opens_as_many_files_as_it_may(self):
        own = self.start()
        limits = pathlib.Path(f"/proc/{own.process.pid}/limits").read_text()
        soft, hard = re.search(r"Max open files +(\d+) +(\d+)", limits).groups()
        self.assertEqual(soft, hard)

    def test_logs_json_with_its_pairs_as_members(self):
        own = self.start("--log-format", "json")
        own.stop()
        lines = [json.loads(line) for line in own.log.read_text().splitlines()]
        ready = next(line for line in lines if line["message"] == "Ready.")
        self.assertEqual(f"127.0.0.1:{own.port}", ready["address"])
        self.assertEqual(str(own.data), ready["data"])


class EchoMode(unittest.TestCase):
    def test_answers_whatever_is_asked(self):
        own = Broker()
        self.addCleanup(own.close)
        own.command = lambda: [broker.binary(), "echo", "--listen", f"127.0.0.1:{own.port}"]
        own.start()
        self.assertEqual(200, wire.exchange(own.port, wire.json_request("SendMessage", {})).status)
        self.assertEqual(0, own.stop(), own.log_tail())
        self.assertFalse(own.data.exists())


if __name__ == "__main__":
    unittest.main()
