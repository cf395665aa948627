"""A daemon that verifies signatures, and clients that sign."""

from __future__ import annotations

import datetime
import pathlib
from typing import Any

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials

from broker import Broker

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "999988887777"
REGION = "us-east-1"


def key(name: str, account: str = ACCOUNT, user: str = "", **more: str) -> dict[str, str]:
    """A table of credentials; its secret is the name of the key in lower case."""
    table = {"access_key": name, "secret_key": name.lower(), "account": account, **more}
    return {**table, "name": user} if user else table


def toml(tables: list[dict[str, str]]) -> str:
    text = 'auth = "verify"\n'
    for table in tables:
        text += "[[credentials]]\n"
        for field, value in table.items():
            text += f"{field} = '''{value}'''\n"
    return text


class GuardedBroker(Broker):
    """A daemon with access control."""

    def __init__(self, *tables: dict[str, str], more: str = "") -> None:
        super().__init__()
        file = pathlib.Path(self.home) / "forebay.toml"
        file.write_text(toml(list(tables)) + more)
        file.chmod(0o600)
        self.flags = ("--config", str(file))

    def client(self, service: str, access_key: str, **more: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            aws_access_key_id=access_key,
            aws_secret_access_key=more.pop("secret", access_key.lower()),
            region_name=more.pop("region", REGION),
            config=botocore.config.Config(retries={"total_max_attempts": 1}),
            **more,
        )


def sign(
    method: str,
    url: str,
    access_key: str,
    service: str,
    *,
    at: datetime.datetime | None = None,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    expires: int | None = None,
) -> botocore.awsrequest.AWSRequest:
    """The request as botocore signs it, at another time than now if so asked."""
    request = botocore.awsrequest.AWSRequest(method, url, headers=headers or {}, data=body)
    credentials = botocore.credentials.Credentials(access_key, access_key.lower())
    if expires is None:
        signer = botocore.auth.SigV4Auth(credentials, service, REGION)
    else:
        signer = botocore.auth.SigV4QueryAuth(credentials, service, REGION, expires)
    now = at or datetime.datetime.now(datetime.timezone.utc)

    class Clock(datetime.datetime):
        @classmethod
        def utcnow(cls) -> datetime.datetime:
            return now.replace(tzinfo=None)

        @classmethod
        def now(cls, tz: Any = None) -> datetime.datetime:
            return now

    # Older releases ask the class, newer ones a function.
    name = "get_current_datetime" if hasattr(botocore.auth, "get_current_datetime") else "datetime"
    original = getattr(botocore.auth, name)
    if name == "datetime":
        module = type("datetime", (), {"datetime": Clock})
        replacement: Any = module if hasattr(original, "timedelta") else Clock
    else:
        replacement = lambda *_, **__: now.replace(tzinfo=None)
    setattr(botocore.auth, name, replacement)
    try:
        signer.add_auth(request)
    finally:
        setattr(botocore.auth, name, original)
    return request
