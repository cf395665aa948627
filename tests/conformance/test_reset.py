"""POST /_forebay/reset: as if nothing had ever been."""

from __future__ import annotations

import time
import unittest

from admin import AdminCase, ask, long_poll
from apis import JsonApi
from broker import shared
from case import Background, name_of
from dynamodb import ID_KEY, dynamodb_client
from receivers import Endpoint
from sns import visit


class Reset(AdminCase):
    FLAGS = ("--testing-reset", "true", "--recreate-interval", "60s")

    def setUp(self) -> None:
        self.tables = dynamodb_client(self.port)
        self.addCleanup(self.tables.close)

    def reset(self, **body: str) -> dict[str, int]:
        reply = self.ask("POST", "/_forebay/reset", body)
        self.assertEqual(reply.status, 200, reply.text)
        return reply.json

    def left(self) -> list[int]:
        kinds = ("queues", "topics", "tables")
        return [len(self.ask("GET", f"/_forebay/{kind}").json[kind]) for kind in kinds]

    def restart(self) -> None:
        self.json.close()
        self.broker.kill()
        self.broker.start()

    def test_removes_everything_and_keeps_it_removed(self) -> None:
        self.reset()
        for i in range(50):
            self.send(self.queue(), f"{i}")
        self.topic(DisplayName="News")
        archive = '{"MessageRetentionPeriod":"1"}'
        self.topic(FifoTopic="true", ArchivePolicy=archive)
        self.tables.create_table(TableName="free", **ID_KEY)
        self.create_protected_table("kept")
        self.sns.create_platform_application(
            Name="app",
            Platform="GCM",
            Attributes={"PlatformCredential": "x", "PlatformPrincipal": "y"},
        )
        began = time.monotonic()
        removed = self.reset()
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(removed, {"queues": 50, "topics": 2, "tables": 2})
        self.assertEqual(self.left(), [0, 0, 0])
        self.assertEqual(self.sns.list_platform_applications()["PlatformApplications"], [])
        self.restart()
        self.assertEqual(self.left(), [0, 0, 0])
        self.assertEqual(self.reset(), {"queues": 0, "topics": 0, "tables": 0})

    def create_protected_table(self, name: str) -> None:
        """By hand: Debian's boto3 does not know the member yet."""
        reply = self.ask(
            "POST",
            "/",
            {"TableName": name, "DeletionProtectionEnabled": True, **ID_KEY},
            **{
                "X-Amz-Target": "DynamoDB_20120810.CreateTable",
                "Content-Type": "application/x-amz-json-1.0",
            },
        )
        self.assertEqual(reply.status, 200, reply.text)

    def test_frees_names_that_are_locked(self) -> None:
        url = self.queue()
        self.json.call("DeleteQueue", QueueUrl=url)
        again = {"QueueName": name_of(url)}
        self.assert_refused(self.json, "QueueDeletedRecently", None, "CreateQueue", **again)
        self.reset()
        self.json.call("CreateQueue", **again)
        self.reset()
        self.json.call("CreateQueue", **again)

    def test_of_one_account_leaves_the_others(self) -> None:
        self.reset()
        other = JsonApi(self.port, "111122223333")
        self.addCleanup(other.close)
        theirs = other.call("CreateQueue", QueueName="theirs")["QueueUrl"]
        other.call("SendMessage", QueueUrl=theirs, MessageBody="kept")
        self.queue()
        self.assertEqual(self.reset(account="000000000000")["queues"], 1)
        self.assertEqual(self.left(), [1, 0, 0])
        other.close()
        self.restart()
        received = other.call("ReceiveMessage", QueueUrl=theirs)["Messages"]
        self.assertEqual([message["Body"] for message in received], ["kept"])

    def test_ends_long_polls_and_deliveries_under_way(self) -> None:
        url = self.queue()
        wait = Background(lambda: long_poll(self.port, url))
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        topic = self.topic()
        self.sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint.url())
        visit(endpoint.next("SubscriptionConfirmation").json["SubscribeURL"])
        endpoint.answer = lambda request: 500
        self.sns.publish(TopicArn=topic, Message="news")
        endpoint.next()
        self.reset()
        wait.join(5)
        self.assert_alive()
        while not endpoint.received.empty():
            endpoint.received.get()
        time.sleep(1.5)  # the first retry would have come after a second
        self.assertTrue(endpoint.received.empty())

    def test_forgets_transactions_that_were_done(self) -> None:
        put = {"Put": {"TableName": "orders", "Item": {"id": {"S": "a"}}}}
        for _ in range(2):
            self.reset()
            self.tables.create_table(TableName="orders", **ID_KEY)
            self.tables.transact_write_items(TransactItems=[put], ClientRequestToken="once")
            self.assertEqual(self.tables.scan(TableName="orders")["Count"], 1)

    def test_refuses_what_it_cannot_read(self) -> None:
        for body, message in (
            ("all", "The body must be a JSON object."),
            ({"region": "x"}, "There is no member region; there are: account."),
            ({"account": 5}, "account must be 12 digits."),
            ({"account": "5"}, "account must be 12 digits."),
        ):
            with self.subTest(body=body):
                self.assert_told(self.ask("POST", "/_forebay/reset", body), 400, message)
        self.assert_told(self.ask("GET", "/_forebay/reset"), 405, "The methods here are: POST.")

    def test_is_off_unless_it_is_configured(self) -> None:
        reply = ask(shared().port, "POST", "/_forebay/reset", {})
        self.assert_told(reply, 404, "This is off. The setting testing.reset turns it on.")


if __name__ == "__main__":
    unittest.main()
