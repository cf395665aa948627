#!/usr/bin/env python3
"""Measures what tables cost, beside queues and beside dynalite.

    ./dev build && benchmarks/tables.py [--seconds 5] [--many 5000000]

The daemon has core 0, the load generator core 1; items with bodies of 1 KiB, 64 connections. Each row
comes from a daemon of its own on an empty directory; those that read find 10,000 items, or --many.
dynalite is installed from npm into a temporary directory, and keeps its items on disk. Compare rates
within one run only.
"""

import argparse
import http.client
import json
import socket
import subprocess
import tempfile
import time

from daemon import Daemon, actions, disturbance, free_port, messages_per_second, touch_memory, undisturbed

FEW = 10_000
TABLE = {"TableName": "bench", "BillingMode": "PAY_PER_REQUEST",
         "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                  {"AttributeName": "sk", "AttributeType": "N"}],
         "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]}


class Dynalite:
    """The emulator from npm on core 0, with what a Daemon has that is used here."""

    def __init__(self, modules: str, data: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", "node", f"{modules}/node_modules/dynalite/cli.js", "--port", str(self.port),
             "--path", data, "--createTableMs", "0"], stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("dynalite does not start")

    def __enter__(self) -> "Dynalite":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)

    bench = Daemon.bench


def create_table(daemon: Daemon | Dynalite) -> None:
    client = http.client.HTTPConnection("127.0.0.1", daemon.port)
    client.request("POST", "/", json.dumps(TABLE), {
        "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.CreateTable",
        "X-Amz-Date": "20260101T000000Z",
        "Authorization": "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, "
                         "SignedHeaders=host;x-amz-date, Signature=0"})
    reply = client.getresponse()
    if reply.status != 200:
        raise SystemExit(f"CreateTable: {reply.read().decode()}")
    time.sleep(0.2)


def rate(report: dict) -> float:
    send = actions(report)["send"]
    if send["failed"]:
        raise SystemExit(f"{send['failed']} requests failed")
    return send["messages_per_second"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=5, help="of each measurement (default 5)")
    arguments.add_argument("--many", type=int, default=5_000_000, help="items of the large table; 0: none")
    chosen = arguments.parse_args()
    span = ("--duration", f"{chosen.seconds}s", "--warmup", "1s")
    touch_memory(8)
    dynalite = tempfile.TemporaryDirectory()
    subprocess.run(["npm", "install", "--silent", "--prefix", dynalite.name, "dynalite"], check=True)

    def forebay(data: str) -> Daemon:
        return Daemon("serve", data=data)

    def other(data: str) -> Dynalite:
        return Dynalite(dynalite.name, data)

    def measure(make, mode: str, *flags: str, items: int = FEW) -> float:
        def once() -> float:
            with tempfile.TemporaryDirectory(dir=".") as data, make(data) as daemon:
                create_table(daemon)
                if mode != "put":
                    rate(daemon.bench("put", "--table", "bench", "-n", str(items), "-b", "10"))
                return rate(daemon.bench(mode, "--table", "bench", *flags, *span))
        return undisturbed(once)

    def of_queues(command: str, mode: str, *flags: str) -> float:
        def once() -> float:
            with tempfile.TemporaryDirectory(dir=".") as data:
                with Daemon(command, data=data if command == "serve" else None) as daemon:
                    return messages_per_second(daemon.bench(mode, *flags, *span), "send")
        return undisturbed(once)

    print("| measure | Forebay | dynalite |\n| --- | --- | --- |")

    def row(name: str, value: str, beside: str = "") -> None:
        print(f"| {name} | {value} | {beside} |", flush=True)

    echo, send = of_queues("echo", "echo"), of_queues("serve", "send", "--no-check")
    row("echo, the HTTP edge alone", f"{echo:,.0f}/s")
    row("SendMessage", f"{send:,.0f}/s")
    put, their_put = measure(forebay, "put"), measure(other, "put")
    row("PutItem", f"{put:,.0f}/s, {put / send:.2f} of SendMessage", f"{their_put:,.0f}/s")
    reads = ("--items", str(FEW))
    get, their_get = measure(forebay, "get", *reads), measure(other, "get", *reads)
    row("GetItem of 10,000", f"{get:,.0f}/s, {get / echo:.2f} of echo", f"{their_get:,.0f}/s")
    query, their_query = measure(forebay, "query", *reads), measure(other, "query", *reads)
    row("Query of 10 items", f"{query:,.0f}/s, {query / get:.2f} of GetItem", f"{their_query:,.0f}/s")
    if chosen.many:
        with tempfile.TemporaryDirectory(dir=".") as data, Daemon("serve", data=data) as daemon:
            create_table(daemon)
            rate(daemon.bench("put", "--table", "bench", "-n", str(chosen.many), "-b", "10"))
            daemon.wait_until_idle()
            wide = ("--table", "bench", "--items", str(chosen.many))
            daemon.bench("get", *wide, "--duration", "10s")  # until filters and indexes are in memory
            many = undisturbed(lambda: rate(daemon.bench("get", *wide, *span)))
            row(f"GetItem of {chosen.many:,}", f"{many:,.0f}/s, {many / get:.2f} of it")
            row("its resident memory", f"{daemon.resident_mib():.0f} MiB")
    print(f"\n{disturbance()}")
    dynalite.cleanup()


if __name__ == "__main__":
    main()
