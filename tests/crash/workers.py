"""The load of a crash test: processes that send, receive, hide and delete until told to stop.

A worker speaks JSON over http.client, one connection at a time. When the daemon dies under a call,
the call stays unanswered in the books, and the worker connects again until the daemon is back.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import multiprocessing.synchronize
import pathlib
import random
import time
from typing import Any

from ledger import Journal, body_of, token_of

VISIBILITY_TIMEOUT = 2  # seconds; what a crash leaves in flight comes back soon
RETRY_EVERY = 0.01
CALL_TIMEOUT = 10.0  # a daemon that hangs is a fault, not a crash: the worker fails


class Unanswered(Exception):
    """The daemon died under the call."""


class Refused(Exception):
    """It answered with an error, which none of our calls deserves."""


class Client:
    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=CALL_TIMEOUT)

    def connect(self) -> None:
        """So that the books do not count as unanswered what never reached a daemon."""
        if self._connection.sock is None:
            try:
                self._connection.connect()
            except OSError as error:
                raise Unanswered("connect") from error

    def close(self) -> None:
        self._connection.close()

    def call(self, action: str, **input: Any) -> dict[str, Any]:
        headers = {
            "X-Amz-Target": f"AmazonSQS.{action}",
            "Content-Type": "application/x-amz-json-1.0",
        }
        try:
            self._connection.request("POST", "/", json.dumps(input), headers)
            response = self._connection.getresponse()
            body = response.read()
        except TimeoutError:
            raise  # alive and silent
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unanswered(action) from error
        if response.status == 503:  # alive, not ready yet: as good as not there
            raise Unanswered(action)
        if response.status != 200:
            raise Refused(f"{action}: {response.status} {body[:300]!r}")
        return json.loads(body) if body else {}

    def insist(self, action: str, within: float = 15.0, **input: Any) -> dict[str, Any]:
        """For calls that may be made twice: until they are answered."""
        deadline = time.monotonic() + within
        while True:
            try:
                return self.call(action, **input)
            except Unanswered:
                if time.monotonic() > deadline:
                    raise
                time.sleep(RETRY_EVERY)


def attribute_for(token: str) -> str | None:
    """Every second message has a message attribute."""
    digest = hashlib.md5(token.encode()).hexdigest()
    return digest if int(digest[0], 16) % 2 else None


def message(token: str, size: int) -> dict[str, Any]:
    input: dict[str, Any] = {"MessageBody": body_of(token, size)}
    if attribute := attribute_for(token):
        value = {"DataType": "String", "StringValue": attribute}
        input["MessageAttributes"] = {"check": value}
    return input


def attribute_in(received: dict[str, Any]) -> str | None:
    return received.get("MessageAttributes", {}).get("check", {}).get("StringValue")


def produce(
    port: int,
    urls: list[str],
    name: str,
    seed: int,
    journal_path: pathlib.Path,
    stop: multiprocessing.synchronize.Event,
) -> None:
    """Sends messages of many sizes, alone and in batches, some with a delay."""
    dice, client, journal = random.Random(seed), Client(port), Journal(journal_path)
    number = 0
    while not stop.is_set():
        try:
            client.connect()
        except Unanswered:
            time.sleep(RETRY_EVERY)
            continue
        count = dice.choice((1, 1, 1, 2, 10))
        entries = []
        for _ in range(count):
            number += 1
            token = f"{name}-{number}"
            size = dice.choice((60, 200, 1000, 1000, 8000, 40_000 if count == 1 else 500))
            entry = message(token, size)
            if dice.random() < 0.1:
                entry["DelaySeconds"] = 1
            entries.append((token, entry))
            journal.write("send_began", token=token, size=size, attribute=attribute_for(token))
        url = dice.choice(urls)
        try:
            if count == 1:
                client.call("SendMessage", QueueUrl=url, **entries[0][1])
                done = [entries[0][0]]
            else:
                batch = [{"Id": token, **entry} for token, entry in entries]
                reply = client.call("SendMessageBatch", QueueUrl=url, Entries=batch)
                done = [entry["Id"] for entry in reply.get("Successful", [])]
        except Unanswered:
            time.sleep(RETRY_EVERY)
            continue
        for token in done:
            journal.write("send_acknowledged", token=token)
    client.close()
    journal.close()


def consume(
    port: int,
    urls: list[str],
    name: str,
    seed: int,
    journal_path: pathlib.Path,
    stop: multiprocessing.synchronize.Event,
) -> None:
    """Receives; of what it gets it deletes most, shows some again, hides some, forgets the rest."""
    dice, client, journal = random.Random(seed), Client(port), Journal(journal_path)
    while not stop.is_set():
        url = dice.choice(urls)
        began_at = time.monotonic()
        try:
            reply = client.call(
                "ReceiveMessage",
                QueueUrl=url,
                MaxNumberOfMessages=dice.choice((1, 10, 10)),
                WaitTimeSeconds=dice.choice((0, 1)),
                MessageAttributeNames=["All"],
            )
        except Unanswered:
            time.sleep(RETRY_EVERY)
            continue
        received = reply.get("Messages", [])
        for got in received:
            journal.write(
                "received", body=got["Body"], began_at=began_at, attribute=attribute_in(got)
            )
        fate = dice.random()
        try:
            if fate < 0.7:
                delete(client, journal, url, received, in_batch=dice.random() < 0.7)
            elif fate < 0.9:
                seconds = dice.choice((0, 0, 1, 3))
                change_visibility(client, url, received, seconds, dice.random() < 0.5)
        except Unanswered:
            time.sleep(RETRY_EVERY)
    client.close()
    journal.close()


def delete(
    client: Client, journal: Journal, url: str, received: list[dict[str, Any]], in_batch: bool
) -> None:
    if in_batch and received:
        for got in received:
            journal.write("delete_began", token=token_of(got["Body"]))
        entries = [
            {"Id": str(index), "ReceiptHandle": got["ReceiptHandle"]}
            for index, got in enumerate(received)
        ]
        reply = client.call("DeleteMessageBatch", QueueUrl=url, Entries=entries)
        if reply.get("Failed"):
            raise Refused(f"DeleteMessageBatch: {reply['Failed'][:1]}")
        for done in reply["Successful"]:
            token = token_of(received[int(done["Id"])]["Body"])
            journal.write("delete_acknowledged", token=token, at=time.monotonic())
    elif not in_batch:
        for got in received:
            token = token_of(got["Body"])
            journal.write("delete_began", token=token)
            client.call("DeleteMessage", QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])
            journal.write("delete_acknowledged", token=token, at=time.monotonic())


def change_visibility(
    client: Client, url: str, received: list[dict[str, Any]], seconds: int, in_batch: bool
) -> None:
    """Ours may be gone meanwhile, deleted by another who received it after us: no fault."""
    handles = [got["ReceiptHandle"] for got in received]
    if in_batch and handles:
        entries = [
            {"Id": str(index), "ReceiptHandle": handle, "VisibilityTimeout": seconds}
            for index, handle in enumerate(handles)
        ]
        client.call("ChangeMessageVisibilityBatch", QueueUrl=url, Entries=entries)
    elif not in_batch:
        for handle in handles:
            change = {"ReceiptHandle": handle, "VisibilityTimeout": seconds}
            try:
                client.call("ChangeMessageVisibility", QueueUrl=url, **change)
            except Refused as refused:
                if "does not exist or is not available" not in str(refused):
                    raise


def drain(
    port: int, urls: list[str], journal_path: pathlib.Path, within: float
) -> tuple[int, str | None]:
    """Receives and deletes all that is left, waiting for what is in flight or delayed. How much that
    was, and what kept it from its end, if anything did: the books are read all the same."""
    client, journal, tokens = Client(port), Journal(journal_path), set()
    deadline = time.monotonic() + within
    try:
        for url in urls:
            drain_queue(client, journal, url, tokens, deadline)
        trouble = None
    except (Unanswered, Refused, TimeoutError) as error:
        trouble = f"draining ended early: {type(error).__name__} {error}"
    client.close()
    journal.close()
    return len(tokens), trouble


def drain_queue(
    client: Client, journal: Journal, url: str, tokens: set[str], deadline: float
) -> None:
    while True:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{counts(client, url)} messages are still counted in {url}")
        began_at = time.monotonic()
        reply = client.call(
            "ReceiveMessage",
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=600,
            MessageAttributeNames=["All"],
        )
        received = reply.get("Messages", [])
        if not received:
            if counts(client, url) == 0:
                return
            time.sleep(0.05)
            continue
        for got in received:
            tokens.add(token_of(got["Body"]))
            attribute = attribute_in(got)
            fields = {"body": got["Body"], "began_at": began_at, "attribute": attribute}
            journal.write("received", draining=True, **fields)
        delete(client, journal, url, received, in_batch=True)


def counts(client: Client, url: str) -> int:
    """All messages of a queue, by its counters."""
    names = [f"ApproximateNumberOfMessages{part}" for part in ("", "NotVisible", "Delayed")]
    reply = client.insist("GetQueueAttributes", QueueUrl=url, AttributeNames=names)
    return sum(int(reply["Attributes"][name]) for name in names)
