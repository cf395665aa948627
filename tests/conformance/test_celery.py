"""A Celery task queue (kombu's SQS transport: boto3 and pycurl) while its broker is killed.

    CELERY_SECONDS=60 FOREBAY_BINARY=... /usr/bin/python3 -m unittest test_celery
"""

from __future__ import annotations

import collections
import os
import pathlib
import subprocess
import sys
import threading
import time
import unittest

from broker import Broker

SECONDS = float(os.environ.get("CELERY_SECONDS", "6"))  # how long tasks are sent
KILL_EVERY = 2.5
DONE_WITHIN = 90.0

HERE = pathlib.Path(__file__).resolve().parent


class Worker:
    """`celery worker`, which is started again when it ends, as a supervisor would."""

    def __init__(self, environment: dict[str, str], log: pathlib.Path) -> None:
        self.environment = environment
        self.log = log
        self.starts = 0
        self.stopped = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._supervise)
        self.thread.start()

    def _supervise(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "celery_jobs", "worker"]
        flags = ["--concurrency=2", "--loglevel=INFO", "--without-mingle", "--without-gossip"]
        while not self.stopped.is_set():
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    [*command, *flags], cwd=HERE, env=self.environment, stdout=log, stderr=log
                )
            self.starts += 1
            self.process.wait()
            self.stopped.wait(0.5)

    def stop(self) -> None:
        self.stopped.set()
        while self.thread.is_alive():
            if self.process is not None:
                self.process.terminate()
            self.thread.join(10)
            if self.thread.is_alive() and self.process is not None:
                self.process.kill()


class Tasks(unittest.TestCase):
    def setUp(self) -> None:
        self.broker = Broker().start()
        self.addCleanup(self.broker.close)
        self.done = self.broker.home / "done"
        self.environment = {
            **os.environ,
            "JOBS_BROKER": f"sqs://test:test@127.0.0.1:{self.broker.port}//",
            "JOBS_DONE": str(self.done),
        }
        os.environ.update(self.environment)
        self.worker = Worker(self.environment, self.broker.home / "worker.log")
        self.addCleanup(self.worker.stop)

    def numbers_done(self) -> collections.Counter[int]:
        text = self.done.read_text() if self.done.exists() else ""
        return collections.Counter(int(line) for line in text.splitlines())

    def send_while(self, go_on: threading.Event) -> None:
        import celery_jobs  # reads the environment

        number = 0
        while go_on.is_set():
            try:
                celery_jobs.note.apply_async((number,), retry=False)
            except Exception:  # of boto3 or kombu: nobody promised this one, so it is sent again
                self.refused += 1
                time.sleep(0.05)
                continue
            self.sent.append(number)
            number += 1
            time.sleep(0.01)
        celery_jobs.app.pool.force_close_all()
        celery_jobs.app.close()

    def test_that_were_accepted_are_all_done_though_the_broker_is_killed(self) -> None:
        self.sent: list[int] = []
        self.refused = 0
        go_on = threading.Event()
        go_on.set()
        sender = threading.Thread(target=self.send_while, args=(go_on,))
        sender.start()
        kills = 0
        ends_at = time.monotonic() + SECONDS
        while time.monotonic() + KILL_EVERY < ends_at:
            time.sleep(KILL_EVERY)
            self.broker.kill()
            kills += 1
            time.sleep(0.3)
            self.broker.start()
        time.sleep(max(0.0, ends_at - time.monotonic()))
        go_on.clear()
        sender.join()

        deadline = time.monotonic() + DONE_WITHIN
        while missing := set(self.sent) - set(self.numbers_done()):
            if time.monotonic() > deadline:
                log = self.worker.log.read_text(errors="replace")[-3000:]
                self.fail(f"{len(missing)} of {len(self.sent)} tasks were not done.\n{log}")
            time.sleep(0.1)
        done = self.numbers_done()
        print(
            f"{len(self.sent)} tasks, {kills} kills, {self.refused} sends refused, "
            f"{sum(done.values()) - len(done)} done again, {self.worker.starts} worker starts"
        )
        self.assertGreater(len(self.sent), 2 * SECONDS)
        self.assertGreaterEqual(kills, 2)


if __name__ == "__main__":
    unittest.main()
