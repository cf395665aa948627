"""Who calls, where, and what a queue is called: spec 1, 2.4, 6.2."""

import re
import unittest
import urllib.parse

import wire
from apis import Api, JsonApi
from case import BrokerCase, name_of


class QueueUrls(BrokerCase):
    def test_echo_the_host_of_the_request(self) -> None:
        name = name_of(self.queue())
        for host in (
            f"127.0.0.1:{self.port}",
            "localhost:4566",
            "sqs.us-east-1.amazonaws.com",
            "broker",
            "[::1]:4566",
        ):
            with self.subTest(host=host):
                url = f"http://{host}/000000000000/{name}"
                data = wire.json_request("GetQueueUrl", {"QueueName": name}, host=host)
                self.assertEqual(self.exchange(data).json, {"QueueUrl": url})
                form = {"Action": "GetQueueUrl", "QueueName": name}
                self.assertIn(
                    f"<QueueUrl>{url}</QueueUrl>",
                    self.exchange(wire.query_request(form, host=host)).text,
                )
                data = wire.json_request("ListQueues", {"QueueNamePrefix": name}, host=host)
                self.assertEqual(self.exchange(data).json, {"QueueUrls": [url]})

    def test_are_taken_in_every_known_form(self, api: Api) -> None:
        name = name_of(self.queue())
        for url in (
            f"http://127.0.0.1:{self.port}/000000000000/{name}",
            f"http://127.0.0.1:{self.port}/000000000000/{name}/",
            f"http://localhost:1/000000000000/{name}",
            f"https://sqs.us-east-1.amazonaws.com/000000000000/{name}",
            f"https://us-east-1.queue.amazonaws.com/000000000000/{name}",
            f"https://queue.amazonaws.com/000000000000/{name}",
            f"http://localhost:4566/queue/us-east-1/000000000000/{name}",
            f"/000000000000/{name}",
            f"000000000000/{name}",
            name,
        ):
            with self.subTest(url=url):
                names = ["QueueArn"]
                reply = api.call("GetQueueAttributes", QueueUrl=url, AttributeNames=names)
                arn = f"arn:aws:sqs:us-east-1:000000000000:{name}"
                self.assertEqual(reply["Attributes"], {"QueueArn": arn})

    def test_that_lead_nowhere_are_refused(self, api: Api) -> None:
        name = name_of(self.queue())
        for url in (
            "http://127.0.0.1/",
            "http://127.0.0.1",
            "/",
            f"http://127.0.0.1/999999999999/{name}",
            f"http://127.0.0.1/000000000000/{name}x",
            "http://127.0.0.1/000000000000/a%20b",
            "not a url",
        ):
            with self.subTest(url=url):
                refused = self.refusal(api, "ReceiveMessage", QueueUrl=url)
                self.assertIn(refused.status, (400, 404))

    def test_address_a_queue_of_another_account(self) -> None:
        other = JsonApi(self.port, "123412341234")
        self.addCleanup(other.close)
        url = other.call("CreateQueue", QueueName="addressed")["QueueUrl"]
        self.send(url, "across")
        received = other.call("ReceiveMessage", QueueUrl=url)["Messages"]
        self.assertEqual([message["Body"] for message in received], ["across"])


class Accounts(BrokerCase):
    def test_are_access_keys_of_twelve_digits(self, api: Api) -> None:
        for key, account in (
            ("111122223333", "111122223333"),
            ("test", "000000000000"),
            ("AKIAIOSFODNN7EXAMPLE", "000000000000"),
            ("1234", "000000000000"),
            ("1234567890123", "000000000000"),
        ):
            with self.subTest(key=key):
                caller = type(api)(self.port, key)
                self.addCleanup(caller.close)
                url = caller.call("CreateQueue", QueueName=f"mine-{api.protocol}")["QueueUrl"]
                self.assertEqual(
                    url, f"http://127.0.0.1:{self.port}/{account}/mine-{api.protocol}"
                )
                names = ["QueueArn"]
                reply = caller.call("GetQueueAttributes", QueueUrl=url, AttributeNames=names)
                arn = f"arn:aws:sqs:us-east-1:{account}:mine-{api.protocol}"
                self.assertEqual(reply["Attributes"]["QueueArn"], arn)

    def test_have_queues_of_their_own(self, api: Api) -> None:
        one = type(api)(self.port, "300000000001")
        two = type(api)(self.port, "300000000002")
        self.addCleanup(one.close)
        self.addCleanup(two.close)
        name = f"same-{api.protocol}"
        first = one.call("CreateQueue", QueueName=name)["QueueUrl"]
        second = two.call("CreateQueue", QueueName=name)["QueueUrl"]
        self.assertNotEqual(first, second)
        one.call("SendMessage", QueueUrl=first, MessageBody="first")
        self.assertEqual(two.call("ReceiveMessage", QueueUrl=second), {})
        listed = one.call("ListQueues", QueueNamePrefix=name)["QueueUrls"]
        self.assertEqual(listed, [first])
        one.call("DeleteQueue", QueueUrl=first)
        self.assertEqual(two.call("GetQueueUrl", QueueName=name)["QueueUrl"], second)

    def test_come_from_the_query_string_of_a_presigned_request_too(self) -> None:
        for key, account, region in (
            ("300000000003", "300000000003", "eu-west-1"),
            ("AKIAIOSFODNN7EXAMPLE", "000000000000", "eu-west-1"),
        ):
            with self.subTest(key=key):
                presigned = {
                    "Action": "CreateQueue",
                    "QueueName": "presigned",
                    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
                    "X-Amz-Credential": f"{key}/20250101/{region}/sqs/aws4_request",
                    "X-Amz-Date": "20250101T000000Z",
                    "X-Amz-Expires": "3600",
                    "X-Amz-SignedHeaders": "host",
                    "X-Amz-Signature": "0" * 64,
                }
                target = "/?" + urllib.parse.urlencode(presigned)
                reply = self.exchange(wire.request("GET", target))
                self.assertEqual(reply.status, 200, reply.text)
                self.assertIn(f"/{account}/presigned</QueueUrl>", reply.text)
                caller = JsonApi(self.port, key, region=region)
                self.addCleanup(caller.close)
                names = ["QueueArn"]
                url = caller.call("GetQueueUrl", QueueName="presigned")["QueueUrl"]
                reply = caller.call("GetQueueAttributes", QueueUrl=url, AttributeNames=names)
                arn = f"arn:aws:sqs:{region}:{account}:presigned"
                self.assertEqual(reply["Attributes"]["QueueArn"], arn)

    def test_default_for_who_does_not_sign(self) -> None:
        data = wire.json_request("CreateQueue", {"QueueName": "unsigned"})
        self.assertTrue(self.exchange(data).json["QueueUrl"].endswith("/000000000000/unsigned"))

    def test_default_for_whose_signature_makes_no_sense(self) -> None:
        for value in ("", "Basic dXNlcjpwYXNz", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=/"):
            with self.subTest(value=value):
                headers = {"Authorization": value}
                reply = self.exchange(wire.json_request("ListQueues", {}, headers))
                self.assertIn(reply.status, (200, 403))


class Regions(BrokerCase):
    def test_have_queues_of_their_own(self, api: Api) -> None:
        """The region is that of the credential scope, in either protocol."""
        name = f"regional-{api.protocol}"
        callers = [type(api)(self.port, region=region) for region in ("us-east-1", "eu-west-1")]
        for caller, region in zip(callers, ("us-east-1", "eu-west-1")):
            self.addCleanup(caller.close)
            url = caller.call("CreateQueue", QueueName=name)["QueueUrl"]
            caller.call("SendMessage", QueueUrl=url, MessageBody=region)
            reply = caller.call("GetQueueAttributes", QueueUrl=url, AttributeNames=["QueueArn"])
            arn = f"arn:aws:sqs:{region}:000000000000:{name}"
            self.assertEqual(reply["Attributes"]["QueueArn"], arn)
        for caller, region in zip(callers, ("us-east-1", "eu-west-1")):
            listed = caller.call("ListQueues", QueueNamePrefix=name)["QueueUrls"]
            self.assertEqual(len(listed), 1)
            (message,) = caller.call(
                "ReceiveMessage", QueueUrl=listed[0], MaxNumberOfMessages=10
            )["Messages"]
            self.assertEqual(message["Body"], region)

    def test_a_queue_of_one_region_is_unknown_in_another(self) -> None:
        caller = JsonApi(self.port, region="ap-southeast-2")
        self.addCleanup(caller.close)
        name = name_of(self.queue())
        refused = self.refusal(caller, "GetQueueUrl", QueueName=name)
        self.assertTrue(re.search("NonExistentQueue", refused.code))


if __name__ == "__main__":
    unittest.main()
