"""SQS over its two protocols behind one call: the same input, the same output, the same errors.

`JsonApi` is written here on the standard library, so that nothing hides what the daemon sent.
`QueryApi` is Debian's botocore 1.29, the last generation that speaks Query: a real client's
serializer and parser. Both take and give the names of the service model (`QueueUrl`, bytes in
`BinaryValue`), and raise `Refused`.
"""

from __future__ import annotations

import base64
import dataclasses
import http.client
import json
from typing import Any, Mapping

import wire

try:
    import botocore.config
    import botocore.exceptions
    import botocore.session
except ImportError as error:
    raise SystemExit(
        f"{error}: install Debian's clients with `apt-get install python3-boto3 awscli`, "
        "and run the tests with /usr/bin/python3."
    ) from None

DEFAULT_ACCOUNT = "000000000000"
DEFAULT_REGION = "us-east-1"


@dataclasses.dataclass
class Refused(Exception):
    """An error answer. `code` is Query's <Code> and the first half of x-amzn-query-error; `shape`
    is what __type holds, with its namespace, and None over Query."""

    status: int
    code: str
    message: str
    shape: str | None = None
    fault: str | None = None

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.message} ({self.shape})"


class Api:
    protocol = ""

    def call(self, action: str, **input: Any) -> dict[str, Any]:
        raise NotImplementedError

    def close(self) -> None:
        """Gives up connections."""


class JsonApi(Api):
    protocol = "json"

    def __init__(
        self,
        port: int,
        access_key: str = "test",
        region: str = DEFAULT_REGION,
        host: str | None = None,
    ) -> None:
        self.port = port
        self.host = host or f"127.0.0.1:{port}"
        self.authorization = wire.authorization(access_key, region)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def call(self, action: str, **input: Any) -> dict[str, Any]:
        headers = {
            "Host": self.host,
            "Content-Type": wire.JSON_TYPE,
            "X-Amz-Target": f"AmazonSQS.{action}",
            "x-amzn-query-mode": "true",
            **self.authorization,
        }
        try:
            self.connection.request("POST", "/", json.dumps(_to_wire(input)), headers)
            response = self.connection.getresponse()
            body = response.read()
        except Exception:
            self.connection.close()
            raise
        if response.status == 200:
            return _from_wire(json.loads(body)) if body else {}
        raise refused_json(response.status, dict(response.getheaders()), body)

    def close(self) -> None:
        self.connection.close()


def refused_json(status: int, headers: Mapping[str, str], body: bytes) -> Refused:
    """Reads an error reply as SDKs do (spec 2.2)."""
    error = json.loads(body)
    assert set(error) == {"__type", "message"}, f"an error has exactly two keys: {error}"
    lower = {name.lower(): value for name, value in headers.items()}
    code, _, fault = lower.get("x-amzn-query-error", "").partition(";")
    return Refused(status, code, error["message"], error["__type"], fault)


def _to_wire(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {key: _to_wire(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_to_wire(member) for member in value]
    return value


def _from_wire(value: Any, key: str = "") -> Any:
    if key == "BinaryValue":
        return base64.b64decode(value, validate=True)
    if isinstance(value, dict):
        return {name: _from_wire(member, name) for name, member in value.items()}
    if isinstance(value, list):
        return [_from_wire(member) for member in value]
    return value


def _with_move_tasks(session: botocore.session.Session) -> botocore.session.Session:
    """Debian's service model is older than the message move tasks: spec 2.3, 6.9."""
    model = session.get_component("data_loader").load_service_model("sqs", "service-2")
    text, number = {"shape": "String"}, {"shape": "MoveNumber"}

    def structure(**members: dict[str, Any]) -> dict[str, Any]:
        return {"type": "structure", "members": members}

    entry = structure(
        TaskHandle=text,
        Status=text,
        SourceArn=text,
        DestinationArn=text,
        MaxNumberOfMessagesPerSecond=number,
        ApproximateNumberOfMessagesMoved=number,
        ApproximateNumberOfMessagesToMove=number,
        FailureReason=text,
        StartedTimestamp=number,
    )
    entries = {
        "type": "list",
        "flattened": True,
        "member": {
            "shape": "ListMessageMoveTasksResultEntry",
            "locationName": "ListMessageMoveTasksResultEntry",
        },
    }
    model["shapes"].update(
        MoveNumber={"type": "long"},
        ListMessageMoveTasksResultEntry=entry,
        ListMessageMoveTasksResultEntries=entries,
    )
    shapes = {
        "StartMessageMoveTask": (
            {"SourceArn": text, "DestinationArn": text, "MaxNumberOfMessagesPerSecond": number},
            {"TaskHandle": text},
        ),
        "CancelMessageMoveTask": (
            {"TaskHandle": text},
            {"ApproximateNumberOfMessagesMoved": number},
        ),
        "ListMessageMoveTasks": (
            {"SourceArn": text, "MaxResults": number},
            {"Results": {"shape": "ListMessageMoveTasksResultEntries"}},
        ),
    }
    for action, (request, result) in shapes.items():
        model["shapes"][f"{action}Request"] = structure(**request)
        model["shapes"][f"{action}Result"] = structure(**result)
        model["operations"][action] = {
            "name": action,
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": f"{action}Request"},
            "output": {"shape": f"{action}Result", "resultWrapper": f"{action}Result"},
        }
    return session


_session = _with_move_tasks(botocore.session.Session())


class QueryApi(Api):
    protocol = "query"

    def __init__(
        self, port: int, access_key: str = "test", region: str = DEFAULT_REGION
    ) -> None:
        self.client = _session.create_client(
            "sqs",
            region_name=region,
            endpoint_url=f"http://127.0.0.1:{port}",
            aws_access_key_id=access_key,
            aws_secret_access_key="test",
            config=botocore.config.Config(
                parameter_validation=False,  # the daemon's checks are what we test
                retries={"total_max_attempts": 1},
                max_pool_connections=50,
                read_timeout=60,
            ),
        )
        assert self.client.meta.service_model.protocol == "query", (
            "botocore is too new: it speaks JSON. Use Debian's (/usr/bin/python3)."
        )

    def call(self, action: str, **input: Any) -> dict[str, Any]:
        try:
            output = self.client._make_api_call(action, input)
        except botocore.exceptions.ClientError as error:
            reply = error.response
            assert reply["Error"].get("Type") == "Sender", reply
            raise Refused(
                reply["ResponseMetadata"]["HTTPStatusCode"],
                reply["Error"]["Code"],
                reply["Error"]["Message"],
                fault="Sender",
            ) from None
        del output["ResponseMetadata"]
        return output

    def close(self) -> None:
        self.client.close()
