#include <storage/item_cache.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace forebay::storage {
namespace {

rocksdb::Slice slice(std::string_view bytes) {
    return {bytes.data(), bytes.size()};
}

// Blocks have keys of this size, all of them; items that have such keys are not kept.
constexpr std::size_t block_key_bytes = 16;

// Tells our entries from blocks, too.
void drop(const rocksdb::Slice& /*key*/, void* value) {
    delete static_cast<std::string*>(value);
}

}  // namespace

std::size_t ItemCache::stripe_of(std::string_view key) {
    return std::hash<std::string_view>{}(key) % std::tuple_size_v<decltype(stripes_)>;
}

bool ItemCache::find(std::string_view key, std::string& value) const {
    rocksdb::Cache::Handle* const entry =
        key.size() == block_key_bytes ? nullptr : cache_->Lookup(slice(key));
    if (entry == nullptr) {
        return false;
    }
    value = *static_cast<const std::string*>(cache_->Value(entry));
    cache_->Release(entry);
    return true;
}

ItemCache::Asked ItemCache::ask(std::string_view key) const {
    const std::size_t stripe = stripe_of(key);
    const std::lock_guard lock(stripes_[stripe].mutex);
    return {.stripe = stripe, .writes = stripes_[stripe].writes};
}

void ItemCache::keep(std::string_view key, std::string_view value, const Asked& asked) {
    if (key.size() == block_key_bytes) {
        return;
    }
    auto kept = std::make_unique<std::string>(value);
    const std::size_t bytes = sizeof(std::string) + value.size();
    const Stripe& stripe = stripes_[asked.stripe];
    const std::lock_guard lock(stripe.mutex);
    if (!stripe.is_written && stripe.writes == asked.writes &&
        cache_->Insert(slice(key), kept.get(), bytes, drop).ok()) {
        [[maybe_unused]] const std::string* const owned = kept.release();  // drop() deletes it
    }
}

ItemCache::Writing::Writing(ItemCache& cache, std::span<const Batch> batches) : cache_(cache) {
    const auto for_each_item = [&](auto visit) {
        for (const Batch& batch : batches) {
            for (std::size_t i = 0; i < batch.size(); ++i) {
                if (const auto operation = batch[i]; operation.space == Space::items) {
                    visit(operation);
                }
            }
        }
    };
    for_each_item([&](const Batch::Operation& operation) {
        if (operation.kind == Batch::Kind::remove_range) {
            stripes_.set();
        } else {
            stripes_.set(stripe_of(operation.key));
        }
    });
    if (stripes_.none()) {
        return;  // messages alone, most often
    }
    for (std::size_t i = 0; i < stripes_.size(); ++i) {
        if (stripes_[i]) {
            const std::lock_guard lock(cache_.stripes_[i].mutex);
            cache_.stripes_[i].is_written = true;
        }
    }
    for_each_item([&](const Batch::Operation& operation) {
        if (operation.kind == Batch::Kind::remove_range) {
            remove_range(operation.key, operation.value);
        } else {
            cache_.cache_->Erase(slice(operation.key));
        }
    });
}

ItemCache::Writing::~Writing() {
    for (std::size_t i = 0; stripes_.any() && i < stripes_.size(); ++i) {
        if (stripes_[i]) {
            Stripe& stripe = cache_.stripes_[i];
            const std::lock_guard lock(stripe.mutex);
            stripe.is_written = false;
            ++stripe.writes;
        }
    }
}

// Looks at all that is kept: tables and indexes are seldom removed.
void ItemCache::Writing::remove_range(std::string_view begin, std::string_view end) {
    std::vector<std::string> removed;
    const auto look = [&](const rocksdb::Slice& key, void* /*value*/, std::size_t /*bytes*/,
                          rocksdb::Cache::DeleterFn deleter) {
        const std::string_view found(key.data(), key.size());
        if (deleter == drop && begin <= found && found < end) {
            removed.emplace_back(found);
        }
    };
    cache_.cache_->ApplyToAllEntries(look, {});
    for (const std::string& key : removed) {
        cache_.cache_->Erase(key);
    }
}

}  // namespace forebay::storage
