#include "tests/runtime/watched_store.hpp"

#include <utility>

namespace forebay::runtime {

class WatchedStore::Handle final : public storage::Store {
public:
    explicit Handle(std::shared_ptr<WatchedStore> owner) : owner_(std::move(owner)) {}

    void commit(std::span<const storage::Batch> batches, storage::Durability durability) override {
        std::unique_lock lock(owner_->mutex_);
        owner_->released_.wait(lock, [this] { return !owner_->is_held_; });
        if (owner_->commits_until_drop_ == 0) {
            return;
        }
        if (owner_->commits_until_drop_ != never) {
            --owner_->commits_until_drop_;
        }
        owner_->store_->commit(batches, durability);
    }
    void sync() override { owner_->store_->sync(); }
    std::optional<std::string> get(storage::Space space, std::string_view key) const override {
        return owner_->store_->get(space, key);
    }
    std::vector<std::optional<std::string>> get_many(
        storage::Space space, std::span<const std::string> keys) const override {
        return owner_->store_->get_many(space, keys);
    }
    void scan(storage::Space space, std::string_view begin, std::string_view end,
              const Visitor& visitor) const override {
        owner_->store_->scan(space, begin, end, visitor);
    }
    Count count(storage::Space space, std::string_view begin, std::string_view end,
                std::size_t limit) const override {
        return owner_->store_->count(space, begin, end, limit);
    }
    Result<void> checkpoint(const std::filesystem::path& directory) override {
        return owner_->store_->checkpoint(directory);
    }
    std::uint64_t free_bytes() const override { return owner_->free_bytes_; }

private:
    std::shared_ptr<WatchedStore> owner_;
};

std::unique_ptr<storage::Store> WatchedStore::handle(std::shared_ptr<WatchedStore> store) {
    return std::make_unique<Handle>(std::move(store));
}

void WatchedStore::hold() {
    const std::lock_guard lock(mutex_);
    is_held_ = true;
}

void WatchedStore::release() {
    {
        const std::lock_guard lock(mutex_);
        is_held_ = false;
    }
    released_.notify_all();
}

void WatchedStore::drop_after(std::size_t commits) {
    const std::lock_guard lock(mutex_);
    commits_until_drop_ = commits;
}

void WatchedStore::keep() {
    const std::lock_guard lock(mutex_);
    commits_until_drop_ = never;
}

}  // namespace forebay::runtime
