"""Mail subscribers: confirmation, notifications and the way out, by a real SMTP server: spec 8.6,
and triggers D.
"""

from __future__ import annotations

import html
import json
import logging
import re
import time
import unittest
import urllib.error
import urllib.parse
from typing import Any

from aiosmtpd.smtp import AuthResult
from broker import Broker
from receivers import Mail, MailServer, certificate
from sns import SnsCase, queue_arn, sns_client, visit

FOOTER = "\n\n--\nIf you wish to stop receiving notifications from this topic, "
RATE = ("--smtp-rate", "1000")


class MailCase(SnsCase):
    @classmethod
    def daemon(cls) -> Broker:
        flags = ("--smtp-encryption", "none", "--smtp-from", "shop@example.com", *RATE)
        cls.server = MailServer()
        cls.addClassCleanup(cls.server.close)
        daemon = Broker("--smtp-server", cls.server.address, *flags).start()
        cls.addClassCleanup(daemon.close)
        return daemon

    def setUp(self) -> None:
        self.server.answer = lambda mail: MailServer.OK
        self.server.received.queue.clear()

    def subscribe_mail(self, topic: str, protocol: str = "email", **attributes: str) -> str:
        return self.sns.subscribe(
            TopicArn=topic,
            Protocol=protocol,
            Endpoint="ann+news@example.com",
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]

    def link(self, mail: Mail, page: str) -> str:
        found = re.findall(rf"http://127\.0\.0\.1:{self.port}/{page}\.html\?\S+", mail.text)
        self.assertEqual(len(found), 1, mail.text)
        return found[0]

    def confirmed(self, topic: str, **attributes: str) -> str:
        subscription = self.subscribe_mail(topic, **attributes)
        visit(self.link(self.server.next(), "confirmation"))
        return subscription

    def is_pending(self, subscription: str) -> bool:
        reply = self.sns.get_subscription_attributes(SubscriptionArn=subscription)
        return reply["Attributes"]["PendingConfirmation"] == "true"

    def assert_quiet(self, seconds: float = 0.3) -> None:
        time.sleep(seconds)
        self.assertEqual(list(self.server.received.queue), [])


class Email(MailCase):
    def test_confirmation(self) -> None:
        topic = self.topic()
        subscription = self.subscribe_mail(topic)
        self.sns.publish(TopicArn=topic, Message="too early")
        mail = self.server.next()
        self.assertEqual(mail.sender, "shop@example.com")
        self.assertEqual(mail.recipients, ["ann+news@example.com"])
        message = mail.message
        self.assertEqual(message["From"], "AWS Notifications <shop@example.com>")
        self.assertEqual(message["To"], "ann+news@example.com")
        self.assertEqual(message["Subject"], "AWS Notification - Subscription Confirmation")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message.get_content_type(), "text/plain")
        self.assertEqual(message.get_content_charset(), "utf-8")
        self.assertRegex(message["Message-ID"], r"^<[^<>@\s]+@example\.com>$")
        self.assertIsNone(message["List-Unsubscribe"])
        link = self.link(mail, "confirmation")
        self.assertEqual(
            mail.text,
            f"You have chosen to subscribe to the topic:\n{topic}\n\nTo confirm this subscription,"
            " click or visit the link below (If this was in error no action is necessary):\n"
            f"{link}\n",
        )
        self.assertTrue(self.is_pending(subscription))

        page = visit(link)
        self.assertIn("<h1>Subscription confirmed!</h1>", page)
        for text in ("ann+news@example.com", topic, subscription, "/unsubscribe.html?"):
            self.assertIn(text, page)
        self.assertFalse(self.is_pending(subscription))
        self.assertIn("Subscription confirmed!", visit(link))  # idempotent
        self.assert_quiet()

    def test_wrong_links_confirm_nothing(self) -> None:
        topic = self.topic()
        subscription = self.subscribe_mail(topic)
        link = self.link(self.server.next(), "confirmation")
        right = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["Token"][0]
        for wrong in ("a" * 288, "x", "%3Cscript%3E"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                visit(link.replace(right, wrong))
            self.assertEqual(refused.exception.code, 400)
            self.assertNotIn("<script>", refused.exception.read().decode())
        self.assertTrue(self.is_pending(subscription))

    def test_notification(self) -> None:
        topic = self.topic(DisplayName="Blumen & Töpfe")
        subscription = self.confirmed(topic)
        text = "Grüße\n.\n..\nfrom nobody\r\n" + "x" * 3000
        self.sns.publish(TopicArn=topic, Subject="Hi: there", Message=text)
        mail = self.server.next()
        message = mail.message
        self.assertEqual(message["Subject"], "Hi: there")
        self.assertEqual(message["From"].addresses[0].display_name, "Blumen & Töpfe")
        link = self.link(mail, "unsubscribe")
        self.assertEqual(message["List-Unsubscribe"], f"<{link}>")
        self.assertIsNone(message["List-Unsubscribe-Post"])  # for https alone: RFC 8058
        self.assertEqual(
            urllib.parse.parse_qs(urllib.parse.urlsplit(link).query),
            {"SubscriptionArn": [subscription], "Endpoint": ["ann+news@example.com"]},
        )
        content, _, footer = mail.text.partition(FOOTER)
        self.assertEqual(content, text.replace("\r\n", "\n"))
        self.assertTrue(footer.startswith("please click or visit the link below to unsubscribe:"))
        for line in mail.content.split(b"\r\n"):
            self.assertLess(len(line), 999)

        self.sns.publish(TopicArn=topic, Message=".plain\n")
        plain = self.server.next()
        self.assertEqual(plain.message["Subject"], "AWS Notification Message")
        self.assertEqual(plain.message["Content-Transfer-Encoding"], "7bit")
        self.assertTrue(plain.text.startswith(".plain\n"))

    def test_structure_and_filters(self) -> None:
        topic = self.topic()
        self.confirmed(topic, FilterPolicy='{"to": ["mail"]}')
        text = json.dumps({"default": "d", "email": "for mail", "sqs": "for queues"})
        for value in ("queues", "mail"):
            self.sns.publish(
                TopicArn=topic,
                Message=text,
                MessageStructure="json",
                MessageAttributes={"to": {"DataType": "String", "StringValue": value}},
            )
        self.assertTrue(self.server.next().text.startswith("for mail\n"))
        self.assert_quiet()

    def test_way_out_and_back(self) -> None:
        topic = self.topic()
        subscription = self.confirmed(topic)
        self.sns.publish(TopicArn=topic, Message="m")
        link = self.link(self.server.next(), "unsubscribe")
        self.assertIn('<form method="post">', visit(link))  # as what scans mails does
        self.assertFalse(self.is_pending(subscription))

        self.assertIn("Unsubscribed", visit(link, "POST"))
        self.assertTrue(self.is_pending(subscription))
        self.sns.publish(TopicArn=topic, Message="while away")
        mail = self.server.next()
        self.assertEqual(mail.message["Subject"], "AWS Notification - Unsubscribe Confirmation")
        visit(self.link(mail, "confirmation"))
        self.assertFalse(self.is_pending(subscription))
        self.sns.publish(TopicArn=topic, Message="back")
        self.assertTrue(self.server.next().text.startswith("back\n"))

    def test_way_out_of_the_confirmation_page(self) -> None:
        topic = self.topic()
        subscription = self.subscribe_mail(topic)
        page = visit(self.link(self.server.next(), "confirmation"))
        path = html.unescape(re.findall(r'href="([^"]+)"', page)[0])
        visit(f"http://127.0.0.1:{self.port}{path}", "POST")
        self.assertTrue(self.is_pending(subscription))
        self.assertIn("Unsubscribe Confirmation", self.server.next().message["Subject"])

    def test_a_signature_may_be_needed_to_leave(self) -> None:
        topic = self.topic()
        self.subscribe_mail(topic)
        link = self.link(self.server.next(), "confirmation")
        token = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["Token"][0]
        subscription = self.sns.confirm_subscription(
            TopicArn=topic, Token=token, AuthenticateOnUnsubscribe="true"
        )["SubscriptionArn"]
        self.sns.publish(TopicArn=topic, Message="m")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            visit(self.link(self.server.next(), "unsubscribe"), "POST")
        self.assertEqual(refused.exception.code, 403)
        self.assertFalse(self.is_pending(subscription))

    def test_line_breaks_reach_neither_headers_nor_commands(self) -> None:
        topic = self.topic()
        for broken in ("\r\nBcc: eve@example.com", "\nBcc: eve@example.com", "\r"):
            address = "a" + broken + "@example.com"
            for input in ({"Endpoint": address}, {"Endpoint": "a@example.com" + broken}):
                self.assertEqual(
                    self.refusal("subscribe", TopicArn=topic, Protocol="email", **input),
                    (400, "InvalidParameter", "Invalid parameter: Email address"),
                )
            self.assertEqual(
                self.refusal("publish", TopicArn=topic, Subject="S" + broken, Message="m")[2],
                "Invalid parameter: Subject",
            )
            refusal = self.refusal(
                "set_topic_attributes",
                TopicArn=topic,
                AttributeName="DisplayName",
                AttributeValue="Shop" + broken,
            )
            self.assertEqual(refusal[:2], (400, "InvalidParameter"))
        self.confirmed(topic)
        self.sns.publish(TopicArn=topic, Message="a\r\n.\r\nMAIL FROM:<eve@example.com>\r\n")
        mail = self.server.next()
        self.assertEqual((mail.sender, len(mail.recipients)), ("shop@example.com", 1))
        self.assertTrue(mail.text.startswith("a\n.\nMAIL FROM:<eve@example.com>\n"))
        self.assert_quiet()

    def test_what_the_server_never_takes_goes_to_the_dead_letter_queue(self) -> None:
        topic, url = self.topic(), self.queue()
        redrive = json.dumps({"deadLetterTargetArn": queue_arn(url)})
        self.confirmed(topic, RedrivePolicy=redrive)
        self.server.answer = lambda mail: "550 No such user"
        self.sns.publish(TopicArn=topic, Message="m")
        self.assertTrue(self.receive_one(url, WaitTimeSeconds=5)["Body"].startswith("m\n"))
        self.server.next()


class EmailJson(MailCase):
    def test_documents(self) -> None:
        topic = self.topic(SignatureVersion="2")
        subscription = self.subscribe_mail(topic, "email-json")
        mail = self.server.next()
        self.assertEqual(
            mail.message["Subject"], "AWS Notification - Subscription Confirmation"
        )
        asked = json.loads(mail.text)
        self.assertEqual(asked["Type"], "SubscriptionConfirmation")
        self.assertEqual(len(asked["Token"]), 288)
        self.assertIn(subscription, visit(asked["SubscribeURL"]))

        attributes = {"a": {"DataType": "String", "StringValue": "é"}}
        sent = self.sns.publish(
            TopicArn=topic, Subject="Hi", Message="Grüße", MessageAttributes=attributes
        )
        mail = self.server.next()
        self.assertEqual(mail.message["Subject"], "Hi")
        text, _, footer = mail.text.partition(FOOTER)
        self.assertTrue(footer)
        self.assertTrue(text.startswith('{\n  "Type" : "Notification",\n'))
        document = json.loads(text)
        self.assertEqual(document["MessageId"], sent["MessageId"])
        self.assertEqual((document["Message"], document["Subject"]), ("Grüße", "Hi"))
        self.assertEqual(document["SignatureVersion"], "2")
        self.assertEqual(document["MessageAttributes"], {"a": {"Type": "String", "Value": "é"}})


class Encrypted(unittest.TestCase):
    """STARTTLS and a password, as mail servers outside want them."""

    def setUp(self) -> None:
        self.broker = Broker()
        self.addCleanup(self.broker.close)
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # handshakes that fail on purpose

    def start(self, *flags: str, **options: Any) -> MailServer:
        """A server that is to get the mail of a new subscription."""
        server = MailServer(**options)
        self.addCleanup(server.close)
        self.broker.flags = ("--smtp-server", server.address, *RATE, *flags)
        self.broker.start()
        sns = sns_client(self.broker.port)
        self.addCleanup(sns.close)
        topic = sns.create_topic(Name="t")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")
        return server

    def test_login_over_tls(self) -> None:
        context = certificate(self.broker.home)
        home = self.broker.home
        password = home / "password"
        password.write_text("open sesame\n")
        logins = []

        def authenticate(server: Any, session: Any, envelope: Any, kind: str, data: Any) -> Any:
            logins.append((data.login, data.password))
            return AuthResult(success=True, auth_data=data)

        server = self.start(
            *("--sns-ca-file", str(home / "ca.pem"), "--smtp-user", "ali"),
            *("--smtp-password-file", str(password)),
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=authenticate,
        )
        mail = server.next()
        self.assertTrue(mail.was_encrypted)
        self.assertEqual(logins, [(b"ali", b"open sesame")])

    def test_nothing_goes_to_a_server_that_nobody_vouches_for(self) -> None:
        server = self.start(tls_context=certificate(self.broker.home))
        time.sleep(1)
        self.assertTrue(server.received.empty())

    def test_nothing_goes_out_in_the_clear_unless_told_so(self) -> None:
        server = self.start()
        time.sleep(1)
        self.assertTrue(server.received.empty())


if __name__ == "__main__":
    unittest.main()
