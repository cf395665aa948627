"""Tables over plain HTTP: what curl, dashboards and order pages see."""

from __future__ import annotations

import json
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import Binary
from dynamodb import ORDER_KEY, DynamoCase


class PlainCase(DynamoCase):
    def get(self, path: str, **headers: str) -> tuple[int, Any, Any]:
        """The status, the JSON and the headers of a GET."""
        url = f"http://127.0.0.1:{self.port}/v1/tables/{path}"
        request = urllib.request.Request(url, headers=headers)
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, json.loads(reply.read()), reply.headers
        except urllib.error.HTTPError as error:
            body = error.read()
            return error.code, json.loads(body) if body else None, error.headers


class Items(PlainCase):
    def test_values_are_plain(self) -> None:
        name = self.table()
        self.resource.Table(name).put_item(
            Item={
                "id": "order 1/ä",
                "n": Decimal("1.5"),
                "big": Decimal("12345678901234567890"),
                "b": Binary(b"\0\1"),
                "flag": True,
                "none": None,
                "set": {"x", "y"},
                "list": [1, {"a": "b"}],
            }
        )
        path = f"{name}/items/{urllib.parse.quote('order 1/ä', safe='')}"
        status, item, headers = self.get(path)
        self.assertEqual(status, 200)
        self.assertEqual(
            item,
            {
                "id": "order 1/ä",
                "n": 1.5,
                "big": "12345678901234567890",
                "b": "AAE=",
                "flag": True,
                "none": None,
                "set": ["x", "y"],
                "list": [1, {"a": "b"}],
            },
        )
        self.assertEqual(self.get(f"{path}?format=dynamodb")[1]["n"], {"N": "1.5"})
        self.assertEqual(self.get(path, **{"If-None-Match": headers["ETag"]})[0], 304)
        version = headers["ETag"]
        for versions in ("*", f'"a", {version}', f"W/{version}", f'W/"a" ,W/{version} '):
            self.assertEqual(self.get(path, **{"If-None-Match": versions})[0], 304, versions)
        for versions in ('"a"', version.strip('"'), "W/", ","):
            self.assertEqual(self.get(path, **{"If-None-Match": versions})[0], 200, versions)
        self.resource.Table(name).put_item(Item={"id": "order 1/ä"})
        self.assertEqual(self.get(path, **{"If-None-Match": headers["ETag"]})[0], 200)

    def test_what_is_not_there(self) -> None:
        name = self.table()
        not_found = {"message": "Item not found"}
        self.assertEqual(self.get(f"{name}/items/none")[:2], (404, not_found))
        self.assertEqual(self.get("none/items/a")[:2], (404, {"message": "Table not found"}))
        self.assertEqual(self.get(f"{name}/other")[0], 404)
        self.assertEqual(self.get(f"{name}/items/a/b")[0], 400)

    def test_a_partition_is_a_list_in_order(self) -> None:
        name = self.table(**ORDER_KEY)
        table = self.resource.Table(name)
        for n in (10, 9, 1):
            table.put_item(Item={"id": "a", "n": n})
        self.assertEqual([item["n"] for item in self.get(f"{name}/items/a")[1]], [1, 9, 10])
        self.assertEqual(self.get(f"{name}/items/a/9.0")[1], {"id": "a", "n": 9})
        self.assertEqual(self.get(f"{name}/items/none")[0], 404)
        self.assertEqual(self.get(f"{name}/items/a/x")[0], 400)

    def test_pages(self) -> None:
        name = self.table(**ORDER_KEY)
        table = self.resource.Table(name)
        for n in range(5):
            table.put_item(Item={"id": "a", "n": n})
        found, cursor = [], ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            query = urllib.parse.urlencode({"pk": "a", "limit": 2, "reverse": "true", **more})
            page = self.get(f"{name}/items?{query}")[1]
            found += [item["n"] for item in page["items"]]
            if not (cursor := page.get("cursor", "")):
                break
        self.assertEqual(found, [4, 3, 2, 1, 0])
        self.assertEqual(len(self.get(f"{name}/items")[1]["items"]), 5)
        for query in ("cursor=abcd", "reverse=true", "sk_begins_with=a", "pk=a&reverse=maybe"):
            self.assertEqual(self.get(f"{name}/items?{query}")[0], 400, query)

    def test_only_reads(self) -> None:
        url = f"http://127.0.0.1:{self.port}/v1/tables/{self.table()}/items/a"
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(urllib.request.Request(url, data=b"{}", method="PUT"))
        self.assertEqual(caught.exception.code, 405)


class Changes(PlainCase):
    def test_changes_go_on_from_a_sequence(self) -> None:
        name = self.table()
        table = self.resource.Table(name)
        table.put_item(Item={"id": "a", "n": 1})
        table.put_item(Item={"id": "b", "n": 1})
        table.delete_item(Key={"id": "a"})
        page = self.get(f"{name}/changes?images=both")[1]
        self.assertEqual(
            [(change["event"], change["keys"]["id"]) for change in page["changes"]],
            [("INSERT", "a"), ("INSERT", "b"), ("REMOVE", "a")],
        )
        self.assertEqual(page["changes"][2]["old"], {"id": "a", "n": 1})
        second = page["changes"][1]["sequence"]
        rest = self.get(f"{name}/changes?since={second}")[1]
        self.assertEqual([change["event"] for change in rest["changes"]], ["REMOVE"])
        only_b = self.get(f"{name}/changes?pk=b")[1]
        self.assertEqual([change["keys"]["id"] for change in only_b["changes"]], ["b"])
        self.assertEqual(self.get(f"{name}/changes?since={page['sequence']}")[1]["changes"], [])

    def test_a_long_poll_ends_with_the_change(self) -> None:
        name = self.table()
        since = self.get(f"{name}/changes")[1]["sequence"]
        put = threading.Timer(
            0.3, lambda: self.resource.Table(name).put_item(Item={"id": "late"})
        )
        put.start()
        started = time.monotonic()
        page = self.get(f"{name}/changes?since={since}&wait=20")[1]
        self.assertLess(time.monotonic() - started, 10)
        self.assertEqual([change["keys"]["id"] for change in page["changes"]], ["late"])


if __name__ == "__main__":
    unittest.main()
