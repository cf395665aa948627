"""Tables and items after an orderly stop and after kill -9: what was acknowledged is there, in
items, indexes and streams alike, and a transaction is there as a whole or not at all.
"""

from __future__ import annotations

import concurrent.futures
import threading
import unittest
from typing import Any

from boto3.dynamodb.conditions import Key
from broker import Broker
from dynamodb import ID_KEY, dynamodb_client, dynamodb_resource
from test_durability import DurabilityCase

INDEXED = {
    **ID_KEY,
    "AttributeDefinitions": [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "state", "AttributeType": "S"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "byState",
            "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
}


class DynamoDurabilityCase(DurabilityCase):
    @property
    def dynamodb(self) -> Any:
        return dynamodb_client(self.broker.port)

    def items(self, table: str) -> list[dict[str, Any]]:
        return dynamodb_resource(self.broker.port).Table(table).scan()["Items"]


class Everything(DynamoDurabilityCase):
    def check_keeps_tables_items_and_indexes(self) -> None:
        self.dynamodb.create_table(TableName="abc", Tags=[{"Key": "a", "Value": "1"}], **INDEXED)
        table = dynamodb_resource(self.broker.port).Table("abc")
        table.put_item(Item={"id": "a", "state": "new"})
        table.put_item(Item={"id": "b", "state": "new"})
        table.update_item(
            Key={"id": "b"},
            UpdateExpression="SET #s = :s",
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues={":s": "done"},
        )
        table.put_item(Item={"id": "c"})
        table.delete_item(Key={"id": "c"})
        described = self.dynamodb.describe_table(TableName="abc")["Table"]

        self.restart()

        self.assertEqual(self.dynamodb.describe_table(TableName="abc")["Table"], described)
        self.assertEqual(described["ItemCount"], 2)
        self.assertCountEqual(
            self.items("abc"), [{"id": "a", "state": "new"}, {"id": "b", "state": "done"}]
        )
        table = dynamodb_resource(self.broker.port).Table("abc")
        for state, id in (("new", "a"), ("done", "b")):
            found = table.query(IndexName="byState", KeyConditionExpression=Key("state").eq(state))
            self.assertEqual([item["id"] for item in found["Items"]], [id])

    def check_forgets_deleted_tables(self) -> None:
        self.dynamodb.create_table(TableName="abc", **ID_KEY)
        dynamodb_resource(self.broker.port).Table("abc").put_item(Item={"id": "a"})
        self.dynamodb.delete_table(TableName="abc")
        self.restart()
        self.assertEqual(self.dynamodb.list_tables()["TableNames"], [])
        self.dynamodb.create_table(TableName="abc", **ID_KEY)
        self.assertEqual(self.items("abc"), [])


class Killed(unittest.TestCase):
    """The daemon is killed while clients write."""

    WORKERS = 4

    def setUp(self) -> None:
        self.broker = Broker().start()
        self.addCleanup(self.broker.close)
        dynamodb_client(self.broker.port).create_table(TableName="abc", **ID_KEY)

    def write_until_killed(self, write: Any, enough: int) -> list[int]:
        """What `write(client, number)` has acknowledged when the daemon is gone."""
        acknowledged: list[int] = []
        is_enough = threading.Event()

        def work(worker: int) -> None:
            client = dynamodb_client(self.broker.port)
            number = worker
            while True:
                try:
                    write(client, number)
                except Exception:  # the daemon is gone
                    return
                acknowledged.append(number)
                if len(acknowledged) >= enough:
                    is_enough.set()
                number += self.WORKERS

        with concurrent.futures.ThreadPoolExecutor(self.WORKERS) as pool:
            for worker in range(self.WORKERS):
                pool.submit(work, worker)
            is_enough.wait(60)
            self.broker.kill()
        self.assertGreaterEqual(len(acknowledged), enough)
        self.broker.start()
        return acknowledged

    def ids(self) -> list[str]:
        pages = (
            dynamodb_client(self.broker.port)
            .get_paginator("scan")
            .paginate(TableName="abc", ConsistentRead=True)
        )
        return [item["id"]["S"] for page in pages for item in page["Items"]]

    def test_no_acknowledged_item_is_missing(self) -> None:
        def put(client: Any, number: int) -> None:
            client.put_item(TableName="abc", Item={"id": {"S": str(number)}})

        acknowledged = self.write_until_killed(put, 200)
        self.assertEqual(set(map(str, acknowledged)) - set(self.ids()), set())

    def test_transactions_are_whole(self) -> None:
        def transact(client: Any, number: int) -> None:
            client.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": "abc", "Item": {"id": {"S": f"{number}-{part}"}}}}
                    for part in range(5)
                ]
            )

        acknowledged = self.write_until_killed(transact, 50)
        parts: dict[str, int] = {}
        for id in self.ids():
            number = id.split("-")[0]
            parts[number] = parts.get(number, 0) + 1
        self.assertEqual({count for count in parts.values()}, {5})
        self.assertEqual(set(map(str, acknowledged)) - set(parts), set())


if __name__ == "__main__":
    unittest.main()
