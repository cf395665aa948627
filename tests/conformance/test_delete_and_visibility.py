"""DeleteMessage and ChangeMessageVisibility: spec 6.15, 6.17, 7.1, 7.2."""

import re
import time
import unittest

from apis import Api
from case import BrokerCase


def invalid_handle(handle: str) -> str:
    return f'The input receipt handle "{handle}" is not a valid receipt handle.'


def forged(handle: str) -> str:
    """The handle with one character in its middle changed."""
    middle = len(handle) // 2
    other = "A" if handle[middle] != "A" else "B"
    return handle[:middle] + other + handle[middle + 1 :]


class Handles(BrokerCase):
    """Spec 1, 6.15, 7.2: garbage, forgeries and handles of another queue are refused alike."""

    def test_that_are_not_ours_are_refused(self, api: Api) -> None:
        url, other = self.queue(), self.queue()
        self.send(url)
        self.send(other)
        handle = self.receive_one(url)["ReceiptHandle"]
        for kind, bad in {
            "garbage": "garbage",
            "base64": "Z2FyYmFnZQ==",
            "markup": '<a href="x">&',
            "long": "A" * 1024,
            "cut": handle[:-8],
            "longer": handle + "AAAA",
            "forged": forged(handle),
            "of another queue": self.receive_one(other)["ReceiptHandle"],
        }.items():
            for action, more in (
                ("DeleteMessage", {}),
                ("ChangeMessageVisibility", {"VisibilityTimeout": 0}),
            ):
                with self.subTest(kind=kind, action=action):
                    self.assert_refused(
                        api,
                        "ReceiptHandleIsInvalid",
                        invalid_handle(bad),
                        action,
                        QueueUrl=url,
                        ReceiptHandle=bad,
                        **more,
                    )
        self.assertEqual(self.counts(url), (0, 1, 0))
        self.assertEqual(self.counts(other), (0, 1, 0))

    def test_every_single_forgery_is_refused(self) -> None:
        """Whatever character of a handle is changed."""
        url = self.queue()
        self.send(url)
        handle = self.receive_one(url)["ReceiptHandle"]
        for index in range(len(handle)):
            bad = handle[:index] + ("A" if handle[index] != "A" else "Q") + handle[index + 1 :]
            refused = self.refusal(self.json, "DeleteMessage", QueueUrl=url, ReceiptHandle=bad)
            self.assertEqual(refused.code, "ReceiptHandleIsInvalid", f"character {index}")
        self.assertEqual(self.counts(url), (0, 1, 0))


class DeleteMessage(BrokerCase):
    def delete(self, api: Api, url: str, handle: str) -> None:
        self.assertEqual(api.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handle), {})

    def test_removes_a_message_in_flight(self, api: Api) -> None:
        url = self.queue()
        self.send(url, "gone")
        self.send(url, "kept")
        self.delete(api, url, self.receive_one(url)["ReceiptHandle"])
        self.assertEqual(self.counts(url), (1, 0, 0))
        self.assertEqual(self.bodies(url), ["kept"])

    def test_twice_is_silent(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        handle = self.receive_one(url)["ReceiptHandle"]
        self.delete(api, url, handle)
        self.delete(api, url, handle)

    def test_works_after_visibility_expired(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=0)
        self.send(url)
        handle = self.receive_one(url)["ReceiptHandle"]
        self.assertEqual(self.counts(url), (1, 0, 0))
        self.delete(api, url, handle)
        self.assertEqual(self.counts(url), (0, 0, 0))

    def test_works_with_an_old_handle_after_a_newer_receive(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        old = self.receive_one(url, VisibilityTimeout=0)["ReceiptHandle"]
        self.receive_one(url, VisibilityTimeout=600)
        self.delete(api, url, old)
        self.assertEqual(self.counts(url), (0, 0, 0))


class ChangeMessageVisibility(BrokerCase):
    def change(self, api: Api, url: str, handle: str, seconds: int) -> None:
        reply = api.call(
            "ChangeMessageVisibility",
            QueueUrl=url,
            ReceiptHandle=handle,
            VisibilityTimeout=seconds,
        )
        self.assertEqual(reply, {})

    def received(self, url: str, **more: int) -> str:
        self.send(url)
        return self.receive_one(url, **more)["ReceiptHandle"]

    def test_to_zero_makes_it_visible_at_once(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=600)
        self.change(api, url, self.received(url), 0)
        self.assertEqual(self.counts(url), (1, 0, 0))
        self.assertEqual(len(self.receive(url)), 1)

    def test_replaces_the_timeout_and_does_not_add_to_it(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=600)
        self.change(api, url, self.received(url), 1)
        started = time.monotonic()
        self.assertEqual(self.counts(url), (0, 1, 0))
        self.eventually(lambda: self.counts(url) == (1, 0, 0))
        self.assertGreater(time.monotonic() - started, 0.9)

    def test_extends(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=1)
        self.change(api, url, self.received(url), 600)
        time.sleep(1.2)
        self.assertEqual(self.counts(url), (0, 1, 0))

    def test_is_not_remembered_by_the_next_receive(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=600)
        self.change(api, url, self.received(url), 0)
        self.receive_one(url)
        self.assertEqual(self.counts(url), (0, 1, 0))

    def test_refuses_what_is_out_of_range(self, api: Api) -> None:
        url = self.queue()
        handle = self.received(url)
        for value in (-1, 43201):
            with self.subTest(value=value):
                self.assert_bad_value(
                    api,
                    re.compile(rf"Value {value} for parameter VisibilityTimeout is invalid"),
                    "ChangeMessageVisibility",
                    QueueUrl=url,
                    ReceiptHandle=handle,
                    VisibilityTimeout=value,
                )

    def test_ends_twelve_hours_after_the_receive_at_the_latest(self, api: Api) -> None:
        url = self.queue()
        handle = self.received(url)
        time.sleep(0.05)
        self.assert_bad_value(
            api,
            "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total "
            "VisibilityTimeout for the message is beyond the limit [43200 seconds]",
            "ChangeMessageVisibility",
            QueueUrl=url,
            ReceiptHandle=handle,
            VisibilityTimeout=43200,
        )
        self.change(api, url, handle, 43195)

    def test_of_an_expired_receive_hides_again(self, api: Api) -> None:
        """Spec 7.2: 200 (recorded), and the message is re-hidden (our choice)."""
        url = self.queue()
        handle = self.received(url, VisibilityTimeout=0)
        self.assertEqual(self.counts(url), (1, 0, 0))
        self.change(api, url, handle, 600)
        self.assertEqual(self.counts(url), (0, 1, 0))

    def test_with_an_old_handle_works_on_the_message(self, api: Api) -> None:
        url = self.queue()
        old = self.received(url, VisibilityTimeout=0)
        self.receive_one(url, VisibilityTimeout=600)
        self.change(api, url, old, 0)
        self.assertEqual(self.counts(url), (1, 0, 0))

    def test_of_a_deleted_message_is_refused(self, api: Api) -> None:
        url = self.queue()
        handle = self.received(url)
        self.json.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handle)
        self.assert_bad_value(
            api,
            f"Value {handle} for parameter ReceiptHandle is invalid. Reason: Message does not "
            "exist or is not available for visibility timeout change.",
            "ChangeMessageVisibility",
            QueueUrl=url,
            ReceiptHandle=handle,
            VisibilityTimeout=10,
        )


if __name__ == "__main__":
    unittest.main()
