"""Scenarios of FIFO queues, a row each as in the tables of spec 8.1 to 8.3.

A message is written as its group and its number, `a1`. Steps:

    "send a1 b1"     sends these
    "get 2: a1 a2"   a receive of at most 2 returns these; "get 2:" nothing
    "peek 2: a1"     the same with a visibility timeout of 0
    "delete a1"      by the handle of its latest receive
    "hide a1 60"     changes its visibility timeout
    "wait"           until what the queue hides for its second is visible again
    "purge"
"""

import time
import unittest

from apis import Api
from fifo import FifoCase

#: Scenario, seconds of the queue's visibility timeout, steps.
ROWS = (
    ("the rest of a group is blocked, others are served", 600,
     ["send a1 a2 a3 b1", "get 2: a1 a2", "get 10: b1", "get 10:"]),
    ("a group stays blocked while one of two is in flight", 600,
     ["send a1 a2 a3", "get 2: a1 a2", "delete a1", "get 10:", "delete a2", "get 10: a3"]),
    ("made visible at once: it alone is receivable", 600,
     ["send a1 a2 a3", "get 2: a1 a2", "hide a1 0", "get 10: a1"]),
    ("made visible after a second: it alone is receivable", 600,
     ["send a1 a2 a3", "get 2: a1 a2", "hide a1 1", "wait", "get 10: a1"]),
    ("the first of three extended: nothing is receivable", 1,
     ["send a1 a2 a3", "get 3: a1 a2 a3", "hide a1 60", "wait", "get 10:"]),
    ("the second of three extended: the first is", 1,
     ["send a1 a2 a3", "get 3: a1 a2 a3", "hide a2 60", "wait", "get 10: a1"]),
    ("the third of three extended: the first two are", 1,
     ["send a1 a2 a3", "get 3: a1 a2 a3", "hide a3 60", "wait", "get 10: a1 a2"]),
    ("sent to a blocked group: blocked until the head is deleted", 600,
     ["send a1", "get 10: a1", "send a2", "get 10:", "delete a1", "get 10: a2"]),
    ("all expire: again in their order", 1,
     ["send a1 a2 a3", "get 3: a1 a2 a3", "wait", "get 10: a1 a2 a3"]),
    ("a receive with a timeout of zero blocks nothing", 600,
     ["send a1 a2", "peek 1: a1", "get 10: a1 a2"]),
    ("groups are contiguous in a result", 600,
     ["send a1 b1 a2 a3", "get 10: a1 a2 a3 b1"]),
    ("served groups go to the back", 600,
     ["send a1 b1 b2 c1 a2", "peek 3: a1 a2 b1", "get 10: c1 a1 a2 b1 b2"]),
    ("the next messages of a group that was worked off", 600,
     ["send a1 a2 b1", "get 2: a1 a2", "delete a1", "delete a2", "send b2 a3 c1",
      "get 10: b1 b2 a3 c1"]),
    ("a duplicate is dropped", 600, ["send a1 a1", "get 10: a1"]),
    ("a duplicate is dropped in another group too", 600,
     ["send a1 b1=a1", "get 10: a1"]),
    ("a duplicate is dropped after the message is deleted", 600,
     ["send a1", "get 10: a1", "delete a1", "send a1", "get 10:"]),
    ("a purge forgets duplicates", 600, ["send a1", "purge", "send a1", "get 10: a1"]),
)  # fmt: skip


class Scenarios(FifoCase):
    def test_follow_the_tables(self, api: Api) -> None:
        for scenario, seconds, steps in ROWS:
            with self.subTest(scenario=scenario):
                url = self.fifo(VisibilityTimeout=seconds)
                handles: dict[str, str] = {}
                for step in steps:
                    self.take(api, url, handles, step)

    def take(self, api: Api, url: str, handles: dict[str, str], step: str) -> None:
        verb, *words = step.replace(":", " ").split()
        if verb == "send":
            for word in words:
                body, _, id = word.partition("=")
                ids = {"MessageGroupId": body[0], "MessageDeduplicationId": id or body}
                api.call("SendMessage", QueueUrl=url, MessageBody=body, **ids)
        elif verb in ("get", "peek"):
            more = {"VisibilityTimeout": 0} if verb == "peek" else {}
            reply = api.call(
                "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=int(words[0]), **more
            )
            messages = reply.get("Messages", [])
            self.assertEqual([message["Body"] for message in messages], words[1:], step)
            handles.update({message["Body"]: message["ReceiptHandle"] for message in messages})
        elif verb == "delete":
            api.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handles[words[0]])
        elif verb == "hide":
            api.call(
                "ChangeMessageVisibility",
                QueueUrl=url,
                ReceiptHandle=handles[words[0]],
                VisibilityTimeout=int(words[1]),
            )
        elif verb == "wait":
            time.sleep(1.1)
        elif verb == "purge":
            api.call("PurgeQueue", QueueUrl=url)
        else:
            self.fail(f"no such step: {step}")


if __name__ == "__main__":
    unittest.main()
