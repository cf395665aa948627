"""What there is, looked at without being touched: pages below /_forebay/, and LocalStack's."""

from __future__ import annotations

import unittest
import urllib.parse
import xml.etree.ElementTree

from admin import AdminCase, Reply
from apis import DEFAULT_ACCOUNT, DEFAULT_REGION, JsonApi
from case import name_of
from dynamodb import ID_KEY, dynamodb_client
from sns import queue_arn

NAMESPACE = "{http://queue.amazonaws.com/doc/2012-11-05/}"


class LookingCase(AdminCase):
    FLAGS = ("--testing-time-control", "true")

    def look(self, url: str, **parameters: object) -> Reply:
        query = urllib.parse.urlencode(parameters)
        return self.ask("GET", f"/_forebay/queues/{name_of(url)}/messages?{query}")

    def seen(self, url: str, **parameters: object) -> list[str]:
        """The bodies of all pages."""
        bodies: list[str] = []
        while True:
            reply = self.look(url, **parameters)
            self.assertEqual(reply.status, 200, reply.text)
            bodies += [message["body"] for message in reply.json["messages"]]
            if "cursor" not in reply.json:
                return bodies
            parameters["cursor"] = reply.json["cursor"]


class Messages(LookingCase):
    def test_of_each_state_are_told_with_all_that_is_known_of_them(self) -> None:
        url = self.queue()
        self.send(url, "flies")
        self.receive_one(url, VisibilityTimeout=600)
        attribute = {"kind": {"DataType": "String", "StringValue": "order"}}
        self.send(url, "waits", MessageAttributes=attribute, MessageGroupId="tenant")
        self.send(url, "later", DelaySeconds=900)

        (waits,) = self.look(url).json["messages"]
        self.assertEqual(waits["body"], "waits")
        self.assertEqual(waits["attributes"], {"kind": {"type": "String", "value": "order"}})
        self.assertEqual(waits["group_id"], "tenant")
        self.assertEqual(waits["receive_count"], 0)
        self.assertEqual(waits["first_received_at"], None)
        self.assertEqual(waits["visible_at"], waits["sent_at"])
        (flies,) = self.look(url, state="in_flight").json["messages"]
        self.assertEqual((flies["body"], flies["receive_count"]), ("flies", 1))
        self.assertGreater(flies["visible_at"], flies["sent_at"])
        (later,) = self.look(url, state="delayed").json["messages"]
        self.assertEqual(later["body"], "later")
        self.assertGreater(later["visible_at"], later["sent_at"])

    def test_are_neither_counted_nor_hidden(self) -> None:
        url = self.queue()
        self.send(url)
        for _ in range(5):
            self.assertEqual(self.seen(url), ["job"])
        self.assertEqual(self.counts(url), (1, 0, 0))
        seen = self.receive_one(url, AttributeNames=["ApproximateReceiveCount"])
        self.assertEqual(seen["Attributes"]["ApproximateReceiveCount"], "1")

    def test_come_in_pages_whatever_has_happened_between_them(self) -> None:
        url = self.queue()
        for i in range(20):
            self.send_ten(url, i)
        everything = [f"{i:03}" for i in range(200)]
        self.assertEqual(self.seen(url, limit=7), everything)
        received = [self.receive(url, VisibilityTimeout=600) for _ in range(3)]
        taken = sorted(message["Body"] for batch in received for message in batch)
        self.json.call(
            "ChangeMessageVisibility",
            QueueUrl=url,
            ReceiptHandle=received[0][0]["ReceiptHandle"],
            VisibilityTimeout=0,
        )
        back = received[0][0]["Body"]
        hidden = [body for body in taken if body != back]
        self.assertEqual(self.seen(url, limit=7, state="in_flight"), hidden)
        rest = [body for body in everything if body not in hidden]
        self.assertEqual(self.seen(url, limit=7), rest)
        self.assertEqual(self.seen(url, limit=1000), rest)

        self.json.close()
        self.assertEqual(self.broker.stop(), 0)
        self.broker.start()  # now they are on disk alone
        self.assertEqual(self.seen(url, limit=50), rest)
        self.assertEqual(self.seen(url, limit=7, state="in_flight"), hidden)

    def send_ten(self, url: str, tens: int) -> None:
        entries = [{"Id": str(i), "MessageBody": f"{tens * 10 + i:03}"} for i in range(10)]
        self.json.call("SendMessageBatch", QueueUrl=url, Entries=entries)

    def test_of_a_fifo_queue(self) -> None:
        attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        name = {"QueueName": "seen.fifo", "Attributes": attributes}
        url = self.json.call("CreateQueue", **name)["QueueUrl"]
        for i in range(30):
            self.send(url, f"{i:02}", MessageGroupId=f"group-{i % 3}")
        taken = sorted(self.bodies(url, VisibilityTimeout=600))
        self.assertEqual(self.seen(url, state="in_flight"), taken)
        rest = [f"{i:02}" for i in range(30) if f"{i:02}" not in taken]
        self.assertEqual(self.seen(url, limit=4), rest)
        self.json.call("SetQueueAttributes", QueueUrl=url, Attributes={"DelaySeconds": "900"})
        self.send(url, "late", MessageGroupId="g")
        self.assertEqual(self.seen(url), rest)
        self.assertEqual(self.seen(url, state="delayed"), ["late"])

    def test_past_their_retention_are_not_seen(self) -> None:
        url = self.queue(MessageRetentionPeriod=60)
        self.send(url, "old")
        self.ask("POST", "/_forebay/clock", {"advance": "61s"})
        self.send(url, "new")
        self.assertEqual(self.seen(url), ["new"])

    def test_of_other_accounts_and_regions_are_seen_by_name(self) -> None:
        other = JsonApi(self.port, "111122223333", "eu-west-1")
        self.addCleanup(other.close)
        url = other.call("CreateQueue", QueueName="theirs")["QueueUrl"]
        other.call("SendMessage", QueueUrl=url, MessageBody="hello")
        self.assertEqual(self.look(url).status, 404)
        self.assertEqual(self.seen(url, account="111122223333", region="eu-west-1"), ["hello"])

    def test_cannot_be_asked_for_wrongly(self) -> None:
        url = self.queue()
        known = "account, region, state, limit, cursor"
        for parameters, message in (
            ({"state": "gone"}, "state must be visible, delayed or in_flight."),
            ({"limit": 0}, "limit must be a whole number from 1 to 1000."),
            ({"limit": "1x"}, "limit must be a whole number from 1 to 1000."),
            ({"cursor": "x"}, "cursor must be that of the page before."),
            ({"page": 2}, f"There is no parameter page; there are: {known}."),
        ):
            with self.subTest(parameters=parameters):
                self.assert_told(self.look(url, **parameters), 400, message)
        missing = self.ask("GET", "/_forebay/queues/none/messages")
        self.assertEqual(missing.status, 404)
        self.assertEqual(self.ask("DELETE", "/_forebay/queues/none/messages").status, 405)
        self.assertEqual(self.ask("GET", "/_forebay/nothing").status, 404)


class Lists(LookingCase):
    def names(self, kind: str, **parameters: object) -> list[str]:
        found: list[str] = []
        while True:
            query = urllib.parse.urlencode(parameters)
            reply = self.ask("GET", f"/_forebay/{kind}?{query}")
            self.assertEqual(reply.status, 200, reply.text)
            found += [one["name"] for one in reply.json[kind]]
            if "cursor" not in reply.json:
                return found
            parameters["cursor"] = reply.json["cursor"]

    def test_of_queues_have_their_counts_and_attributes(self) -> None:
        accounts = ("111122223333", "444455556666")
        for account in accounts:
            for region in ("eu-west-1", "us-east-1"):
                api = JsonApi(self.port, account, region)
                self.addCleanup(api.close)
                for name in ("a", "orders-1", "orders-2"):
                    api.call("CreateQueue", QueueName=name)
        orders = ["orders-1", "orders-2"]
        first = {"account": accounts[0]}
        self.assertEqual(self.names("queues", limit=1, **first), ["a", *orders] * 2)
        self.assertEqual(self.names("queues", limit=2, prefix="orders", **first), orders * 2)
        self.assertEqual(self.names("queues", limit=1, region="us-east-1", **first), ["a", *orders])
        self.assertEqual(
            self.names("queues", limit=3, region="eu-west-1", prefix="orders"), orders * 2
        )
        self.assertEqual(self.names("queues", prefix="x"), [])

        url = self.queue(VisibilityTimeout=7)
        self.send(url)
        (queue,) = self.ask("GET", f"/_forebay/queues?prefix={name_of(url)}").json["queues"]
        self.assertEqual(queue["url"], url)
        self.assertEqual(queue["messages"], {"visible": 1, "in_flight": 0, "delayed": 0})
        self.assertEqual(queue["attributes"], self.attributes(url))
        self.assertEqual(queue["arn"], queue_arn(url))

    def test_of_topics_have_their_subscriptions(self) -> None:
        arn = self.topic(DisplayName="News")
        self.subscribe(arn, self.queue())
        (topic,) = self.ask("GET", "/_forebay/topics").json["topics"]
        self.assertEqual(topic["arn"], arn)
        self.assertEqual(topic["subscriptions"], {"confirmed": 1, "pending": 0})
        self.assertEqual(topic["attributes"]["DisplayName"], "News")

    def test_of_tables_have_how_much_there_is(self) -> None:
        tables = dynamodb_client(self.port)
        self.addCleanup(tables.close)
        tables.create_table(TableName="orders", **ID_KEY)
        tables.put_item(TableName="orders", Item={"id": {"S": "42"}})
        (table,) = self.ask("GET", "/_forebay/tables").json["tables"]
        self.assertEqual((table["name"], table["items"], table["bytes"]), ("orders", 1, 4))
        self.assertEqual(table["key"], {"partition": "id"})

    def test_cannot_be_asked_for_wrongly(self) -> None:
        known = "account, region, prefix, limit, cursor"
        for query, message in (
            ("cursor=x", "cursor must be that of the page before."),
            ("limit=1001", "limit must be a whole number from 1 to 1000."),
            ("name=x", f"There is no parameter name; there are: {known}."),
        ):
            with self.subTest(query=query):
                self.assert_told(self.ask("GET", f"/_forebay/queues?{query}"), 400, message)
        refused = self.ask("POST", "/_forebay/queues", {})
        self.assert_told(refused, 405, "The methods here are: GET, HEAD.")


class LocalStack(LookingCase):
    def test_messages_are_told_as_a_receive_does(self) -> None:
        url = self.queue()
        attribute = {"kind": {"DataType": "String", "StringValue": "order"}}
        sent = self.send(url, "<seen>", MessageAttributes=attribute)
        region = f"/_aws/sqs/messages/{DEFAULT_REGION}/{DEFAULT_ACCOUNT}/{name_of(url)}"
        for path in (f"/_aws/sqs/messages?QueueUrl={urllib.parse.quote(url)}", region):
            reply = self.ask("GET", path)
            self.assertEqual(reply.status, 200, reply.text)
            self.assertEqual(reply.headers["Content-Type"], "text/xml")
            result = xml.etree.ElementTree.fromstring(reply.text)[0]
            self.assertEqual(result.findtext(f"{NAMESPACE}Message/{NAMESPACE}Body"), "<seen>")
            told = self.ask("GET", path, Accept="application/json").json
            (message,) = told["ReceiveMessageResponse"]["ReceiveMessageResult"]["Message"]
            self.assertEqual(message["MessageId"], sent["MessageId"])
            self.assertEqual(message["ReceiptHandle"], "SQS/BACKDOOR/ACCESS")
            self.assertIn({"Name": "ApproximateReceiveCount", "Value": "0"}, message["Attribute"])
            self.assertEqual(
                message["MessageAttribute"],
                [{"Name": "kind", "Value": {"DataType": "String", "StringValue": "order"}}],
            )
        self.assertEqual(self.bodies(url), ["<seen>"])

    def test_hidden_messages_are_told_to_who_asks_for_them(self) -> None:
        url = self.queue()
        self.send(url, "flies")
        self.receive_one(url)
        self.send(url, "waits")
        self.send(url, "later", DelaySeconds=900)
        for parameters, bodies in (
            ({}, ["waits"]),
            ({"ShowInvisible": "true"}, ["waits", "flies"]),
            ({"ShowDelayed": "true"}, ["waits", "later"]),
            ({"ShowDelayed": "true", "ShowInvisible": "true"}, ["waits", "flies", "later"]),
        ):
            query = urllib.parse.urlencode({"QueueUrl": url, **parameters})
            reply = self.ask("GET", f"/_aws/sqs/messages?{query}", Accept="application/json")
            messages = reply.json["ReceiveMessageResponse"]["ReceiveMessageResult"]["Message"]
            self.assertEqual([message["Body"] for message in messages], bodies)

    def test_a_queue_that_is_not_there_is_refused_as_by_a_receive(self) -> None:
        for path, code in (
            ("/_aws/sqs/messages", "MissingParameter"),
            ("/_aws/sqs/messages/us-east-1/000000000000", "MissingParameter"),
            ("/_aws/sqs/messages/us-east-1/000000000000/none", "NonExistentQueue"),
        ):
            with self.subTest(path=path):
                reply = self.ask("GET", path)
                self.assertEqual(reply.status, 400)
                self.assertIn(f"{code}</Code>", reply.text)

    def test_says_what_runs(self) -> None:
        health = self.ask("GET", "/_localstack/health").json
        self.assertEqual(health["services"]["sqs"], "running")
        self.assertEqual(health["services"]["dynamodb"], "running")
        init = self.ask("GET", "/_localstack/init").json
        self.assertEqual(
            init["completed"], {"BOOT": True, "START": True, "READY": True, "SHUTDOWN": False}
        )
        ready = self.ask("GET", "/_localstack/init/ready").json
        self.assertEqual(ready, {"completed": True, "scripts": []})
        self.assertEqual(self.ask("GET", "/_localstack/state").status, 404)
        self.assertEqual(self.ask("POST", "/_localstack/health", {}).status, 405)


if __name__ == "__main__":
    unittest.main()
