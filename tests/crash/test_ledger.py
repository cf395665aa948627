"""The books catch what they are for: each test plants one fault."""

import pathlib
import tempfile
import unittest

from ledger import Journal, Ledger, body_of, read_journals, token_of


def honest() -> Ledger:
    """One message drained, one deleted, one whose send and one whose delete got no answer."""
    ledger = Ledger()
    for token in ("kept", "deleted", "unanswered", "delete-unanswered"):
        ledger.send_began(token, 100, "attribute")
    for token in ("kept", "deleted", "delete-unanswered"):
        ledger.send_acknowledged(token)
    for token in ("deleted", "delete-unanswered"):
        ledger.received(body_of(token, 100), began_at=1.0, attribute="attribute")
        ledger.delete_began(token)
    ledger.delete_acknowledged("deleted", at=2.0)
    ledger.received(body_of("kept", 100), began_at=9.0, attribute="attribute", draining=True)
    return ledger


class Verdict(unittest.TestCase):
    def assert_only_fault(self, ledger: Ledger, pattern: str) -> None:
        faults = ledger.verdict()
        self.assertEqual(len(faults), 1, faults)
        self.assertRegex(faults[0], pattern)

    def test_is_clean_for_an_honest_run(self) -> None:
        self.assertEqual(honest().verdict(), [])

    def test_catches_a_loss(self) -> None:
        ledger = honest()
        ledger.send_began("lost", 100)
        ledger.send_acknowledged("lost")
        self.assert_only_fault(ledger, "^lost is lost")

    def test_catches_a_loss_after_it_was_seen(self) -> None:
        ledger = honest()
        ledger.send_began("seen", 100)
        ledger.send_acknowledged("seen")
        ledger.received(body_of("seen", 100), began_at=1.0)
        self.assert_only_fault(ledger, "^seen is lost")

    def test_catches_a_resurrection(self) -> None:
        ledger = honest()
        ledger.received(body_of("deleted", 100), began_at=2.5, attribute="attribute")
        self.assert_only_fault(ledger, "^deleted came back 0.500 s after")

    def test_lets_a_receive_pass_that_began_before_the_deletion(self) -> None:
        ledger = honest()
        ledger.received(body_of("deleted", 100), began_at=1.9, attribute="attribute")
        self.assertEqual(ledger.verdict(), [])

    def test_lets_either_end_of_an_unanswered_call_pass(self) -> None:
        ledger = honest()
        for token in ("unanswered", "delete-unanswered"):
            body = body_of(token, 100)
            ledger.received(body, began_at=9.0, attribute="attribute", draining=True)
        self.assertEqual(ledger.verdict(), [])

    def test_catches_an_altered_body(self) -> None:
        for altered in (body_of("kept", 100)[:-1], body_of("kept", 101), "kept|", "kept"):
            ledger = honest()
            ledger.received(altered, began_at=9.0, attribute="attribute")
            self.assert_only_fault(ledger, "^kept was altered")

    def test_catches_an_altered_attribute(self) -> None:
        for altered in (None, "other"):
            ledger = honest()
            ledger.received(body_of("kept", 100), began_at=9.0, attribute=altered)
            self.assert_only_fault(ledger, "^kept was altered")

    def test_catches_a_message_that_nobody_sent(self) -> None:
        ledger = honest()
        ledger.received(body_of("invented", 100), began_at=9.0)
        self.assert_only_fault(ledger, "^'invented' was received and never sent")


class Files(unittest.TestCase):
    def test_journals_of_several_workers_make_one_ledger(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            consumer, producer = (pathlib.Path(directory, name) for name in ("a", "b"))
            journal = Journal(consumer)  # read first: a receive before its send
            journal.write("received", body=body_of("t", 50), began_at=1.0, draining=True)
            journal.close()
            journal = Journal(producer)
            journal.write("send_began", token="t", size=50)
            journal.write("send_acknowledged", token="t")
            journal.close()
            ledger = read_journals([consumer, producer])
        self.assertEqual(ledger.verdict(), [])
        self.assertEqual(ledger.summary()["sends acknowledged"], 1)

    def test_bodies_know_their_tokens_and_sizes(self) -> None:
        for size in (10, 100, 5000):
            body = body_of("p1-7", size)
            self.assertEqual(len(body), size)
            self.assertEqual(token_of(body), "p1-7")


if __name__ == "__main__":
    unittest.main()
