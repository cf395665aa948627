"""Reads Prometheus' text format, as far as tests need it."""

from __future__ import annotations

import http.client
import re

#: A metric's name and its labels.
Series = tuple[str, frozenset[tuple[str, str]]]

_SERIES = re.compile(r'(?P<name>[a-z_:0-9]+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)')
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Metrics:
    def __init__(self, text: str) -> None:
        self.text = text
        self.values: dict[Series, float] = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                match = _SERIES.fullmatch(line)
                assert match, line
                series = (match["name"], frozenset(_LABEL.findall(match["labels"] or "")))
                assert series not in self.values, f"twice: {line}"
                self.values[series] = float(match["value"])

    def all(self, name: str, **labels: str) -> list[tuple[dict[str, str], float]]:
        """The series of a metric that have these labels, among others."""
        return [
            (dict(of_one), value)
            for (one, of_one), value in self.values.items()
            if one == name and labels.items() <= dict(of_one).items()
        ]

    def one(self, name: str, **labels: str) -> float:
        """The value of the only such series."""
        found = self.all(name, **labels)
        assert len(found) == 1, f"{name} {labels}: {found}"
        return found[0][1]


def scrape(port: int) -> Metrics:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/metrics")
        reply = connection.getresponse()
        text = reply.read().decode()
        assert reply.status == 200, (reply.status, text)
        assert reply.getheader("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
        return Metrics(text)
    finally:
        connection.close()
