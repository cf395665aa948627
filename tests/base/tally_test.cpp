#include <forebay/base/per_thread.hpp>
#include <forebay/base/tally.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace forebay {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr std::array<std::uint64_t, 2> bounds = {10, 100};

TEST(Histogram, CountsAValueUpToItsBound) {
    Histogram histogram(bounds);
    for (const std::uint64_t value : {0U, 10U, 11U, 100U, 101U, 5000U}) {
        histogram.add(value);
    }

    EXPECT_THAT(histogram.counts().counts, ElementsAre(2, 2, 2));
    EXPECT_EQ(histogram.counts().sum, 5222U);
    EXPECT_EQ(histogram.counts().total(), 6U);
}

TEST(Histogram, CountsOfSeveralAddUp) {
    Histogram first(bounds);
    Histogram second(bounds);
    first.add(1);
    second.add(50);

    HistogramCounts both = first.counts();
    both.add(second.counts());

    EXPECT_THAT(both.counts, ElementsAre(1, 1, 0));
    EXPECT_EQ(both.sum, 51U);
}

TEST(PerThread, GivesEachThreadItsOwn) {
    PerThread<Tally> tallies([] { return std::make_unique<Tally>(); });
    PerThread<Tally> others([] { return std::make_unique<Tally>(); });
    tallies.mine().add(1);
    std::thread([&tallies] { tallies.mine().add(2); }).join();
    others.mine().add(5);
    tallies.mine().add(10);

    std::vector<std::uint64_t> counts;
    tallies.for_each([&counts](const Tally& tally) { counts.push_back(tally.count()); });

    EXPECT_THAT(counts, UnorderedElementsAre(11, 2));
}

}  // namespace
}  // namespace forebay
