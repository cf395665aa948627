"""Message move tasks: spec 6.9, 10.4."""

import base64
import json
import time
import unittest
from typing import Any

from apis import Api, JsonApi
from broker import Broker
from case import name_of
from test_dead_letters import ARN, DeadLetterCase, arn_of, policy

NO_SOURCE = "The resource that you specified for the SourceArn parameter doesn't exist."
NO_DESTINATION = "The resource that you specified for the DestinationArn parameter doesn't exist."
NO_ARN = (
    "You must use this format to specify the SourceArn: "
    "arn:<partition>:<service>:<region>:<account-id>:<resource-id>"
)


class MoveTaskCase(DeadLetterCase):
    def dead_letters(self, *bodies: str, fifo: bool = False) -> tuple[str, str]:
        """A source, and its dead-letter queue that holds these messages."""
        source, dead = self.pair(fifo=fifo)
        for body in bodies:
            if fifo:
                self.put(source, body)
            else:
                self.send(source, body)
        while self.receive(source, VisibilityTimeout=0):
            pass
        self.assertEqual(self.counts(dead), (len(bodies), 0, 0))
        return source, dead

    def tasks(self, api: Api, dead: str, **more: Any) -> list[dict[str, Any]]:
        return api.call("ListMessageMoveTasks", SourceArn=arn_of(dead), **more)["Results"]

    def ended(self, api: Api, dead: str) -> dict[str, Any]:
        """The latest task, once it has ended."""

        def end() -> Any:
            (task,) = self.tasks(api, dead)
            return task if task["Status"] not in ("RUNNING", "CANCELLING") else None

        return self.eventually(end, within=10)


class Start(MoveTaskCase):
    def test_moves_messages_to_their_sources_as_new_ones(self, api: Api) -> None:
        source, dead = self.dead_letters("a", "b")
        (old, _) = self.receive(dead, VisibilityTimeout=0, AttributeNames=["All"])
        other = self.queue(RedrivePolicy=policy(arn_of(dead)))
        self.send(other, "c")
        self.use_up(other)

        before = int(time.time() * 1000)
        handle = api.call("StartMessageMoveTask", SourceArn=arn_of(dead))["TaskHandle"]
        named = json.loads(base64.b64decode(handle, validate=True))
        self.assertEqual(list(named), ["taskId", "sourceArn"])
        self.assertEqual(named["sourceArn"], arn_of(dead))

        task = self.ended(api, dead)
        started = int(task.pop("StartedTimestamp"))
        self.assertTrue(before - 10_000 < started < before + 10_000, started)
        self.assertEqual(
            task,
            {
                "Status": "COMPLETED",
                "SourceArn": arn_of(dead),
                "ApproximateNumberOfMessagesMoved": 3,
                "ApproximateNumberOfMessagesToMove": 3,
            },
        )
        self.assertEqual(self.counts(dead), (0, 0, 0))
        self.assertEqual(self.bodies(other), ["c"])
        new = self.receive(source, AttributeNames=["All"])
        self.assertEqual([one["Body"] for one in new], ["a", "b"])
        attributes = new[0]["Attributes"]
        self.assertNotEqual(new[0]["MessageId"], old["MessageId"])
        self.assertEqual(attributes["ApproximateReceiveCount"], "1")
        self.assertGreater(attributes["SentTimestamp"], old["Attributes"]["SentTimestamp"])
        self.assertNotIn("DeadLetterQueueSourceArn", attributes)

    def test_moves_messages_to_a_destination_at_a_rate(self, api: Api) -> None:
        source, dead = self.dead_letters("a", "b", "c")
        target = self.queue()
        begin = time.monotonic()
        api.call(
            "StartMessageMoveTask",
            SourceArn=arn_of(dead),
            DestinationArn=arn_of(target),
            MaxNumberOfMessagesPerSecond=1,
        )
        self.eventually(lambda: self.counts(target)[0] == 1, within=0.9)
        (running,) = self.tasks(api, dead)
        self.assertEqual(running["Status"], "RUNNING")
        self.assertEqual(running["DestinationArn"], arn_of(target))
        self.assertEqual(running["MaxNumberOfMessagesPerSecond"], 1)
        self.assertIn("TaskHandle", running)
        self.ended(api, dead)
        self.assertGreater(time.monotonic() - begin, 1.9)
        self.assertEqual(self.bodies(target), ["a", "b", "c"])
        self.assertEqual(self.counts(source), (0, 0, 0))

    def test_keeps_the_order_of_groups(self, api: Api) -> None:
        source, dead = self.dead_letters(*"a1 b1 a2 b2 a3".split(), fifo=True)
        api.call("StartMessageMoveTask", SourceArn=arn_of(dead))
        self.assertEqual(self.ended(api, dead)["ApproximateNumberOfMessagesMoved"], 5)
        self.assertEqual(self.bodies(source), ["a1", "a2", "a3", "b1", "b2"])

    def test_is_refused_in_the_services_words(self, api: Api) -> None:
        source, dead = self.dead_letters("a")
        start = "StartMessageMoveTask"
        gone = ARN + "never-made"
        rows = [
            ({"SourceArn": gone}, "ResourceNotFoundException", NO_SOURCE),
            (
                {"SourceArn": arn_of(source), "DestinationArn": gone},
                "InvalidParameterValueException",
                "Source queue must be configured as a Dead Letter Queue.",
            ),
            (
                {"SourceArn": arn_of(dead), "DestinationArn": gone},
                "ResourceNotFoundException",
                NO_DESTINATION,
            ),
            ({"SourceArn": "dummy"}, "InvalidParameterValueException", NO_ARN),
            (
                {"SourceArn": arn_of(dead), "DestinationArn": arn_of(dead)},
                "InvalidParameterValueException",
                "Source queue arn and destination queue arn cannot be the same.",
            ),
            (
                {"SourceArn": arn_of(dead), "DestinationArn": arn_of(self.fifo())},
                "InvalidParameterValueException",
                None,
            ),
            (
                {"SourceArn": arn_of(dead), "MaxNumberOfMessagesPerSecond": 0},
                "InvalidParameterValueException",
                None,
            ),
            (
                {"SourceArn": arn_of(dead), "MaxNumberOfMessagesPerSecond": 501},
                "InvalidParameterValueException",
                None,
            ),
        ]
        for input, shape, text in rows:
            with self.subTest(input):
                self.assert_refused(api, shape, text, start, **input)
        self.assert_missing(api, "SourceArn", start)
        self.assertEqual(self.tasks(api, dead) if api.protocol == "json" else [], [])

    def test_runs_one_task_at_a_time(self, api: Api) -> None:
        _, dead = self.dead_letters("a", "b")
        input = {"SourceArn": arn_of(dead), "MaxNumberOfMessagesPerSecond": 1}
        handle = api.call("StartMessageMoveTask", **input)["TaskHandle"]
        text = (
            "There is already a task running. Only one active task is allowed for a source queue "
            "arn at a given time."
        )
        self.assert_bad_value(api, text, "StartMessageMoveTask", **input)
        api.call("CancelMessageMoveTask", TaskHandle=handle)

    def test_fails_when_the_destination_is_gone(self, api: Api) -> None:
        """S:test_move_task_delete_destination_queue_while_running"""
        _, dead = self.dead_letters("a", "b", "c")
        target = self.queue()
        api.call(
            "StartMessageMoveTask",
            SourceArn=arn_of(dead),
            DestinationArn=arn_of(target),
            MaxNumberOfMessagesPerSecond=1,
        )
        self.eventually(lambda: self.counts(target)[0] == 1)
        api.call("DeleteQueue", QueueUrl=target)
        task = self.ended(api, dead)
        self.assertEqual(task["Status"], "FAILED")
        self.assertEqual(task["FailureReason"], "AWS.SimpleQueueService.NonExistentQueue")
        self.assertEqual(self.bodies(dead), ["b", "c"])

    def test_fails_on_a_message_that_came_from_nowhere(self, api: Api) -> None:
        _, dead = self.pair()
        self.send(dead, "a")
        api.call("StartMessageMoveTask", SourceArn=arn_of(dead))
        task = self.ended(api, dead)
        self.assertEqual(task["Status"], "FAILED")
        self.assertEqual(task["FailureReason"], "CouldNotDetermineMessageSource")
        self.assertEqual(self.bodies(dead), ["a"])


class Cancel(MoveTaskCase):
    def test_leaves_what_has_not_moved(self, api: Api) -> None:
        source, dead = self.dead_letters("a", "b", "c")
        input = {"SourceArn": arn_of(dead), "MaxNumberOfMessagesPerSecond": 1}
        handle = api.call("StartMessageMoveTask", **input)["TaskHandle"]
        self.eventually(lambda: self.counts(source)[0] == 1)
        cancelled = api.call("CancelMessageMoveTask", TaskHandle=handle)
        self.assertEqual(cancelled, {"ApproximateNumberOfMessagesMoved": 1})
        task = self.ended(api, dead)
        self.assertEqual(task["Status"], "CANCELLED")
        self.assertNotIn("TaskHandle", task)
        self.assertEqual(self.bodies(source), ["a"])
        self.assertEqual(self.bodies(dead), ["b", "c"])
        cancel = {"action": "CancelMessageMoveTask", "TaskHandle": handle}
        self.assert_refused(api, "UnsupportedOperation", None, **cancel)

    def test_is_refused_in_the_services_words(self, api: Api) -> None:
        def handle(arn: str, id: str = "00000000-0000-4000-8000-000000000000") -> str:
            text = json.dumps({"taskId": id, "sourceArn": arn}, separators=(",", ":"))
            return base64.b64encode(text.encode()).decode()

        cancel = "CancelMessageMoveTask"
        _, dead = self.dead_letters("a")
        bad = "Value for parameter TaskHandle is invalid."
        for text in ("x", "e30=", base64.b64encode(b"[]").decode()):
            self.assert_bad_value(api, bad, cancel, TaskHandle=text)
        no_resource = "ResourceNotFoundException"
        gone = handle(ARN + "never-made")
        self.assert_refused(api, no_resource, NO_SOURCE, cancel, TaskHandle=gone)
        for unknown in (handle(arn_of(dead)), handle(arn_of(dead), "x")):
            self.assert_refused(
                api, no_resource, "Task does not exist.", cancel, TaskHandle=unknown
            )
        self.assert_missing(api, "TaskHandle", cancel)


class List(MoveTaskCase):
    def test_shows_the_newest_first_and_no_more_than_asked(self, api: Api) -> None:
        _, dead = self.pair()
        targets = [self.queue() for _ in range(11)]
        for target in targets:
            api.call(
                "StartMessageMoveTask", SourceArn=arn_of(dead), DestinationArn=arn_of(target)
            )
            self.ended(api, dead)
        newest = [arn_of(target) for target in reversed(targets)]
        for size in (1, 10):
            tasks = self.tasks(api, dead, MaxResults=size)
            self.assertEqual([task["DestinationArn"] for task in tasks], newest[:size])
        self.assertEqual(len(self.tasks(api, dead)), 1)

    def test_is_refused_in_the_services_words(self, api: Api) -> None:
        _, dead = self.pair()
        list_them = "ListMessageMoveTasks"
        self.assert_bad_value(api, NO_ARN, list_them, SourceArn="dummy")
        self.assert_refused(
            api, "ResourceNotFoundException", NO_SOURCE, list_them, SourceArn=ARN + "never-made"
        )
        for size in (0, 11):
            self.assert_bad_value(api, None, list_them, SourceArn=arn_of(dead), MaxResults=size)
        self.assert_missing(api, "SourceArn", list_them)


class Durability(unittest.TestCase):
    def test_a_task_goes_on_after_kill_9(self) -> None:
        case = MoveTaskCase()
        with Broker() as broker:
            case.json = JsonApi(broker.port)
            dead = case.json.call("CreateQueue", QueueName="dead")["QueueUrl"]
            source = case.json.call(
                "CreateQueue",
                QueueName="source",
                Attributes={"RedrivePolicy": policy(ARN + "dead")},
            )["QueueUrl"]
            bodies = [f"job-{i}" for i in range(400)]
            for i in range(0, len(bodies), 10):
                entries = [{"Id": body, "MessageBody": body} for body in bodies[i : i + 10]]
                case.json.call("SendMessageBatch", QueueUrl=source, Entries=entries)
            while case.receive(source, VisibilityTimeout=0):
                pass
            assert case.counts(dead) == (400, 0, 0), case.counts(dead)
            case.json.call(
                "StartMessageMoveTask", SourceArn=ARN + "dead", MaxNumberOfMessagesPerSecond=200
            )
            for _ in range(3):
                time.sleep(0.3)
                broker.kill()
                broker.start()
                case.json.close()
                case.json = JsonApi(broker.port)
                before = case.counts(source)[0]
                waiting = case.counts(dead)[0]
                after = case.counts(source)[0]  # the task moves messages between these reads
                self.assertLessEqual(before + waiting, 400)
                self.assertGreaterEqual(waiting + after, 400)
            task = case.ended(case.json, dead)
            self.assertEqual(task["Status"], "COMPLETED")
            self.assertEqual(task["ApproximateNumberOfMessagesMoved"], 400)
            found: list[str] = []
            while messages := case.bodies(source):
                found += messages
            self.assertEqual(sorted(found), sorted(bodies))
            case.json.close()


if __name__ == "__main__":
    unittest.main()
