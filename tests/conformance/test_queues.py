"""CreateQueue, GetQueueUrl, ListQueues, DeleteQueue: spec 1, 6.1 to 6.4."""

import re
import unittest

from apis import Api, JsonApi
from case import BrokerCase, name_of
from errors import NO_QUEUE

NAME_RULE = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"


class CreateQueue(BrokerCase):
    def test_gives_a_url_of_endpoint_account_and_name(self, api: Api) -> None:
        name = f"orders-{api.protocol}"
        url = api.call("CreateQueue", QueueName=name)["QueueUrl"]
        self.assertEqual(url, f"http://127.0.0.1:{self.port}/000000000000/{name}")

    def test_takes_every_legal_name(self, api: Api) -> None:
        for name in ("a", "7", "-", "_", "A-z_09", "n" * 80):
            with self.subTest(name=name):
                url = api.call("CreateQueue", QueueName=name)["QueueUrl"]
                self.assertEqual(name_of(url), name)

    def test_refuses_illegal_names(self, api: Api) -> None:
        for name in ("", "n" * 81, "a/b", "a b", "a.b", "ä", "a\n", "a:b"):
            with self.subTest(name=name):
                self.assert_bad_value(api, NAME_RULE, "CreateQueue", QueueName=name)

    def test_refuses_a_fifo_name_without_the_fifo_attribute(self, api: Api) -> None:
        self.assert_bad_value(api, None, "CreateQueue", QueueName="a.fifo")

    def test_names_are_case_sensitive(self, api: Api) -> None:
        lower = api.call("CreateQueue", QueueName=f"case-{api.protocol}")["QueueUrl"]
        upper = api.call("CreateQueue", QueueName=f"CASE-{api.protocol}")["QueueUrl"]
        self.send(lower)
        self.assertEqual(self.bodies(upper), [])

    def test_without_attributes_finds_the_existing_queue_whatever_it_has(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=7)
        again = api.call("CreateQueue", QueueName=name_of(url))
        self.assertEqual(again["QueueUrl"], url)
        self.assertEqual(self.attributes(url)["VisibilityTimeout"], "7")

    def test_with_equal_attributes_finds_the_existing_queue(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=7, DelaySeconds=1)
        same = {"VisibilityTimeout": "7", "MaximumMessageSize": "1048576"}
        again = api.call("CreateQueue", QueueName=name_of(url), Attributes=same)
        self.assertEqual(again["QueueUrl"], url)

    def test_with_another_value_names_the_attribute_that_differs(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=7)
        self.assert_refused(
            api,
            "QueueNameExists",
            "A queue already exists with the same name and a different value for attribute "
            "DelaySeconds",
            "CreateQueue",
            QueueName=name_of(url),
            Attributes={"VisibilityTimeout": "7", "DelaySeconds": "2"},
        )

    def test_compares_with_values_as_modified_since(self, api: Api) -> None:
        url = self.queue(VisibilityTimeout=7)
        self.json.call("SetQueueAttributes", QueueUrl=url, Attributes={"VisibilityTimeout": "8"})
        api.call("CreateQueue", QueueName=name_of(url), Attributes={"VisibilityTimeout": "8"})
        self.assert_refused(
            api,
            "QueueNameExists",
            None,
            "CreateQueue",
            QueueName=name_of(url),
            Attributes={"VisibilityTimeout": "7"},
        )

    def test_finds_a_queue_that_holds_messages(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        self.assertEqual(api.call("CreateQueue", QueueName=name_of(url))["QueueUrl"], url)
        self.assertEqual(self.counts(url), (1, 0, 0))

    def test_checks_name_then_attribute_names_then_values_then_the_existing_queue(
        self, api: Api
    ) -> None:
        name = name_of(self.queue())
        bad_name, bad_value, differs = {"Foobar": "1"}, {"DelaySeconds": "-1"}, {"DelaySeconds": "5"}
        for queue_name, attributes, shape in (
            ("a b", bad_name, "InvalidParameterValueException"),
            (name, {**bad_value, **bad_name}, "InvalidAttributeName"),
            (name, {**bad_value, "VisibilityTimeout": "5"}, "InvalidAttributeValue"),
            (name, differs, "QueueNameExists"),
        ):
            with self.subTest(shape=shape):
                self.assert_refused(
                    api, shape, None, "CreateQueue", QueueName=queue_name, Attributes=attributes
                )

    def test_stores_tags_of_a_new_queue_and_ignores_those_for_an_old_one(self, api: Api) -> None:
        name = f"tagged-{api.protocol}"
        url = api.call("CreateQueue", QueueName=name, tags={"team": "a", "empty": ""})["QueueUrl"]
        api.call("CreateQueue", QueueName=name, tags={"team": "b", "new": "x"})
        tags = self.json.call("ListQueueTags", QueueUrl=url)["Tags"]
        self.assertEqual(tags, {"team": "a", "empty": ""})


class GetQueueUrl(BrokerCase):
    def test_finds_a_queue_by_name(self, api: Api) -> None:
        url = self.queue()
        self.assertEqual(api.call("GetQueueUrl", QueueName=name_of(url))["QueueUrl"], url)

    def test_refuses_an_unknown_name(self, api: Api) -> None:
        self.assert_refused(api, "QueueDoesNotExist", NO_QUEUE, "GetQueueUrl", QueueName="nope")

    def test_finds_a_queue_of_another_account_by_its_owner(self, api: Api) -> None:
        other = JsonApi(self.port, access_key="111122223333")
        self.addCleanup(other.close)
        name = f"theirs-{api.protocol}"
        url = other.call("CreateQueue", QueueName=name)["QueueUrl"]
        owner = {"QueueOwnerAWSAccountId": "111122223333"}
        self.assertEqual(api.call("GetQueueUrl", QueueName=name, **owner)["QueueUrl"], url)
        self.assert_refused(api, "QueueDoesNotExist", NO_QUEUE, "GetQueueUrl", QueueName=name)


class ListQueues(BrokerCase):
    """In accounts of its own, so that no other test's queue is listed."""

    def test_lists_by_prefix_sorted_by_name(self, api: Api) -> None:
        account = {"json": "200000000001", "query": "200000000002"}[api.protocol]
        api = type(api)(self.port, account)
        self.addCleanup(api.close)
        names = ["b-1", "a-2", "a-1", "A-1", "c"]
        for name in names:
            api.call("CreateQueue", QueueName=name)

        def listed(**input: object) -> list[str]:
            return [name_of(url) for url in api.call("ListQueues", **input)["QueueUrls"]]

        self.assertEqual(listed(), sorted(names))
        self.assertEqual(listed(QueueNamePrefix="a-"), ["a-1", "a-2"])
        self.assertEqual(listed(QueueNamePrefix="A"), ["A-1"])
        self.assertEqual(listed(QueueNamePrefix="c"), ["c"])

    def test_without_a_match_has_no_list_at_all(self, api: Api) -> None:
        self.assertEqual(api.call("ListQueues", QueueNamePrefix="no-such-prefix"), {})

    def test_pages_when_told_a_maximum(self, api: Api) -> None:
        account = {"json": "200000000003", "query": "200000000004"}[api.protocol]
        api = type(api)(self.port, account)
        self.addCleanup(api.close)
        for number in range(5):
            api.call("CreateQueue", QueueName=f"page-{number}")
        api.call("CreateQueue", QueueName="other")

        pages, token = [], {}
        while True:
            page = api.call("ListQueues", QueueNamePrefix="page-", MaxResults=2, **token)
            pages.append([name_of(url) for url in page["QueueUrls"]])
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        self.assertEqual(pages, [["page-0", "page-1"], ["page-2", "page-3"], ["page-4"]])

    def test_gives_no_token_when_the_page_holds_all(self, api: Api) -> None:
        account = {"json": "200000000005", "query": "200000000006"}[api.protocol]
        api = type(api)(self.port, account)
        self.addCleanup(api.close)
        for name in ("a", "b"):
            api.call("CreateQueue", QueueName=name)
        self.assertNotIn("NextToken", api.call("ListQueues", MaxResults=2))
        self.assertNotIn("NextToken", api.call("ListQueues", MaxResults=1000))

    def test_without_a_maximum_gives_1000_and_no_token(self) -> None:
        api = JsonApi(self.port, "200000000007")
        self.addCleanup(api.close)
        for number in range(1001):
            api.call("CreateQueue", QueueName=f"q{number:04}")
        page = api.call("ListQueues")
        self.assertEqual(len(page["QueueUrls"]), 1000)
        self.assertNotIn("NextToken", page)
        page = api.call("ListQueues", MaxResults=1000)
        rest = api.call("ListQueues", MaxResults=1000, NextToken=page["NextToken"])
        self.assertEqual([name_of(url) for url in rest["QueueUrls"]], ["q1000"])

    def test_refuses_a_maximum_out_of_range(self, api: Api) -> None:
        for value in (0, -1, 1001):
            with self.subTest(value=value):
                self.assert_bad_value(api, re.compile("MaxResults"), "ListQueues", MaxResults=value)

    def test_refuses_a_token_that_it_did_not_give(self, api: Api) -> None:
        for token in ("garbage", "%%%", "Z2FyYmFnZQ=="):
            with self.subTest(token=token):
                self.assert_bad_value(
                    api, re.compile("NextToken"), "ListQueues", MaxResults=1, NextToken=token
                )


class DeleteQueue(BrokerCase):
    def test_answers_nothing_and_the_queue_is_gone(self, api: Api) -> None:
        url = self.queue()
        self.send(url)
        self.assertEqual(api.call("DeleteQueue", QueueUrl=url), {})
        self.assert_refused(
            api, "QueueDoesNotExist", NO_QUEUE, "GetQueueUrl", QueueName=name_of(url)
        )
        self.assertEqual(api.call("ListQueues", QueueNamePrefix=name_of(url)), {})

    def test_refuses_an_unknown_queue(self, api: Api) -> None:
        url = self.queue()
        api.call("DeleteQueue", QueueUrl=url)
        self.assert_refused(api, "QueueDoesNotExist", NO_QUEUE, "DeleteQueue", QueueUrl=url)

    def test_leaves_other_queues_alone(self, api: Api) -> None:
        doomed, kept = self.queue(), self.queue()
        self.send(kept, "kept")
        api.call("DeleteQueue", QueueUrl=doomed)
        self.assertEqual(self.bodies(kept), ["kept"])

    def test_every_action_refuses_a_queue_that_does_not_exist(self, api: Api) -> None:
        """Spec 6: existence is checked after missing parameters, before all else."""
        entry = {"Id": "a", "ReceiptHandle": "x", "VisibilityTimeout": 1, "MessageBody": "x"}
        handle = {k: entry[k] for k in ("Id", "ReceiptHandle")}
        hide = {k: entry[k] for k in ("Id", "ReceiptHandle", "VisibilityTimeout")}
        send = {k: entry[k] for k in ("Id", "MessageBody")}
        url = f"http://127.0.0.1:{self.port}/000000000000/never-created"
        for action, input in {
            "AddPermission": {"Label": "l", "AWSAccountIds": ["1" * 12], "Actions": ["*"]},
            "ChangeMessageVisibility": {"ReceiptHandle": "x", "VisibilityTimeout": 1},
            "ChangeMessageVisibilityBatch": {"Entries": [hide]},
            "DeleteMessage": {"ReceiptHandle": "x"},
            "DeleteMessageBatch": {"Entries": [handle]},
            "DeleteQueue": {},
            "GetQueueAttributes": {"AttributeNames": ["All"]},
            "ListQueueTags": {},
            "PurgeQueue": {},
            "ReceiveMessage": {"WaitTimeSeconds": 20},
            "RemovePermission": {"Label": "l"},
            "SendMessage": {"MessageBody": "x"},
            "SendMessageBatch": {"Entries": [send]},
            "SetQueueAttributes": {"Attributes": {"DelaySeconds": "1"}},
            "TagQueue": {"Tags": {"a": "b"}},
            "UntagQueue": {"TagKeys": ["a"]},
        }.items():
            with self.subTest(action=action):
                self.assert_refused(
                    api, "QueueDoesNotExist", NO_QUEUE, action, QueueUrl=url, **input
                )


class MissingParameters(BrokerCase):
    """Spec 6: a missing required parameter is found before the queue is looked up."""

    def test_every_action_names_the_parameter_that_is_missing(self, api: Api) -> None:
        url = f"http://127.0.0.1:{self.port}/000000000000/never-created"
        on_queue = {"QueueUrl": url}
        for action, parameter, input in (
            ("CreateQueue", "QueueName", {}),
            ("GetQueueUrl", "QueueName", {}),
            ("DeleteQueue", "QueueUrl", {}),
            ("GetQueueAttributes", "QueueUrl", {"AttributeNames": ["All"]}),
            ("SetQueueAttributes", "QueueUrl", {"Attributes": {"DelaySeconds": "1"}}),
            ("PurgeQueue", "QueueUrl", {}),
            ("ListQueueTags", "QueueUrl", {}),
            ("TagQueue", "QueueUrl", {"Tags": {"a": "b"}}),
            ("TagQueue", "Tags", on_queue),
            ("UntagQueue", "QueueUrl", {"TagKeys": ["a"]}),
            ("UntagQueue", "TagKeys", on_queue),
            ("SendMessage", "QueueUrl", {"MessageBody": "x"}),
            ("SendMessage", "MessageBody", on_queue),
            ("SendMessageBatch", "QueueUrl", {"Entries": [{"Id": "a", "MessageBody": "x"}]}),
            ("ReceiveMessage", "QueueUrl", {}),
            ("DeleteMessage", "QueueUrl", {"ReceiptHandle": "x"}),
            ("DeleteMessage", "ReceiptHandle", on_queue),
            ("DeleteMessageBatch", "QueueUrl", {"Entries": [{"Id": "a", "ReceiptHandle": "x"}]}),
            ("ChangeMessageVisibility", "QueueUrl", {"ReceiptHandle": "x", "VisibilityTimeout": 1}),
            ("ChangeMessageVisibility", "ReceiptHandle", {**on_queue, "VisibilityTimeout": 1}),
            ("ChangeMessageVisibility", "VisibilityTimeout", {**on_queue, "ReceiptHandle": "x"}),
            ("AddPermission", "Label", {**on_queue, "AWSAccountIds": ["1" * 12], "Actions": ["*"]}),
            ("AddPermission", "AWSAccountIds", {**on_queue, "Label": "l", "Actions": ["*"]}),
            ("AddPermission", "Actions", {**on_queue, "Label": "l", "AWSAccountIds": ["1" * 12]}),
            ("RemovePermission", "Label", on_queue),
        ):
            with self.subTest(action=action, missing=parameter):
                self.assert_missing(api, parameter, action, **input)

    def test_json_tells_an_absent_list_or_map_from_an_empty_one(self) -> None:
        """Query spells both alike: no attributes are a no-op (4.2), no entries an empty batch."""
        for action, parameter in (
            ("SetQueueAttributes", "Attributes"),
            ("SendMessageBatch", "Entries"),
            ("DeleteMessageBatch", "Entries"),
            ("ChangeMessageVisibilityBatch", "Entries"),
        ):
            with self.subTest(action=action):
                self.assert_missing(self.json, parameter, action, QueueUrl=self.queue())
        self.json.call("SetQueueAttributes", QueueUrl=self.queue(), Attributes={})
        self.query.call("SetQueueAttributes", QueueUrl=self.queue())


if __name__ == "__main__":
    unittest.main()
