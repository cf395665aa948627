"""A FIFO queue after an orderly stop and after kill -9: order, locks, duplicates, named receives.

A receive of a FIFO queue tells that groups are locked, so that is on disk before the reply leaves.
"""

import unittest
from typing import Any

from test_durability import DurabilityCase


class Fifo(DurabilityCase):
    def create_fifo(self, **attributes: str) -> str:
        return self.create(QueueName="orders.fifo", Attributes={"FifoQueue": "true", **attributes})

    def put(self, url: str, *bodies: str) -> list[dict[str, Any]]:
        return [
            self.call(
                "SendMessage",
                QueueUrl=url,
                MessageBody=body,
                MessageGroupId=body[0],
                MessageDeduplicationId=body,
            )
            for body in bodies
        ]

    def bodies(self, url: str, **more: Any) -> list[str]:
        return [message["Body"] for message in self.receive(url, **more)]

    def check_keeps_order_and_locks(self) -> None:
        url = self.create_fifo()
        sent = self.put(url, "a1", "b1", "a2", "b2", "a3")
        (first,) = self.receive(url, MaxNumberOfMessages=1)
        self.restart()
        self.assertEqual(self.counts(url), (4, 1, 0))
        messages = self.receive(url)
        self.assertEqual([message["Body"] for message in messages], ["b1", "b2"])
        self.assertEqual(
            messages[0]["Attributes"]["SequenceNumber"], sent[1]["SequenceNumber"]
        )
        self.call("DeleteMessage", QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
        self.assertEqual(self.bodies(url), ["a2", "a3"])

    def check_knows_duplicates(self) -> None:
        url = self.create_fifo()
        (first,) = self.put(url, "a1")
        (message,) = self.receive(url)
        self.call("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        self.restart()
        (again,) = self.put(url, "a1")
        self.assertEqual(again, first)
        self.assertEqual(self.counts(url), (0, 0, 0))
        (later,) = self.put(url, "a2")
        self.assertGreater(later["SequenceNumber"], first["SequenceNumber"])

    def check_repeats_a_named_receive(self) -> None:
        url = self.create_fifo()
        self.put(url, "a1", "a2", "b1")
        first = self.receive(url, MaxNumberOfMessages=2, ReceiveRequestAttemptId="try")
        self.restart()
        again = self.receive(url, MaxNumberOfMessages=2, ReceiveRequestAttemptId="try")
        self.assertEqual(again, first)

    def check_keeps_delays(self) -> None:
        url = self.create_fifo(DelaySeconds="900")
        self.put(url, "a1")
        self.restart()
        self.assertEqual(self.counts(url), (0, 0, 1))
        self.call("SetQueueAttributes", QueueUrl=url, Attributes={"DelaySeconds": "0"})
        self.call("SetQueueAttributes", QueueUrl=url, Attributes={"DelaySeconds": "900"})
        self.restart()
        self.assertEqual(self.bodies(url), ["a1"], "its delay had ended")


if __name__ == "__main__":
    unittest.main()
