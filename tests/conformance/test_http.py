"""The HTTP edge: keep-alive, pipelining, chunks, limits, CORS, and clients that misbehave.

Spec 2.4; RFC 9112 for the rest.
"""

import socket
import time
import unittest

import wire
from case import BrokerCase

MIB = 1048576


class HttpCase(BrokerCase):
    def connection(self, timeout: float = 30.0) -> wire.Wire:
        connection = wire.Wire(self.port, timeout)
        self.addCleanup(connection.close)
        return connection

    def list_queues(self, **headers: str) -> bytes:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return wire.json_request("ListQueues", {"QueueNamePrefix": "none"}, named)


class Connections(HttpCase):
    def test_serve_many_requests(self) -> None:
        connection = self.connection()
        for _ in range(50):
            self.assertEqual(connection.exchange(self.list_queues()).status, 200)

    def test_answer_pipelined_requests_in_order(self) -> None:
        url = self.queue()
        requests, kinds = b"", []
        for number in range(40):
            if number % 3 == 0:
                requests += wire.query_request({"Action": "Foobar"})
            elif number % 3 == 1:
                input = {"QueueUrl": url, "MessageBody": str(number)}
                requests += wire.json_request("SendMessage", input)
            else:
                requests += wire.request("GET", "/health")
            kinds.append(number % 3)
        connection = self.connection()
        connection.send(requests)
        for kind in kinds:
            reply = connection.reply()
            if kind == 0:
                self.assertIn("InvalidAction", reply.text)
            elif kind == 1:
                self.assertIn("MD5OfMessageBody", reply.json)
            else:
                self.assertEqual((reply.status, reply.json["status"]), (200, "ready"))
        self.assertEqual(self.bodies(url), [str(n) for n in range(40) if n % 3 == 1][:10])

    def test_close_when_asked_to(self) -> None:
        connection = self.connection()
        reply = connection.exchange(self.list_queues(Connection="close"))
        self.assertEqual(reply.status, 200)
        self.assertEqual((reply.header("Connection") or "").lower(), "close")
        self.assertTrue(connection.closed_by_peer())

    def test_serve_http_1_0(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as client:
            client.sendall(b"GET /health HTTP/1.0\r\n\r\n")
            data = b""
            while more := client.recv(4096):
                data += more
        self.assertRegex(data, rb"^HTTP/1\.[01] 200 ")

    def test_take_a_request_byte_by_byte(self) -> None:
        connection = self.connection()
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in self.list_queues():
            connection.send(bytes([byte]))
        self.assertEqual(connection.reply().status, 200)


class Bodies(HttpCase):
    def send_chunked(self, url: str, body: str, size: int, trailer: bytes = b"") -> wire.Reply:
        headers = {
            "X-Amz-Target": "AmazonSQS.SendMessage",
            "Content-Type": wire.JSON_TYPE,
            "Transfer-Encoding": "chunked",
        }
        payload = b'{"QueueUrl":"%s","MessageBody":"%s"}' % (url.encode(), body.encode())
        chunks = [payload[i : i + size] for i in range(0, len(payload), size)]
        data = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
        connection = self.connection()
        connection.send(wire.request("POST", "/", headers) + data + b"0\r\n" + trailer + b"\r\n")
        reply = connection.reply()
        self.assertEqual(connection.exchange(self.list_queues()).status, 200, "in step")
        return reply

    def test_may_be_chunked(self) -> None:
        for size in (1, 7, 100_000):
            with self.subTest(size=size):
                url = self.queue()
                body = "x" * 200 if size < 100 else "x" * MIB
                self.assertEqual(self.send_chunked(url, body, size).status, 200)
                self.assertTrue(self.receive_one(url)["Body"] == body, "altered")

    def test_may_be_chunked_with_a_trailer(self) -> None:
        reply = self.send_chunked(self.queue(), "x", 10, trailer=b"X-Checksum: 1\r\n")
        self.assertEqual(reply.status, 200)

    def test_wait_for_100_continue(self) -> None:
        url = self.queue()
        data = wire.json_request(
            "SendMessage", {"QueueUrl": url, "MessageBody": "x"}, {"Expect": "100-continue"}
        )
        head, _, body = data.partition(b"\r\n\r\n")
        connection = self.connection(timeout=5)
        connection.send(head + b"\r\n\r\n")
        self.assertEqual(connection.reply().status, 100)
        connection.send(body)
        self.assertEqual(connection.reply().status, 200)
        self.assertEqual(connection.exchange(self.list_queues()).status, 200)

    def test_of_a_gibibyte_are_refused_before_they_are_sent(self) -> None:
        connection = self.connection(timeout=10)
        connection.send(
            wire.request("POST", "/", {"Content-Type": wire.FORM_TYPE, "Content-Length": str(1 << 30)})
        )
        reply = connection.reply()
        self.assertEqual(reply.status, 413, reply.text)
        self.assert_alive()

    def test_of_a_gibibyte_are_refused_instead_of_100_continue(self) -> None:
        connection = self.connection(timeout=10)
        headers = {
            "Content-Type": wire.FORM_TYPE,
            "Content-Length": str(1 << 30),
            "Expect": "100-continue",
        }
        connection.send(wire.request("POST", "/", headers))
        self.assertEqual(connection.reply().status, 413)

    def test_chunked_without_end_are_cut_off(self) -> None:
        """64 MiB is more than any request needs (a batch of escapes has 6)."""
        connection = self.connection(timeout=10)
        headers = {"Content-Type": wire.FORM_TYPE, "Transfer-Encoding": "chunked"}
        connection.send(wire.request("POST", "/", headers))
        chunk = b"100000\r\n" + b"x" * MIB + b"\r\n"
        try:
            for _ in range(64):
                connection.send(chunk)
        except OSError:
            pass  # closed on us, as it should be
        else:
            self.assertEqual(connection.reply().status, 413)
        self.assert_alive()


class Headers(HttpCase):
    def test_that_are_too_long_are_refused(self) -> None:
        for kind, data in {
            "one long": self.list_queues(X_Long="x" * MIB),
            "many": self.list_queues(**{f"X_{i}": "x" * 100 for i in range(5000)}),
            "target": wire.request("GET", "/" + "x" * MIB),
        }.items():
            with self.subTest(kind=kind):
                connection = self.connection(timeout=10)
                try:
                    connection.send(data)
                    reply = connection.reply()
                except (OSError, wire.Closed):
                    pass  # closed while we were still sending: no reply reaches us
                else:
                    self.assertIn(reply.status, (400, 413, 414, 431))
                    self.assertTrue(connection.closed_by_peer())
        self.assert_alive()

    def test_of_eight_kilobytes_are_taken(self) -> None:
        """Session tokens of an SDK are that long."""
        reply = self.exchange(self.list_queues(X_Amz_Security_Token="t" * 8000))
        self.assertEqual(reply.status, 200)


class Nonsense(HttpCase):
    def test_is_answered_or_closed_and_hurts_nobody(self) -> None:
        for data in (
            b"\x00" * 100,
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,  # a TLS hello
            b"HELLO\r\n\r\n",
            b"GET\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
            b"POST / HTTP/1.1\r\nno colon here\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ):
            with self.subTest(data=data[:60]):
                connection = self.connection(timeout=10)
                connection.send(data)
                try:
                    reply = connection.reply()
                except (wire.Closed, AssertionError):
                    continue
                self.assertTrue(400 <= reply.status < 600, reply.status)
                self.assertTrue(connection.closed_by_peer())
        self.assert_alive()

    def test_a_length_and_chunks_together_are_not_smuggled(self) -> None:
        data = (
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"0\r\n\r\n"
        )
        connection = self.connection(timeout=10)
        connection.send(data + wire.request("GET", "/health"))
        try:
            first = connection.reply()
        except wire.Closed:
            return
        if first.status == 404:  # the chunks counted: what follows is a request of its own
            self.assertEqual(connection.reply().status, 200)
        else:
            self.assertEqual(first.status, 400)


class SlowClients(HttpCase):
    def test_that_never_finish_cost_others_nothing(self) -> None:
        half_header = self.list_queues()[:40]
        half_body = self.list_queues()[:-5]
        for number in range(200):
            self.connection().send((b"", half_header, half_body)[number % 3])
        started = time.monotonic()
        for _ in range(20):
            self.assert_alive()
        self.assertLess(time.monotonic() - started, 2.0)

    def test_that_never_read_cost_others_nothing(self) -> None:
        url = self.queue(VisibilityTimeout=0)
        self.send(url, "x" * MIB)
        receive = wire.json_request("ReceiveMessage", {"QueueUrl": url})
        for _ in range(10):
            connection = self.connection()
            for _ in range(20):
                connection.send(receive)
        started = time.monotonic()
        for _ in range(20):
            self.assert_alive()
        self.assertLess(time.monotonic() - started, 3.0)

    def test_that_leave_in_the_middle_are_forgotten(self) -> None:
        url = self.queue()
        data = wire.json_request("SendMessage", {"QueueUrl": url, "MessageBody": "x" * 1000})
        for cut in (1, 50, len(data) // 2, len(data) - 1):
            connection = self.connection()
            connection.send(data[:cut])
            connection.close()
        time.sleep(0.2)
        self.assertEqual(self.counts(url), (0, 0, 0))
        self.assert_alive()


class Methods(HttpCase):
    def test_options_answers_a_browser(self) -> None:
        """Spec 2.4: 200, any origin, the requested headers echoed."""
        headers = {
            "Origin": "http://console.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-amz-target,content-type,x-amz-user-agent",
        }
        for target in ("/", "/000000000000/some-queue"):
            with self.subTest(target=target):
                reply = self.exchange(wire.request("OPTIONS", target, headers))
                self.assertEqual((reply.status, reply.body), (200, b""))
                self.assertEqual(reply.header("Access-Control-Allow-Origin"), "*")
                self.assertEqual(
                    reply.header("Access-Control-Allow-Headers"),
                    headers["Access-Control-Request-Headers"],
                )
                methods = (reply.header("Access-Control-Allow-Methods") or "").replace(" ", "")
                self.assertLessEqual({"GET", "POST", "OPTIONS"}, set(methods.split(",")))

    def test_answers_to_a_browser_may_be_read_by_it(self) -> None:
        origin = {"Origin": "http://console.example"}
        for data in (
            wire.json_request("ListQueues", {}, origin),
            wire.json_request("GetQueueUrl", {"QueueName": "nope"}, origin),
            wire.query_request({"Action": "ListQueues"}, origin),
        ):
            with self.subTest(data=data[:100]):
                reply = self.exchange(data)
                self.assertEqual(reply.header("Access-Control-Allow-Origin"), "*")
                exposed = (reply.header("Access-Control-Expose-Headers") or "").lower()
                for name in ("x-amzn-requestid", "x-amzn-query-error", "x-amzn-errortype", "date"):
                    self.assertIn(name, exposed)

    def test_head_has_no_body_and_keeps_the_connection_in_step(self) -> None:
        connection = self.connection(timeout=10)
        for target, status in (("/health", 200), ("/", 404), ("/?Action=ListQueues", 200)):
            with self.subTest(target=target):
                connection.send(wire.request("HEAD", target))
                self.assertEqual(connection.reply(to_head=True).status, status)
                self.assertEqual(connection.exchange(self.list_queues()).status, 200)


class Health(HttpCase):
    def test_says_that_it_is_ready(self) -> None:
        reply = self.exchange(wire.request("GET", "/health"))
        self.assertEqual((reply.status, reply.json["status"]), (200, "ready"))

    def test_every_answer_has_a_request_id(self) -> None:
        for data in (
            wire.request("GET", "/health"),
            wire.request("OPTIONS", "/"),
            wire.request("GET", "/"),
            wire.query_request({"Action": "Foobar"}),
            wire.json_request("ListQueues", b"{"),
        ):
            with self.subTest(data=data[:40]):
                self.assertTrue(self.exchange(data).header("x-amzn-RequestId"))


if __name__ == "__main__":
    unittest.main()
