#include <forebay/storage/batch.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rocksdb/cache.h>
#include <storage/item_cache.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace forebay::storage {
namespace {

class ItemCacheTest : public testing::Test {
protected:
    void keep(std::string_view key, std::string_view value) {
        cache_.keep(key, value, cache_.ask(key));
    }

    std::string kept(std::string_view key) const {
        std::string value;
        return cache_.find(key, value) ? value : "none";
    }

    ItemCache cache_{rocksdb::NewLRUCache(std::size_t{1} << 20U)};
    std::array<Batch, 1> batches_;
};

TEST_F(ItemCacheTest, FindsWhatItWasGiven) {
    keep("a", "1");
    keep("b", "2");
    EXPECT_EQ(kept("a"), "1");
    EXPECT_EQ(kept("b"), "2");
    EXPECT_EQ(kept("c"), "none");
}

TEST_F(ItemCacheTest, ForgetsWhatIsWrittenBeforeItIsVisible) {
    keep("a", "1");
    keep("b", "1");
    keep("c", "1");
    batches_[0].put(Space::items, "a", "2");
    batches_[0].remove(Space::items, "b");
    batches_[0].put(Space::messages, "c", "2");
    const ItemCache::Writing writing(cache_, batches_);
    EXPECT_EQ(kept("a"), "none");
    EXPECT_EQ(kept("b"), "none");
    EXPECT_EQ(kept("c"), "1");
}

TEST_F(ItemCacheTest, ForgetsRanges) {
    for (const std::string_view key : {"a", "b", "c", "d"}) {
        keep(key, "1");
    }
    batches_[0].remove_range(Space::items, "b", "d");
    const ItemCache::Writing writing(cache_, batches_);
    EXPECT_EQ(kept("a"), "1");
    EXPECT_EQ(kept("b"), "none");
    EXPECT_EQ(kept("c"), "none");
    EXPECT_EQ(kept("d"), "1");
}

TEST_F(ItemCacheTest, KeepsNothingThatMayHaveBeenWrittenSinceItWasAskedFor) {
    for (const bool is_range : {false, true}) {
        batches_[0].clear();
        if (is_range) {
            batches_[0].remove_range(Space::items, "a", "b");
        } else {
            batches_[0].put(Space::items, "a", "2");
        }
        const auto before = cache_.ask("a");
        {
            const ItemCache::Writing writing(cache_, batches_);
            const auto during = cache_.ask("a");
            cache_.keep("a", "before", before);
            cache_.keep("a", "during", during);
            EXPECT_EQ(kept("a"), "none");
        }
        cache_.keep("a", "before", before);
        EXPECT_EQ(kept("a"), "none");

        keep("a", "after");
        EXPECT_EQ(kept("a"), "after");
    }
}

TEST_F(ItemCacheTest, LeavesTheKeysOfBlocksAlone) {
    for (const std::size_t size : {15U, 16U, 17U}) {
        const std::string key(size, 'k');
        keep(key, "1");
        EXPECT_EQ(kept(key), size == 16 ? "none" : "1");
    }
}

TEST_F(ItemCacheTest, TakesNoMoreMemoryThanItHas) {
    constexpr int count = 4000;
    int found = 0;
    for (int i = 0; i < count; ++i) {
        keep(fmt::format("{}", i), std::string(1000, 'x'));
    }
    for (int i = 0; i < count; ++i) {
        found += kept(fmt::format("{}", i)) == "none" ? 0 : 1;
    }
    EXPECT_GT(found, 500);
    EXPECT_LT(found, 1048);
}

}  // namespace
}  // namespace forebay::storage
