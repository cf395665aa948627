#include "runtime/memory_odds.hpp"

#include <gtest/gtest.h>

namespace forebay::runtime {
namespace {

// How often it looks in 800 requests, when so many of each 10 are in memory.
int looks(MemoryOdds& odds, int in_memory_of_10) {
    int looked = 0;
    for (int i = 0; i < 800; ++i) {
        if (odds.is_worth_looking()) {
            odds.note(i * 3 % 10 < in_memory_of_10);
            ++looked;
        }
    }
    return looked;
}

TEST(MemoryOdds, LooksAlwaysWhileMostIsInMemory) {
    MemoryOdds odds;
    EXPECT_EQ(looks(odds, 10), 800);
    EXPECT_EQ(looks(odds, 6), 800);
}

TEST(MemoryOdds, LooksSeldomWhileMostIsOnDisk) {
    MemoryOdds odds;
    EXPECT_LT(looks(odds, 2), 200);
    EXPECT_EQ(looks(odds, 0), 100);
}

TEST(MemoryOdds, NoticesWhenMostIsInMemoryAgain) {
    MemoryOdds odds;
    looks(odds, 0);
    looks(odds, 10);
    EXPECT_EQ(looks(odds, 10), 800);
}

}  // namespace
}  // namespace forebay::runtime
