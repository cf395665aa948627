"""Kills the real daemon under load, again and again, and accounts for every message.

    FOREBAY_BINARY=build/release/forebay /usr/bin/python3 -m unittest -v test_crash   # in this folder

FOREBAY_SEED=41 replays the choices of a run: what is sent and when the daemon is killed. (How the
processes interleave is the machine's choice.)
"""

from __future__ import annotations

import multiprocessing
import os
import pathlib
import random
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))

import workers  # noqa: E402
from broker import Broker  # noqa: E402
from ledger import read_journals  # noqa: E402

PRODUCERS, CONSUMERS, QUEUES = 3, 3, 3
# What a recovery may cost. CPU, not wall time: on a shared disk a start that used 0.1 s has waited for
# 7 s. (The harness gives up on a start after READY_WITHIN seconds of wall time.)
RECOVERY_CPU = 1.5
DRAINED_WITHIN = 40.0

processes = multiprocessing.get_context("fork")


class Crash(unittest.TestCase):
    def test_fsync_survives_25_kills(self) -> None:
        self.run_and_account("fsync", kills=25, up_for=(0.1, 1.0))

    def test_buffered_survives_10_kills(self) -> None:
        """kill -9 takes the process, not what the operating system already has."""
        self.run_and_account("buffered", kills=10, up_for=(0.1, 1.0))

    def run_and_account(self, durability: str, kills: int, up_for: tuple[float, float]) -> None:
        seed = int(os.environ.get("FOREBAY_SEED") or random.SystemRandom().randrange(10**6))
        print(f"\n{durability}: FOREBAY_SEED={seed}", flush=True)
        dice = random.Random(seed)
        broker = Broker("--durability", durability)
        self.addCleanup(broker.close)
        broker.start()
        urls = self.create_queues(broker)

        stop = processes.Event()
        crew = self.start_workers(broker, urls, dice, stop)
        slowest = dearest = 0.0
        for _ in range(kills):
            time.sleep(dice.uniform(*up_for))
            broker.kill()
            if dice.random() < 0.2:  # and once more in the middle of the recovery
                broker.launch()
                time.sleep(dice.uniform(0.0, 0.05))
                broker.kill()
            started = time.monotonic()
            broker.start()
            slowest = max(slowest, time.monotonic() - started)
            dearest = max(dearest, broker.cpu_seconds())
        time.sleep(0.3)
        stop.set()
        for worker in crew:
            worker.join(30)
            self.assertEqual(worker.exitcode, 0, f"{worker.name} failed: its trace is above")
        broker.kill()  # nobody waits for an answer now: what is there is what was acknowledged
        broker.start()

        client = workers.Client(broker.port)
        left = sum(workers.counts(client, url) for url in urls)
        client.close()
        journal = broker.home / "drain.journal"
        drained, trouble = workers.drain(broker.port, urls, journal, DRAINED_WITHIN)
        ledger = read_journals(sorted(broker.home.glob("*.journal")))
        summary = ledger.summary()
        starts = f"slowest start {slowest:.2f} s, dearest {dearest:.2f} s of CPU"
        print(f"{kills} kills, {starts}, {summary}", flush=True)

        faults = ledger.verdict()
        text = f"{len(faults)} faults"
        if trouble:  # what came back did come back, but what is "lost" may only be unread
            text += f"; {trouble}, so that some of the lost may be there and unread"
        self.assertEqual(faults[:10], [], text)
        self.assertIsNone(trouble, broker.log_tail())
        self.assertEqual(left, drained, "the counters said how much was left")
        self.assertLess(dearest, RECOVERY_CPU)
        # The run was worth its while: there was load, and it was interrupted.
        self.assertGreater(summary["sends acknowledged"], 20 * kills)
        self.assertGreater(summary["deletes acknowledged"], 5 * kills)
        self.assertGreater(summary["sends unanswered"] + summary["deletes unanswered"], 0)

    def create_queues(self, broker: Broker) -> list[str]:
        client = workers.Client(broker.port)
        attributes = {"VisibilityTimeout": str(workers.VISIBILITY_TIMEOUT)}
        urls = [
            client.call("CreateQueue", QueueName=f"q{number}", Attributes=attributes)["QueueUrl"]
            for number in range(QUEUES)
        ]
        client.close()
        return urls

    def start_workers(
        self,
        broker: Broker,
        urls: list[str],
        dice: random.Random,
        stop: multiprocessing.synchronize.Event,
    ) -> list[multiprocessing.process.BaseProcess]:
        crew: list[multiprocessing.process.BaseProcess] = []
        for role, count in ((workers.produce, PRODUCERS), (workers.consume, CONSUMERS)):
            for number in range(count):
                name = f"{role.__name__}{number}"
                journal = broker.home / f"{name}.journal"
                arguments = (broker.port, urls, name, dice.randrange(2**32), journal, stop)
                worker = processes.Process(target=role, args=arguments, name=name, daemon=True)
                worker.start()
                crew.append(worker)
        self.addCleanup(lambda: [worker.kill() for worker in crew if worker.is_alive()])
        return crew


if __name__ == "__main__":
    unittest.main()
