"""What the measurements here share: a daemon on core 0, the load generator on core 1, and a client."""

import http.client
import json
import mmap
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
ROOT = pathlib.Path(__file__).resolve().parent.parent
FOREBAY = ROOT / "build/release/forebay"
BENCH = ROOT / "build/release/forebay-bench"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Daemon:
    """`forebay` on core 0; what it needs besides the data directory comes from the caller."""

    def __init__(self, command: str, *flags: str, data: str | None = None) -> None:
        self.port = free_port()
        subprocess.run(["sync"], check=True)  # what the last row left to write is not this row's
        self.began = time.monotonic()
        where = ["--data", data] if data else []
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", str(FOREBAY), command, "--listen", f"127.0.0.1:{self.port}", "--log-level",
             "warn", *where, *flags])
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port)) as client:
                    client.sendall(b"GET /health HTTP/1.0\r\n\r\n")
                    if b" 200 " in client.recv(64):
                        break
            except OSError:
                pass
            time.sleep(0.001)
        self.ready_seconds = time.monotonic() - self.began

    def __enter__(self) -> "Daemon":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def resident_mib(self) -> float:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def cpu_seconds(self) -> float:
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait_until_idle(self) -> None:
        """What it has to do in the background, as compactions, is done."""
        while True:
            before = self.cpu_seconds()
            time.sleep(2)
            if self.cpu_seconds() - before < 0.1:
                return

    def bench(self, mode: str, *flags: str) -> dict:
        """One run of the load generator on core 1: its JSON."""
        with tempfile.NamedTemporaryFile() as out:
            done = subprocess.run(
                ["taskset", "-c", "1", str(BENCH), mode, "-e", f"http://127.0.0.1:{self.port}", "--json", out.name,
                 *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            report = json.loads(pathlib.Path(out.name).read_text())
        report["exit"] = done.returncode
        return report


class Client:
    """One connection that speaks AWS JSON."""

    def __init__(self, daemon: Daemon) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", daemon.port)
        self.url = ""

    def call(self, action: str, **members: object) -> dict:
        body = json.dumps({"QueueUrl": self.url, **members})
        self.http.request("POST", "/", body, {"Content-Type": "application/x-amz-json-1.0",
                                              "X-Amz-Target": f"AmazonSQS.{action}"})
        reply = self.http.getresponse()
        answer = reply.read()
        if reply.status != 200:
            raise SystemExit(f"{action}: {answer.decode()}")
        return json.loads(answer or "{}")


def touch_memory(gib: int) -> None:
    """Virtual machines may get a page from their host only when it is first used, which costs far more
    than using it, and would count against whoever writes files first."""
    with mmap.mmap(-1, gib << 30) as memory:
        for at in range(0, gib << 30, mmap.PAGESIZE):
            memory[at] = 1


def stolen() -> tuple[int, int]:
    """Ticks that the host of this virtual machine has kept for others, and all ticks so far."""
    ticks = [int(field) for field in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return ticks[7], sum(ticks)


worst_share = 0.0  # that was stolen during a measurement whose result was used


def undisturbed(run: Callable[[], T], attempts: int = 6) -> T:
    """Repeats a measurement until the host has taken less than 2 % of the processors meanwhile: while it takes
    a third, rates fall to a third. The result of the attempt that was disturbed least."""
    global worst_share
    best_share, best = 1.0, None
    for _ in range(attempts):
        before = stolen()
        result = run()
        now = stolen()
        share = (now[0] - before[0]) / max(1, now[1] - before[1])
        if best is None or share < best_share:
            best_share, best = share, result
        if best_share < 0.02:
            break
    worst_share = max(worst_share, best_share)
    return best


def disturbance() -> str:
    return f"The host took at most {worst_share:.1%} of the processors during a measurement."


def actions(report: dict) -> dict:
    return report["actions"]


def messages_per_second(report: dict, action: str) -> float:
    return actions(report)[action]["messages_per_second"]
