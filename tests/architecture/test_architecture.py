#!/usr/bin/python3
"""The sources keep to the rules, and the rules find what breaks them."""

import pathlib
import unittest

from rules import RULES, WORDS, LIBRARIES, Source, arrows, length, libraries, sources, violations, words

TOP = pathlib.Path(__file__).resolve().parents[2]


def including(path: str, header: str) -> Source:
    return Source(path, f"#pragma once\n\n#include {header}\n")


class TheSources(unittest.TestCase):
    def test_keep_to_the_rules(self):
        found = list(sources(TOP))
        self.assertGreater(len(found), 50, "the sources are not where they are looked for")
        self.assertEqual([], [text for source in found for text in violations(source)])


class ArrowsThatPointUp(unittest.TestCase):
    def assert_refused(self, path, header):
        self.assertEqual(1, len(list(arrows(including(path, header)))), f"{path} -> {header}")

    def assert_fine(self, path, header):
        self.assertEqual([], list(arrows(including(path, header))))

    def test_are_found(self):
        self.assert_refused("src/engine/queue.cpp", "<forebay/runtime/broker.hpp>")
        self.assert_refused("include/forebay/base/clock.hpp", "<forebay/model/limits.hpp>")
        self.assert_refused("src/service/sqs/send.cpp", "<forebay/protocol/http.hpp>")
        self.assert_refused("src/server/session.cpp", '"config/settings.hpp"')
        self.assert_refused("src/runtime/shard.cpp", '"daemon/serve.hpp"')

    def test_are_found_between_engine_and_storage(self):
        self.assert_refused("src/engine/queue.cpp", "<forebay/storage/keys.hpp>")
        self.assert_refused("src/storage/keys.cpp", "<forebay/engine/queue.hpp>")

    def test_are_found_over_a_layer(self):
        self.assert_refused("src/protocol/front.cpp", "<forebay/storage/store.hpp>")
        self.assert_refused("src/server/session.cpp", "<forebay/service/context.hpp>")

    def test_are_found_at_private_headers(self):
        self.assert_refused("src/runtime/shard.cpp", '"engine/window.hpp"')
        self.assert_refused("src/runtime/shard.cpp", "<engine/window.hpp>")
        self.assert_refused("include/forebay/engine/queue.hpp", '"engine/window.hpp"')

    def test_are_found_from_folders_outside_the_picture(self):
        self.assert_refused("src/utilities/helper.cpp", "<vector>")

    def test_are_not_seen_where_there_are_none(self):
        self.assert_fine("src/engine/queue.cpp", "<forebay/model/message.hpp>")
        self.assert_fine("src/engine/queue.cpp", '"engine/window.hpp"')
        self.assert_fine("src/runtime/shard.cpp", "<forebay/engine/queue.hpp>")
        self.assert_fine("src/main.cpp", '"daemon/serve.hpp"')
        self.assert_fine("src/base/digest.cpp", "<openssl/evp.h>")
        self.assert_fine("tests/engine/queue_test.cpp", "<forebay/runtime/broker.hpp>")


class LibrariesOutsideTheirFolder(unittest.TestCase):
    PLANTED = [
        ("src/runtime/committer.cpp", "<rocksdb/db.h>"),
        ("src/runtime/committer.cpp", "<records.pb.h>"),
        ("src/model/message.cpp", "<google/protobuf/message_lite.h>"),
        ("src/protocol/http.cpp", "<boost/beast/http.hpp>"),
        ("src/engine/queue.cpp", "<boost/asio/awaitable.hpp>"),
        ("include/forebay/base/clock.hpp", "<boost/asio/steady_timer.hpp>"),
        ("src/storage/store.cpp", "<boost/asio/post.hpp>"),
        ("src/engine/queue.cpp", "<spdlog/spdlog.h>"),
        ("src/server/listener.cpp", "<toml++/toml.h>"),
        ("src/daemon/serve.cpp", "<CLI/App.hpp>"),
        ("src/runtime/committer.cpp", "<prometheus/counter.h>"),
        ("src/base/uuid.cpp", "<cassert>"),
    ]

    def test_are_found(self):
        for path, header in self.PLANTED:
            self.assertEqual(1, len(list(libraries(including(path, header)))), f"{path} -> {header}")

    def test_are_planted_for_each_library(self):
        self.assertGreaterEqual(len(self.PLANTED), len(LIBRARIES))

    def test_are_fine_in_it(self):
        for path, header in [
            ("src/storage/rocks_store.cpp", "<rocksdb/db.h>"),
            ("src/server/session.cpp", "<boost/beast/http.hpp>"),
            ("include/forebay/base/task.hpp", "<boost/asio/awaitable.hpp>"),
        ]:
            self.assertEqual([], list(libraries(including(path, header))))


class WordsInTheWrongPlace(unittest.TestCase):
    PLANTED = [
        ("src/runtime/shard.cpp", "auto t = std::chrono::system_clock::now();"),
        ("tests/engine/queue_test.cpp", "std::this_thread::sleep_for(1s);"),
        ("src/engine/queue.cpp", "const auto id = random_uuid();"),
        ("src/engine/queue.cpp", "const auto now = clock.now();"),
    ]

    def test_are_found(self):
        for path, line in self.PLANTED:
            found = list(words(Source(path, f"// first\n{line}\n")))
            self.assertEqual(1, len(found), f"{path}: {line}")
            self.assertIn(f"{path}:2:", found[0])

    def test_are_planted_for_each_word(self):
        self.assertGreaterEqual(len(self.PLANTED), len(WORDS))

    def test_are_fine_in_comments_and_where_they_belong(self):
        for path, text in [
            ("src/engine/queue.cpp", "// not system_clock\n/* nor\n sleep_for */\n"),
            ("src/base/clock.cpp", "std::chrono::system_clock::now();\n"),
            ("tests/crash/helper.cpp", "std::this_thread::sleep_for(1s);\n"),
        ]:
            self.assertEqual([], list(words(Source(path, text))))


class LongFiles(unittest.TestCase):
    def test_are_found(self):
        self.assertEqual([], list(length(Source("src/engine/queue.cpp", "\n" * 600))))
        self.assertEqual(1, len(list(length(Source("src/engine/queue.cpp", "\n" * 601)))))
        self.assertEqual([], list(length(Source("tests/engine/queue_test.cpp", "\n" * 601))))


class EveryRule(unittest.TestCase):
    def test_is_looked_at(self):
        self.assertEqual({arrows, libraries, words, length}, set(RULES))


if __name__ == "__main__":
    unittest.main()
