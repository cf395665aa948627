"""Starts, stops, kills and restarts the real daemon, for tests that see it from outside.

The binary is named by the environment variable FOREBAY_BINARY. A Broker keeps its port and its
data directory over restarts, so that clients and queue URLs stay valid.
"""

from __future__ import annotations

import atexit
import http.client
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

READY_WITHIN = 15.0  # seconds; a sanitized daemon on a busy machine is slow, a hung one never ready
STOP_WITHIN = 10.0


class BrokerFailed(AssertionError):
    """The daemon did not do what the harness needs; the text ends with its last log lines."""


def binary() -> str:
    """The daemon under test."""
    path = os.environ.get("FOREBAY_BINARY", "")
    if not path:
        raise BrokerFailed("Set FOREBAY_BINARY to the daemon, e.g. build/release/forebay.")
    if not os.access(path, os.X_OK):
        raise BrokerFailed(f"FOREBAY_BINARY={path} is not an executable file.")
    return os.path.abspath(path)


class ReservedPort:
    """A TCP port that no other test process on this machine takes while we hold it.

    Daemons may share a port by SO_REUSEPORT, so a successful bind proves nothing. The lock is the
    UDP port of the same number; broker.mjs takes it too. The range lies below the ephemeral ports,
    so that a client that retries while the daemon is down cannot connect to itself.
    """

    def __init__(self) -> None:
        for _ in range(1000):
            self.number = random.SystemRandom().randrange(20000, 32000)
            self._lock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                self._lock.bind(("127.0.0.1", self.number))
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", self.number))
                return
            except OSError:
                self._lock.close()
        raise BrokerFailed("No free port between 20000 and 32000.")

    def release(self) -> None:
        self._lock.close()


class Broker:
    """One daemon on a port and a data directory of its own."""

    def __init__(self, *flags: str, environment: dict[str, str] | None = None) -> None:
        self.flags = flags
        self.environment = environment or {}
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="forebay-test-"))
        self.data = self.home / "data"
        self.log = self.home / "log"
        self._reserved = ReservedPort()
        self.port = self._reserved.number
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        listen = f"127.0.0.1:{self.port}"
        return [binary(), "serve", "--listen", listen, "--data", str(self.data), *self.flags]

    def launch(self) -> None:
        """Starts the process and does not wait for it to become ready."""
        # A setting of the developer's shell must not reach the daemon under test.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FOREBAY_")}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**environment, **self.environment},
            )

    def start(self) -> Broker:
        self.launch()
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while self.health() != 200:
            if self.process is None or self.process.poll() is not None:
                raise BrokerFailed(f"The daemon ended before it was ready.\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise BrokerFailed(f"Not ready after {READY_WITHIN} s.\n{self.log_tail()}")
            time.sleep(0.005)

    def health(self) -> int | None:
        """The status of GET /health, None while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            raise BrokerFailed(
                f"Still running {STOP_WITHIN} s after SIGTERM.\n{self.log_tail()}"
            ) from None

    def cpu_seconds(self) -> float:
        """What the process has used so far, whatever else the machine was doing."""
        assert self.process is not None
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """SIGKILL: what a crash leaves behind."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def log_tail(self, lines: int = 20) -> str:
        try:
            text = self.log.read_text(errors="replace")
        except FileNotFoundError:
            return "(no log)"
        return "\n".join(text.splitlines()[-lines:])

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.home, ignore_errors=True)
        self._reserved.release()

    def __enter__(self) -> Broker:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


_shared: Broker | None = None


def shared() -> Broker:
    """The daemon that all tests of this process use, unless they stop it or need flags."""
    global _shared
    if _shared is None:
        _shared = Broker().start()
        atexit.register(_shared.close)
    return _shared
