"""PurgeQueue, tags, AddPermission and RemovePermission: spec 6.7, 6.8, 11.1."""

import re
import unittest

from apis import Api
from case import BrokerCase, name_of

ONE, TWO = "111111111111", "222222222222"


class PurgeQueue(BrokerCase):
    def test_removes_what_is_visible_in_flight_and_delayed(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=1)
        self.send(url, "in flight")
        handle = self.receive_one(url)["ReceiptHandle"]
        self.send(url, "visible")
        self.send(url, "delayed", DelaySeconds=1)
        self.assertEqual(api.call("PurgeQueue", QueueUrl=url), {})
        self.assertEqual(self.counts(url), (0, 0, 0))
        self.assertEqual(self.bodies(url, WaitTimeSeconds=2), [], "nor do they come later")
        self.json.call("DeleteMessage", QueueUrl=url, ReceiptHandle=handle)

    def test_leaves_later_messages_and_other_queues_alone(self, api: Api) -> None:
        url, other = self.queue(), self.queue()
        self.send(url, "before")
        self.send(other, "other")
        api.call("PurgeQueue", QueueUrl=url)
        self.send(url, "after")
        self.assertEqual(self.bodies(url), ["after"])
        self.assertEqual(self.bodies(other), ["other"])

    def test_twice_within_a_minute_is_refused(self, api: Api) -> None:
        url = self.queue()
        api.call("PurgeQueue", QueueUrl=url)
        self.send(url, "kept")
        self.assert_refused(
            api,
            "PurgeQueueInProgress",
            f"Only one PurgeQueue operation on {name_of(url)} is allowed every 60 seconds.",
            "PurgeQueue",
            QueueUrl=url,
        )
        self.assertEqual(self.bodies(url), ["kept"])


class Tags(BrokerCase):
    def tags(self, api: Api, url: str) -> dict[str, str]:
        return api.call("ListQueueTags", QueueUrl=url)

    def test_come_and_go(self, api: Api) -> None:
        url = self.queue()
        self.assertEqual(self.tags(api, url), {}, "no key when there are none")
        first = {"team": "a", "Team": "upper", "empty": "", "größe": "<&> \"x\""}
        self.assertEqual(api.call("TagQueue", QueueUrl=url, Tags=first), {})
        self.assertEqual(self.tags(api, url), {"Tags": first})
        api.call("TagQueue", QueueUrl=url, Tags={"team": "b", "new": "x"})
        self.assertEqual(self.tags(api, url), {"Tags": {**first, "team": "b", "new": "x"}})
        keys = ["Team", "new", "größe", "unknown"]
        self.assertEqual(api.call("UntagQueue", QueueUrl=url, TagKeys=keys), {})
        self.assertEqual(self.tags(api, url), {"Tags": {"team": "b", "empty": ""}})
        api.call("UntagQueue", QueueUrl=url, TagKeys=["team", "empty"])
        self.assertEqual(self.tags(api, url), {})

    def test_may_be_as_long_as_the_quota(self, api: Api) -> None:
        url = self.queue()
        tags = {"k" * 128: "v" * 256, **{f"k{i}": "v" for i in range(49)}}
        api.call("TagQueue", QueueUrl=url, Tags=tags)
        self.assertEqual(self.tags(api, url), {"Tags": tags})

    def test_beyond_the_quota_or_reserved_are_refused(self, api: Api) -> None:
        """With a client error; the spec names no code."""
        url = self.queue()
        for key, value in (("k" * 129, "v"), ("k", "v" * 257), ("aws:x", "v"), ("", "v")):
            with self.subTest(key=key[:10], value=value[:10]):
                refused = self.refusal(api, "TagQueue", QueueUrl=url, Tags={key: value})
                self.assertEqual(refused.status, 400)
        self.assertEqual(self.tags(api, url), {})


class Permissions(BrokerCase):
    def policy(self, url: str) -> str | None:
        return self.attributes(url).get("Policy")

    def add(self, api: Api, url: str, label: str, accounts: list[str], actions: list[str]) -> None:
        reply = api.call(
            "AddPermission", QueueUrl=url, Label=label, AWSAccountIds=accounts, Actions=actions
        )
        self.assertEqual(reply, {})

    def test_live_as_recorded(self, api: Api) -> None:
        """Spec 11.1: the policy to the letter, from the first statement to the last."""
        url = self.queue()
        arn = self.attributes(url)["QueueArn"]
        head = f'{{"Version":"2008-10-17","Id":"{arn}/SQSDefaultPolicy","Statement":['
        one = (
            '{"Sid":"one","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},'
            f'"Action":"SQS:ReceiveMessage","Resource":"{arn}"}}'
        )
        two = (
            '{"Sid":"two","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:root",'
            '"arn:aws:iam::222222222222:root"]},"Action":["SQS:ReceiveMessage","SQS:SendMessage"],'
            f'"Resource":"{arn}"}}'
        )
        self.assertIsNone(self.policy(url))
        self.add(api, url, "one", [ONE], ["ReceiveMessage"])
        self.assertEqual(self.policy(url), f"{head}{one}]}}")
        self.add(api, url, "two", [ONE, TWO], ["ReceiveMessage", "SendMessage"])
        self.assertEqual(self.policy(url), f"{head}{one},{two}]}}")
        self.assertEqual(api.call("RemovePermission", QueueUrl=url, Label="one"), {})
        self.assertEqual(self.policy(url), f"{head}{two}]}}")
        api.call("RemovePermission", QueueUrl=url, Label="two")
        self.assertIsNone(self.policy(url))

    def test_a_star_means_every_action(self, api: Api) -> None:
        url = self.queue()
        self.add(api, url, "all", [ONE], ["*"])
        self.assertIn('"Action":"SQS:*"', self.policy(url) or "")

    def test_a_label_twice_is_refused(self, api: Api) -> None:
        url = self.queue()
        self.add(api, url, "one", [ONE], ["SendMessage"])
        self.assert_bad_value(
            api,
            "Value one for parameter Label is invalid. Reason: Already exists.",
            "AddPermission",
            QueueUrl=url,
            Label="one",
            AWSAccountIds=[TWO],
            Actions=["SendMessage"],
        )

    def test_an_unknown_label_is_refused(self, api: Api) -> None:
        self.assert_bad_value(
            api,
            "Value nope for parameter Label is invalid. Reason: can't find label.",
            "RemovePermission",
            QueueUrl=self.queue(),
            Label="nope",
        )

    def test_an_illegal_label_is_refused(self, api: Api) -> None:
        for label in ("a b", "l" * 81, "a.b"):
            with self.subTest(label=label):
                self.assert_bad_value(
                    api,
                    None,
                    "AddPermission",
                    QueueUrl=self.queue(),
                    Label=label,
                    AWSAccountIds=[ONE],
                    Actions=["SendMessage"],
                )

    def test_seven_actions_are_taken_and_eight_are_not(self, api: Api) -> None:
        url = self.queue()
        actions = [
            "SendMessage",
            "ReceiveMessage",
            "DeleteMessage",
            "ChangeMessageVisibility",
            "GetQueueAttributes",
            "GetQueueUrl",
            "PurgeQueue",
            "ListDeadLetterSourceQueues",
        ]
        self.add(api, url, "seven", [ONE], actions[:7])
        self.assert_refused(
            api,
            "OverLimit",
            "8 Actions were found, maximum allowed is 7.",
            "AddPermission",
            QueueUrl=url,
            Label="eight",
            AWSAccountIds=[ONE],
            Actions=actions,
        )

    def test_actions_that_cannot_be_granted_are_refused(self, api: Api) -> None:
        url = self.queue()
        wsdl = (
            "Value SQS:{} for parameter ActionName is invalid. Reason: Please refer to the "
            "appropriate WSDL for a list of valid actions. "
        )
        owner = "Only the queue owner is allowed to invoke this action."
        for action, text in (
            ("Foobar", re.compile(re.escape(wsdl.format("Foobar").rstrip()))),
            ("AddPermission", re.compile(f"({re.escape(owner)}|list of valid actions)")),
            ("DeleteQueue", re.compile(f"({re.escape(owner)}|list of valid actions)")),
        ):
            with self.subTest(action=action):
                self.assert_bad_value(
                    api,
                    text,
                    "AddPermission",
                    QueueUrl=url,
                    Label="l",
                    AWSAccountIds=[ONE],
                    Actions=[action],
                )
        self.assertIsNone(self.policy(url))


if __name__ == "__main__":
    unittest.main()
