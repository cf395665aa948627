#!/usr/bin/env python3
"""Measures what publishing to topics costs, beside sending to a queue.

    ./dev build && benchmarks/fanout.py [--seconds 5]

The daemon has core 0, the load generator core 1; bodies of 1 KiB, 64 connections. All subscriptions
are raw ones to queues. Each row comes from a daemon of its own on an empty directory. Compare rates
within one run only.
"""

import argparse
import http.client
import json
import re
import tempfile
import urllib.parse

from daemon import Client, Daemon, disturbance, messages_per_second, touch_memory, undisturbed

ACCOUNT = "000000000000"
ARN = "arn:aws:{}:us-east-1:" + ACCOUNT + ":{}"


class Topics:
    """One connection that speaks the Query protocol of SNS."""

    def __init__(self, daemon: Daemon) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", daemon.port)

    def call(self, action: str, **members: str) -> str:
        body = urllib.parse.urlencode({"Version": "2010-03-31", "Action": action,
                                       **{name.replace("_", "."): value for name, value in members.items()}})
        self.http.request("POST", "/", body, {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/sns/aws4_request, "
                             "SignedHeaders=host, Signature=0"})
        reply = self.http.getresponse()
        answer = reply.read().decode()
        if reply.status != 200:
            raise SystemExit(f"{action}: {answer}")
        return answer

    def subscribe(self, topic: str, queue: str, policy: dict | None) -> None:
        given = {"RawMessageDelivery": "true", **({"FilterPolicy": json.dumps(policy)} if policy else {})}
        attributes = {}
        for number, (name, value) in enumerate(given.items(), 1):
            attributes[f"Attributes_entry_{number}_key"] = name
            attributes[f"Attributes_entry_{number}_value"] = value
        self.call("Subscribe", TopicArn=topic, Protocol="sqs", Endpoint=ARN.format("sqs", queue), **attributes)


def prepare(daemon: Daemon, queues: int, filtered: bool) -> str:
    """A topic with a subscription for each queue; only the first one's policy lets anything in."""
    client, topics = Client(daemon), Topics(daemon)
    topic = re.search("<TopicArn>(.*)</TopicArn>", topics.call("CreateTopic", Name="bench")).group(1)
    for number in range(queues):
        client.call("CreateQueue", QueueName=f"q{number}")
        topics.subscribe(topic, f"q{number}", {"type": [f"order-{number}"]} if filtered else None)
    return topic


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=5, help="of each measurement (default 5)")
    chosen = arguments.parse_args()
    span = ("--duration", f"{chosen.seconds}s", "--warmup", "1s")
    touch_memory(6)

    def send(*flags: str) -> float:
        return undisturbed(lambda: send_once(*flags))

    def send_once(*flags: str) -> float:
        with tempfile.TemporaryDirectory(dir=".") as data, Daemon("serve", data=data) as daemon:
            return messages_per_second(daemon.bench("send", "--no-check", *span, *flags), "send")

    def publish(queues: int, filtered: bool, *flags: str) -> float:
        return undisturbed(lambda: publish_once(queues, filtered, *flags))

    def publish_once(queues: int, filtered: bool, *flags: str) -> float:
        with tempfile.TemporaryDirectory(dir=".") as data, Daemon("serve", data=data) as daemon:
            topic = prepare(daemon, queues, filtered)
            return messages_per_second(daemon.bench("publish", "--topic", topic, "--attribute", "type=order-0",
                                                    *span, *flags), "send")

    print("| measure | result |\n| --- | --- |")

    def row(name: str, value: str) -> None:
        print(f"| {name} | {value} |", flush=True)

    sends, batches = send(), send("-b", "10")
    row("SendMessage", f"{sends:,.0f}/s")
    row("SendMessageBatch of 10", f"{batches:,.0f} messages/s")
    one, ten = publish(1, False), publish(1, False, "-b", "10")
    row("Publish, one queue", f"{one:,.0f}/s, {one / sends:.2f} of SendMessage")
    row("PublishBatch of 10, one queue", f"{ten:,.0f} messages/s, {ten / batches:.2f} of SendMessageBatch")
    hundred = publish(100, False)
    row("Publish, 100 queues", f"{hundred:,.0f}/s, {hundred * 100:,.0f} deliveries/s")
    alone, of_many = publish(1, True), publish(1000, True)
    row("Publish, one subscription with a filter policy", f"{alone:,.0f}/s")
    row("Publish, 1,000 with policies, one matches", f"{of_many:,.0f}/s, {of_many / alone:.2f} of it")
    print(f"\n{disturbance()}")


if __name__ == "__main__":
    main()
