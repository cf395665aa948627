#!/usr/bin/python3
"""Runs node/*.test.mjs with `node --test`.

    FOREBAY_BINARY=build/release/forebay /usr/bin/python3 tests/conformance/run_node.py WORK_DIR

The tests and their node_modules (`npm ci`, from package-lock.json) are put into WORK_DIR, so that
nothing is written into the source tree. Nothing is skipped: a missing node or npm is a failure.
"""

from __future__ import annotations

import filecmp
import os
import pathlib
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent / "node"
LOCK = "package-lock.json"


def fail(text: str) -> None:
    print(text, file=sys.stderr)
    sys.exit(1)


def install(work: pathlib.Path) -> None:
    """`npm ci`, unless what is installed came from this very lock file."""
    installed = work / "node_modules" / "installed-from.json"
    if installed.exists() and filecmp.cmp(SOURCE / LOCK, installed, shallow=False):
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=work).returncode != 0:
        fail("`npm ci` failed: the AWS SDKs for JavaScript cannot be installed.")
    shutil.copyfile(SOURCE / LOCK, installed)


def main() -> None:
    if len(sys.argv) != 2:
        fail(__doc__ or "")
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            fail(f"No `{tool}`: apt-get install nodejs npm.")
    binary = os.environ.get("FOREBAY_BINARY", "")
    if not os.access(binary, os.X_OK):
        fail(f"FOREBAY_BINARY={binary!r} is not an executable file: build `forebay` first.")
    os.environ["FOREBAY_BINARY"] = os.path.abspath(binary)
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < 18:
        fail(f"Node {version} is too old: 18 or newer (Debian 12's own will do).")

    work = pathlib.Path(sys.argv[1]).absolute()
    work.mkdir(parents=True, exist_ok=True)
    for path in SOURCE.iterdir():
        if path.is_file():
            shutil.copyfile(path, work / path.name)
    install(work)
    tests = sorted(path.name for path in SOURCE.glob("*.test.mjs"))
    sys.exit(subprocess.run(["node", "--test", *tests], cwd=work).returncode)


if __name__ == "__main__":
    main()
