#include <forebay/engine/topic_archive.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace forebay::engine {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{Duration(1'700'000'000'000)};

TopicArchive day_of_archive(Sequence last = {}) {
    return {{.retention = 24h, .since = start}, last};
}

MessagePtr keep(TopicArchive& archive, TimePoint at) {
    Changes changes;
    archive.keep(first_sequence_at(at), std::make_shared<Message>(), changes);
    EXPECT_EQ(changes.size(), 1U);
    EXPECT_EQ(std::get<Sent>(changes[0]).sequence, first_sequence_at(at));
    return std::get<Sent>(changes[0]).message;
}

TEST(TopicArchive, BeginsWhenItsPolicyWasSet) {
    EXPECT_EQ(day_of_archive().begin(start + 1h), first_sequence_at(start));
}

TEST(TopicArchive, HasNothingOlderThanItsRetention) {
    TopicArchive archive = day_of_archive();
    EXPECT_EQ(archive.begin(start + 24h), first_sequence_at(start));
    EXPECT_EQ(archive.begin(start + 24h + 1ms), first_sequence_at(start + 1ms));
    archive.configure({.retention = 48h, .since = start});
    EXPECT_EQ(archive.begin(start + 24h + 1ms), first_sequence_at(start));
}

TEST(TopicArchive, RemovesWhatHasExpiredInRanges) {
    TopicArchive archive = day_of_archive();
    EXPECT_EQ(archive.next_deadline(), std::nullopt);
    keep(archive, start + 1h);
    ASSERT_EQ(archive.next_deadline(), start + 25h);

    Changes changes;
    archive.tick(start + 25h - 1ms, changes);
    EXPECT_TRUE(changes.empty());
    archive.tick(start + 25h, changes);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(std::get<RangeRemoved>(changes[0]).begin, first_sequence_at(start));
    EXPECT_EQ(std::get<RangeRemoved>(changes[0]).end, first_sequence_at(start + 1h));
    EXPECT_EQ(archive.next_deadline(), start + 26h);

    archive.tick(start + 30h, changes);
    EXPECT_EQ(archive.next_deadline(), std::nullopt) << "nothing is left";
    EXPECT_EQ(archive.begin(start + 30h), first_sequence_at(start + 6h));
}

TEST(TopicArchive, GoesOnAfterARestart) {
    EXPECT_EQ(day_of_archive(first_sequence_at(start + 1h)).next_deadline(), start + 25h);
    EXPECT_EQ(day_of_archive(first_sequence_at(start - 1h)).next_deadline(), std::nullopt);
}

TEST(TopicArchive, CanBeCleared) {
    TopicArchive archive = day_of_archive();
    Changes changes;
    archive.clear(changes);
    EXPECT_TRUE(changes.empty()) << "nothing was kept";
    keep(archive, start + 1h);
    archive.clear(changes);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(std::get<RangeRemoved>(changes[0]).end, next(first_sequence_at(start + 1h)));
    EXPECT_EQ(archive.next_deadline(), std::nullopt);
}

}  // namespace
}  // namespace forebay::engine
