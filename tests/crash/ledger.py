"""The books of a crash test: what was sent, received and deleted, and whether it adds up.

Workers write events; `Ledger` reads them all at the end. Times are CLOCK_MONOTONIC, which all
processes of a machine share. A call has the moment it began and the moment its answer was there;
a call without answer (the daemon was killed) may or may not have happened.

What must hold:
- an acknowledged message is received at the end, or its deletion was asked for (acknowledged or
  not: a deletion whose answer the crash took may have happened);
- a message whose deletion was acknowledged is in no answer to a receive that began after that;
- every received body is one that was sent, to the byte, with its attributes;
- at the end, after all is drained, nothing is left, and the counters said how much there was.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import pathlib
from typing import Any, Iterable


def body_of(token: str, size: int) -> str:
    """The body of the message `token`: the token, then text that follows from it."""
    seed = hashlib.sha256(token.encode()).hexdigest()
    padding = (seed * (size // len(seed) + 1))[: max(0, size - len(token) - 1)]
    return f"{token}|{padding}"


def token_of(body: str) -> str:
    return body.partition("|")[0]


@dataclasses.dataclass
class Entry:
    """All that is known of one message."""

    size: int = 0
    attribute: str | None = None
    sent: bool = False
    acknowledged: bool = False
    delete_asked: bool = False
    deleted_at: float | None = None  # the earliest moment at which a deletion was acknowledged
    received: list[float] = dataclasses.field(default_factory=list)  # when those receives began
    drained: int = 0


class Ledger:
    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.faults: list[str] = []

    # Events, in any order

    def send_began(self, token: str, size: int, attribute: str | None = None) -> None:
        entry = self._entry(token)
        entry.sent, entry.size, entry.attribute = True, size, attribute

    def send_acknowledged(self, token: str) -> None:
        self._entry(token).acknowledged = True

    def received(
        self, body: str, began_at: float, attribute: str | None = None, draining: bool = False
    ) -> None:
        """An answer to a receive that began at `began_at` held this message."""
        token = token_of(body)
        entry = self._entry(token)
        entry.received.append(began_at)
        entry.drained += draining
        entry_body = body_of(token, entry.size)
        if not entry.sent:
            self.faults.append(f"{token[:80]!r} was received and never sent")
        elif body != entry_body or attribute != entry.attribute:
            self.faults.append(f"{token} was altered: {body[:80]!r}…, attribute {attribute!r}")

    def delete_began(self, token: str) -> None:
        self._entry(token).delete_asked = True

    def delete_acknowledged(self, token: str, at: float) -> None:
        entry = self._entry(token)
        entry.deleted_at = at if entry.deleted_at is None else min(at, entry.deleted_at)

    # The verdict

    def verdict(self) -> list[str]:
        """What is wrong; nothing when all adds up."""
        faults = list(self.faults)
        for token, entry in self.entries.items():
            if entry.acknowledged and not entry.delete_asked and not entry.drained:
                faults.append(f"{token} is lost: acknowledged, never deleted, not there at the end")
            if entry.deleted_at is not None:
                late = [began for began in entry.received if began > entry.deleted_at]
                if late:
                    faults.append(
                        f"{token} came back {late[0] - entry.deleted_at:.3f} s after its deletion "
                        "was acknowledged"
                    )
            if entry.delete_asked and not entry.received:
                faults.append(f"{token} was deleted and never received: the test itself is wrong")
        return faults

    def summary(self) -> dict[str, int]:
        entries = self.entries.values()
        return {
            "sends acknowledged": sum(entry.acknowledged for entry in entries),
            "sends unanswered": sum(entry.sent and not entry.acknowledged for entry in entries),
            "of these there": sum(
                bool(entry.received) and not entry.acknowledged for entry in entries
            ),
            "deletes acknowledged": sum(entry.deleted_at is not None for entry in entries),
            "deletes unanswered": sum(
                entry.delete_asked and entry.deleted_at is None for entry in entries
            ),
            "received twice or more": sum(len(entry.received) > 1 for entry in entries),
            "drained at the end": sum(bool(entry.drained) for entry in entries),
        }

    def _entry(self, token: str) -> Entry:
        return self.entries.setdefault(token, Entry())


class Journal:
    """A worker's events, a JSON line each, buffered: the worker itself is never killed."""

    def __init__(self, path: pathlib.Path) -> None:
        self._file = open(path, "w", encoding="utf-8")

    def write(self, event: str, **fields: Any) -> None:
        self._file.write(json.dumps([event, fields]) + "\n")

    def close(self) -> None:
        self._file.close()


def read_journals(paths: Iterable[pathlib.Path]) -> Ledger:
    """Sends first, so that a receive knows what it is compared with."""
    ledger = Ledger()
    events = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            events += [json.loads(line) for line in file]
    for event, fields in sorted(events, key=lambda event: event[0] != "send_began"):
        getattr(ledger, event)(**fields)
    return ledger
