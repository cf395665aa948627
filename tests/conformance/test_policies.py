"""What keys may do: policies of keys, queues and topics, within an account and over two."""

from __future__ import annotations

import base64
import json
import unittest
import urllib.error
import urllib.request
from typing import Any

import botocore.exceptions

from access import ACCOUNT, OTHER_ACCOUNT, GuardedBroker, key

ADMIN, SENDER, READER, STRANGER = "AKIDADMIN", "AKIDSENDER", "AKIDREADER", "AKIDSTRANGER"


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def sqs_arn(name: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:sqs:us-east-1:{account}:{name}"


class PolicyCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        sends = [
            allow("sqs:SendMessage", sqs_arn("orders-*")),
            allow("sqs:GetQueueUrl"),
            allow("sns:Publish", f"arn:aws:sns:*:{ACCOUNT}:events-*"),
            allow(["dynamodb:PutItem", "dynamodb:GetItem"], "arn:aws:dynamodb:*:*:table/items"),
            allow("forebay:ReadMetrics"),
        ]
        reads = [
            allow(["sqs:*", "sns:*", "dynamodb:*"]),
            deny("SQS:PurgeQueue"),
            deny("sqs:SendMessage", Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        ]
        cls.broker = GuardedBroker(
            key(ADMIN),
            key(SENDER, user="sender", policy=policy(*sends)),
            key(READER, user="reader", policy=policy(*reads)),
            key(STRANGER, OTHER_ACCOUNT, user="stranger"),
        ).start()
        cls.addClassCleanup(cls.broker.close)
        clients = {}
        for name in (ADMIN, SENDER, READER, STRANGER):
            for service in ("sqs", "sns", "dynamodb", "sts"):
                clients[name, service] = cls.broker.client(service, name)
        cls.clients = clients

    def client(self, name: str, service: str = "sqs") -> Any:
        return self.clients[name, service]

    def queue(self, name: str, owner: str = ADMIN, **attributes: str) -> str:
        created = self.client(owner).create_queue(QueueName=name, Attributes=attributes)
        url = created["QueueUrl"]
        self.addCleanup(self.client(owner).delete_queue, QueueUrl=url)
        return url

    def topic(self, name: str, owner: str = ADMIN) -> str:
        arn = self.client(owner, "sns").create_topic(Name=name)["TopicArn"]
        self.addCleanup(self.client(owner, "sns").delete_topic, TopicArn=arn)
        return arn

    def denied(self, call: Any, **input: Any) -> str:
        """The text of the refusal, which has the code and status of its service."""
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(**input)
        response = caught.exception.response
        code = response["Error"]["Code"]
        status = response["ResponseMetadata"]["HTTPStatusCode"]
        expected = {
            "sqs": [("AccessDenied", 403), ("AccessDeniedException", 403)],
            "sns": [("AuthorizationError", 403), ("AuthorizationErrorException", 403)],
            "dynamodb": [("AccessDeniedException", 400)],
        }[call.__self__.meta.service_model.service_name]
        self.assertIn((code, status), expected, response)
        return response["Error"]["Message"]


class PoliciesOfKeys(PolicyCase):
    def test_say_what_their_user_may_do(self) -> None:
        url = self.queue("orders-1")
        other = self.queue("secrets")
        sender = self.client(SENDER)
        self.assertEqual(sender.get_queue_url(QueueName="orders-1")["QueueUrl"], url)
        sender.send_message(QueueUrl=url, MessageBody="x")
        sender.send_message_batch(
            QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "y"}]
        )
        who = f"User: arn:aws:iam::{ACCOUNT}:user/sender is not authorized to perform: "
        self.assertEqual(
            self.denied(sender.send_message, QueueUrl=other, MessageBody="x"),
            f"{who}sqs:sendmessage on resource: {sqs_arn('secrets')} because no identity-based "
            "policy allows the sqs:sendmessage action",
        )
        self.assertIn("sqs:receivemessage on", self.denied(sender.receive_message, QueueUrl=url))
        self.assertIn("sqs:listqueues on", self.denied(sender.list_queues))
        self.assertIn("sqs:createqueue on", self.denied(sender.create_queue, QueueName="z"))
        self.client(SENDER, "sts").get_caller_identity()

    def test_speak_of_topics_and_tables(self) -> None:
        good, bad = self.topic("events-1"), self.topic("other")
        sns = self.client(SENDER, "sns")
        sns.publish(TopicArn=good, Message="x")
        sns.publish_batch(
            TopicArn=good, PublishBatchRequestEntries=[{"Id": "1", "Message": "x"}]
        )
        self.assertIn(
            f"is not authorized to perform: SNS:Publish on resource: {bad} because no "
            "identity-based policy allows the SNS:Publish action",
            self.denied(sns.publish, TopicArn=bad, Message="x"),
        )
        self.assertIn("SNS:Publish", self.denied(sns.publish, TargetArn=bad, Message="x"))
        self.denied(sns.publish, TopicArn=bad.replace("arn:aws:", "arn:aws-cn:"), Message="x")

        admin, tables = self.client(ADMIN, "dynamodb"), self.client(SENDER, "dynamodb")
        for name in ("items", "others"):
            admin.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            )
            self.addCleanup(admin.delete_table, TableName=name)
        item = {"id": {"S": "1"}}
        tables.put_item(TableName="items", Item=item)
        tables.transact_write_items(TransactItems=[{"Put": {"TableName": "items", "Item": item}}])
        self.assertIn(
            "dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:"
            f"{ACCOUNT}:table/others because",
            self.denied(
                tables.transact_write_items,
                TransactItems=[
                    {"Put": {"TableName": "items", "Item": item}},
                    {"Put": {"TableName": "others", "Item": item}},
                ],
            ),
        )
        self.denied(tables.scan, TableName="items")
        self.denied(tables.batch_get_item, RequestItems={"items": {"Keys": [item]}})
        self.denied(tables.list_tables)

    def test_deny_whatever_allows(self) -> None:
        url = self.queue("reads")
        reader = self.client(READER)
        reader.receive_message(QueueUrl=url)
        self.assertTrue(
            self.denied(reader.purge_queue, QueueUrl=url).endswith(
                f"sqs:purgequeue on resource: {sqs_arn('reads')} with an explicit deny in an "
                "identity-based policy"
            )
        )
        self.denied(reader.send_message, QueueUrl=url, MessageBody="from elsewhere")

    def test_hold_for_pages(self) -> None:
        def status(path: str, name: str) -> int:
            text = base64.b64encode(f"{name}:{name.lower()}".encode()).decode()
            request = urllib.request.Request(
                self.broker.url + path, headers={"Authorization": "Basic " + text}
            )
            try:
                with urllib.request.urlopen(request, timeout=10) as reply:
                    return reply.status
            except urllib.error.HTTPError as error:
                with error:
                    return error.code

        self.assertEqual(status("/_aws/sns/sms-messages", ADMIN), 200)
        self.assertEqual(status("/_aws/sns/sms-messages", READER), 403)
        self.assertEqual(status("/metrics", SENDER), 200)
        self.assertEqual(status("/metrics", READER), 403)
        admin = self.client(ADMIN, "dynamodb")
        admin.create_table(
            TableName="items",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
        self.addCleanup(admin.delete_table, TableName="items")
        admin.put_item(TableName="items", Item={"id": {"S": "1"}})
        self.assertEqual(status("/v1/tables/items/items/1", SENDER), 200)
        self.assertEqual(status("/v1/tables/items/items", SENDER), 403)
        self.assertEqual(status("/v1/tables/others/items/1", SENDER), 403)
        self.assertEqual(status("/v1/tables/items/items?limit=1", READER), 200)


class PoliciesOfQueues(PolicyCase):
    def test_let_other_accounts_in(self) -> None:
        url = self.queue("shared")
        stranger = self.client(STRANGER)
        message = {"QueueUrl": url, "MessageBody": "x"}
        self.assertIn(
            "because no resource-based policy allows the sqs:sendmessage action",
            self.denied(stranger.send_message, **message),
        )
        self.client(ADMIN).add_permission(
            QueueUrl=url, Label="friends", AWSAccountIds=[OTHER_ACCOUNT], Actions=["SendMessage"]
        )
        stranger.send_message(**message)
        stranger.send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "y"}])
        self.denied(stranger.receive_message, QueueUrl=url)
        self.client(ADMIN).remove_permission(QueueUrl=url, Label="friends")
        self.denied(stranger.send_message, **message)

    def test_give_nobody_else_what_is_the_owners(self) -> None:
        everything = policy(allow("SQS:*", sqs_arn("open"), Principal="*"))
        url = self.queue("open", Policy=everything)
        stranger = self.client(STRANGER)
        stranger.receive_message(QueueUrl=url)
        stranger.purge_queue(QueueUrl=url)
        self.denied(stranger.delete_queue, QueueUrl=url)
        self.denied(stranger.set_queue_attributes, QueueUrl=url, Attributes={"DelaySeconds": "1"})
        self.denied(stranger.list_queue_tags, QueueUrl=url)

    def test_let_users_of_the_account_in_and_keep_them_out(self) -> None:
        user = f"arn:aws:iam::{ACCOUNT}:user/sender"
        grant = allow("sqs:ReceiveMessage", sqs_arn("inbox"), Principal={"AWS": user})
        url = self.queue("inbox", Policy=policy(grant))
        self.client(SENDER).receive_message(QueueUrl=url)
        self.denied(self.client(SENDER).delete_message, QueueUrl=url, ReceiptHandle="x")
        refusal = deny("sqs:ReceiveMessage", sqs_arn("inbox"), Principal={"AWS": "*"},
                       Condition={"StringEquals": {"aws:username": "reader"}})
        self.client(ADMIN).set_queue_attributes(
            QueueUrl=url, Attributes={"Policy": policy(grant, refusal)}
        )
        self.assertIn(
            "explicit deny in a resource-based policy",
            self.denied(self.client(READER).receive_message, QueueUrl=url),
        )
        self.client(SENDER).receive_message(QueueUrl=url)


class Topics(PolicyCase):
    def received(self, url: str, owner: str = ADMIN, wait: int = 2) -> list[str]:
        reply = self.client(owner).receive_message(QueueUrl=url, WaitTimeSeconds=wait)
        return [message["Body"] for message in reply.get("Messages", [])]

    def subscribe(self, topic: str, queue: str, **attributes: str) -> None:
        self.client(ADMIN, "sns").subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=queue,
            Attributes={"RawMessageDelivery": "true", **attributes},
        )

    def test_deliver_within_their_account(self) -> None:
        topic, url = self.topic("home"), self.queue("home")
        self.subscribe(topic, sqs_arn("home"))
        self.client(ADMIN, "sns").publish(TopicArn=topic, Message="hello")
        self.assertEqual(self.received(url), ["hello"])

    def test_deliver_to_other_accounts_that_want_it(self) -> None:
        topic = self.topic("abroad")
        url = self.queue("abroad", STRANGER)
        letters = self.queue("letters")
        arn = sqs_arn("abroad", OTHER_ACCOUNT)
        redrive = json.dumps({"deadLetterTargetArn": sqs_arn("letters")})
        self.subscribe(topic, arn, RedrivePolicy=redrive)
        sns = self.client(ADMIN, "sns")
        sns.publish(TopicArn=topic, Message="unwanted")
        self.assertEqual(self.received(letters), ["unwanted"])
        self.assertEqual(self.received(url, STRANGER, 0), [])
        service = {"Service": "sns.amazonaws.com"}
        for source, body in ((f"{topic}-other", "still unwanted"), (topic, "wanted")):
            wants = allow("sqs:SendMessage", arn, Principal=service,
                          Condition={"ArnEquals": {"aws:SourceArn": source}})
            self.client(STRANGER).set_queue_attributes(
                QueueUrl=url, Attributes={"Policy": policy(wants)}
            )
            sns.publish(TopicArn=topic, Message=body)
        self.assertEqual(self.received(url, STRANGER), ["wanted"])
        self.assertEqual(self.received(letters), ["still unwanted"])

    def test_let_other_accounts_publish(self) -> None:
        topic = self.topic("board")
        stranger = self.client(STRANGER, "sns")
        self.denied(stranger.publish, TopicArn=topic, Message="x")
        self.client(ADMIN, "sns").add_permission(
            TopicArn=topic, Label="friends", AWSAccountId=[OTHER_ACCOUNT], ActionName=["Publish"]
        )
        stranger.publish(TopicArn=topic, Message="x")
        self.denied(stranger.delete_topic, TopicArn=topic)

    def test_say_who_may_subscribe_with_what(self) -> None:
        topic = self.topic("https-only")
        only = {
            "Effect": "Allow", "Principal": {"AWS": OTHER_ACCOUNT}, "Action": "SNS:Subscribe",
            "Resource": topic,
            "Condition": {"StringEquals": {"sns:Protocol": "https"},
                          "StringLike": {"sns:Endpoint": "*@example.com/*"}},
        }
        self.client(ADMIN, "sns").set_topic_attributes(
            TopicArn=topic, AttributeName="Policy", AttributeValue=policy(only)
        )
        stranger = self.client(STRANGER, "sns")
        self.denied(stranger.subscribe, TopicArn=topic, Protocol="http",
                    Endpoint="http://me@example.com/x")
        stranger.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://me@example.com/x")


if __name__ == "__main__":
    unittest.main()
