"""The broker's time, moved by hand: POST /_forebay/clock."""

from __future__ import annotations

import datetime
import json
import time
import unittest

from admin import AdminCase, ask, long_poll
from broker import shared
from case import Background
from dynamodb import ID_KEY, dynamodb_client
from receivers import Endpoint
from sns import visit

DAY = 24 * 60 * 60


class ClockCase(AdminCase):
    FLAGS = ("--testing-time-control", "true")

    def advance(self, by: str) -> None:
        reply = self.ask("POST", "/_forebay/clock", {"advance": by})
        self.assertEqual(reply.status, 200, reply.text)

    def now_ms(self) -> int:
        return self.ask("GET", "/_forebay/clock").json["now_ms"]


class Clock(ClockCase):
    def test_runs_with_real_time_and_moves_by_what_it_is_told(self) -> None:
        before = self.ask("GET", "/_forebay/clock").json
        self.advance("90m")
        after = self.ask("POST", "/_forebay/clock", {"advance_ms": 1}).json
        self.assertEqual(after["ahead_ms"] - before["ahead_ms"], 90 * 60 * 1000 + 1)
        self.assertAlmostEqual(
            after["now_ms"] - after["ahead_ms"], time.time() * 1000, delta=10_000
        )
        moment = datetime.datetime.fromisoformat(after["now"].replace("Z", "+00:00"))
        self.assertEqual(round(moment.timestamp() * 1000), after["now_ms"])

    def test_is_set_to_a_moment_that_is_not_past(self) -> None:
        wanted = datetime.datetime.fromtimestamp(
            self.now_ms() // 1000 + DAY, datetime.timezone.utc
        ).strftime("%Y-%m-%dT%H:%M:%SZ")
        reply = self.ask("POST", "/_forebay/clock", {"set": wanted})
        self.assertEqual(reply.json["now"][:16], wanted[:16])
        refused = self.ask("POST", "/_forebay/clock", {"set": "2020-01-01T00:00:00Z"})
        self.assertEqual(refused.status, 400)
        self.assertIn("no earlier than now", refused.json["message"])

    def test_refuses_what_it_cannot_read(self) -> None:
        one_of = "The body must have one of: advance, advance_ms, set."
        time_text = 'advance must be a time such as "500ms", "30s", "5m", "12h", "4d".'
        for body, message in (
            ("{", "The body must be a JSON object."),
            ([], "The body must be a JSON object."),
            ({}, one_of),
            ({"advance": "1s", "set": "2099-01-01T00:00:00Z"}, one_of),
            ({"forward": "1s"}, "There is no member forward; there are: advance, advance_ms, set."),
            ({"advance": "-1s"}, time_text),
            ({"advance": 5}, time_text),
            ({"advance_ms": -1}, "advance_ms must be a whole number of milliseconds."),
            ({"advance_ms": 0.5}, "advance_ms must be a whole number of milliseconds."),
            ({"set": "now"}, 'set must be a moment such as "2026-12-24T18:00:00Z".'),
            ({"advance": "999999d"}, "The time can be no later than 2400-01-01T00:00:00.000Z."),
        ):
            with self.subTest(body=body):
                self.assert_told(self.ask("POST", "/_forebay/clock", body), 400, message)

    def test_knows_no_other_method(self) -> None:
        reply = self.ask("PUT", "/_forebay/clock", {"advance": "1s"})
        self.assert_told(reply, 405, "The methods here are: GET, HEAD, POST.")
        self.assertEqual(reply.headers["Allow"], "GET, HEAD, POST")

    def test_is_off_unless_it_is_configured(self) -> None:
        for method in ("GET", "POST"):
            reply = ask(shared().port, method, "/_forebay/clock", {"advance": "4d"})
            self.assert_told(
                reply, 404, "This is off. The setting testing.time_control turns it on."
            )


class Queues(ClockCase):
    def test_four_days_of_retention_end_in_milliseconds(self) -> None:
        url = self.queue(MessageRetentionPeriod=4 * DAY)
        for body in ("a", "b", "c"):
            self.send(url, body)
        self.advance("1d")
        self.send(url, "kept")
        began = time.monotonic()
        self.advance("3d")
        self.assertEqual(self.counts(url), (1, 0, 0))
        self.assertEqual(self.bodies(url), ["kept"])
        self.assertLess(time.monotonic() - began, 2)

    def test_delays_and_visibility_timeouts_end(self) -> None:
        url = self.queue(DelaySeconds=900, VisibilityTimeout=12 * 60 * 60)
        self.send(url)
        self.advance("14m")
        self.assertEqual(self.bodies(url), [])
        self.advance("1m")
        self.assertEqual(self.bodies(url), ["job"])
        self.advance("11h")
        self.assertEqual(self.bodies(url), [])
        self.advance("1h")
        self.assertEqual(self.bodies(url), ["job"])

    def test_a_deduplication_window_ends(self) -> None:
        name = {"QueueName": "window.fifo", "Attributes": {"FifoQueue": "true"}}
        url = self.json.call("CreateQueue", **name)["QueueUrl"]
        twin = {"MessageGroupId": "g", "MessageDeduplicationId": "once"}
        first = self.send(url, **twin)["SequenceNumber"]
        self.assertEqual(self.send(url, **twin)["SequenceNumber"], first)
        self.advance("5m")
        self.assertNotEqual(self.send(url, **twin)["SequenceNumber"], first)

    def test_long_polls_wake_for_what_becomes_visible_and_end_in_time(self) -> None:
        url = self.queue()
        self.send(url, DelaySeconds=15)
        empty = self.queue()
        woken = Background(lambda: self.receive_alone(url))
        idle = Background(lambda: self.receive_alone(empty))
        time.sleep(0.2)
        self.advance("15s")
        self.assertEqual(woken.join(5), ["job"])
        self.assertFalse(idle.done)
        self.advance("5s")
        self.assertEqual(idle.join(5), [])

    def receive_alone(self, url: str) -> list[str]:
        reply = long_poll(self.port, url)
        return [message["Body"] for message in reply.json.get("Messages", [])]


class Restart(ClockCase):
    def test_keeps_the_time_whether_it_may_be_moved_or_not(self) -> None:
        url = self.queue(MessageRetentionPeriod=DAY)
        self.advance("4d")
        self.send(url, DelaySeconds=60)
        before = self.now_ms()
        self.json.close()
        self.broker.kill()
        self.broker.start()
        self.assertGreaterEqual(self.now_ms(), before)
        self.assertEqual(self.counts(url), (0, 0, 1))
        self.advance("1m")
        self.assertEqual(self.bodies(url), ["job"])

        self.json.close()
        self.assertEqual(self.broker.stop(), 0)
        self.broker.flags = ()
        self.broker.start()
        self.assertIn("ahead of real time", self.broker.log_tail())
        self.send(url, "later")
        sent = self.receive_one(url, AttributeNames=["SentTimestamp"])["Attributes"]
        self.assertGreaterEqual(int(sent["SentTimestamp"]), before)


class Deliveries(ClockCase):
    def test_retries_over_http_come_when_they_are_due(self) -> None:
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        topic = self.topic()
        slowly = {"minDelayTarget": 900, "maxDelayTarget": 900, "numRetries": 3}
        policy = {"healthyRetryPolicy": slowly}
        self.sns.subscribe(
            TopicArn=topic,
            Protocol="http",
            Endpoint=endpoint.url(),
            Attributes={"DeliveryPolicy": json.dumps(policy)},
        )
        visit(endpoint.next("SubscriptionConfirmation").json["SubscribeURL"])
        endpoint.answer = lambda request: 500
        self.sns.publish(TopicArn=topic, Message="news")
        self.assertEqual(endpoint.next().json["Message"], "news")
        time.sleep(0.3)
        self.assertTrue(endpoint.received.empty())
        endpoint.answer = lambda request: 200
        self.advance("15m")
        self.assertEqual(endpoint.next().json["Message"], "news")


class Tables(ClockCase):
    def test_items_past_their_time_to_live_go(self) -> None:
        tables = dynamodb_client(self.port)
        self.addCleanup(tables.close)
        tables.create_table(TableName="sessions", **ID_KEY)
        tables.update_time_to_live(
            TableName="sessions",
            TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"},
        )
        in_two_days = str(self.now_ms() // 1000 + 2 * DAY)
        item = {"id": {"S": "a"}, "until": {"N": in_two_days}}
        tables.put_item(TableName="sessions", Item=item)
        count = lambda: tables.scan(TableName="sessions", Select="COUNT")["Count"]
        self.advance("1d")
        self.assertEqual(count(), 1)
        self.advance("2d")
        self.eventually(lambda: count() == 0)


if __name__ == "__main__":
    unittest.main()
