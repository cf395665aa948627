"""Waiting receives: spec 6.14, 7.3. Times are bounded from both sides: a wait that ends by polling
now and then, or only at its end, fails."""

import select
import socket
import struct
import threading
import time
import unittest
from typing import Any, Callable

import wire
from apis import Api, JsonApi, Refused
from broker import Broker
from case import Background, BrokerCase

AT_ONCE = 0.4  # seconds; what a busy machine may take for "immediately"


class LongPollingCase(BrokerCase):
    def waiter(self, url: str, seconds: int = 20, **more: Any) -> Background:
        """A receive that waits, on a connection of its own."""
        api = JsonApi(self.port)
        self.addCleanup(api.close)
        input = {"QueueUrl": url, "WaitTimeSeconds": seconds, **more}
        return Background(lambda: api.call("ReceiveMessage", **input).get("Messages", []))

    def parked_socket(self, url: str, seconds: int = 20) -> wire.Wire:
        """A connection whose receive waits."""
        connection = wire.Wire(self.port)
        self.addCleanup(connection.close)
        input = {"QueueUrl": url, "WaitTimeSeconds": seconds, "MaxNumberOfMessages": 10}
        connection.send(wire.json_request("ReceiveMessage", input))
        return connection

    def assert_wakes(
        self, api: Api, url: str, cause: Callable[[], None], after: float = 0.0
    ) -> dict[str, Any]:
        """A receive that waits 20 s gets one message `after` seconds after the cause."""
        api = type(api)(self.port)  # a connection of its own
        self.addCleanup(api.close)
        waiting = Background(
            lambda: api.call("ReceiveMessage", QueueUrl=url, WaitTimeSeconds=20)["Messages"]
        )
        time.sleep(0.2)
        self.assertFalse(waiting.done, "it waits")
        started = time.monotonic()
        cause()
        (message,) = waiting.join()
        elapsed = waiting.ended_at - started
        self.assertGreater(elapsed, after - 0.05)
        self.assertLess(elapsed, after + AT_ONCE)
        return message


class Wakes(LongPollingCase):
    def test_when_a_message_is_sent(self, api: Api) -> None:
        url = self.queue()
        message = self.assert_wakes(api, url, lambda: self.send(url, "job"))
        self.assertEqual(message["Body"], "job")

    def test_when_a_batch_is_sent(self, api: Api) -> None:
        url = self.queue()
        entries = [{"Id": str(i), "MessageBody": str(i)} for i in range(3)]
        self.assert_wakes(
            api,
            url,
            lambda: self.json.call("SendMessageBatch", QueueUrl=url, Entries=entries),
        )

    def test_when_a_delay_ends(self, api: Api) -> None:
        url = self.queue()
        self.assert_wakes(api, url, lambda: self.send(url, DelaySeconds=1), after=1.0)

    def test_when_a_visibility_timeout_ends(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        started = time.monotonic()
        self.receive_one(url, VisibilityTimeout=1)
        api.call("ReceiveMessage", QueueUrl=url, WaitTimeSeconds=20)["Messages"]
        self.assertGreater(time.monotonic() - started, 0.95)
        self.assertLess(time.monotonic() - started, 1.0 + AT_ONCE)

    def test_when_a_visibility_timeout_is_set_to_zero(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        handle = self.receive_one(url, VisibilityTimeout=600)["ReceiptHandle"]
        change = {"QueueUrl": url, "ReceiptHandle": handle, "VisibilityTimeout": 0}
        self.assert_wakes(api, url, lambda: self.json.call("ChangeMessageVisibility", **change))

    def test_when_a_visibility_timeout_is_shortened(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        handle = self.receive_one(url, VisibilityTimeout=600)["ReceiptHandle"]
        change = {"QueueUrl": url, "ReceiptHandle": handle, "VisibilityTimeout": 1}
        self.assert_wakes(
            api, url, lambda: self.json.call("ChangeMessageVisibility", **change), after=1.0
        )


class Waits(LongPollingCase):
    def test_not_at_all_when_a_message_is_there(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        started = time.monotonic()
        reply = api.call(
            "ReceiveMessage", QueueUrl=url, WaitTimeSeconds=20, MaxNumberOfMessages=10
        )
        self.assertEqual(len(reply["Messages"]), 1, "it does not wait to fill up")
        self.assertLess(time.monotonic() - started, AT_ONCE)

    def test_as_long_as_it_was_told_and_then_gives_nothing(self, api: Api) -> None:
        started = time.monotonic()
        reply = api.call("ReceiveMessage", QueueUrl=self.queue(), WaitTimeSeconds=1)
        self.assertEqual(reply, {})
        self.assertGreater(time.monotonic() - started, 0.95)
        self.assertLess(time.monotonic() - started, 1.0 + AT_ONCE)

    def test_the_queues_time_unless_told_otherwise(self, api: Api) -> None:
        url = self.queue(ReceiveMessageWaitTimeSeconds=1)
        started = time.monotonic()
        self.assertEqual(api.call("ReceiveMessage", QueueUrl=url), {})
        self.assertGreater(time.monotonic() - started, 0.95)
        started = time.monotonic()
        self.assertEqual(api.call("ReceiveMessage", QueueUrl=url, WaitTimeSeconds=0), {})
        self.assertLess(time.monotonic() - started, AT_ONCE)

    def test_for_its_own_queue_only(self) -> None:
        url, other = self.queue(), self.queue()
        waiting = self.waiter(url, seconds=1)
        time.sleep(0.2)
        self.send(other, "other")
        self.assertEqual(waiting.join(), [])
        self.assertEqual(self.bodies(other), ["other"])

    def test_while_a_thousand_others_wait(self) -> None:
        """And each of them wakes for its own queue."""
        urls = [self.queue() for _ in range(20)]
        parked = [self.parked_socket(url) for url in urls for _ in range(50)]
        url = self.queue()
        started = time.monotonic()
        self.send(url)
        self.assertEqual(len(self.receive(url)), 1)
        self.assertLess(time.monotonic() - started, AT_ONCE)
        for url in urls:
            self.send(url, url)
        time.sleep(AT_ONCE)
        for number, url in enumerate(urls):
            waiters = {wire.socket: wire for wire in parked[number * 50 : number * 50 + 50]}
            woken, _, _ = select.select(list(waiters), [], [], 0)
            self.assertEqual(len(woken), 1, "one message wakes one waiter")
            self.assertEqual(waiters[woken[0]].reply().json["Messages"][0]["Body"], url)


class SeveralWaiters(LongPollingCase):
    def test_each_get_a_message_and_no_message_goes_to_two(self) -> None:
        url = self.queue()
        waiters = [self.waiter(url, MaxNumberOfMessages=10) for _ in range(8)]
        time.sleep(0.3)
        for number in range(8):
            self.send(url, str(number))
        got = [[message["Body"] for message in waiter.join()] for waiter in waiters]
        self.assertEqual(sorted(body for bodies in got for body in bodies), list("01234567"))
        self.assertTrue(all(len(bodies) == 1 for bodies in got), got)

    def test_one_message_wakes_one_of_them(self) -> None:
        url = self.queue()
        waiters = [self.waiter(url, seconds=2) for _ in range(4)]
        time.sleep(0.2)
        self.send(url)
        self.eventually(lambda: any(waiter.done for waiter in waiters), within=AT_ONCE)
        time.sleep(0.2)
        self.assertEqual(sum(waiter.done for waiter in waiters), 1)
        self.assertEqual(sorted(len(waiter.join()) for waiter in waiters), [0, 0, 0, 1])

    def test_a_batch_wakes_as_many_as_it_has_messages_for(self) -> None:
        url = self.queue()
        waiters = [self.waiter(url, MaxNumberOfMessages=1) for _ in range(3)]
        time.sleep(0.2)
        entries = [{"Id": str(i), "MessageBody": str(i)} for i in range(3)]
        self.json.call("SendMessageBatch", QueueUrl=url, Entries=entries)
        got = [waiter.join(within=5)[0]["Body"] for waiter in waiters]
        self.assertEqual(sorted(got), ["0", "1", "2"])

    def test_producers_and_waiters_at_full_speed_lose_and_double_nothing(self) -> None:
        url = self.queue()
        total, producers, consumers = 400, 4, 4
        received: list[str] = []
        lock = threading.Lock()

        def produce(first: int) -> None:
            api = JsonApi(self.port)
            for number in range(first, total, producers):
                api.call("SendMessage", QueueUrl=url, MessageBody=str(number))
            api.close()

        def consume() -> None:
            api = JsonApi(self.port)
            while True:
                messages = api.call("ReceiveMessage", QueueUrl=url, WaitTimeSeconds=1).get(
                    "Messages"
                )
                if not messages:
                    break
                with lock:
                    received.extend(message["Body"] for message in messages)
            api.close()

        jobs = [Background(consume) for _ in range(consumers)]
        jobs += [Background(lambda first=first: produce(first)) for first in range(producers)]
        for job in jobs:
            job.join(60)
        self.assertEqual(sorted(received, key=int), [str(number) for number in range(total)])


class ClosedSockets(LongPollingCase):
    """A client that went away gives up its place and is never handed a message."""

    def assert_message_is_untouched(self, url: str) -> None:
        self.send(url, "job")
        message = self.receive_one(url, AttributeNames=["ApproximateReceiveCount"])
        self.assertEqual(message["Attributes"], {"ApproximateReceiveCount": "1"})

    def test_closed_in_an_orderly_way(self) -> None:
        url = self.queue()
        parked = [self.parked_socket(url) for _ in range(5)]
        time.sleep(0.2)
        for connection in parked:
            connection.close()
        time.sleep(0.2)
        self.assert_message_is_untouched(url)

    def test_reset(self) -> None:
        url = self.queue()
        parked = [self.parked_socket(url) for _ in range(5)]
        time.sleep(0.2)
        for connection in parked:
            linger = struct.pack("ii", 1, 0)
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.close()
        time.sleep(0.2)
        self.assert_message_is_untouched(url)

    def test_leave_their_place_to_those_who_stay(self) -> None:
        url = self.queue()
        gone = [self.parked_socket(url) for _ in range(5)]
        time.sleep(0.1)
        stays = self.waiter(url)
        time.sleep(0.1)
        for connection in gone:
            connection.close()
        time.sleep(0.2)
        started = time.monotonic()
        self.send(url, "job")
        (message,) = stays.join()
        self.assertEqual(message["Body"], "job")
        self.assertLess(stays.ended_at - started, AT_ONCE)

    def test_with_a_pipelined_request_behind_the_wait_are_still_noticed(self) -> None:
        """The wait ends, or the close is seen: either way nothing is handed to the dead."""
        url = self.queue()
        connection = self.parked_socket(url)
        connection.send(wire.json_request("ListQueues", {}))
        time.sleep(0.2)
        self.send(url, "for the one who lives")
        reply = connection.reply()
        self.assertEqual(len(reply.json["Messages"]), 1)
        self.assertEqual(connection.reply().status, 200)


class Endings(LongPollingCase):
    def test_deleting_the_queue_ends_the_wait(self) -> None:
        """Spec 7.3: with nothing, or NonExistentQueue."""
        url = self.queue()
        waiting = self.waiter(url)
        time.sleep(0.2)
        self.json.call("DeleteQueue", QueueUrl=url)
        try:
            self.assertEqual(waiting.join(within=5), [])
        except Refused as refused:
            self.assertEqual(refused.code, "AWS.SimpleQueueService.NonExistentQueue")

    def test_sigterm_answers_those_who_wait_with_nothing(self) -> None:
        with Broker() as own:
            api = JsonApi(own.port)
            self.addCleanup(api.close)
            url = api.call("CreateQueue", QueueName="q")["QueueUrl"]
            parked = []
            for _ in range(20):
                connection = wire.Wire(own.port)
                self.addCleanup(connection.close)
                input = {"QueueUrl": url, "WaitTimeSeconds": 20}
                connection.send(wire.json_request("ReceiveMessage", input))
                parked.append(connection)
            time.sleep(0.3)
            started = time.monotonic()
            self.assertEqual(own.stop(), 0)
            self.assertLess(time.monotonic() - started, 2.0)
            for connection in parked:
                reply = connection.reply()
                self.assertEqual((reply.status, reply.json), (200, {}))


if __name__ == "__main__":
    unittest.main()
