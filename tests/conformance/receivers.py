"""What subscribes in tests: an HTTP endpoint and a mail server that do as they are told."""

from __future__ import annotations

import dataclasses
import email.message
import email.policy
import http.server
import json
import pathlib
import queue
import ssl
import subprocess
import threading
import time
from typing import Any, Callable

from aiosmtpd.controller import Controller

NEVER = 0  #: instead of a status: no answer, until the receiver is closed


@dataclasses.dataclass
class Request:
    """What an endpoint was sent."""

    path: str
    headers: list[tuple[str, str]]  # in their order, as they were written
    body: str
    at: float  # by the monotonic clock

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def kind(self) -> str | None:
        return self.header("x-amz-sns-message-type")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        at = time.monotonic()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        request = Request(self.path, self.headers.items(), body, at)
        endpoint: Endpoint = self.server.endpoint
        status = endpoint.answer(request)
        endpoint.received.put(request)
        if status == NEVER:
            endpoint.closed.wait()
            self.close_connection = True
            return
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", endpoint.url("/moved"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *arguments: Any) -> None:
        pass


def certificate(home: pathlib.Path) -> ssl.SSLContext:
    """A server's own certificate for this machine, which `home / "ca.pem"` vouches for."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    files = ["-keyout", str(home / "key.pem"), "-out", str(home / "ca.pem")]
    name = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*command.split(), *files, *name], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(home / "ca.pem", home / "key.pem")
    return context


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *arguments: Any) -> None:
        pass  # who was killed has cut off its connections


class Endpoint:
    """An HTTP subscriber. `answer` says the status for each request, before the request is put
    into `received`."""

    def __init__(self, tls_context: ssl.SSLContext | None = None) -> None:
        self.answer: Callable[[Request], int] = lambda request: 200
        self.received: queue.Queue[Request] = queue.Queue()
        self.closed = threading.Event()
        self._server = Server(("127.0.0.1", 0), Handler)
        self._scheme = "http"
        if tls_context is not None:
            self._scheme = "https"
            self._server.socket = tls_context.wrap_socket(self._server.socket, server_side=True)
        self._server.endpoint = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str = "/notices", user: str = "", host: str = "127.0.0.1") -> str:
        return f"{self._scheme}://{user}{host}:{self._server.server_port}{path}"

    def next(self, kind: str = "Notification", within: float = 10.0) -> Request:
        """The next request, which is of that kind."""
        try:
            request = self.received.get(timeout=within)
        except queue.Empty:
            raise AssertionError(f"No {kind} within {within} s.") from None
        if request.kind != kind:
            raise AssertionError(f"Not a {kind}: {request}")
        return request

    def close(self) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()


@dataclasses.dataclass
class Mail:
    sender: str  # of the envelope, as is the next
    recipients: list[str]
    content: bytes
    was_encrypted: bool
    user: str | None

    @property
    def message(self) -> email.message.EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def text(self) -> str:
        """The body, its lines ending in LF."""
        return self.message.get_content().replace("\r\n", "\n")


class AnyPort(Controller):
    """A controller that knows which port it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailServer:
    """An SMTP server on a free port. `answer` says the reply to each mail."""

    OK = "250 OK"

    def __init__(self, **options: Any) -> None:
        self.answer: Callable[[Mail], str] = lambda mail: self.OK
        self.received: queue.Queue[Mail] = queue.Queue()
        self._controller = AnyPort(self, hostname="127.0.0.1", port=0, **options)
        self._controller.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._controller.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        login = getattr(session, "auth_data", None)
        mail = Mail(
            envelope.mail_from,
            envelope.rcpt_tos,
            envelope.original_content,
            was_encrypted=session.ssl is not None,
            user=None if login is None else login.login.decode(),
        )
        reply = self.answer(mail)
        self.received.put(mail)
        return reply

    def next(self, within: float = 10.0) -> Mail:
        try:
            return self.received.get(timeout=within)
        except queue.Empty:
            raise AssertionError(f"No mail within {within} s.") from None

    def close(self) -> None:
        self._controller.stop()
