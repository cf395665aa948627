#!/usr/bin/env python3
"""Measures whether a receive of a FIFO queue costs the same whatever waits behind it.

    ./dev build && TMPDIR=/dev/shm benchmarks/receive_cost.py

Prints processor time of the daemon for one ReceiveMessage of one message, by how many messages wait,
and by how many groups are blocked (one message in flight, one behind it). The data directory goes to
TMPDIR. Processor time is that of all threads of the daemon, from the kernel's own accounts, so it
drifts less than rates do where others use the machine; each number is the median of several rounds.
"""

import pathlib
import statistics
import tempfile

from daemon import Client, Daemon

RECEIVES = 500
ROUNDS = 7
GROUPS = 5_000  # enough that the receives of a round block none of the others


def cpu_us(daemon: Daemon) -> float:
    threads = pathlib.Path(f"/proc/{daemon.process.pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1000


def send(client: Client, groups: list[str], mark: str) -> None:
    for first in range(0, len(groups), 10):
        client.call("SendMessageBatch", Entries=[
            {"Id": str(i), "MessageBody": "x" * 1024, "MessageGroupId": group,
             "MessageDeduplicationId": f"{mark}-{first + i}"} for i, group in enumerate(groups[first:first + 10])])


def receive(client: Client, most: int = 1) -> list[dict]:
    return client.call("ReceiveMessage", MaxNumberOfMessages=most, VisibilityTimeout=43200).get("Messages", [])


def cost(client: Client, daemon: Daemon) -> float:
    """Microseconds of a receive. Each round deletes and sends again what it received."""
    rounds = []
    for turn in range(ROUNDS):
        began = cpu_us(daemon)
        messages = [message for _ in range(RECEIVES) for message in receive(client)]
        rounds.append((cpu_us(daemon) - began) / RECEIVES)
        assert len(messages) == RECEIVES
        for message in messages:
            client.call("DeleteMessage", ReceiptHandle=message["ReceiptHandle"])
        send(client, [f"g{turn}-{i}" for i in range(RECEIVES)], f"again-{turn}")
    return statistics.median(rounds)


def measured(prepare) -> float:
    with tempfile.TemporaryDirectory() as data, Daemon("serve", data=data) as daemon:
        client = Client(daemon)
        client.url = client.call("CreateQueue", QueueName="cost.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        prepare(client, daemon)
        return cost(client, daemon)


def backlog(count: int):
    def prepare(client: Client, daemon: Daemon) -> None:
        if count > 0:
            daemon.bench("send", "-b", "10", "-g", str(GROUPS), "-n", str(count), "--keep", "--no-check",
                         "-q", "cost.fifo")
        send(client, [f"free-{i}" for i in range(RECEIVES)], "free")

    return prepare


def blocked(count: int):
    def prepare(client: Client, daemon: Daemon) -> None:
        groups = [f"b{i}" for i in range(count)]
        send(client, groups, "first")
        for _ in range(count // 10):
            assert len(receive(client, 10)) == 10
        send(client, groups, "second")
        send(client, [f"free-{i}" for i in range(RECEIVES)], "free")

    return prepare


def main() -> None:
    print("| messages waiting | us per receive |\n| --- | --- |")
    for count in (0, 1_000, 10_000, 100_000, 1_000_000):
        print(f"| {count:,} | {measured(backlog(count)):.0f} |", flush=True)
    print("\n| blocked groups | us per receive |\n| --- | --- |")
    for count in (0, 100, 10_000, 100_000):
        print(f"| {count:,} | {measured(blocked(count)):.0f} |", flush=True)


if __name__ == "__main__":
    main()
