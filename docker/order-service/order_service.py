"""A small order service, written as for AWS: the stock SDK, and nothing that knows of Forebay.

    order_service.py shop            places an order a second; with ORDERS set, so many at once
    order_service.py worker QUEUE    does what is to be done for the orders of one queue

The shop publishes each order to a topic. A queue takes those whose `kind` is its own, a worker takes
them from there, and the table has one item for each order that was done: however often a message
comes, and whoever crashes in between. Topic, queues and table are declared in ../forebay.toml.
"""

import itertools
import json
import os
import signal
import sys
import time
import uuid

import boto3

KINDS = ("goods", "software")


def client(service: str):
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def shop(topic: str, orders: int | None) -> None:
    sns = client("sns")
    for number in itertools.count() if orders is None else range(orders):
        order = {"id": str(uuid.uuid4()), "kind": KINDS[number % 2], "cents": 1990}
        sns.publish(TopicArn=topic, Message=json.dumps(order), MessageAttributes={
            "kind": {"DataType": "String", "StringValue": order["kind"]}})
        print("placed", order["id"], order["kind"], flush=True)
        if orders is None:
            time.sleep(1)


def work(name: str) -> None:
    sqs, dynamodb = client("sqs"), client("dynamodb")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    while True:
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=20)
        for message in received.get("Messages", []):
            order = json.loads(message["Body"])
            try:
                dynamodb.put_item(
                    TableName="orders", ConditionExpression="attribute_not_exists(id)",
                    Item={"id": {"S": order["id"]}, "kind": {"S": order["kind"]},
                          "cents": {"N": str(order["cents"])}, "done_by": {"S": name}})
                print("done", order["id"], order["kind"], flush=True)
            except dynamodb.exceptions.ConditionalCheckFailedException:
                print("done before", order["id"], flush=True)
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    match sys.argv[1:]:
        case ["shop"]:
            orders = os.environ.get("ORDERS")
            shop(os.environ["ORDER_TOPIC"], int(orders) if orders else None)
        case ["worker", name]:
            work(name)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
