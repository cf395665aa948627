#!/usr/bin/python3
"""Builds the broker's image and that of the order service, and tries them as compose.yaml says.

    docker/try_image.py [--debootstrap] [--ccache DIR] [--storage DIR]

As root, with buildah, whose containers are chroots here: no engine, no daemon, no network of their own.
So a free port stands for 4566, and nothing limits what a container may use. Ends with the image's size
and start time, or with the first promise that is broken.
"""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent
BASE = "docker.io/library/debian:bookworm-slim"
ORDERS = 40
AWS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


def say(text: str) -> None:
    print(text, flush=True)


def expect(what: str, holds: bool) -> None:
    if not holds:
        raise SystemExit(f"BROKEN: {what}")
    say(f"  {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(what: str, holds, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"BROKEN: {what}, not within {seconds:g} s")
        time.sleep(0.002)
    say(f"  {what}")


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
            return True
    except OSError:
        return False


class Buildah:
    """buildah, with a storage of its own."""

    def __init__(self, storage: pathlib.Path) -> None:
        self.command = ["buildah", "--storage-driver", "vfs", "--root", str(storage / "root"),
                        "--runroot", str(storage / "run")]

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run([*self.command, *arguments], stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def has(self, image: str) -> bool:
        return subprocess.run([*self.command, "inspect", "--type", "image", image], capture_output=True).returncode == 0

    def build(self, name: str, dockerfile: pathlib.Path, context: pathlib.Path, *flags: str) -> None:
        subprocess.run([*self.command, "bud", "--format", "docker", "--layers", "--isolation", "chroot",
                        "--network", "host", *flags, "-t", name, "-f", str(dockerfile), str(context)],
                       check=True, stdout=subprocess.DEVNULL)

    def config(self, image: str) -> dict:
        return json.loads(self("inspect", "--type", "image", image))["Docker"]["config"]


def make_base(buildah: Buildah, storage: pathlib.Path) -> None:
    """A root by debootstrap under the name that the Dockerfiles begin with. It has this machine's way
    to Debian's packages."""
    root = storage / "base"
    mirror = "http://deb.debian.org/debian"
    subprocess.run(["debootstrap", "--variant=minbase", "bookworm", root, mirror], check=True,
                   stdout=subprocess.DEVNULL)
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    for part in ("apt.conf.d", "sources.list.d", "sources.list"):
        source = pathlib.Path("/etc/apt") / part
        if source.is_dir():
            shutil.copytree(source, root / "etc/apt" / part, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy(source, root / "etc/apt" / part)
    container = buildah("from", "scratch")
    buildah("add", "--quiet", container, str(root), "/")
    buildah("commit", "--quiet", container, BASE)
    buildah("rm", container)
    shutil.rmtree(root)


class Container:
    """A container of an image, and the process that was started in it."""

    def __init__(self, buildah: Buildah, image: str, hosts: tuple[str, ...] = ()) -> None:
        self.buildah = buildah
        self.image_config = buildah.config(image)
        self.id = buildah("from", *(f"--add-host={host}:127.0.0.1" for host in hosts), f"localhost/{image}")
        self.process: subprocess.Popen | None = None
        # buildah would mount a volume of its own over one that it is told to mount.
        for volume in self.image_config.get("Volumes") or []:
            buildah("config", f"--volume={volume}-", self.id)

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process and self.process.poll() is None:
            os.kill(self.main_process(), signal.SIGKILL)
            self.process.wait()
        self.buildah("rm", self.id)

    def command(self, command: list[str], environment: dict[str, str], *flags: str) -> list[str]:
        variables = [f"--env={name}={value}" for name, value in environment.items()]
        return [*self.buildah.command, "run", "--isolation", "chroot", "--network", "host", *flags, *variables,
                self.id, "--", *command]

    def start(self, environment: dict[str, str], *flags: str, arguments: list[str] | None = None) -> None:
        """What an engine starts: the image's entry point, with its own arguments or these."""
        command = self.image_config["Entrypoint"] + (arguments or self.image_config.get("Cmd") or [])
        self.process = subprocess.Popen(self.command(command, environment, *flags), stdin=subprocess.DEVNULL)

    def main_process(self) -> int:
        """What is process 1 where containers have process numbers of their own: the innermost child."""
        def children(pid: int) -> list[int]:
            return [int(child) for thread in pathlib.Path(f"/proc/{pid}/task").iterdir()
                    for child in (thread / "children").read_text().split()]

        pid = self.process.pid
        while below := children(pid):
            pid = below[0]
        return pid

    def stop(self) -> tuple[int, float]:
        """Its exit code, and how long it went on after the signal."""
        began = time.monotonic()
        os.kill(self.main_process(), signal.SIGTERM)
        return self.process.wait(30), time.monotonic() - began

    def check_health(self, environment: dict[str, str]) -> int:
        word, *command = self.image_config["Healthcheck"]["Test"]
        assert word == "CMD"
        return subprocess.run(self.command(command, environment), capture_output=True).returncode


def aws(port: int, *arguments: str) -> dict:
    done = subprocess.run(["/usr/bin/aws", "--endpoint-url", f"http://127.0.0.1:{port}", *arguments],
                          env={**os.environ, **AWS}, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout or "{}")


def mebibytes(command: list[str]) -> float:
    return int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.split()[0]) / 2**20


def seconds_to_ready(mount: str) -> float:
    """From the start of the program in the image's root, on an empty directory, to its first answer."""
    data = pathlib.Path(tempfile.mkdtemp(dir=f"{mount}/data"))
    os.chown(data, 65532, 65532)
    port = free_port()
    began = time.monotonic()
    program = subprocess.Popen(["chroot", "--userspec=65532:65532", mount, "/usr/bin/forebay", "serve",
                                "--listen", f"127.0.0.1:{port}", "--data", f"/data/{data.name}", "--log-level", "warn"])
    while not is_ready(port):
        time.sleep(0.001)
    took = time.monotonic() - began
    program.terminate()
    program.wait()
    return took


def try_broker(buildah: Buildah, volume: pathlib.Path) -> None:
    config = buildah.config("forebay")
    expect("it runs as nobody's user, by number", config["User"] == "65532:65532")
    expect("port, volume and stop signal are declared",
           (list(config["ExposedPorts"]), list(config["Volumes"]), config["StopSignal"])
           == (["4566/tcp"], ["/data"], "SIGTERM"))

    port = free_port()
    listen = {"FOREBAY_LISTEN": f"0.0.0.0:{port}"}
    mounted = f"--volume={volume}:/data"
    with Container(buildah, "forebay") as broker:
        expect("a new volume is the user's own",
               os.stat(f"{buildah('mount', broker.id)}/data").st_uid == 65532)
        expect("healthcheck: 1 while nothing runs", broker.check_health(listen) == 1)
        broker.start(listen, mounted)
        wait_until("it becomes ready", lambda: is_ready(port))
        expect("healthcheck: 0 when it is ready", broker.check_health(listen) == 0)
        expect("the process has no privileges",
               os.stat(f"/proc/{broker.main_process()}").st_uid == 65532)
        url = aws(port, "sqs", "create-queue", "--queue-name", "orders")["QueueUrl"]
        aws(port, "sqs", "send-message", "--queue-url", url, "--message-body", "first")
        aws(port, "sqs", "send-message", "--queue-url", url, "--message-body", "second")
        received = aws(port, "sqs", "receive-message", "--queue-url", url)["Messages"][0]
        aws(port, "sqs", "delete-message", "--queue-url", url, "--receipt-handle", received["ReceiptHandle"])
        expect("a message is sent, received and deleted", received["Body"] in ("first", "second"))
        code, seconds = broker.stop()
        expect(f"SIGTERM: exit code {code} after {seconds:.2f} s", code == 0 and seconds < 2)

    with Container(buildah, "forebay") as broker:
        broker.start(listen, mounted)
        wait_until("another container becomes ready on the same volume", lambda: is_ready(port))
        left = aws(port, "sqs", "receive-message", "--queue-url", url, "--max-number-of-messages", "10")["Messages"]
        expect("it has the message that was not deleted, and no other",
               [m["Body"] for m in left] == [{"first": "second", "second": "first"}[received["Body"]]])
        bench = broker.command(["/usr/bin/forebay-bench", "cycle", "-e", f"http://127.0.0.1:{port}", "-d", "1s"], {})
        expect("forebay-bench in the container loses nothing",
               subprocess.run(bench, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0)
        broker.stop()


def try_compose(buildah: Buildah, volume: pathlib.Path) -> None:
    """The services of compose.yaml, each in a container, with a port that is free here."""
    services = yaml.safe_load((TOP / "docker/compose.yaml").read_text())["services"]
    port = free_port()

    def stored() -> list[dict]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/tables/orders/items?limit=1000") as reply:
                return json.load(reply)["items"]
        except urllib.error.HTTPError:
            return []

    with contextlib.ExitStack() as stack:
        running = {}
        for name, service in services.items():
            environment = {key: value.replace(":4566", f":{port}") for key, value in service["environment"].items()}
            mounts = [f"--volume={volume if source == 'data' else TOP / 'docker' / source}:{where}"
                      for source, _, where in (mount.partition(":") for mount in service.get("volumes", []))]
            running[name] = stack.enter_context(Container(buildah, service["image"], hosts=("forebay",)))
            running[name].start(
                {**environment, "FOREBAY_LISTEN": f"0.0.0.0:{port}", "ORDERS": str(ORDERS)}, *mounts,
                arguments=service.get("command"))
            if name == "forebay":
                wait_until("compose: the broker becomes ready", lambda: is_ready(port))

        wait_until(f"compose: {ORDERS} orders went from the shop over topic, queues and workers into the table",
                   lambda: len(stored()) == ORDERS, 60)
        expect("compose: each worker did the orders that its queue's filter policy lets through",
               {(item["kind"], item["done_by"]) for item in stored()}
               == {("goods", "shipping"), ("software", "licensing")})
        expect("compose: the shop ended well", running["shop"].process.wait(10) == 0)
        for name in ("shipping", "licensing", "forebay"):
            code, seconds = running[name].stop()
            expect(f"compose: {name} ends with {code} {seconds:.2f} s after SIGTERM", code == 0 and seconds < 2)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--debootstrap", action="store_true",
                           help="make the base image by debootstrap instead of pulling it")
    arguments.add_argument("--ccache", metavar="DIR", help="a compiler cache to build with")
    arguments.add_argument("--storage", metavar="DIR", help="keep buildah's images and layers there for the next time")
    chosen = arguments.parse_args()
    if os.getuid() != 0:
        raise SystemExit("It needs root: buildah's chroots do.")

    with contextlib.ExitStack() as stack:
        def temporary_directory() -> pathlib.Path:
            directory = tempfile.TemporaryDirectory(prefix="forebay-image-", dir="/var/tmp")
            return pathlib.Path(stack.enter_context(directory))

        storage = pathlib.Path(chosen.storage).absolute() if chosen.storage else temporary_directory()
        storage.mkdir(parents=True, exist_ok=True)
        buildah = Buildah(storage)
        if chosen.debootstrap and not buildah.has(BASE):
            say("Making the base image")
            make_base(buildah, storage)
        say("Building")
        cache = [f"--volume={pathlib.Path(chosen.ccache).absolute()}:/var/cache/ccache"] if chosen.ccache else []
        began = time.monotonic()
        buildah.build("forebay", TOP / "docker/Dockerfile", TOP, *cache)
        say(f"  forebay, in {time.monotonic() - began:.0f} s")
        buildah.build("order-service", TOP / "docker/order-service/Dockerfile", TOP / "docker/order-service")

        say("Trying")
        for attempt in (try_broker, try_compose):
            volume = temporary_directory()
            os.chown(volume, 65532, 65532)
            attempt(buildah, volume)

        with Container(buildah, "forebay") as measured:
            mount = buildah("mount", measured.id)
            size = mebibytes(["du", "--summarize", "--bytes", mount])
            packed = mebibytes(["sh", "-c", f"tar -C {mount} -cf - . | gzip | wc -c"])
            ready = statistics.median(seconds_to_ready(mount) for _ in range(5))
        say(f"The image: {size:.1f} MiB, {packed:.1f} MiB compressed; ready {ready * 1000:.0f} ms after its start")


if __name__ == "__main__":
    main()
