"""HTTP as bytes: requests that no library would write, and replies that none has tidied up."""

from __future__ import annotations

import dataclasses
import json
import socket
import urllib.parse
from typing import Any, Mapping

JSON_TYPE = "application/x-amz-json-1.0"
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclasses.dataclass(frozen=True)
class Reply:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of a header that must not be there twice; None when absent."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} is there {len(values)} times: {values}"
        return values[0] if values else None

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Closed(Exception):
    """The peer closed the connection where a reply was due."""


class Wire:
    """One connection."""

    def __init__(self, port: int, timeout: float = 30.0) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._unread = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self, *, to_head: bool = False) -> Reply:
        """Reads one reply. The one to a HEAD has no body, whatever its Content-Length says."""
        head = self._until(b"\r\n\r\n").decode("latin-1")
        status_line, *lines = head.split("\r\n")
        version, status, *_ = status_line.split(" ", 2)
        assert version == "HTTP/1.1", status_line
        headers = []
        for line in lines:
            name, separator, value = line.partition(":")
            assert separator, f"not a header: {line!r}"
            headers.append((name, value.strip()))
        reply = Reply(int(status), headers, b"")
        if to_head or reply.status in (100, 204, 304):
            return reply
        if (reply.header("Transfer-Encoding") or "").lower() == "chunked":
            return dataclasses.replace(reply, body=self._chunked())
        length = reply.header("Content-Length")
        assert length is not None, "neither Content-Length nor chunked"
        return dataclasses.replace(reply, body=self._exactly(int(length)))

    def exchange(self, data: bytes) -> Reply:
        self.send(data)
        return self.reply()

    def closed_by_peer(self) -> bool:
        """Waits for the end of the connection; anything else that arrives is an error."""
        assert not self._unread, self._unread
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _more(self) -> None:
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            raise Closed(f"after {self._unread!r}")
        self._unread += data

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._unread:
            self._more()
        head, _, self._unread = self._unread.partition(mark)
        return head

    def _exactly(self, count: int) -> bytes:
        while len(self._unread) < count:
            self._more()
        data, self._unread = self._unread[:count], self._unread[count:]
        return data

    def _chunked(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size)
            assert self._exactly(2) == b"\r\n"
        self._until(b"\r\n")
        return body


def request(
    method: str,
    target: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    host: str = "localhost",
) -> bytes:
    """One request, with a Content-Length when there is a body. A header given here comes last."""
    all_headers = {"Host": host}
    if body is not None:
        all_headers["Content-Length"] = str(len(body))
    all_headers.update(headers or {})
    lines = [f"{method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in all_headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (body or b"")


def json_request(
    action: str,
    input: Any,
    headers: Mapping[str, str] | None = None,
    target: str = "/",
    host: str = "localhost",
) -> bytes:
    """`input` is what becomes the JSON body; bytes are sent as they are."""
    body = input if isinstance(input, bytes) else json.dumps(input).encode()
    aws = {"X-Amz-Target": f"AmazonSQS.{action}", "Content-Type": JSON_TYPE}
    return request("POST", target, {**aws, **(headers or {})}, body, host)


def query_request(
    parameters: Mapping[str, str] | str,
    headers: Mapping[str, str] | None = None,
    target: str = "/",
    host: str = "localhost",
) -> bytes:
    """A form in a POST; a text is sent as it is."""
    form = parameters if isinstance(parameters, str) else urllib.parse.urlencode(parameters)
    return request("POST", target, {"Content-Type": FORM_TYPE, **(headers or {})}, form.encode(), host)


def exchange(port: int, data: bytes, timeout: float = 30.0) -> Reply:
    """One request on a connection of its own."""
    with Wire(port, timeout) as wire:
        return wire.exchange(data)


def authorization(access_key: str, region: str = "us-east-1") -> dict[str, str]:
    """A header whose credential scope says who calls and where; its signature is nonsense."""
    scope = f"{access_key}/20250101/{region}/sqs/aws4_request"
    signed = "SignedHeaders=host;x-amz-date"
    return {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, {signed}, Signature={'0' * 64}",
        "X-Amz-Date": "20250101T000000Z",
    }
