"""What the tests of tables share: clients of Debian's boto3, tables, and requests as bytes."""

from __future__ import annotations

import json
import zlib
from typing import Any

import boto3
import wire
from apis import DEFAULT_ACCOUNT, DEFAULT_REGION
from botocore.config import Config
from botocore.exceptions import ClientError
from case import BrokerCase

ARN = f"arn:aws:dynamodb:{DEFAULT_REGION}:{DEFAULT_ACCOUNT}:table/"

#: How boto3 sees a daemon.
OPTIONS = {
    "region_name": DEFAULT_REGION,
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
    "config": Config(retries={"total_max_attempts": 1}, parameter_validation=False),
}

ID_KEY = {
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}

ORDER_KEY = {
    "KeySchema": [
        {"AttributeName": "id", "KeyType": "HASH"},
        {"AttributeName": "n", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "n", "AttributeType": "N"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}


def url_of(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def dynamodb_client(port: int) -> Any:
    return boto3.client("dynamodb", endpoint_url=url_of(port), **OPTIONS)


def dynamodb_resource(port: int) -> Any:
    return boto3.resource("dynamodb", endpoint_url=url_of(port), **OPTIONS)


def streams_client(port: int) -> Any:
    return boto3.client("dynamodbstreams", endpoint_url=url_of(port), **OPTIONS)


def refusal_of(call: Any, **input: Any) -> tuple[str, str]:
    """The code and text of what a call is refused with."""
    try:
        call(**input)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError(f"not refused: {str(input)[:200]}")


class DynamoCase(BrokerCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.dynamodb = dynamodb_client(cls.port)
        cls.resource = dynamodb_resource(cls.port)

    def table(self, **more: Any) -> str:
        """The name of a new table that no other test uses; by default its key is `id`."""
        name = self.id().rsplit(".", 1)[-1]
        self.dynamodb.create_table(TableName=name, **{**ID_KEY, **more})
        self.dynamodb.get_waiter("table_exists").wait(TableName=name)
        return name

    def raw(self, action: str, input: Any, **headers: str) -> wire.Reply:
        """A call as bytes; its answer's checksum is right."""
        body = input if isinstance(input, bytes) else json.dumps(input).encode()
        all_headers = {
            "X-Amz-Target": f"DynamoDB_20120810.{action}",
            "Content-Type": wire.JSON_TYPE,
            **headers,
        }
        reply = self.exchange(wire.request("POST", "/", all_headers, body))
        if reply.status != 404:
            self.assertEqual(reply.header("x-amz-crc32"), str(zlib.crc32(reply.body)))
        return reply
