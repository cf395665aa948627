"""Fair queues: message groups on standard queues, spec 9."""

import time
import unittest

from apis import JsonApi
from broker import Broker
from case import BrokerCase

BACKLOG = 10_000  # more than a queue's window holds in memory


class FairQueues(BrokerCase):
    def send_many(self, url: str, group: str, count: int) -> None:
        for first in range(0, count, 10):
            entries = [
                {"Id": str(i), "MessageBody": "x", "MessageGroupId": group}
                for i in range(min(10, count - first))
            ]
            self.json.call("SendMessageBatch", QueueUrl=url, Entries=entries)

    def groups(self, url: str, most: int = 1) -> list[str]:
        messages = self.receive(
            url, MaxNumberOfMessages=most, AttributeNames=["MessageGroupId"]
        )
        return [message["Attributes"]["MessageGroupId"] for message in messages]

    def make_noisy(self, url: str) -> None:
        for _ in range(3):
            self.assertEqual(self.groups(url, 10), ["noisy"] * 10)

    def test_a_quiet_group_comes_first_while_another_is_noisy(self) -> None:
        url = self.queue()
        self.send_many(url, "noisy", 40)
        self.make_noisy(url)
        self.send(url, MessageGroupId="quiet")
        self.assertEqual(self.groups(url, 3), ["quiet", "noisy", "noisy"])

    def test_nothing_is_held_back(self) -> None:
        url = self.queue()
        self.send_many(url, "noisy", 40)
        self.make_noisy(url)
        self.assertEqual(self.groups(url, 10), ["noisy"] * 10)
        self.assertEqual(self.groups(url), [])

    def test_a_quiet_message_overtakes_a_backlog_that_is_on_disk(self) -> None:
        url = self.queue()
        self.send_many(url, "noisy", BACKLOG)
        self.make_noisy(url)
        self.send(url, MessageGroupId="quiet")
        self.assertEqual(self.groups(url), ["quiet"])


class FairQueuesAfterAKill(FairQueues):
    @classmethod
    def setUpClass(cls) -> None:
        cls.own = Broker().start()
        cls.addClassCleanup(cls.own.close)
        cls.port = cls.own.port
        cls.json = JsonApi(cls.port)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.json.close()

    def make_noisy(self, url: str) -> None:
        super().make_noisy(url)
        time.sleep(0.3)  # receives are recorded a little later
        self.send(url, MessageGroupId="recorded")  # and with it that there is noise
        self.own.kill()
        self.own.start()
        self.json.close()
        self.__class__.port = self.own.port
        self.__class__.json = JsonApi(self.own.port)
        # The first receives may come before the backlog on disk was looked through.
        until = time.monotonic() + 5
        while self.groups(url) != ["recorded"]:
            self.assertLess(time.monotonic(), until)


if __name__ == "__main__":
    unittest.main()
