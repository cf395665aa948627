"""What the tests of FIFO queues share."""

from __future__ import annotations

import itertools
from typing import Any

from case import BrokerCase

_ids = itertools.count(1)


class FifoCase(BrokerCase):
    def fifo(self, **attributes: Any) -> str:
        """The URL of a new FIFO queue that no other test uses."""
        name = f"{self.id().rsplit('.', 1)[-1][:60]}-{next(_ids)}.fifo"
        input = {key: str(value) for key, value in {"FifoQueue": True, **attributes}.items()}
        return self.json.call("CreateQueue", QueueName=name, Attributes=input)["QueueUrl"]

    def put(self, url: str, *bodies: str, **more: Any) -> list[dict[str, Any]]:
        """Sends messages; the first letter of a body is its group."""
        sent = []
        for body in bodies:
            input = {
                "MessageBody": body,
                "MessageGroupId": body[0],
                "MessageDeduplicationId": f"unique-{next(_ids)}",
                **more,
            }
            sent.append(self.json.call("SendMessage", QueueUrl=url, **input))
        return sent

    def delete(self, url: str, *messages: dict[str, Any]) -> None:
        for message in messages:
            handle = message["ReceiptHandle"]
            self.json.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handle)

    def hide(self, url: str, message: dict[str, Any], seconds: int) -> None:
        self.json.call(
            "ChangeMessageVisibility",
            QueueUrl=url,
            ReceiptHandle=message["ReceiptHandle"],
            VisibilityTimeout=seconds,
        )
