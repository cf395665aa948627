"""Many consumers that fail at random share a FIFO queue: each group is worked off in order."""

import json
import random
import threading
import time
import unittest
from typing import Any

from apis import Api, JsonApi, QueryApi, Refused
from fifo import FifoCase

CONSUMERS = 16
GROUPS = 8
MESSAGES = 30  # of each group


class Work:
    """Who deleted what, in which order; an entry is made before its delete is asked for."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.deletes: dict[str, list[list[Any]]] = {}
        self.done = 0

    def begin(self, group: str, number: int) -> list[Any]:
        with self.lock:
            entry = [number, False]
            self.deletes.setdefault(group, []).append(entry)
            return entry

    def end(self, entry: list[Any]) -> None:
        with self.lock:
            entry[1] = True
            self.done += 1


class Consumers(FifoCase):
    def consume(self, api: Api, url: str, work: Work, seed: int) -> None:
        chance = random.Random(seed)
        while work.done < GROUPS * MESSAGES and time.monotonic() < self.deadline:
            reply = api.call(
                "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1
            )
            for message in reply.get("Messages", []):
                if chance.random() < 0.05:
                    break  # it crashes: neither this one nor those behind it are deleted
                job = json.loads(message["Body"])
                entry = work.begin(job["group"], job["number"])
                try:
                    handle = message["ReceiptHandle"]
                    api.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handle)
                except Refused:  # it was too slow, and another one has the message now
                    break
                work.end(entry)

    def test_keep_the_order_of_every_group(self, api: Api) -> None:
        url = self.fifo(VisibilityTimeout=2, ContentBasedDeduplication=True)
        for number in range(MESSAGES):
            entries = [
                {
                    "Id": f"{group}",
                    "MessageBody": json.dumps({"group": f"g{group}", "number": number}),
                    "MessageGroupId": f"g{group}",
                }
                for group in range(GROUPS)
            ]
            self.json.call("SendMessageBatch", QueueUrl=url, Entries=entries)

        self.deadline = time.monotonic() + 90
        work = Work()
        make = JsonApi if api.protocol == "json" else QueryApi
        apis = [make(self.port) for _ in range(CONSUMERS)]
        threads = [
            threading.Thread(target=self.consume, args=(one, url, work, seed))
            for seed, one in enumerate(apis)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for one in apis:
            one.close()

        self.assertEqual(len(work.deletes), GROUPS)
        for group, deletes in work.deletes.items():
            numbers = [number for number, is_deleted in deletes if is_deleted]
            self.assertEqual(numbers, list(range(MESSAGES)), group)
        self.assertEqual(self.counts(url), (0, 0, 0))


if __name__ == "__main__":
    unittest.main()
