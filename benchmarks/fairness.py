#!/usr/bin/env python3
"""Measures what message groups on a standard queue cost, and what a noisy one does to the others.

    ./dev build && benchmarks/fairness.py [--seconds 5] [--backlog 1000000]

The daemon has core 0, the load generator core 1. Compare rates within one run only.
"""

import argparse
import tempfile
import time

from daemon import Client, Daemon, messages_per_second, touch_memory


def receive_group(client: Client, most: int = 1) -> str:
    """The message group of the first of the messages received."""
    reply = client.call("ReceiveMessage", MaxNumberOfMessages=most, AttributeNames=["MessageGroupId"],
                        VisibilityTimeout=3600)
    return reply["Messages"][0]["Attributes"]["MessageGroupId"]


def receives_until(client: Client, group: str) -> tuple[int, float]:
    """How many receives of one message it takes until one of `group` comes, and how long."""
    began = time.monotonic()
    for count in range(1, 1_000_000):
        if receive_group(client) == group:
            return count, time.monotonic() - began
    raise SystemExit(f"no message of {group} came")


def open_queue(client: Client) -> None:
    client.url = client.call("CreateQueue", QueueName="fair")["QueueUrl"]


def waits(data: str, backlog: int) -> list[tuple[str, str]]:
    """How soon messages of quiet tenants come while one tenant has `backlog` waiting messages."""
    fill = ("send", "-b", "10", "--tenants", "1", "--keep", "--no-check", "-q", "fair")
    rows = []

    def row(name: str, client: Client, group: str) -> None:
        count, seconds = receives_until(client, group)
        rows.append((name, f"receive {count}, {seconds * 1000:.0f} ms"))

    def send(client: Client, group: str) -> None:
        client.call("SendMessage", MessageBody="x", MessageGroupId=group)

    with Daemon("serve", data=data) as daemon:
        client = Client(daemon)
        open_queue(client)
        daemon.bench(*fill, "-n", str(backlog // 2))
        send(client, "middle")
        daemon.bench(*fill, "-n", str(backlog // 2))
        for _ in range(3):
            receive_group(client, 10)  # thirty in flight: from here on it is noisy
        send(client, "new")
        row("a quiet one's new message", client, "new")
        row("one that lay in the middle before anybody received", client, "middle")
        time.sleep(0.5)
        send(client, "before-the-kill")
        daemon.process.kill()
    with Daemon("serve", data=data) as daemon:
        client = Client(daemon)
        open_queue(client)
        row("after a kill -9, one that was sent before", client, "before-the-kill")
        send(client, "after-the-kill")
        row("after a kill -9, a new one", client, "after-the-kill")
    return rows


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=5, help="of each measurement (default 5)")
    arguments.add_argument("--backlog", type=int, default=1_000_000, help="messages of the noisy tenant")
    chosen = arguments.parse_args()
    touch_memory(6)

    def rate(*flags: str) -> float:
        with tempfile.TemporaryDirectory(dir=".") as data, Daemon("serve", data=data) as daemon:
            return messages_per_second(daemon.bench(*flags, "-b", "10", "--no-check"), "delete")

    print("| tenants | full cycle, batches of 10 | drain |\n| --- | --- | --- |")
    plain = None
    for name, tenants in (("no groups", 0), ("one", 1), ("100, one noisy", 100)):
        cycle = rate("cycle", "--tenants", str(tenants), "--duration", f"{chosen.seconds}s", "--warmup", "1s")
        drain = rate("drain", "--tenants", str(tenants), "-n", str(chosen.backlog))
        plain = plain or (cycle, drain)
        print(f"| {name} | {cycle:,.0f} messages/s, {cycle / plain[0]:.2f} | {drain:,.0f} messages/s, "
              f"{drain / plain[1]:.2f} |", flush=True)

    print(f"\n| while one tenant has {chosen.backlog:,} messages | comes with |\n| --- | --- |")
    with tempfile.TemporaryDirectory(dir=".") as data:
        for name, value in waits(data, chosen.backlog):
            print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
