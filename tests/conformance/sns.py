"""What the tests of SNS share: a client of Debian's botocore, topics, and queues that subscribe."""

from __future__ import annotations

import urllib.request
from typing import Any

from apis import DEFAULT_ACCOUNT, DEFAULT_REGION, _session
from botocore.config import Config
from botocore.exceptions import ClientError
from case import BrokerCase, name_of

ARN = f"arn:aws:sns:{DEFAULT_REGION}:{DEFAULT_ACCOUNT}:"


def sns_client(port: int) -> Any:
    return _session.create_client(
        "sns",
        region_name=DEFAULT_REGION,
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
    )


def queue_arn(url: str) -> str:
    return f"arn:aws:sqs:{DEFAULT_REGION}:{DEFAULT_ACCOUNT}:{name_of(url)}"


def visit(link: str, method: str = "GET") -> str:
    """What a browser without credentials gets."""
    with urllib.request.urlopen(urllib.request.Request(link, method=method)) as reply:
        return reply.read().decode()


class SnsCase(BrokerCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.sns = sns_client(cls.port)
        cls.addClassCleanup(cls.sns.close)

    def topic(self, **attributes: str) -> str:
        suffix = ".fifo" if attributes.get("FifoTopic") == "true" else ""
        name = f"{self.id().rsplit('.', 1)[-1]}{suffix}"
        return self.sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]

    def subscribe(self, topic: str, url: str, **attributes: str) -> str:
        return self.sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=queue_arn(url),
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]

    def refusal(self, action: str, **input: Any) -> tuple[int, str, str]:
        with self.assertRaises(ClientError) as raised:
            getattr(self.sns, action)(**input)
        reply = raised.exception.response
        return (
            reply["ResponseMetadata"]["HTTPStatusCode"],
            reply["Error"]["Code"],
            reply["Error"]["Message"],
        )
