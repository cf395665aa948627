"""auth = verify: signatures of real SDKs, good and bad."""

from __future__ import annotations

import base64
import datetime
import json
import os
import re
import subprocess
import unittest
import urllib.error
import urllib.request

import botocore.exceptions

from access import ACCOUNT, GuardedBroker, key, sign
from receivers import Endpoint

ADMIN = "AKIDADMIN"


def refused(call) -> tuple[str, int, str]:
    """The code, status and text of the error that `call` gets."""
    try:
        call()
    except botocore.exceptions.ClientError as error:
        response = error.response
        status = response["ResponseMetadata"]["HTTPStatusCode"]
        return response["Error"]["Code"], status, response["Error"]["Message"]
    raise AssertionError("not refused")


def visit(url: str, headers: dict[str, str] | None = None, body: bytes | None = None):
    """Status and body."""
    request = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


class Verified(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.broker = GuardedBroker(
            key(ADMIN, user="admin"),
            key("AKIDTEMPORARY", session_token="the token"),
            key("AKIDROOT"),
        ).start()
        cls.addClassCleanup(cls.broker.close)

    def client(self, service: str, access_key: str = ADMIN, **more):
        return self.broker.client(service, access_key, **more)


class Sdks(Verified):
    def test_are_served_when_they_sign(self) -> None:
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        self.assertEqual(url, f"{self.broker.url}/{ACCOUNT}/orders")
        body = 'Grüße + "world" & <all> %41 ~'
        sqs.send_message(QueueUrl=url, MessageBody=body)
        (message,) = sqs.receive_message(
            QueueUrl=url, WaitTimeSeconds=2, AttributeNames=["SenderId"]
        )["Messages"]
        self.assertEqual(message["Body"], body)
        identity = self.client("sts").get_caller_identity()
        self.assertEqual(identity["Arn"], f"arn:aws:iam::{ACCOUNT}:user/admin")
        self.assertEqual(message["Attributes"]["SenderId"], identity["UserId"])

        sns = self.client("sns")
        topic = sns.create_topic(Name="events")["TopicArn"]
        self.assertEqual(topic, f"arn:aws:sns:us-east-1:{ACCOUNT}:events")
        sns.subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"
        )
        sns.publish(TopicArn=topic, Message="hello")
        self.assertIn("hello", sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"])

        tables = self.client("dynamodb")
        tables.create_table(
            TableName="orders",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
        tables.put_item(TableName="orders", Item={"id": {"S": "ü/ñ %2F"}})
        self.assertEqual(tables.scan(TableName="orders")["Count"], 1)
        self.client("dynamodbstreams").list_streams()
        tables.delete_table(TableName="orders")
        sns.delete_topic(TopicArn=topic)
        sqs.delete_queue(QueueUrl=url)

    def test_belong_to_the_account_of_their_key(self) -> None:
        root = self.client("sts", "AKIDROOT").get_caller_identity()
        self.assertEqual(root["Arn"], f"arn:aws:iam::{ACCOUNT}:root")
        self.assertEqual(root["UserId"], ACCOUNT)

    def test_may_sign_for_any_region(self) -> None:
        url = self.client("sqs", region="eu-west-3").create_queue(QueueName="far")["QueueUrl"]
        self.assertEqual(self.client("sqs").list_queues().get("QueueUrls", []), [])
        self.client("sqs", region="eu-west-3").delete_queue(QueueUrl=url)

    def test_are_refused_with_a_wrong_secret(self) -> None:
        for service, call, code, status in (
            ("sqs", "list_queues", "SignatureDoesNotMatch", 403),
            ("sns", "list_topics", "SignatureDoesNotMatch", 403),
            ("sts", "get_caller_identity", "SignatureDoesNotMatch", 403),
            ("dynamodb", "list_tables", "InvalidSignatureException", 400),
        ):
            with self.subTest(service=service):
                client = self.client(service, secret="wrong")
                got = refused(getattr(client, call))
                self.assertEqual(got[:2], (code, status))
                self.assertIn("The request signature we calculated does not match", got[2])

    def test_are_refused_with_an_unknown_key(self) -> None:
        text = "The security token included in the request is invalid."
        for service, call, code, status in (
            ("sqs", "list_queues", "InvalidClientTokenId", 403),
            ("sns", "list_topics", "InvalidClientTokenId", 403),
            ("sts", "get_caller_identity", "InvalidClientTokenId", 403),
            ("dynamodb", "list_tables", "UnrecognizedClientException", 400),
        ):
            with self.subTest(service=service):
                client = self.client(service, "AKIDNOBODY")
                self.assertEqual(refused(getattr(client, call)), (code, status, text))

    def test_bring_the_token_of_temporary_credentials(self) -> None:
        good = self.client("sqs", "AKIDTEMPORARY", aws_session_token="the token")
        good.list_queues()
        for token in ("another token", None):
            client = self.client("sqs", "AKIDTEMPORARY", aws_session_token=token)
            self.assertEqual(refused(client.list_queues)[0], "InvalidClientTokenId")

    def test_work_from_the_command_line(self) -> None:
        environment = {
            **os.environ,
            "HOME": str(self.broker.home),
            "AWS_ACCESS_KEY_ID": ADMIN,
            "AWS_SECRET_ACCESS_KEY": ADMIN.lower(),
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_MAX_ATTEMPTS": "1",
        }
        for program in ("/usr/bin/aws", "aws"):
            command = [program, "--endpoint-url", self.broker.url]
            who = [*command, "sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
            done = subprocess.run(who, env=environment, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.stdout.strip(), f"arn:aws:iam::{ACCOUNT}:user/admin", done.stderr)
            wrong = {**environment, "AWS_SECRET_ACCESS_KEY": "wrong"}
            lists = [*command, "sqs", "list-queues"]
            done = subprocess.run(lists, env=wrong, capture_output=True, text=True, timeout=60)
            self.assertIn("SignatureDoesNotMatch", done.stderr)

    def test_are_told_when_their_clock_is_wrong(self) -> None:
        minute = datetime.timedelta(minutes=1)
        now = datetime.datetime.now(datetime.timezone.utc)
        form = b"Action=ListQueues&Version=2012-11-05"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        for at, status, text in (
            (now - 14 * minute, 200, "ListQueuesResponse"),
            (now + 14 * minute, 200, "ListQueuesResponse"),
            (now - 16 * minute, 403, r"Signature expired: \w+ is now earlier than \w+ \(\w+ - 15"),
            (now + 16 * minute, 403, r"Signature not yet current: \w+ is still later than "),
        ):
            signed = sign("POST", self.broker.url + "/", ADMIN, "sqs", at=at, headers=headers,
                          body=form)
            got, body = visit(signed.url, dict(signed.headers), form)
            self.assertEqual(got, status, body)
            self.assertRegex(body, text)
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
        }
        for at, status in ((now - 4 * minute, 200), (now - 6 * minute, 400)):
            signed = sign("POST", self.broker.url + "/", ADMIN, "dynamodb", at=at,
                          headers=headers, body=b"{}")
            self.assertEqual(visit(signed.url, dict(signed.headers), b"{}")[0], status)


class PresignedUrls(Verified):
    def test_are_good_until_they_expire(self) -> None:
        url = self.broker.url + "/?Action=ListQueues&Version=2012-11-05&QueueNamePrefix=a%20b%2Fc"
        signed = sign("GET", url, ADMIN, "sqs", expires=60).url
        self.assertEqual(visit(signed)[0], 200)
        self.assertEqual(visit(signed + "0")[0], 403)
        self.assertEqual(visit(signed.replace("Prefix=a", "Prefix=b"))[0], 403)
        then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=61)
        status, text = visit(sign("GET", url, ADMIN, "sqs", at=then, expires=60).url)
        self.assertEqual(status, 400)
        self.assertIn("<Code>RequestExpired</Code>", text)

    def test_of_sdks_are_good(self) -> None:
        sns = self.client("sns")
        signed = sns.generate_presigned_url("list_topics", Params={}, HttpMethod="GET")
        status, text = visit(signed)
        self.assertEqual(status, 200, text)
        self.assertIn("ListTopicsResponse", text)


class WhatNeedsNoSignature(Verified):
    def test_is_little(self) -> None:
        self.assertEqual(self.broker.health(), 200)
        for action in ("ListQueues", "ListTopics", "GetCallerIdentity"):
            status, text = visit(f"{self.broker.url}/?Action={action}")
            self.assertEqual(status, 403)
            self.assertIn("<Code>MissingAuthenticationToken</Code>", text)
            self.assertIn("<Message>Request is missing Authentication Token</Message>", text)
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
        }
        status, text = visit(self.broker.url + "/", headers, b"{}")
        self.assertEqual(status, 400)
        self.assertEqual(
            json.loads(text),
            {
                "__type": "com.amazon.coral.service#MissingAuthenticationTokenException",
                "message": "Request is missing Authentication Token",
            },
        )

    def test_is_what_links_in_messages_do(self) -> None:
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        sns = self.client("sns")
        topic = sns.create_topic(Name="links")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint.url())
        asked = endpoint.next("SubscriptionConfirmation").json
        status, text = visit(asked["SubscribeURL"])
        self.assertEqual(status, 200, text)
        (arn,) = re.findall("<SubscriptionArn>(.*)</SubscriptionArn>", text)
        attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
        self.assertEqual(attributes["ConfirmationWasAuthenticated"], "false")
        sns.publish(TopicArn=topic, Message="hello")
        notification = endpoint.next("Notification").json
        self.assertEqual(visit(notification["SigningCertURL"])[0], 200)
        self.assertEqual(visit(notification["UnsubscribeURL"])[0], 200)

    def test_is_no_page_for_strangers(self) -> None:
        def basic(text: str) -> dict[str, str]:
            return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}

        for path in ("/_aws/sns/sms-messages", "/v1/tables/orders/items"):
            url = self.broker.url + path
            self.assertEqual(visit(url)[0], 401)
            self.assertEqual(visit(url, basic(f"{ADMIN}:wrong"))[0], 401)
            good = visit(url, basic(f"{ADMIN}:{ADMIN.lower()}"))[0]
            self.assertIn(good, (200, 404))  # there is no such table
            signed = sign("GET", url + "?limit=5&a=b%20c", ADMIN, "dynamodb")
            self.assertEqual(visit(signed.url, dict(signed.headers))[0], good)


class Garbage(Verified):
    def test_is_refused_and_does_no_harm(self) -> None:
        for authorization in (
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA256 Credential=////,SignedHeaders=;;;,Signature=",
            "AWS4-HMAC-SHA256 Credential=" + "/" * 4000,
            "AWS4-HMAC-SHA256 " + ",=" * 2000,
            "AWS4-HMAC-SHA256 Credential=A/b/c/sqs/aws4_request,SignedHeaders=" + "a;" * 2000
            + ",Signature=0",
            "AWS4-" + "\xff" * 100,
            "Basic",
            "Basic :::",
            "Basic " + "A" * 4001,
        ):
            for date in ("", "20260131T000000Z", "x" * 1000):
                headers = {"Authorization": authorization, "X-Amz-Date": date}
                for path in ("/?Action=ListQueues", "/_aws/sns/sms-messages"):
                    status, _ = visit(self.broker.url + path, headers)
                    self.assertIn(status, (400, 401, 403), authorization[:80])
        for query in ("X-Amz-Signature=%", "X-Amz-Credential=%00&X-Amz-Signature=%ff", "X-Amz-",
                      "X-Amz-Signature&X-Amz-Credential&X-Amz-Expires=-1"):
            status, _ = visit(f"{self.broker.url}/?Action=ListQueues&{query}")
            self.assertIn(status, (400, 403), query)
        self.client("sqs").list_queues()


if __name__ == "__main__":
    unittest.main()
