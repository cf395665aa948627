"""What the test files share: a daemon, both protocols, and assertions about refusals."""

from __future__ import annotations

import inspect
import itertools
import re
import threading
import time
import unittest
from typing import Any, Callable, Mapping

import broker
import wire
from apis import Api, JsonApi, QueryApi, Refused
from errors import CATALOGUE

#: What a refusal must say: exactly this, a pattern, one text per protocol, or (None) anything.
Text = str | re.Pattern[str] | Mapping[str, str] | None

_names = itertools.count(1)


class BrokerCase(unittest.TestCase):
    """Tests on the daemon of this process. A test that takes `api` runs once for each protocol:
    `test_x(self, api)` becomes `test_x_over_json` and `test_x_over_query`."""

    maxDiff = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, function in list(vars(cls).items()):
            if name.startswith("test") and "api" in inspect.signature(function).parameters:
                delattr(cls, name)
                for protocol in ("json", "query"):
                    setattr(cls, f"{name}_over_{protocol}", _over(protocol, function))

    @classmethod
    def daemon(cls) -> broker.Broker:
        """The daemon under test: another one where tests need flags."""
        return broker.shared()

    @classmethod
    def setUpClass(cls) -> None:
        cls.port = cls.daemon().port
        cls.json = JsonApi(cls.port)
        cls.query = QueryApi(cls.port)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.json.close()
        cls.query.close()

    # Queues and messages

    def queue(self, **attributes: Any) -> str:
        """The URL of a new queue that no other test uses."""
        name = f"{self.id().rsplit('.', 1)[-1][:60]}-{next(_names)}"
        input: dict[str, Any] = {"QueueName": name}
        if attributes:
            input["Attributes"] = {key: str(value) for key, value in attributes.items()}
        return self.json.call("CreateQueue", **input)["QueueUrl"]

    def send(self, url: str, body: str = "job", **more: Any) -> dict[str, Any]:
        return self.json.call("SendMessage", QueueUrl=url, MessageBody=body, **more)

    def receive(self, url: str, **more: Any) -> list[dict[str, Any]]:
        input = {"QueueUrl": url, "MaxNumberOfMessages": 10, **more}
        return self.json.call("ReceiveMessage", **input).get("Messages", [])

    def receive_one(self, url: str, **more: Any) -> dict[str, Any]:
        messages = self.receive(url, MaxNumberOfMessages=1, **more)
        self.assertEqual(len(messages), 1, "exactly one message is due")
        return messages[0]

    def bodies(self, url: str, **more: Any) -> list[str]:
        return [message["Body"] for message in self.receive(url, **more)]

    def counts(self, url: str) -> tuple[int, int, int]:
        """How many messages are visible, in flight, delayed."""
        names = [f"ApproximateNumberOfMessages{part}" for part in ("", "NotVisible", "Delayed")]
        reply = self.json.call("GetQueueAttributes", QueueUrl=url, AttributeNames=names)
        visible, in_flight, delayed = (int(reply["Attributes"][name]) for name in names)
        return visible, in_flight, delayed

    def attributes(self, url: str, *names: str) -> dict[str, str]:
        names = names or ("All",)
        reply = self.json.call("GetQueueAttributes", QueueUrl=url, AttributeNames=list(names))
        return reply.get("Attributes", {})

    # Refusals

    def refusal(self, api: Api, action: str, **input: Any) -> Refused:
        with self.assertRaises(Refused, msg=f"{action} {str(input)[:200]}") as caught:
            api.call(action, **input)
        return caught.exception

    def assert_refused(
        self, api: Api, shape: str, text: Text, action: str, **input: Any
    ) -> None:
        """The call gets the error of spec 3's row `shape`: its status, code, type and text."""
        row = CATALOGUE[shape]
        refused = self.refusal(api, action, **input)
        self.assertEqual((refused.status, refused.code), (row.status, row.code), refused)
        self.assertEqual(refused.fault, "Sender")
        if refused.shape is not None:
            self.assertEqual(refused.shape, f"{row.namespace}#{shape}")
        if isinstance(text, Mapping):
            text = text[api.protocol]
        if isinstance(text, str):
            self.assertEqual(refused.message, text)
        elif text is not None:
            self.assertRegex(refused.message, text)

    def assert_missing(self, api: Api, parameter: str, action: str, **input: Any) -> None:
        text = f"The request must contain the parameter {parameter}."
        self.assert_refused(api, "MissingRequiredParameterException", text, action, **input)

    def assert_bad_value(self, api: Api, text: Text, action: str, **input: Any) -> None:
        self.assert_refused(api, "InvalidParameterValueException", text, action, **input)

    # Time

    def eventually(self, check: Callable[[], Any], within: float = 3.0) -> Any:
        """The first true result of `check`, which is asked again and again."""
        deadline = time.monotonic() + within
        while not (result := check()):
            if time.monotonic() > deadline:
                self.fail(f"Not true within {within} s: {inspect.getsource(check).strip()}")
            time.sleep(0.02)
        return result

    # Bytes

    def exchange(self, data: bytes) -> wire.Reply:
        return wire.exchange(self.port, data)

    def assert_alive(self) -> None:
        """The daemon still serves others."""
        self.json.call("ListQueues", QueueNamePrefix="none")


def _over(protocol: str, function: Callable[..., None]) -> Callable[..., None]:
    def test(self: BrokerCase) -> None:
        function(self, api=self.json if protocol == "json" else self.query)

    test.__doc__ = function.__doc__
    return test


def name_of(url: str) -> str:
    return url.rsplit("/", 1)[-1]


class Background:
    """A call on a thread of its own, with the moment at which it returned."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.result: Any = None
        self.error: BaseException | None = None
        self.ended_at: float | None = None
        self._call = call
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def join(self, within: float = 30.0) -> Any:
        self._thread.join(within)
        if self._thread.is_alive():
            raise AssertionError(f"no answer within {within} s")
        if self.error is not None:
            raise self.error
        return self.result

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self.result = self._call()
        except BaseException as error:  # handed to whoever joins
            self.error = error
        self.ended_at = time.monotonic()

