#pragma once

#include <forebay/storage/batch.hpp>

#include <rocksdb/cache.h>

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace forebay::storage {

/// Items that were read, by their keys: finding one again takes one look, not a search in each of
/// the store's tables. They share the memory of the cache of blocks. Any thread may call it.
///
/// It never tells what the store would no longer tell, nor yet: a commit takes what it writes out
/// before it is visible, and nothing of that is kept until it is.
class ItemCache {
public:
    explicit ItemCache(std::shared_ptr<rocksdb::Cache> cache) : cache_(std::move(cache)) {}

    /// Copies what is kept under `key` into `value`.
    bool find(std::string_view key, std::string& value) const;

    /// How things stood before the store was asked for a key.
    struct Asked {
        std::size_t stripe;
        std::uint64_t writes;
    };
    Asked ask(std::string_view key) const;

    /// Keeps what the store told, unless `key` may have been written since it was asked.
    void keep(std::string_view key, std::string_view value, const Asked& asked);

    /// While it lives, nothing that the batches write is kept. One at a time.
    class Writing {
    public:
        Writing(ItemCache& cache, std::span<const Batch> batches);
        Writing(const Writing&) = delete;
        Writing& operator=(const Writing&) = delete;
        ~Writing();

    private:
        void remove_range(std::string_view begin, std::string_view end);

        ItemCache& cache_;
        std::bitset<64> stripes_;
    };

private:
    struct Stripe {
        mutable std::mutex mutex;
        bool is_written = false;
        std::uint64_t writes = 0;  // that have ended
    };

    static std::size_t stripe_of(std::string_view key);

    const std::shared_ptr<rocksdb::Cache> cache_;
    std::array<Stripe, 64> stripes_;
};

}  // namespace forebay::storage
