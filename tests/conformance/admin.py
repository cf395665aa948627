"""What the tests of pages below /_forebay/ share: a client that speaks plain JSON."""

from __future__ import annotations

import http.client
import json
from typing import Any

from broker import Broker
from case import BrokerCase
from sns import SnsCase


class Reply:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> Reply:
    """`body` is sent as JSON, text as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        data = body if body is None or isinstance(body, str) else json.dumps(body)
        connection.request(method, path, data, headers)
        return Reply(connection.getresponse())
    finally:
        connection.close()


def long_poll(port: int, url: str) -> Reply:
    """ReceiveMessage on a connection of its own, which waits for as long as it may."""
    return ask(port, "POST", "/", {"QueueUrl": url, "WaitTimeSeconds": 20},
               **{"X-Amz-Target": "AmazonSQS.ReceiveMessage", "Content-Type": "application/x-amz-json-1.0"})


class AdminCase(SnsCase):
    """Tests on a daemon of their own, with these flags."""

    FLAGS: tuple[str, ...] = ()

    @classmethod
    def daemon(cls) -> Broker:
        cls.broker = Broker(*cls.FLAGS).start()
        cls.addClassCleanup(cls.broker.close)
        return cls.broker

    refusal = BrokerCase.refusal  # of queues, as JsonApi and QueryApi tell it

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        return ask(self.port, method, path, body, **headers)

    def assert_told(self, reply: Reply, status: int, message: str) -> None:
        self.assertEqual((reply.status, reply.json), (status, {"message": message}))
