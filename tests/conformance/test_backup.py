"""Backups while clients send, restores of them, and what a crash leaves of one."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import threading
import time
import unittest

import broker
import wire
from apis import JsonApi
from broker import Broker


def run(*arguments: str) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FOREBAY_")}
    return subprocess.run(
        [broker.binary(), *arguments], capture_output=True, text=True, timeout=60, env=environment)


def restore(from_: pathlib.Path, to: pathlib.Path) -> subprocess.CompletedProcess:
    return run("restore", "--from", str(from_), "--data", str(to))


class Sender(threading.Thread):
    """Sends numbered messages until it is told to stop, or the daemon ends."""

    def __init__(self, port: int, url: str) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.url = url
        self.acknowledged = 0
        self.stopped = False

    def run(self) -> None:
        api = JsonApi(self.port)
        try:
            while not self.stopped:
                entries = [
                    {"Id": str(i), "MessageBody": f"{self.acknowledged + i:06} " + "x" * 2000}
                    for i in range(10)
                ]
                api.call("SendMessageBatch", QueueUrl=self.url, Entries=entries)
                self.acknowledged += 10
        except OSError:
            pass
        finally:
            api.close()


class BackupCase(unittest.TestCase):
    def start(self, *flags: str) -> Broker:
        own = Broker(*flags)
        own.flags = (*flags, "--backup-directory", str(own.home / "backups"))
        self.addCleanup(own.close)
        return own.start()

    def backup(self, own: Broker, name: str = "") -> wire.Reply:
        body = json.dumps({"name": name}).encode() if name else b""
        return wire.exchange(own.port, wire.request("POST", "/_forebay/backup", body=body))

    def queue(self, port: int, name: str = "orders") -> str:
        api = JsonApi(port)
        self.addCleanup(api.close)
        return api.call("CreateQueue", QueueName=name)["QueueUrl"]

    def numbers(self, port: int) -> list[int]:
        """Of all messages, received and deleted."""
        api = JsonApi(port)
        self.addCleanup(api.close)
        url = api.call("GetQueueUrl", QueueName="orders")["QueueUrl"]
        found: list[int] = []
        while messages := api.call("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            found += [int(message["Body"].split()[0]) for message in messages]
            entries = [{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(messages)]
            api.call("DeleteMessageBatch", QueueUrl=url, Entries=entries)
        return found

    def restored(self, backup: pathlib.Path, to: pathlib.Path) -> Broker:
        done = restore(backup, to)
        self.assertEqual((0, f"restored {to}\n"), (done.returncode, done.stdout), done.stderr)
        other = Broker()
        self.addCleanup(other.close)
        other.data = to
        return other.start()


class Backups(BackupCase):
    def test_hold_what_was_acknowledged_before_they_began(self) -> None:
        for durability in ("fsync", "buffered"):
            with self.subTest(durability=durability):
                own = self.start("--durability", durability)
                sender = Sender(own.port, self.queue(own.port))
                sender.start()
                made = []
                for _ in range(3):
                    time.sleep(0.5)
                    before = sender.acknowledged
                    reply = self.backup(own)
                    self.assertEqual(200, reply.status, reply.text)
                    made.append((before, reply.json))
                sender.stopped = True
                sender.join()
                self.assertGreater(made[0][0], 0)
                for i, (before, told) in enumerate(made):
                    self.assertRegex(pathlib.Path(told["path"]).name, r"^\d{8}T\d{6}\.\d{3}Z$")
                    self.assertGreater(told["bytes"], before * 2000)
                    other = self.restored(pathlib.Path(told["path"]), own.home / f"restored{i}")
                    found = self.numbers(other.port)
                    self.assertGreaterEqual(len(found), before)
                    self.assertEqual(list(range(len(found))), found)
                    other.stop()
                self.assertEqual(0, own.stop(), own.log_tail())

    def test_leave_the_broker_as_it_is(self) -> None:
        own = self.start()
        url = self.queue(own.port)
        api = JsonApi(own.port)
        self.addCleanup(api.close)
        api.call("SendMessage", QueueUrl=url, MessageBody="000000")
        self.assertEqual(200, self.backup(own, "a").status)
        api.call("SendMessage", QueueUrl=url, MessageBody="000001")
        own.kill()
        own.start()
        self.assertEqual([0, 1], self.numbers(own.port))
        other = self.restored(own.home / "backups" / "a", own.home / "b")
        self.assertEqual([0], self.numbers(other.port))

    def test_are_refused_with_a_reason(self) -> None:
        own = self.start()
        self.assertEqual(200, self.backup(own, "monday").status)
        again = self.backup(own, "monday")
        self.assertEqual(409, again.status)
        self.assertIn("monday: exists already", again.json["message"])
        for name in ("../monday", "/tmp/monday", "..", "a.partial"):
            self.assertEqual(400, self.backup(own, name).status)
        without = Broker()
        self.addCleanup(without.close)
        without.start()
        reply = self.backup(without)
        self.assertEqual((404, True), (reply.status, "backup.directory" in reply.json["message"]))

    def test_that_a_crash_interrupts_do_not_look_whole(self) -> None:
        own = self.start()
        sender = Sender(own.port, self.queue(own.port))
        sender.start()
        time.sleep(0.5)
        backups = own.home / "backups"
        for i in range(8):
            name = f"backup{i}"
            connection = wire.Wire(own.port)
            self.addCleanup(connection.close)
            body = json.dumps({"name": name}).encode()
            connection.send(wire.request("POST", "/_forebay/backup", body=body))
            time.sleep(0.004 * i)
            own.kill()
            whole = [path.name for path in backups.glob("*") if path.suffix != ".partial"]
            for found in whole:
                self.assertTrue((backups / found / "FOREBAY").exists(), found)
            if name not in whole and (backups / f"{name}.partial").exists():
                done = restore(backups / f"{name}.partial", own.home / "wrong")
                self.assertEqual(1, done.returncode, done.stdout)
                self.assertFalse((own.home / "wrong" / "FOREBAY").exists())
            own.start()
            if not sender.is_alive():
                sender = Sender(own.port, self.queue(own.port))
                sender.start()
        sender.stopped = True
        sender.join()
        self.assertEqual(200, self.backup(own, "last").status)
        self.assertEqual([], list(backups.glob("*.partial")))
        for path in backups.glob("*"):
            done = restore(path, own.home / "restored" / path.name)
            self.assertEqual(0, done.returncode, done.stderr)


class Restore(BackupCase):
    def test_says_what_is_wrong(self) -> None:
        own = self.start()
        running = restore(own.data, own.home / "copy")
        self.assertEqual(1, running.returncode)
        self.assertIn("is in use by a forebay process", running.stderr)
        self.assertEqual(200, self.backup(own, "a").status)
        onto = restore(own.home / "backups" / "a", own.data)
        self.assertEqual(1, onto.returncode)
        self.assertRegex(onto.stderr, rf"{re.escape(str(own.data))}: is not empty")
        missing = restore(own.home / "nowhere", own.home / "copy")
        self.assertEqual(1, missing.returncode)
        self.assertIn(f"{own.home / 'nowhere'}: cannot be read", missing.stderr)

    def test_wants_to_know_from_where(self) -> None:
        done = run("restore")
        self.assertEqual(2, done.returncode)
        self.assertIn("--from", done.stderr + done.stdout)


if __name__ == "__main__":
    unittest.main()
