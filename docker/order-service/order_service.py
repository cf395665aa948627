"""A small order service, written as for AWS: the stock SDK, and nothing that knows of Forebay.

    order_service.py shop            places an order a second; with ORDERS set, so many at once
    order_service.py worker QUEUE    does what is to be done for the orders of one queue

The shop publishes each order to a topic. A queue takes those whose `kind` is its own, a worker takes
them from there, and the table has one item for each order that was done: however often a message
comes, and whoever crashes in between.
"""

import itertools
import json
import os
import signal
import sys
import time
import uuid

import boto3

QUEUES = {"shipping": "goods", "licensing": "software"}


def client(service: str):
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


sqs, sns, dynamodb = client("sqs"), client("sns"), client("dynamodb")


def queue(name: str, **attributes: str) -> tuple[str, str]:
    """URL and ARN of the queue, which is created where it is not there."""
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return url, arn


def set_up() -> tuple[str, dict[str, str]]:
    """The topic's ARN and the queues' URLs. Whoever comes first creates what is not there."""
    topic = sns.create_topic(Name="orders")["TopicArn"]
    _, dead = queue("orders-dead")
    urls = {}
    for name, kind in QUEUES.items():
        urls[name], arn = queue(
            name, RedrivePolicy=json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 5}),
            Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]}))
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={
            "FilterPolicy": json.dumps({"kind": [kind]}), "RawMessageDelivery": "true"})
    try:
        dynamodb.create_table(
            TableName="orders", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    except dynamodb.exceptions.ResourceInUseException:
        pass
    dynamodb.get_waiter("table_exists").wait(TableName="orders", WaiterConfig={"Delay": 1})
    return topic, urls


def shop(topic: str, orders: int | None) -> None:
    for number in itertools.count() if orders is None else range(orders):
        order = {"id": str(uuid.uuid4()), "kind": ("goods", "software")[number % 2], "cents": 1990}
        sns.publish(TopicArn=topic, Message=json.dumps(order), MessageAttributes={
            "kind": {"DataType": "String", "StringValue": order["kind"]}})
        print("placed", order["id"], order["kind"], flush=True)
        if orders is None:
            time.sleep(1)


def work(name: str, url: str) -> None:
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
            topic, _ = set_up()
            orders = os.environ.get("ORDERS")
            shop(topic, int(orders) if orders else None)
        case ["worker", name] if name in QUEUES:
            _, urls = set_up()
            work(name, urls[name])
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
