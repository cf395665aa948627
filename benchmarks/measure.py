#!/usr/bin/env python3
"""Measures a release build on this machine, in one run, and prints one Markdown table.

    ./dev build && benchmarks/measure.py [--seconds 5] [--backlog 1000000] [--deep 5000000]

The daemon has core 0, the load generator core 1. Each row comes from a daemon of its own on an empty
directory, started by this script and stopped by it; only 127.0.0.1 is used. A row during which the
host of a virtual machine took processor time away is measured again. Rates drift on a shared machine
all the same: compare rows of one run, and look at the ratio to the echo mode of the same daemon, which
answers from the same HTTP edge without queues and disk. The row of the store alone is the bound that
RocksDB sets: what comes close to it cannot be made faster above it. Redis is measured too where it is
installed.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time

from daemon import (ROOT, Daemon, actions, disturbance, free_port, messages_per_second, touch_memory,
                    undisturbed)

STORE_BENCH = ROOT / "build/release/store_bench"


def fsync_us() -> float:
    """One fdatasync of 1.2 KiB behind what was written before, in the middle: what a send waits for.

    On the daemon's core: how long the disk's interrupt takes to arrive depends on it.
    """
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {0})
    with tempfile.NamedTemporaryFile(dir=".") as file:
        took = []
        for _ in range(500):
            os.write(file.fileno(), bytes(1200))
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    os.sched_setaffinity(0, before)
    return statistics.median(took) * 1e6


def store_alone(seconds: int) -> float:
    """Messages of 1 KiB a second that the store takes by itself, in commits of 500, on the daemon's core."""
    with tempfile.TemporaryDirectory(dir=".") as data:
        out = subprocess.run(["taskset", "-c", "0", str(STORE_BENCH), "fill", data, str(seconds * 100_000),
                              "--queues", "1", "--group", "500"], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"^all\s+(\d+)/s", out, re.MULTILINE).group(1))


def redis_xadd(seconds: int) -> float | None:
    """XADD of 1 KiB with an fsync before each reply, 64 connections, one core."""
    if shutil.which("redis-server") is None or shutil.which("redis-benchmark") is None:
        return None
    port = free_port()
    with tempfile.TemporaryDirectory(dir=".") as data:
        server = subprocess.Popen(
            ["taskset", "-c", "0", "redis-server", "--port", str(port), "--bind", "127.0.0.1", "--appendonly", "yes",
             "--appendfsync", "always", "--save", "", "--dir", data], stdout=subprocess.DEVNULL)
        time.sleep(0.5)
        out = subprocess.run(
            ["taskset", "-c", "1", "redis-benchmark", "-p", str(port), "-c", "64", "-n", str(seconds * 30_000), "--csv",
             "XADD", "s", "*", "b", "x" * 1024], capture_output=True, text=True).stdout
        server.terminate()
        server.wait()
    return float(out.strip().splitlines()[-1].rsplit('","', 7)[1])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=5, help="of each measurement (default 5)")
    arguments.add_argument("--backlog", type=int, default=1_000_000, help="messages of the long drain")
    arguments.add_argument("--deep", type=int, default=5_000_000, help="waiting messages of the memory row; 0: none")
    arguments.add_argument("--touch", type=int, default=6, help="GiB of memory to touch before (default 6)")
    chosen = arguments.parse_args()
    span = ("--duration", f"{chosen.seconds}s", "--warmup", "1s", "--no-check")
    rows: list[tuple[str, str]] = []

    def measure(name: str, run) -> float:
        def once() -> float:
            with tempfile.TemporaryDirectory(dir=".") as data, Daemon("serve", data=data) as daemon:
                return run(daemon)
        value = undisturbed(once)
        print(f"  {name}: {value:,.0f}", flush=True)
        return value

    def echo_of(*flags: str) -> dict:
        with Daemon("echo") as daemon:
            return actions(daemon.bench("echo", *flags, *span[:4]))["send"]

    def one_connection() -> tuple[float, float, dict, float]:
        with tempfile.TemporaryDirectory(dir=".") as data, Daemon("serve", data=data) as daemon:
            return (daemon.resident_mib(), daemon.ready_seconds,
                    actions(daemon.bench("send", "-c", "1", *span))["send"], fsync_us())

    def deep_backlog() -> tuple[float, float]:
        with tempfile.TemporaryDirectory(dir=".") as data:
            with Daemon("serve", data=data) as daemon:
                daemon.bench("send", "-b", "10", "-n", str(chosen.deep), "--keep", "--no-check", "-q", "deep")
                resident = daemon.resident_mib()
                daemon.process.kill()
            with Daemon("serve", data=data) as daemon:
                return resident, daemon.ready_seconds

    touch_memory(chosen.touch)
    echo = undisturbed(echo_of)["messages_per_second"]
    trip = undisturbed(lambda: echo_of("-c", "1"))
    print(f"  echo: {echo:,.0f}", flush=True)
    send = measure("send", lambda d: messages_per_second(d.bench("send", *span), "send"))
    batch = measure("send, batches of 10", lambda d: messages_per_second(d.bench("send", "-b", "10", *span), "send"))
    cycle = measure("cycle", lambda d: messages_per_second(d.bench("cycle", *span), "delete"))
    cycle10 = measure("cycle, batches of 10",
                      lambda d: messages_per_second(d.bench("cycle", "-b", "10", *span), "delete"))
    fifo = measure("FIFO send, batches of 10", lambda d: messages_per_second(
        d.bench("send", "-b", "10", "-g", "1000", *span), "send"))
    fifo_cycle = measure("FIFO cycle, batches of 10", lambda d: messages_per_second(
        d.bench("cycle", "-b", "10", "-g", "1000", *span), "delete"))
    drains = [measure(f"drain of {n}", lambda d, n=n: messages_per_second(
        d.bench("drain", "-b", "10", "-n", str(n), "--no-check"), "delete")) for n in (10_000, chosen.backlog)]
    idle_mib, ready, one, fsync = undisturbed(one_connection)
    store = undisturbed(lambda: store_alone(chosen.seconds))
    redis = undisturbed(lambda: redis_xadd(chosen.seconds))

    rows += [("echo, the HTTP edge alone", f"{echo:,.0f}/s"),
             ("SendMessage", f"{send:,.0f}/s, {send / echo:.2f} of echo"),
             ("Redis XADD, `appendfsync always`", f"{redis:,.0f}/s" if redis else "not installed"),
             ("SendMessageBatch of 10", f"{batch:,.0f} messages/s"),
             ("full cycle, one message a call", f"{cycle:,.0f}/s"),
             ("full cycle, batches of 10", f"{cycle10:,.0f} messages/s"),
             ("FIFO, 1,000 groups: SendMessageBatch of 10", f"{fifo:,.0f} messages/s, {fifo / batch:.2f} of standard"),
             ("FIFO, 1,000 groups: full cycle, batches of 10",
              f"{fifo_cycle:,.0f} messages/s, {fifo_cycle / cycle10:.2f} of standard"),
             ("drain of 10,000 waiting messages", f"{drains[0]:,.0f} messages/s"),
             (f"drain of {chosen.backlog:,}", f"{drains[1]:,.0f} messages/s, {drains[1] / drains[0]:.2f} of it"),
             ("one connection, sequential sends, p50",
              f"{one['latency_us']['p50']:,.0f} us; an echo {trip['latency_us']['p50']:,.0f} us, an fsync {fsync:,.0f} us"),
             ("the store alone, commits of 500", f"{store:,.0f} messages/s"),
             ("idle: resident memory, start to ready", f"{idle_mib:.0f} MiB, {ready * 1000:.0f} ms")]
    if chosen.deep:
        deep_mib, deep_ready = undisturbed(deep_backlog, attempts=2)
        rows.append((f"{chosen.deep:,} waiting messages of 1 KiB",
                     f"{deep_mib:.0f} MiB resident; ready {deep_ready * 1000:.0f} ms after a kill -9"))
    print("\n| measure | result |\n| --- | --- |")
    for name, value in rows:
        print(f"| {name} | {value} |")
    print(f"\n{disturbance()}")


if __name__ == "__main__":
    main()
