"""Requests that fail as rules at /_forebay/faults say."""

from __future__ import annotations

import http.client
import time
import unittest
from typing import Any

from admin import AdminCase, ask
from apis import Refused
from broker import shared
from case import name_of
from dynamodb import ID_KEY, dynamodb_client
from sns import SnsCase


class Faults(AdminCase):
    FLAGS = ("--testing-faults", "true")

    def setUp(self) -> None:
        self.put()

    def put(self, *rules: dict[str, Any]) -> None:
        reply = self.ask("PUT", "/_forebay/faults", {"rules": list(rules)})
        self.assertEqual(reply.status, 200, reply.text)

    def rules(self) -> list[dict[str, Any]]:
        return self.ask("GET", "/_forebay/faults").json["rules"]

    def test_an_error_is_told_in_each_protocol_and_nothing_is_done(self, api: Any) -> None:
        url = self.queue()
        error = {"code": "KmsThrottled", "message": "Slowly.", "status": 400}
        self.put({"action": "SendMessage", "error": error})
        refused = self.refusal(api, "SendMessage", QueueUrl=url, MessageBody="job")
        self.assertEqual(
            (refused.status, refused.code, refused.message), (400, "KmsThrottled", "Slowly.")
        )
        self.assertEqual(self.bodies(url), [])

    def test_an_error_is_an_exception_in_boto3(self) -> None:
        self.put({"service": "sns", "error": {"code": "Throttled", "status": 429}})
        status, code, _ = self.refused_topic()
        self.assertEqual((status, code), (429, "Throttled"))
        tables = dynamodb_client(self.port)
        self.addCleanup(tables.close)
        tables.create_table(TableName="orders", **ID_KEY)
        self.put({"resource": "orders", "error": {"code": "ThrottlingException", "status": 400}})
        with self.assertRaises(tables.exceptions.ClientError) as caught:
            tables.put_item(TableName="orders", Item={"id": {"S": "a"}})
        self.assertEqual(caught.exception.response["Error"]["Code"], "ThrottlingException")
        self.put()
        self.assertEqual(tables.scan(TableName="orders")["Count"], 0)

    def refused_topic(self) -> tuple[int, str, str]:
        return SnsCase.refusal(self, "create_topic", Name="news")

    def test_only_what_the_rule_names_fails(self) -> None:
        failing, other = self.queue(), self.queue()
        self.put({"action": "SendMessage", "resource": name_of(failing), "drop": "before"})
        self.send(other)
        self.assertEqual(self.bodies(failing), [])
        with self.assertRaises(http.client.RemoteDisconnected):
            self.send(failing)
        self.assertEqual(self.counts(failing), (0, 0, 0))

    def test_a_reply_is_dropped_after_the_effect(self) -> None:
        url = self.queue()
        self.put({"action": "SendMessage", "drop": "after", "count": 1})
        with self.assertRaises(http.client.RemoteDisconnected):
            self.send(url, "done all the same")
        self.send(url, "second")
        self.assertCountEqual(self.bodies(url), ["done all the same", "second"])
        (rule,) = self.rules()
        self.assertEqual((rule["matched"], rule["applied"]), (2, 1))

    def test_a_reply_comes_late(self) -> None:
        url = self.queue()
        self.put({"action": "GetQueueAttributes", "latency": "300ms"})
        began = time.monotonic()
        self.attributes(url)
        self.assertGreaterEqual(time.monotonic() - began, 0.3)

    def test_a_message_is_delivered_twice(self) -> None:
        url = self.queue()
        sent = self.send(url)["MessageId"]
        self.put({"action": "ReceiveMessage", "duplicate": True, "count": 1})
        first, second = self.receive_one(url), self.receive_one(url)
        self.assertEqual([first["MessageId"], second["MessageId"]], [sent, sent])
        self.assertEqual(self.bodies(url), [])
        for message in (first, second):
            receipt = message["ReceiptHandle"]
            self.json.call("DeleteMessage", QueueUrl=url, ReceiptHandle=receipt)
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_the_same_seed_fails_the_same_requests(self) -> None:
        url = self.queue()

        def failed(seed: int) -> list[bool]:
            error = {"code": "Unlucky", "status": 400}
            self.put({"action": "SendMessage", "probability": 0.5, "seed": seed, "error": error})
            outcomes = []
            for _ in range(40):
                try:
                    self.send(url)
                    outcomes.append(False)
                except Refused:
                    outcomes.append(True)
            return outcomes

        first = failed(7)
        self.assertEqual(failed(7), first)
        self.assertNotEqual(failed(8), first)
        self.assertIn(sum(first), range(8, 33))

    def test_rules_are_added_listed_and_removed(self) -> None:
        added = self.ask("POST", "/_forebay/faults", {"latency": "1ms", "service": "sqs"}).json
        self.ask("POST", "/_forebay/faults", {"drop": "after", "action": "Publish"})
        (first, second) = self.rules()
        self.assertEqual((first["id"], first["latency"]), (added["id"], "1ms"))
        self.assertEqual(second["drop"], "after")
        self.assertEqual(self.ask("DELETE", f"/_forebay/faults/{first['id']}").status, 200)
        self.assertEqual([rule["id"] for rule in self.rules()], [second["id"]])
        gone = self.ask("DELETE", f"/_forebay/faults/{first['id']}")
        self.assert_told(gone, 404, "There is no such rule.")
        self.assertEqual(self.ask("DELETE", "/_forebay/faults").json, {"rules": []})

    def test_rules_that_cannot_be_are_refused(self) -> None:
        names = (
            "service, action, resource, probability, seed, count, error, latency, drop, duplicate"
        )
        error = (
            'error must be {"code": "…"}, and if wanted "message" and a "status" from 400 to 599.'
        )
        action = 'action must be an action such as "ReceiveMessage".'
        duplicate = "duplicate must be true, for ReceiveMessage."
        for body, message in (
            ("", "A rule must have one of: error, latency, drop, duplicate."),
            ({"action": "Publish"}, "A rule must have one of: error, latency, drop, duplicate."),
            ({"delay": "1s"}, f"There is no member delay; there are: {names}."),
            ({"service": "s3", "drop": "after"}, 'service must be a service such as "sqs".'),
            ({"action": "Send", "drop": "after"}, action),
            ({"probability": 2, "drop": "after"}, "probability must be a number from 0 to 1."),
            ({"seed": -1, "drop": "after"}, "seed must be a whole number."),
            ({"count": 0.5, "drop": "after"}, "count must be a whole number."),
            ({"error": "Throttled"}, error),
            ({"error": {"code": "A", "status": 200}}, error),
            ({"latency": "2m"}, 'latency must be a time up to 1m, such as "200ms".'),
            ({"drop": True}, 'drop must be "before" or "after": when the action is carried out.'),
            ({"duplicate": True, "action": "SendMessage"}, duplicate),
        ):
            with self.subTest(body=body):
                self.assert_told(self.ask("POST", "/_forebay/faults", body), 400, message)
        rules = {"rules": [{"latency": "1s"}, {"latency": 1}]}
        reply = self.ask("PUT", "/_forebay/faults", rules)
        self.assert_told(reply, 400, 'Rule 2: latency must be a time up to 1m, such as "200ms".')
        self.assertEqual(self.rules(), [])

    def test_is_off_unless_it_is_configured(self) -> None:
        reply = ask(shared().port, "POST", "/_forebay/faults", {"drop": "after"})
        self.assert_told(reply, 404, "This is off. The setting testing.faults turns it on.")


if __name__ == "__main__":
    unittest.main()
