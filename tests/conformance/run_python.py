#!/usr/bin/python3
"""Runs test_*.py, a process for each file, a few at a time, each with a daemon of its own.

    FOREBAY_BINARY=build/release/forebay /usr/bin/python3 tests/conformance/run_python.py [NAME...]

NAME picks files whose name contains it. A missing client is a failure; only a Prometheus server need
not be there.
"""

from __future__ import annotations

import concurrent.futures
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
AT_A_TIME = 4  # most of them wait for clocks most of the time
FILE_TIMEOUT = 240
PACKAGES = {
    "aiosmtpd": "python3-aiosmtpd",
    "celery": "python3-celery",
    "pycurl": "python3-pycurl",
}


def missing() -> list[str]:
    """What the tests need and this machine lacks, in words for its user."""
    texts = []
    binary = os.environ.get("FOREBAY_BINARY", "")
    if not os.access(binary, os.X_OK):
        texts.append(f"FOREBAY_BINARY={binary!r} is not an executable file: build `forebay` first.")
    try:
        import boto3  # noqa: F401
    except ImportError:
        texts.append("No boto3 for this Python: apt-get install python3-boto3, use /usr/bin/python3.")
    for module, package in PACKAGES.items():
        if importlib.util.find_spec(module) is None:
            texts.append(f"No {module} for this Python: apt-get install {package}.")
    for program, package in (("aws", "awscli"), ("openssl", "openssl")):
        if shutil.which(program, path="/usr/bin") is None:
            texts.append(f"No /usr/bin/{program}: apt-get install {package}.")
    return texts


def run(path: pathlib.Path) -> tuple[pathlib.Path, int, str, float]:
    started = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "unittest", path.stem],
            cwd=HERE,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=FILE_TIMEOUT,
        )
        status, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired as expired:
        output = expired.stdout or b""
        output = output.decode(errors="replace") if isinstance(output, bytes) else output
        status, output = 1, f"{output}\nNot done after {FILE_TIMEOUT} s."
    return path, status, output, time.monotonic() - started


def main(names: list[str]) -> int:
    if texts := missing():
        print("\n".join(texts), file=sys.stderr)
        return 1
    files = [
        path
        for path in sorted(HERE.glob("test_*.py"))
        if not names or any(name in path.stem for name in names)
    ]
    if not files:
        print(f"No test_*.py matches {names}.", file=sys.stderr)
        return 1
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        for path, status, output, seconds in pool.map(run, files):
            last = output.strip().splitlines()[-1] if output.strip() else "no output"
            print(f"{path.stem:34} {seconds:5.1f} s  {last}", flush=True)
            if status != 0:
                failed += 1
                print(output, flush=True)
    print(f"{len(files) - failed} of {len(files)} files passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
