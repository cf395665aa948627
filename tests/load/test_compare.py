#!/usr/bin/python3
"""`forebay-bench compare` as its user meets it."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

MEASURES = ["send", "send, batches of 10", "full cycle", "full cycle, batches of 10"]

# A Redis whose stream is always empty, and that answers all else with the same reply.
REDIS = """#!/usr/bin/python3
import socketserver, sys
if "--version" in sys.argv:
    sys.exit(print("Redis server v=9.8.7 sha=0:1"))
class Answer(socketserver.BaseRequestHandler):
    def handle(self):
        while read := self.request.recv(1 << 20):
            self.request.sendall(b"*-1\\r\\n" if b"XREADGROUP" in read else b"%s" * max(1, read.count(b"XADD")))
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 100
Server(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Answer).serve_forever()
"""


@unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "a daemon and the load need a CPU each")
class Compare(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.home = pathlib.Path(temporary.name)

    def compare(self, *flags: str, redis: str = "/nowhere/redis-server") -> subprocess.CompletedProcess:
        return subprocess.run(
            [os.environ["FOREBAY_BENCH_BINARY"], "compare", "--forebay", os.environ["FOREBAY_BINARY"],
             "--fauxqs", "/nowhere", "--redis", redis, "--data", str(self.home),
             "-d", "100ms", "--warmup", "0s", "--repeat", "1", "-c", "4", *flags],
            capture_output=True, text=True, timeout=60)

    def redis(self, reply: str) -> str:
        program = self.home / "redis-server"
        program.write_text(REDIS % reply)
        program.chmod(0o755)
        return str(program)

    def test_leaves_out_what_is_not_installed_and_says_so(self):
        done = self.compare("--json", str(self.home / "json"), "--svg", str(self.home / "svg"))
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertRegex(done.stdout, r"\| messages/s \| Forebay [0-9.]+ \|\n\| --- \| --- \|\n")
        self.assertIn("/nowhere/redis-server cannot be run (apt-get install redis-server): left out", done.stderr)
        self.assertIn("there is no /nowhere/node_modules/fauxqs: left out", done.stderr)

        [ours] = json.loads((self.home / "json").read_text())["contenders"]
        self.assertEqual(MEASURES, list(ours["measures"]))
        for measure in ours["measures"].values():
            self.assertGreater(measure["messages_per_second"], 0)
        self.assertTrue(xml.etree.ElementTree.parse(self.home / "svg").getroot().tag.endswith("svg"))
        self.assertEqual({"json", "svg"}, {path.name for path in self.home.iterdir()})

    def test_measures_what_speaks_as_redis_does(self):
        done = self.compare("--json", "-", redis=self.redis(":1\\r\\n"))
        self.assertEqual(1, done.stdout.count("\n"), done.stdout)
        _, theirs = json.loads(done.stdout)["contenders"]
        self.assertEqual(("Redis streams", "9.8.7"), (theirs["name"], theirs["version"]))
        self.assertGreater(theirs["measures"]["send, batches of 10"]["messages_per_second"], 0)

    def test_ends_when_a_daemon_refuses(self):
        done = self.compare(redis=self.redis("-ERR out of luck\\r\\n"))
        self.assertEqual((2, ""), (done.returncode, done.stdout))
        self.assertIn("redis: ERR out of luck", done.stderr)

    def test_ends_when_a_daemon_does_not_start(self):
        program = self.home / "redis-server"
        program.write_text("#!/bin/sh\n[ \"$1\" = --version ] && exec echo v=1\necho No such port.; exit 3\n")
        program.chmod(0o755)
        done = self.compare(redis=str(program))
        self.assertEqual(2, done.returncode, done.stdout)
        self.assertIn("redis-server ended at once: No such port.", done.stderr)


if __name__ == "__main__":
    unittest.main()
