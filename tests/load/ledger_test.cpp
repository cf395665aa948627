#include "load/ledger.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace forebay::load {
namespace {

/// A path in the directory for temporary files, removed at the end.
class TemporaryPath {
public:
    explicit TemporaryPath(const std::string& name)
        : path_(std::filesystem::path{::testing::TempDir()} / name) {}
    ~TemporaryPath() { std::filesystem::remove(path_); }
    TemporaryPath(const TemporaryPath&) = delete;
    TemporaryPath& operator=(const TemporaryPath&) = delete;
    const std::filesystem::path& get() const { return path_; }

private:
    std::filesystem::path path_;
};

TEST(Ledger, CountsAcknowledgedMessagesThatNeverCameAsLost) {
    Ledger ledger;
    for (const std::uint64_t number : std::initializer_list<std::uint64_t>{0, 63, 64, 5'000'000}) {
        ledger.acknowledge(number);
    }
    ledger.receive(63);
    ledger.receive(5'000'000);
    EXPECT_EQ(ledger.totals().acknowledged, 4U);
    EXPECT_EQ(ledger.totals().received, 2U);
    EXPECT_EQ(ledger.totals().lost, 2U);
}

TEST(Ledger, DoesNotMindAMessageThatComesBeforeItsAcknowledgement) {
    Ledger ledger;
    ledger.receive(7);
    EXPECT_EQ(ledger.totals().unknown_received, 1U);
    ledger.acknowledge(7);
    EXPECT_EQ(ledger.totals().unknown_received, 0U);
    EXPECT_EQ(ledger.totals().lost, 0U);
}

TEST(Ledger, CountsDeliveriesBeyondTheFirstAndAfterTheDelete) {
    Ledger ledger;
    ledger.receive(1);
    ledger.receive(1);
    ledger.start_delete(1);
    ledger.receive(1);
    ledger.confirm_delete(1);
    ledger.confirm_delete(1);
    ledger.receive(1);
    EXPECT_EQ(ledger.totals().received, 1U);
    EXPECT_EQ(ledger.totals().received_again, 3U);
    EXPECT_EQ(ledger.totals().received_after_delete, 1U);
    EXPECT_EQ(ledger.deleted(), 1U);
}

TEST(Ledger, IsSharedByThreads) {
    constexpr std::uint64_t count = 200'000;
    Ledger ledger;
    std::vector<std::jthread> threads;
    for (std::uint64_t first = 0; first < 4; ++first) {
        threads.emplace_back([&ledger, first] {
            for (std::uint64_t number = first; number < count; number += 4) {
                ledger.acknowledge(number);
                ledger.receive(count - 1 - number);
            }
        });
    }
    threads.clear();
    EXPECT_EQ(ledger.acknowledged(), count);
    EXPECT_EQ(ledger.totals().received, count);
    EXPECT_EQ(ledger.totals().lost, 0U);
}

TEST(Ledger, ExpectsFromAJournalWhatWasAcknowledgedAndNotAskedToBeDeleted) {
    const TemporaryPath path{"ledger_test.journal"};
    const JournalHead head{
        .run = 0xfeedf00d, .queue = "orders", .queues = 3, .fifo = true, .body_bytes = 99};
    {
        Ledger ledger{std::make_unique<Journal>(Journal::create(path.get(), head))};
        for (const std::uint64_t number :
             std::initializer_list<std::uint64_t>{1, 2, 3, 2'000'000}) {
            ledger.acknowledge(number);
        }
        ledger.receive(1);
        ledger.start_delete(1);
        ledger.confirm_delete(1);
        ledger.start_delete(2);
    }

    auto journal = std::make_unique<Journal>(Journal::open(path.get()));
    EXPECT_EQ(journal->head().run, 0xfeedf00d);
    EXPECT_EQ(journal->head().queue, "orders");
    EXPECT_EQ(journal->head().queues, 3U);
    EXPECT_TRUE(journal->head().fifo);
    EXPECT_EQ(journal->head().body_bytes, 99U);

    const Ledger earlier{std::move(journal)};
    EXPECT_EQ(earlier.acknowledged(), 4U);
    Ledger ledger;
    ledger.expect_remainder_of(earlier);
    EXPECT_EQ(ledger.totals().lost, 2U);
    ledger.receive(3);
    ledger.receive(2'000'000);
    EXPECT_EQ(ledger.totals().lost, 0U);
    ledger.receive(1);
    EXPECT_EQ(ledger.totals().received_after_delete, 1U);
}

TEST(Journal, RefusesAnotherFile) {
    const TemporaryPath path{"ledger_test.txt"};
    std::ofstream{path.get()} << "shopping list\n";
    EXPECT_THROW(Journal::open(path.get()), std::runtime_error);
    EXPECT_THROW(Journal::open("/does/not/exist"), std::runtime_error);
}

}  // namespace
}  // namespace forebay::load
