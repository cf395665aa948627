"""The limit of 120,000 messages in flight: spec 7.4."""

import itertools
import threading
import unittest

from apis import JsonApi
from broker import Broker
from case import Background, BrokerCase

LIMIT = 120_000
WORKERS = 8


class InFlightLimit(BrokerCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.own = Broker("--durability", "buffered").start()
        cls.addClassCleanup(cls.own.close)
        cls.port = cls.own.port
        cls.json = JsonApi(cls.port)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.json.close()

    def in_parallel(self, count: int, action: str, **input: object) -> None:
        """Does one call `count` times on several connections."""
        turns, lock = itertools.count(), threading.Lock()

        def work() -> None:
            api = JsonApi(self.port)
            while True:
                with lock:
                    if next(turns) >= count:
                        break
                api.call(action, **input)
            api.close()

        for job in [Background(work) for _ in range(WORKERS)]:
            job.join(200)

    def test_is_an_error_for_who_does_not_wait_and_nothing_for_who_does(self) -> None:
        url = self.queue(VisibilityTimeout=43200)
        entries = [{"Id": str(i), "MessageBody": "x"} for i in range(10)]
        self.in_parallel(LIMIT // 10, "SendMessageBatch", QueueUrl=url, Entries=entries)
        for body in ("one", "two"):
            self.send(url, body)
        self.in_parallel(LIMIT // 10, "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10)
        missing = LIMIT - self.counts(url)[1]
        while missing > 0:  # a receive may give fewer than ten
            self.receive(url, MaxNumberOfMessages=min(10, missing))
            missing = LIMIT - self.counts(url)[1]
        self.assertEqual(self.counts(url), (2, LIMIT, 0))

        self.assert_refused(self.json, "OverLimit", None, "ReceiveMessage", QueueUrl=url)
        self.assertEqual(self.receive(url, WaitTimeSeconds=1), [])
        self.assertEqual(self.counts(url), (2, LIMIT, 0))


if __name__ == "__main__":
    unittest.main()
