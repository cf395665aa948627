"""TLS as real clients meet it: boto3 with a CA file, curl, openssl s_client, WebSockets and event
streams; further ports beside the first; what stops a start."""

from __future__ import annotations

import base64
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import unittest

import boto3
import botocore.config

import broker
import wire
from broker import Broker, BrokerFailed, ReservedPort


def make_certificate(directory: pathlib.Path, name: str = "localhost") -> tuple[str, str]:
    """A certificate for localhost and 127.0.0.1 that has signed itself, and its key."""
    directory.mkdir(parents=True, exist_ok=True)
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "1", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True)
    return str(certificate), str(key)


def run(*command: str) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FOREBAY_")}
    return subprocess.run(command, capture_output=True, text=True, timeout=20, env=environment,
                          stdin=subprocess.DEVNULL)


class TlsBroker(Broker):
    """Speaks TLS on `tls_port`, and as it is on `port` unless it is to be `only`."""

    def __init__(self, *flags: str, only: bool = False) -> None:
        super().__init__(*flags)
        self.certificate, self.key = make_certificate(self.home)
        self._reserved_too = ReservedPort()
        self.tls_port = self.port if only else self._reserved_too.number
        self.only = only

    def command(self) -> list[str]:
        listening = ["--also-listen", f"https://127.0.0.1:{self.tls_port}"]
        command = super().command()
        if self.only:
            listening = ["--listen", f"https://127.0.0.1:{self.port}"]
        return [*command, *listening, "--tls-certificate-file", self.certificate,
                "--tls-key-file", self.key]

    def health(self) -> int | None:
        if not self.only:
            return super().health()
        try:
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=5,
                                                     context=self.context())
            connection.request("GET", "/health")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificate)

    def connect(self) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.tls_port), timeout=10)
        return self.context().wrap_socket(plain, server_hostname="localhost")

    def client(self, service: str):
        return boto3.client(
            service, endpoint_url=f"https://127.0.0.1:{self.tls_port}", verify=self.certificate,
            region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
            config=botocore.config.Config(retries={"max_attempts": 0}))

    def close(self) -> None:
        super().close()
        self._reserved_too.release()


class OverTls(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.own = TlsBroker()
        cls.own.start()
        cls.addClassCleanup(cls.own.close)

    def test_boto3_sends_and_receives(self) -> None:
        sqs = self.own.client("sqs")
        url = sqs.create_queue(QueueName="tls")["QueueUrl"]
        self.assertEqual(f"https://127.0.0.1:{self.own.tls_port}/000000000000/tls", url)
        body = "ü" * 100_000
        sqs.send_message(QueueUrl=url, MessageBody=body)
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
        self.assertEqual(body, message["Body"])
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def test_a_long_poll_wakes_at_once(self) -> None:
        sqs = self.own.client("sqs")
        url = sqs.create_queue(QueueName="waiting")["QueueUrl"]
        timer = threading.Timer(0.5, lambda: self.own.client("sqs").send_message(QueueUrl=url, MessageBody="x"))
        timer.start()
        began = time.monotonic()
        self.assertEqual(1, len(sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10)["Messages"]))
        self.assertLess(time.monotonic() - began, 3)
        timer.join()

    def test_a_long_poll_whose_client_leaves_takes_no_message(self) -> None:
        sqs = self.own.client("sqs")
        url = sqs.create_queue(QueueName="left")["QueueUrl"]
        for says_goodbye in (True, False):
            leaver = self.own.connect()
            leaver.sendall(wire.json_request("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 20}))
            time.sleep(0.3)
            if says_goodbye:
                leaver.settimeout(0.1)
                try:
                    leaver.unwrap()
                except OSError:
                    pass  # it has been said; whether we are answered is all the same
            leaver.close()
            time.sleep(0.3)
            sqs.send_message(QueueUrl=url, MessageBody="x")
            (message,) = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=2)["Messages"]
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def test_curl_and_s_client(self) -> None:
        url = f"https://127.0.0.1:{self.own.tls_port}/health"
        done = run("curl", "-sS", "--cacert", self.own.certificate, "--http1.1", url)
        self.assertIn('"ready"', done.stdout, done.stderr)
        untrusting = run("curl", "-sS", url)
        self.assertEqual(60, untrusting.returncode)

        def s_client(*arguments: str) -> str:
            done = run("openssl", "s_client", "-connect", f"127.0.0.1:{self.own.tls_port}",
                       "-CAfile", self.own.certificate, *arguments)
            return done.stdout + done.stderr

        self.assertIn("Protocol  : TLSv1.2", s_client("-tls1_2"))
        self.assertIn("TLSv1.3", s_client("-tls1_3", "-alpn", "h2,http/1.1"))
        self.assertIn("ALPN protocol: http/1.1", s_client("-alpn", "h2,http/1.1"))
        old = s_client("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")
        self.assertIn("protocol version", old)
        self.assertNotIn("BEGIN CERTIFICATE", old)

    def test_http_on_the_port_of_tls_hears_what_is_wrong(self) -> None:
        reply = wire.exchange(self.own.tls_port, wire.request("GET", "/health"))
        self.assertEqual(400, reply.status)
        self.assertIn("HTTPS", reply.text)

    def test_event_streams_and_web_sockets(self) -> None:
        dynamodb = self.own.client("dynamodb")
        dynamodb.create_table(
            TableName="orders", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        events = self.own.connect()
        events.sendall(b"GET /v1/tables/orders/changes HTTP/1.1\r\nHost: localhost\r\n"
                       b"Accept: text/event-stream\r\n\r\n")
        pages = self.own.connect()
        key = base64.b64encode(os.urandom(16))
        pages.sendall(b"GET /v1/tables/orders/changes HTTP/1.1\r\nHost: localhost\r\n"
                      b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                      b"Sec-WebSocket-Key: " + key + b"\r\n\r\n")
        self.assertIn(b"101 Switching", self.until(pages, b"\r\n\r\n"))
        text = json.dumps({"action": "subscribe", "id": "a", "pk": "42", "images": "new"}).encode()
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text))
        pages.sendall(bytes([0x81, 0x80 | len(text)]) + mask + masked)
        time.sleep(0.3)
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "42"}, "status": {"S": "paid"}})
        self.assertIn(b"paid", self.until(pages, b"paid"))
        self.assertIn(b"42", self.until(events, b"42"))
        for connection in (events, pages):
            connection.close()

    def until(self, connection: ssl.SSLSocket, what: bytes) -> bytes:
        got = b""
        while what not in got:
            more = connection.recv(65536)
            self.assertTrue(more, got)
            got += more
        return got


class Alone(unittest.TestCase):
    def test_healthcheck_asks_over_tls(self) -> None:
        own = TlsBroker(only=True)
        self.addCleanup(own.close)
        own.start()
        listen = f"https://127.0.0.1:{own.port}"
        done = run(broker.binary(), "healthcheck", "--listen", listen)
        self.assertEqual((0, "ready\n"), (done.returncode, done.stdout))
        self.assertEqual(0, own.stop(), own.log_tail())
        done = run(broker.binary(), "healthcheck", "--listen", listen)
        self.assertEqual(1, done.returncode)
        self.assertIn("Connection refused", done.stdout)

    def test_sighup_has_the_certificate_read_again(self) -> None:
        own = TlsBroker()
        self.addCleanup(own.close)
        own.start()

        def seen() -> str:
            return ssl.get_server_certificate(("127.0.0.1", own.tls_port)).strip()

        before = seen()
        make_certificate(own.home)
        wanted = pathlib.Path(own.certificate).read_text().strip()
        self.assertNotEqual(before, wanted)
        own.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 5
        while seen() != wanted:
            self.assertLess(time.monotonic(), deadline, own.log_tail())
            time.sleep(0.02)
        pathlib.Path(own.key).write_text("nonsense")
        own.process.send_signal(signal.SIGHUP)
        while "The certificate stays as it was." not in own.log.read_text():
            self.assertLess(time.monotonic(), deadline + 5, own.log_tail())
            time.sleep(0.02)
        self.assertEqual(wanted, seen())

    def test_an_idle_and_a_halfway_client_do_not_hold_up_a_stop(self) -> None:
        own = TlsBroker()
        self.addCleanup(own.close)
        own.start()
        idle = own.connect()
        self.addCleanup(idle.close)
        halfway = socket.create_connection(("127.0.0.1", own.tls_port))
        self.addCleanup(halfway.close)
        halfway.sendall(b"\x16\x03\x01")
        time.sleep(0.2)
        began = time.monotonic()
        self.assertEqual(0, own.stop(), own.log_tail())
        self.assertLess(time.monotonic() - began, 2.5)
        self.assertEqual(b"", idle.recv(1))


class Starting(unittest.TestCase):
    def refusal(self, own: TlsBroker) -> str:
        self.addCleanup(own.close)
        with self.assertRaises(BrokerFailed):
            own.start()
        self.assertEqual(1, own.process.wait(5))
        self.assertFalse((own.data / "FOREBAY").exists())
        return own.log.read_text()

    def test_stops_at_files_that_are_wrong_and_names_them(self) -> None:
        missing = TlsBroker()
        missing.certificate = str(missing.home / "nowhere.pem")
        self.assertIn(f"tls.certificate_file: {missing.certificate}: No such file", self.refusal(missing))
        another = TlsBroker()
        _, another.key = make_certificate(another.home / "another", "another")
        self.assertIn(f"tls.key_file: {another.key}: is not the key of", self.refusal(another))
        without = TlsBroker()
        without.certificate = ""
        self.assertIn("tls.certificate_file is not set", self.refusal(without))

    def test_names_the_address_that_is_taken(self) -> None:
        taken = socket.socket()
        self.addCleanup(taken.close)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        own = Broker("--also-listen", f"127.0.0.1:{taken.getsockname()[1]}")
        self.addCleanup(own.close)
        with self.assertRaises(BrokerFailed):
            own.start()
        self.assertIn(f"127.0.0.1 port {taken.getsockname()[1]}: Address already in use", own.log.read_text())


class FurtherPorts(unittest.TestCase):
    def test_are_the_same_broker(self) -> None:
        ports = [ReservedPort(), ReservedPort()]
        for port in ports:
            self.addCleanup(port.release)
        own = Broker("--also-listen", ", ".join(f"127.0.0.1:{port.number}" for port in ports))
        self.addCleanup(own.close)
        own.start()
        numbers = [own.port, *(port.number for port in ports)]
        for i, number in enumerate(numbers):
            reply = wire.exchange(number, wire.json_request(
                "CreateQueue", {"QueueName": f"q{i}"}, host=f"localhost:{number}"))
            self.assertEqual(f"http://localhost:{number}/000000000000/q{i}", reply.json["QueueUrl"])
        for number in numbers:
            urls = wire.exchange(number, wire.json_request("ListQueues", {})).json["QueueUrls"]
            self.assertEqual(3, len(urls))
        self.assertEqual(0, own.stop(), own.log_tail())
        for number in numbers:
            with self.assertRaises(OSError):
                socket.create_connection(("127.0.0.1", number), timeout=1)


@unittest.skipUnless(shutil.which("node"), "there is no node")
class Node(unittest.TestCase):
    def test_the_sdk_trusts_a_file_that_it_is_given(self) -> None:
        modules = next((path for path in pathlib.Path(__file__).resolve().parents[2].glob(
            "build/*/tests/conformance/node/node_modules/@aws-sdk/client-sqs")), None)
        if modules is None:
            self.skipTest("the SDK is not installed: run the node tests first")
        own = TlsBroker()
        self.addCleanup(own.close)
        own.start()
        script = """
            import { SQSClient, CreateQueueCommand, SendMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
            const sqs = new SQSClient({ endpoint: process.argv[2], region: 'us-east-1',
                credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
            const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'node' }));
            await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
            const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
            console.log(QueueUrl, Messages[0].Body);
        """
        file = modules.parents[2] / f"tls-{os.getpid()}.mjs"
        file.write_text(script)
        self.addCleanup(file.unlink)
        url = f"https://127.0.0.1:{own.tls_port}"
        done = subprocess.run(["node", str(file), url], capture_output=True, text=True, timeout=60,
                              env={**os.environ, "NODE_EXTRA_CA_CERTS": own.certificate})
        self.assertEqual(f"{url}/000000000000/node hello\n", done.stdout, done.stderr)


if __name__ == "__main__":
    unittest.main()
