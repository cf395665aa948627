"""Tables from outside, under Debian's boto3 (client, resource, waiters, paginators), `aws`, and as
bytes. The rows of the specification are tests of their own (tests/dynamodb); these see that real
clients and the real daemon agree.
"""

from __future__ import annotations

import concurrent.futures
import json
import subprocess
import tempfile
import unittest
from decimal import Decimal
from typing import Any

import wire
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary
from dynamodb import ARN, ID_KEY, ORDER_KEY, DynamoCase, refusal_of, streams_client


class Wire(DynamoCase):
    def test_an_answer_to_the_byte(self) -> None:
        name = self.table()
        reply = self.raw("PutItem", {"TableName": name, "Item": {"id": {"S": "a"}}})
        self.assertEqual((reply.status, reply.body), (200, b"{}"))
        self.assertEqual(reply.header("Content-Type"), wire.JSON_TYPE)
        self.assertRegex(reply.header("x-amzn-RequestId") or "", r"^[A-Z0-9]{52}$")

    def test_errors(self) -> None:
        reply = self.raw("GetItem", {"TableName": "none", "Key": {"id": {"S": "a"}}})
        self.assertEqual(reply.status, 400)
        self.assertEqual(
            reply.json,
            {
                "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
                "message": "Requested resource not found",
            },
        )
        self.assertEqual(
            self.raw("GetItem", b"{").json,
            {"__type": "com.amazon.coral.service#SerializationException"},
        )
        for body in (b"{", b"", b"nonsense", b'{"a":1}}'):
            self.assertEqual(
                self.raw("ExecuteStatement", body).json,
                {"__type": "com.amazon.coral.service#SerializationException"},
                body,
            )
        self.assertEqual(
            self.raw("ExecuteStatement", {}).json,
            {"__type": "com.amazon.coral.service#UnknownOperationException"},
        )

    def test_a_body_of_16_mebibytes_is_read_and_no_more(self) -> None:
        size = 16 * 1024 * 1024
        start = b'{"TableName":"none","Key":{"id":{"S":"a"}},"Padding":"'
        fits = start + b"x" * (size - len(start) - 2) + b'"}'
        self.assertEqual(self.raw("GetItem", fits).status, 400)
        with wire.Wire(self.port) as connection:
            head = wire.request("POST", "/", {"Content-Length": str(size + 1)}, b"")
            self.assertEqual(connection.exchange(head).status, 413)


class Items(DynamoCase):
    def test_every_type_of_value_comes_back(self) -> None:
        table = self.resource.Table(self.table())
        item = {
            "id": "a",
            "n": Decimal("-12345678901234567890123456789012345.678"),
            "b": Binary(bytes(range(256))),
            "flag": True,
            "nothing": None,
            "strings": {"x", "ÿ", "😀"},
            "numbers": {Decimal(1), Decimal("2.5")},
            "bytes": {Binary(b"\0"), Binary(b"\1")},
            "list": [1, "two", {"three": [Decimal("3E-130")]}],
            "map": {"": "empty name", "deep": {"er": {}}},
            "text": 'quotes " and \\ and \n',
        }
        table.put_item(Item=item)
        self.assertEqual(table.get_item(Key={"id": "a"})["Item"], item)

    def test_numbers_are_normalised(self) -> None:
        name = self.table()
        for given, kept in [("1e3", "1000"), ("00.50", "0.5"), ("-0", "0"), ("1E-130", None)]:
            kept = kept or "0." + "0" * 129 + "1"
            self.dynamodb.put_item(TableName=name, Item={"id": {"S": "n"}, "n": {"N": given}})
            item = self.dynamodb.get_item(TableName=name, Key={"id": {"S": "n"}})["Item"]
            self.assertEqual(item["n"], {"N": kept})

    def test_a_missing_key_is_named(self) -> None:
        """The text that tutorials' consumers log when they let a message go to a dead-letter queue."""
        name = self.table()
        self.assertEqual(
            refusal_of(self.dynamodb.put_item, TableName=name, Item={"status": {"S": "new"}}),
            (
                "ValidationException",
                "One or more parameter values were invalid: Missing the key id in the item",
            ),
        )

    def test_conditions_and_updates(self) -> None:
        table = self.resource.Table(self.table())
        table.put_item(Item={"id": "a", "stock": 3}, ConditionExpression="attribute_not_exists(id)")
        with self.assertRaises(self.dynamodb.exceptions.ConditionalCheckFailedException):
            table.put_item(Item={"id": "a"}, ConditionExpression=Attr("id").not_exists())
        updated = table.update_item(
            Key={"id": "a"},
            UpdateExpression="SET stock = stock - :n, #s = if_not_exists(#s, :open) ADD tags :t",
            ConditionExpression=Attr("stock").gte(2),
            ExpressionAttributeNames={"#s": "status"},
            ExpressionAttributeValues={":n": 2, ":open": "open", ":t": {"x"}},
            ReturnValues="ALL_NEW",
        )["Attributes"]
        self.assertEqual(updated, {"id": "a", "stock": 1, "status": "open", "tags": {"x"}})

    def test_one_of_many_creations_wins(self) -> None:
        name = self.table()

        def create(worker: int) -> bool:
            try:
                self.dynamodb.put_item(
                    TableName=name,
                    Item={"id": {"S": "once"}, "by": {"N": str(worker)}},
                    ConditionExpression="attribute_not_exists(id)",
                )
                return True
            except self.dynamodb.exceptions.ConditionalCheckFailedException:
                return False

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            self.assertEqual(sum(pool.map(create, range(40))), 1)

    def test_concurrent_additions_sum_exactly(self) -> None:
        name = self.table()

        def add(_: int) -> None:
            self.dynamodb.update_item(
                TableName=name,
                Key={"id": {"S": "sum"}},
                UpdateExpression="ADD n :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(add, range(400)))
        item = self.dynamodb.get_item(TableName=name, Key={"id": {"S": "sum"}})["Item"]
        self.assertEqual(item["n"], {"N": "400"})


class Reading(DynamoCase):
    def test_query_in_pages_both_ways(self) -> None:
        table = self.resource.Table(self.table(**ORDER_KEY))
        with table.batch_writer() as batch:
            for n in range(60):
                batch.put_item(Item={"id": "a" if n % 2 else "b", "n": n - 30})
        condition = Key("id").eq("a") & Key("n").between(-20, 20)
        expected = [n for n in range(-20, 21) if n % 2]
        for forward in (True, False):
            pages = self.resource.meta.client.get_paginator("query").paginate(
                TableName=table.name,
                KeyConditionExpression=condition,
                ScanIndexForward=forward,
                PaginationConfig={"PageSize": 7},
            )
            found = [int(item["n"]) for page in pages for item in page["Items"]]
            self.assertEqual(found, expected if forward else expected[::-1])

    def test_query_as_tutorials_write_it(self) -> None:
        name = self.table()
        self.resource.Table(name).put_item(Item={"id": "42", "title": "Dune"})
        for wanted, count in (("42", 1), ("43", 0)):
            reply = self.dynamodb.query(
                TableName=name,
                KeyConditionExpression="id = :id",
                ExpressionAttributeValues={":id": {"S": wanted}},
            )
            self.assertEqual(len(reply["Items"]), count)

    def test_parallel_scan_is_a_partition(self) -> None:
        table = self.resource.Table(self.table())
        with table.batch_writer() as batch:
            for n in range(100):
                batch.put_item(Item={"id": str(n)})
        found = []
        for segment in range(4):
            pages = self.dynamodb.get_paginator("scan").paginate(
                TableName=table.name,
                Segment=segment,
                TotalSegments=4,
                PaginationConfig={"PageSize": 9},
            )
            found += [item["id"]["S"] for page in pages for item in page["Items"]]
        self.assertCountEqual(found, [str(n) for n in range(100)])

    def test_a_page_is_one_mebibyte(self) -> None:
        table = self.resource.Table(self.table(**ORDER_KEY))
        for n in range(12):
            table.put_item(Item={"id": "a", "n": n, "x": "x" * 100_000})
        for more in ({}, {"FilterExpression": Attr("y").exists()}):
            page = table.query(KeyConditionExpression=Key("id").eq("a"), **more)
            self.assertEqual(page["ScannedCount"], 11)
            self.assertEqual(page["LastEvaluatedKey"], {"id": "a", "n": 10})

    def test_a_global_index_follows_updates(self) -> None:
        name = self.table(
            **{
                **ID_KEY,
                "AttributeDefinitions": [
                    {"AttributeName": "id", "AttributeType": "S"},
                    {"AttributeName": "state", "AttributeType": "S"},
                ],
            },
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "byState",
                    "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        table = self.resource.Table(name)

        def ids(state: str) -> list[str]:
            reply = table.query(IndexName="byState", KeyConditionExpression=Key("state").eq(state))
            return [item["id"] for item in reply["Items"]]

        table.put_item(Item={"id": "a", "state": "new"})
        table.put_item(Item={"id": "b"})
        self.assertEqual((ids("new"), ids("done")), (["a"], []))
        table.update_item(
            Key={"id": "a"},
            UpdateExpression="SET #s = :s",
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues={":s": "done"},
        )
        self.assertEqual((ids("new"), ids("done")), ([], ["a"]))
        table.update_item(
            Key={"id": "a"},
            UpdateExpression="REMOVE #s",
            ExpressionAttributeNames={"#s": "state"},
        )
        self.assertEqual(ids("done"), [])


class Together(DynamoCase):
    def test_batches(self) -> None:
        table = self.resource.Table(self.table())
        with table.batch_writer() as batch:
            for n in range(60):
                batch.put_item(Item={"id": str(n), "n": n})
            batch.delete_item(Key={"id": "0"})
        keys = [{"id": str(n)} for n in range(60)]
        reply = self.resource.batch_get_item(RequestItems={table.name: {"Keys": keys}})
        found = reply["Responses"][table.name]
        self.assertCountEqual([item["n"] for item in found], range(1, 60))

    def test_transactions(self) -> None:
        name = self.table()

        def put(id: str, **more: Any) -> dict[str, Any]:
            return {"Put": {"TableName": name, "Item": {"id": {"S": id}}, **more}}

        self.dynamodb.transact_write_items(TransactItems=[put("a"), put("b")])
        condition = {"ConditionExpression": "attribute_not_exists(id)"}
        with self.assertRaises(self.dynamodb.exceptions.TransactionCanceledException) as caught:
            self.dynamodb.transact_write_items(TransactItems=[put("c"), put("a", **condition)])
        self.assertEqual(
            [reason["Code"] for reason in caught.exception.response["CancellationReasons"]],
            ["None", "ConditionalCheckFailed"],
        )
        gets = [{"Get": {"TableName": name, "Key": {"id": {"S": id}}}} for id in "cba"]
        replies = self.dynamodb.transact_get_items(TransactItems=gets)["Responses"]
        self.assertEqual([reply.get("Item", {}).get("id") for reply in replies],
                         [None, {"S": "b"}, {"S": "a"}])


class Tables(DynamoCase):
    def test_a_table_lives_and_goes(self) -> None:
        name = self.table(Tags=[{"Key": "team", "Value": "orders"}])
        table = self.dynamodb.describe_table(TableName=name)["Table"]
        self.assertEqual((table["TableStatus"], table["TableArn"]), ("ACTIVE", ARN + name))
        pages = self.dynamodb.get_paginator("list_tables").paginate()
        self.assertIn(name, [listed for page in pages for listed in page["TableNames"]])
        tags = self.dynamodb.list_tags_of_resource(ResourceArn=ARN + name)["Tags"]
        self.assertEqual(tags, [{"Key": "team", "Value": "orders"}])
        self.dynamodb.delete_table(TableName=name)
        self.dynamodb.get_waiter("table_not_exists").wait(TableName=name)
        with self.assertRaises(self.dynamodb.exceptions.ResourceNotFoundException):
            self.dynamodb.describe_table(TableName=name)

    def test_time_to_live(self) -> None:
        name = self.table()
        specification = {"Enabled": True, "AttributeName": "until"}
        self.dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification=specification
        )
        self.assertEqual(
            self.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"],
            {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"},
        )

    def test_accounts_and_regions_are_apart(self) -> None:
        name = self.table()
        scope = "123456789012/20250101/eu-central-1/dynamodb/aws4_request"
        headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host"}
        self.assertEqual(self.raw("ListTables", {}, **headers).json, {"TableNames": []})
        self.assertIn(name, self.raw("ListTables", {}).json["TableNames"])


class Streams(DynamoCase):
    def test_records_in_order(self) -> None:
        name = self.table(
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        )
        streams = streams_client(self.port)
        (stream,) = streams.list_streams(TableName=name)["Streams"]
        arn = stream["StreamArn"]
        (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        table = self.resource.Table(name)
        table.put_item(Item={"id": "a", "n": 1})
        table.put_item(Item={"id": "a", "n": 2})
        table.delete_item(Key={"id": "a"})
        reply = streams.get_records(ShardIterator=iterator)
        self.assertEqual(
            [record["eventName"] for record in reply["Records"]], ["INSERT", "MODIFY", "REMOVE"]
        )
        self.assertEqual(reply["Records"][1]["dynamodb"]["OldImage"]["n"], {"N": "1"})
        self.assertEqual(
            streams.get_records(ShardIterator=reply["NextShardIterator"])["Records"], []
        )


class CommandLine(DynamoCase):
    def aws(self, *arguments: str) -> Any:
        home = tempfile.TemporaryDirectory(prefix="forebay-aws-")
        self.addCleanup(home.cleanup)
        done = subprocess.run(
            ["/usr/bin/aws", "--endpoint-url", f"http://127.0.0.1:{self.port}", "--output", "json",
             "dynamodb", *arguments],
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": home.name,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_DEFAULT_REGION": "us-east-1",
            },
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout) if done.stdout else None

    def test_create_put_and_scan(self) -> None:
        created = self.aws(
            "create-table", "--table-name", "cli",
            "--attribute-definitions", "AttributeName=id,AttributeType=S",
            "--key-schema", "AttributeName=id,KeyType=HASH",
            "--provisioned-throughput", "ReadCapacityUnits=5,WriteCapacityUnits=5",
        )
        self.assertEqual(created["TableDescription"]["TableName"], "cli")
        self.aws("wait", "table-exists", "--table-name", "cli")
        item = {"id": {"S": "1"}, "price": {"N": "9.99"}}
        self.aws("put-item", "--table-name", "cli", "--item", json.dumps(item))
        self.assertEqual(self.aws("scan", "--table-name", "cli")["Items"], [item])
        self.assertEqual(self.aws("list-tables", "--max-items", "1000")["TableNames"].count("cli"), 1)


if __name__ == "__main__":
    unittest.main()
