"""docker/order-service, which compose.yaml starts beside the broker: what it promises its reader."""

import json
import os
import pathlib
import subprocess
import sys
import time
import unittest
import urllib.request

from broker import Broker

DOCKER = pathlib.Path(__file__).resolve().parents[2] / "docker"


class OrderService(unittest.TestCase):
    def run_service(self, own: Broker, *arguments: str, **variables: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, str(DOCKER / "order-service/order_service.py"), *arguments], stdout=subprocess.DEVNULL,
            env={**os.environ, "AWS_ENDPOINT_URL": own.url, "AWS_DEFAULT_REGION": "us-east-1",
                 "ORDER_TOPIC": "arn:aws:sns:us-east-1:000000000000:orders",
                 "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", **variables})
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def stored(self, own: Broker) -> list[dict]:
        with urllib.request.urlopen(f"{own.url}/v1/tables/orders/items?limit=100") as reply:
            return json.load(reply)["items"]

    def test_each_order_is_done_once_by_the_worker_of_its_kind(self):
        own = Broker("--config", str(DOCKER / "forebay.toml"))
        self.addCleanup(own.close)
        own.start()
        workers = [self.run_service(own, "worker", name) for name in ("shipping", "shipping", "licensing")]
        self.assertEqual(0, self.run_service(own, "shop", ORDERS="20").wait(60))
        deadline = time.monotonic() + 60
        while len(self.stored(own)) < 20 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual([("goods", "shipping")] * 10 + [("software", "licensing")] * 10,
                         sorted((item["kind"], item["done_by"]) for item in self.stored(own)))
        for worker in workers:
            worker.terminate()
            self.assertEqual(0, worker.wait(10))
