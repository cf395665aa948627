"""Queue attributes: spec 4, 6.5, 6.6."""

import json
import time
import unittest

from apis import Api
from case import BrokerCase, name_of

FRESH_STANDARD_QUEUE = {
    "ApproximateNumberOfMessages": "0",
    "ApproximateNumberOfMessagesDelayed": "0",
    "ApproximateNumberOfMessagesNotVisible": "0",
    "DelaySeconds": "0",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
    "VisibilityTimeout": "30",
}

#: Attribute, values that are taken, values that are refused: both sides of each edge of spec 4.
RANGES = (
    ("DelaySeconds", ("0", "900"), ("-1", "901")),
    ("MaximumMessageSize", ("1024", "1048576"), ("1023", "1048577", "0")),
    ("MessageRetentionPeriod", ("60", "1209600"), ("59", "1209601", "0")),
    ("ReceiveMessageWaitTimeSeconds", ("0", "20"), ("-1", "21")),
    ("VisibilityTimeout", ("0", "43200"), ("-1", "43201")),
    ("KmsDataKeyReusePeriodSeconds", ("60", "86400"), ("59", "86401")),
)
NOT_NUMBERS = ("", "ten", "1.5", "1e2", "0x10", "99999999999999999999")

READ_ONLY = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
)

POLICY = """{ "Version": "2012-10-17",
  "Statement": [{"Sid":"a \\u0026 <b>", "Effect":"Allow","Principal":"*",
    "Action":"SQS:SendMessage","Resource":"*"}] }"""


def invalid(attribute: str) -> str:
    return f"Invalid value for the parameter {attribute}."


class GetQueueAttributes(BrokerCase):
    def test_all_of_a_fresh_queue_are_these_twelve(self, api: Api) -> None:
        before = int(time.time())
        url = self.queue()
        reply = api.call("GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
        arn = f"arn:aws:sqs:us-east-1:000000000000:{name_of(url)}"
        self.assertEqual(reply.pop("QueueArn"), arn)
        for name in ("CreatedTimestamp", "LastModifiedTimestamp"):
            self.assertLessEqual(before, int(reply[name]))
            self.assertLessEqual(int(reply.pop(name)), int(time.time()) + 1)
        self.assertEqual(reply, FRESH_STANDARD_QUEUE)

    def test_gives_only_those_asked_for(self, api: Api) -> None:
        names = ["VisibilityTimeout", "DelaySeconds"]
        reply = api.call("GetQueueAttributes", QueueUrl=self.queue(), AttributeNames=names)
        self.assertEqual(reply, {"Attributes": {"VisibilityTimeout": "30", "DelaySeconds": "0"}})

    def test_asked_for_none_gives_no_map_at_all(self, api: Api) -> None:
        self.assertEqual(api.call("GetQueueAttributes", QueueUrl=self.queue()), {})

    def test_unset_ones_are_simply_missing(self, api: Api) -> None:
        for name in ("Policy", "RedrivePolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"):
            with self.subTest(name=name):
                names = [name, "DelaySeconds"]
                reply = api.call("GetQueueAttributes", QueueUrl=self.queue(), AttributeNames=names)
                self.assertEqual(reply["Attributes"], {"DelaySeconds": "0"})

    def test_refuses_unknown_names(self, api: Api) -> None:
        for name in ("Foobar", "all", "visibilityTimeout"):
            with self.subTest(name=name):
                self.assert_refused(
                    api,
                    "InvalidAttributeName",
                    f"Unknown Attribute {name}.",
                    "GetQueueAttributes",
                    QueueUrl=self.queue(),
                    AttributeNames=["DelaySeconds", name],
                )

    def test_counts_partition_the_messages(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=600)
        for number in range(3):
            self.send(url, str(number))
        self.send(url, "later", DelaySeconds=600)
        self.receive(url, MaxNumberOfMessages=2)
        names = [f"ApproximateNumberOfMessages{part}" for part in ("", "NotVisible", "Delayed")]
        reply = api.call("GetQueueAttributes", QueueUrl=url, AttributeNames=names)["Attributes"]
        self.assertEqual([reply[name] for name in names], ["1", "2", "1"])


class SetQueueAttributes(BrokerCase):
    def set(self, api: Api, url: str, **attributes: str) -> None:
        reply = api.call("SetQueueAttributes", QueueUrl=url, Attributes=attributes)
        self.assertEqual(reply, {})

    def test_takes_the_edges_of_each_range(self, api: Api) -> None:
        url = self.queue()
        for name, good, _ in RANGES:
            for value in good:
                with self.subTest(name=name, value=value):
                    self.set(api, url, **{name: value})
                    self.assertEqual(self.attributes(url)[name], value)

    def test_refuses_what_lies_beyond(self, api: Api) -> None:
        url = self.queue()
        for name, _, bad in RANGES:
            for value in (*bad, *NOT_NUMBERS):
                with self.subTest(name=name, value=value):
                    self.assert_refused(
                        api,
                        "InvalidAttributeValue",
                        invalid(name),
                        "SetQueueAttributes",
                        QueueUrl=url,
                        Attributes={name: value},
                    )

    def test_refuses_bad_enums_and_policies(self, api: Api) -> None:
        url = self.queue()
        for name, value in (
            ("SqsManagedSseEnabled", "maybe"),
            ("SqsManagedSseEnabled", ""),
            ("Policy", "not json"),
            ("Policy", '{"Version":'),
            ("Policy", json.dumps({"Version": "2012-10-17", "Id": "x" * 8192, "Statement": []})),
        ):
            with self.subTest(name=name, value=value[:20]):
                self.assert_refused(
                    api,
                    "InvalidAttributeValue",
                    invalid(name),
                    "SetQueueAttributes",
                    QueueUrl=url,
                    Attributes={name: value},
                )

    def test_refuses_unknown_and_read_only_names(self, api: Api) -> None:
        url = self.queue()
        for name in ("Foobar", "All", *READ_ONLY):
            with self.subTest(name=name):
                self.assert_refused(
                    api,
                    "InvalidAttributeName",
                    f"Unknown Attribute {name}.",
                    "SetQueueAttributes",
                    QueueUrl=url,
                    Attributes={name: "1"},
                )

    def test_refuses_the_fifo_switch_on_a_standard_queue(self, api: Api) -> None:
        url = self.queue()
        for value in ("true", "false"):
            with self.subTest(value=value):
                self.assert_refused(
                    api,
                    "InvalidAttributeName",
                    "Unknown Attribute FifoQueue.",
                    "SetQueueAttributes",
                    QueueUrl=url,
                    Attributes={"FifoQueue": value},
                )

    def test_validates_all_before_it_applies_any(self, api: Api) -> None:
        url = self.queue()
        before = self.attributes(url)
        for bad, shape in (
            ({"VisibilityTimeout": "99999"}, "InvalidAttributeValue"),
            ({"Foobar": "1"}, "InvalidAttributeName"),
        ):
            attributes = {"DelaySeconds": "5", **bad, "MaximumMessageSize": "2048"}
            self.assert_refused(
                api, shape, None, "SetQueueAttributes", QueueUrl=url, Attributes=attributes
            )
        self.assertEqual(self.attributes(url), before)

    def test_booleans_in_any_case_are_reported_in_lower_case(self, api: Api) -> None:
        url = self.queue()
        for value, reported in (("False", "false"), ("TRUE", "true"), ("fAlSe", "false")):
            with self.subTest(value=value):
                self.set(api, url, SqsManagedSseEnabled=value)
                self.assertEqual(self.attributes(url)["SqsManagedSseEnabled"], reported)

    def test_an_empty_map_changes_nothing(self) -> None:
        """Over JSON: Query has no empty map."""
        url = self.queue()
        self.set(self.json, url)
        self.assertEqual(self.attributes(url)["VisibilityTimeout"], "30")

    def test_a_change_moves_the_time_of_modification_and_leaves_the_rest(self, api: Api) -> None:
        url = self.queue(DelaySeconds=3)
        before = self.attributes(url)
        time.sleep(1.1)  # the timestamps have whole seconds
        self.set(api, url, VisibilityTimeout="45")
        after = self.attributes(url)
        modified = int(after.pop("LastModifiedTimestamp"))
        self.assertGreater(modified, int(before.pop("LastModifiedTimestamp")))
        self.assertEqual(after, {**before, "VisibilityTimeout": "45"})

    def test_policy_comes_back_verbatim_and_empty_removes_it(self, api: Api) -> None:
        url = self.queue()
        self.set(api, url, Policy=POLICY)
        reply = api.call("GetQueueAttributes", QueueUrl=url, AttributeNames=["Policy"])
        self.assertEqual(reply["Attributes"], {"Policy": POLICY})
        self.set(api, url, Policy="")
        self.assertNotIn("Policy", self.attributes(url))
        self.set(api, url, Policy="")
        self.assertNotIn("Policy", self.attributes(url))

    def test_an_empty_redrive_policy_is_harmless(self, api: Api) -> None:
        url = self.queue()
        self.set(api, url, RedrivePolicy="")
        self.assertNotIn("RedrivePolicy", self.attributes(url))

    def test_a_key_turns_managed_encryption_off_for_good(self, api: Api) -> None:
        """Spec 4.2, recorded."""
        url = self.queue()
        self.set(api, url, KmsMasterKeyId="alias/orders", KmsDataKeyReusePeriodSeconds="6000")
        now = self.attributes(url)
        self.assertEqual(now["KmsMasterKeyId"], "alias/orders")
        self.assertEqual(now["KmsDataKeyReusePeriodSeconds"], "6000")
        self.assertEqual(now["SqsManagedSseEnabled"], "false")

        self.set(api, url, KmsMasterKeyId="", KmsDataKeyReusePeriodSeconds="300")
        now = self.attributes(url)
        self.assertNotIn("KmsMasterKeyId", now)
        self.assertNotIn("KmsDataKeyReusePeriodSeconds", now)
        self.assertEqual(now["SqsManagedSseEnabled"], "false")

    def test_two_kinds_of_encryption_exclude_each_other(self, api: Api) -> None:
        self.assert_refused(
            api,
            "InvalidAttributeName",
            "You can use one type of server-side encryption (SSE) at one time. You can either "
            "enable KMS SSE or SQS SSE.",
            "SetQueueAttributes",
            QueueUrl=self.queue(),
            Attributes={"KmsMasterKeyId": "alias/orders", "SqsManagedSseEnabled": "true"},
        )

    def test_visibility_timeout_counts_for_receives_from_now_on(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=600)
        self.send(url, "early")
        self.assertEqual(self.bodies(url), ["early"])
        self.set(api, url, VisibilityTimeout="0")
        self.send(url, "late")
        self.assertEqual(self.bodies(url), ["late"])
        self.assertEqual(self.bodies(url), ["late"], "hidden for no time, while early stays hidden")

    def test_delay_counts_for_new_messages_only(self, api: Api) -> None:
        url = self.queue(DelaySeconds=600)
        self.send(url, "early")
        self.set(api, url, DelaySeconds="0")
        self.send(url, "late")
        self.assertEqual(self.bodies(url), ["late"])
        self.assertEqual(self.counts(url), (0, 1, 1))

    def test_wait_time_counts_at_once(self, api: Api) -> None:
        url = self.queue()
        self.set(api, url, ReceiveMessageWaitTimeSeconds="1")
        started = time.monotonic()
        self.assertEqual(self.bodies(url), [])
        self.assertGreater(time.monotonic() - started, 0.9)


class CreateQueueAttributes(BrokerCase):
    def create(self, api: Api, number: object = 0, **attributes: str) -> str:
        name = f"{self.id().rsplit('.', 1)[-1][:70]}-{number}"
        return api.call("CreateQueue", QueueName=name, Attributes=attributes)["QueueUrl"]

    def test_takes_the_edges_of_each_range(self, api: Api) -> None:
        for side in (0, 1):
            attributes = {name: good[side] for name, good, _ in RANGES}
            url = self.create(api, side, **attributes)
            stored = self.attributes(url)
            self.assertEqual({name: stored[name] for name in attributes}, attributes)

    def test_refuses_what_lies_beyond(self, api: Api) -> None:
        for name, _, bad in RANGES:
            for value in (*bad, "ten"):
                with self.subTest(name=name, value=value):
                    self.assert_refused(
                        api,
                        "InvalidAttributeValue",
                        invalid(name),
                        "CreateQueue",
                        QueueName="refused",
                        Attributes={name: value},
                    )
        self.assertEqual(self.json.call("ListQueues", QueueNamePrefix="refused"), {})

    def test_refuses_names_that_are_unknown_read_only_or_fifo(self, api: Api) -> None:
        """Spec 4.1, recorded for the FIFO ones."""
        only_fifo = "You can specify the {} only when FifoQueue is set to true."
        for name, value, text in (
            *((name, "1", f"Unknown Attribute {name}.") for name in ("Foobar", *READ_ONLY)),
            ("FifoQueue", "false", "Unknown Attribute FifoQueue."),
            ("ContentBasedDeduplication", "true", "Unknown Attribute ContentBasedDeduplication."),
            ("DeduplicationScope", "queue", only_fifo.format("DeduplicationScope")),
            ("FifoThroughputLimit", "perQueue", only_fifo.format("FifoThroughputLimit")),
        ):
            with self.subTest(name=name):
                self.assert_refused(
                    api,
                    "InvalidAttributeName",
                    text,
                    "CreateQueue",
                    QueueName="refused",
                    Attributes={name: value},
                )

    def test_keeps_policy_and_key(self, api: Api) -> None:
        url = self.create(api, Policy=POLICY, KmsMasterKeyId="alias/orders")
        stored = self.attributes(url)
        self.assertEqual(stored["Policy"], POLICY)
        self.assertEqual(stored["KmsMasterKeyId"], "alias/orders")
        self.assertEqual(stored["SqsManagedSseEnabled"], "false")

    def test_a_reuse_period_of_300_is_the_default_and_not_reported(self, api: Api) -> None:
        url = self.create(api, KmsDataKeyReusePeriodSeconds="300")
        self.assertNotIn("KmsDataKeyReusePeriodSeconds", self.attributes(url))


if __name__ == "__main__":
    unittest.main()
