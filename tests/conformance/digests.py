"""The MD5 digests of spec 5.4, computed independently of the daemon."""

from __future__ import annotations

import hashlib
from typing import Any, Mapping


def body_md5(body: str) -> str:
    return hashlib.md5(body.encode()).hexdigest()


def attributes_md5(attributes: Mapping[str, Mapping[str, Any]]) -> str:
    """Digest of attributes as an SDK takes them: {name: {DataType, StringValue | BinaryValue}}."""
    buffer = b""
    for name in sorted(attributes, key=str.encode):
        attribute = attributes[name]
        buffer += _counted(name.encode()) + _counted(attribute["DataType"].encode())
        if "BinaryValue" in attribute:
            buffer += b"\x02" + _counted(attribute["BinaryValue"])
        else:
            buffer += b"\x01" + _counted(attribute["StringValue"].encode())
    return hashlib.md5(buffer).hexdigest()


def _counted(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
