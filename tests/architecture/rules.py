"""What the sources must keep to: arrows that point down, libraries in their folders, words that
belong nowhere or to one place, files that fit a head. The picture is in ARCHITECTURE.md.

Each rule is a function from a source file to the texts of its violations.
"""

from __future__ import annotations

import dataclasses
import pathlib
import re
from typing import Iterable, Iterator

# folder: the folders that it may include from; itself always.
MAY_INCLUDE = {
    "base": [],
    "model": ["base"],
    "storage": ["model", "base"],
    "engine": ["model", "base"],
    "runtime": ["engine", "storage", "model", "base"],
    "service": ["runtime", "engine", "model", "base"],
    "protocol": ["service", "model", "base"],
    "server": ["protocol", "model", "base"],
    # The frame: settings are the options of every part, and the daemon wires the parts together.
    "config": ["server", "protocol", "runtime", "storage", "base"],
    "provision": ["config", "protocol", "service", "runtime", "storage", "model", "base"],
    "daemon": ["provision", "config", "server", "protocol", "service", "runtime", "storage", "base"],
    "main.cpp": ["config", "provision", "daemon"],
}

# A library's headers, and the only places that may include them.
LIBRARIES = [
    (r"rocksdb/", ["storage/"]),
    (r".*\.pb\.h", ["storage/"]),
    (r"google/protobuf/", ["storage/"]),
    (r"boost/beast", ["server/"]),
    (r"prometheus/", ["protocol/metrics/"]),
    (r"curl/", ["runtime/deliveries/"]),
    (r"boost/asio", ["base/task.hpp", "runtime/", "service/", "protocol/", "server/", "provision/",
                      "daemon/"]),
    (r"spdlog/", ["runtime/", "service/", "protocol/", "server/", "daemon/", "main.cpp"]),
    (r"toml\+\+/", ["config/"]),
    (r"yaml-cpp/", ["provision/import/"]),
    (r"CLI/", ["config/", "main.cpp"]),
    (r"cassert|assert\.h", []),  # FOREBAY_ASSERT is on in release too
]

# A word, where it may stand, and what to write instead. "tests/" stands for all tests.
WORDS = [
    (r"\bsystem_clock\b", ["base/clock.cpp"], "a Clock"),
    (r"\b(sleep_for|sleep_until|usleep|nanosleep)\b", ["daemon/drain.cpp", "tests/server/running_server.hpp"],  # `eventually`: sockets have no clock
     "a ManualClock or a timer"),
    (r"\b(steady_clock|high_resolution_clock|random_uuid|random_bits|random_device)\b|\bnow\(\)",
     ["base/", "storage/", "runtime/", "service/", "protocol/", "server/", "config/", "daemon/",
      "tests/"],
     "what the engine is told: it reads no clock and draws nothing"),
]

# Tests of the real daemon live in real time.
REAL_TIME_TESTS = ["tests/conformance/", "tests/crash/", "tests/daemon/"]

LINES_MAX = 600


@dataclasses.dataclass(frozen=True)
class Source:
    path: str  # from the top of the repository: src/engine/queue.cpp
    text: str

    @property
    def place(self) -> str:
        """Without the directory that it shares with its folder's other half: engine/queue.cpp."""
        for prefix in ("src/", "include/forebay/"):
            if self.path.startswith(prefix):
                return self.path[len(prefix):]
        return self.path

    @property
    def folder(self) -> str:
        return self.place.split("/")[0]

    @property
    def code(self) -> str:
        """Without comments; the lines keep their numbers."""
        blank = lambda match: "\n" * match.group().count("\n")
        return re.sub(r"//[^\n]*|/\*.*?\*/", blank, self.text, flags=re.DOTALL)

    def includes(self) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(self.text.splitlines(), 1):
            if match := re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line):
                yield number, match.group(1)


def is_in(place: str, allowed: Iterable[str]) -> bool:
    return any(place == a or (a.endswith("/") and place.startswith(a)) for a in allowed)


def arrows(source: Source) -> Iterator[str]:
    if not source.path.startswith(("src/", "include/")):
        return
    if source.folder not in MAY_INCLUDE:
        yield f"{source.path}: a folder that is not in the picture: {source.folder}"
        return
    allowed = [source.folder, *MAY_INCLUDE[source.folder]]
    for line, header in source.includes():
        target = re.sub(r"^forebay/", "", header).split("/")[0]
        if target not in MAY_INCLUDE or "/" not in header:
            continue  # a library, or the standard's
        if target not in allowed:
            yield f"{source.path}:{line}: {source.folder} may not include from {target}: {header}"
        elif not header.startswith("forebay/") and target != source.folder:
            # The frame promises nothing to anyone else: main.cpp and each other.
            if target not in ("config", "provision", "daemon"):
                yield f"{source.path}:{line}: a private header of {target}: {header}"
        elif source.path.startswith("include/") and not header.startswith("forebay/"):
            yield f"{source.path}:{line}: a public header includes a private one: {header}"


def libraries(source: Source) -> Iterator[str]:
    if not source.path.startswith(("src/", "include/")):
        return
    for line, header in source.includes():
        for pattern, allowed in LIBRARIES:
            if re.match(pattern, header) and not is_in(source.place, allowed):
                where = f"only in {', '.join(allowed)}" if allowed else "nowhere"
                yield f"{source.path}:{line}: {header} may be included {where}"


def words(source: Source) -> Iterator[str]:
    if is_in(source.path, REAL_TIME_TESTS):
        return
    for number, line in enumerate(source.code.splitlines(), 1):
        for pattern, allowed, instead in WORDS:
            match = re.search(pattern, line)
            if match and not is_in(source.place, allowed):
                yield f"{source.path}:{number}: {match.group()} here; use {instead}"


def length(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if source.path.startswith(("src/", "include/")) and lines > LINES_MAX:
        yield f"{source.path}: {lines} lines, over {LINES_MAX}; look for the second noun"


RULES = [arrows, libraries, words, length]


def violations(source: Source) -> list[str]:
    return [text for rule in RULES for text in rule(source)]


def sources(top: pathlib.Path) -> Iterator[Source]:
    for directory in ("src", "include", "tests"):
        for path in sorted((top / directory).rglob("*.[ch]pp")):
            yield Source(str(path.relative_to(top)), path.read_text())
