#include "tests/runtime/watched_store.hpp"

#include <utility>
#include <vector>

namespace forebay::runtime {

class WatchedStore::Handle final : public storage::Store {
public:
    explicit Handle(std::shared_ptr<WatchedStore> owner) : owner_(std::move(owner)) {}

    void commit(std::span<const storage::Batch> batches, storage::Durability durability) override {
        std::unique_lock lock(owner_->mutex_);
        owner_->released_.wait(lock, [this] { return !owner_->is_held_; });
        if (owner_->commits_to_remember_ == 0U) {
            owner_->remember();
        }
        if (owner_->commits_to_remember_.has_value()) {
            --*owner_->commits_to_remember_;
        }
        if (owner_->commits_until_drop_ == 0) {
            return;
        }
        if (owner_->commits_until_drop_ != never) {
            --owner_->commits_until_drop_;
        }
        if (owner_->is_left_out_ == nullptr) {
            owner_->store_->commit(batches, durability);
            return;
        }
        std::vector<storage::Batch> spoiled;
        for (const storage::Batch& batch : batches) {
            spoiled.push_back(owner_->without_left_out(batch));
        }
        owner_->store_->commit(spoiled, durability);
    }
    void sync() override { owner_->store_->sync(); }
    std::optional<std::string> get(storage::Space space, std::string_view key) const override {
        return owner_->store_->get(space, key);
    }
    std::vector<std::optional<std::string>> get_many(
        storage::Space space, std::span<const std::string> keys) const override {
        return owner_->store_->get_many(space, keys);
    }
    Lookup look_up(storage::Space space, std::string_view key) const override {
        return owner_->is_on_disk_ ? Lookup{Lookup::State::unknown, {}}
                                   : owner_->store_->look_up(space, key);
    }
    bool scan(const Scan& scan, const Visitor& visitor) const override {
        return (scan.is_patient || !owner_->is_on_disk_) && owner_->store_->scan(scan, visitor);
    }
    Count count(storage::Space space, std::string_view begin, std::string_view end,
                std::size_t limit) const override {
        return owner_->store_->count(space, begin, end, limit);
    }
    Result<void> checkpoint(const std::filesystem::path& directory) override {
        std::unique_lock lock(owner_->mutex_);
        owner_->released_.wait(lock, [this] { return !owner_->is_held_; });
        return owner_->store_->checkpoint(directory);
    }
    std::uint64_t free_bytes() const override { return owner_->free_bytes_; }

private:
    std::shared_ptr<WatchedStore> owner_;
};

std::unique_ptr<storage::Store> WatchedStore::handle(std::shared_ptr<WatchedStore> store) {
    return std::make_unique<Handle>(std::move(store));
}

void WatchedStore::leave_out(std::function<bool(const storage::Batch::Operation&)> is_left_out) {
    const std::lock_guard lock(mutex_);
    is_left_out_ = std::move(is_left_out);
}

storage::Batch WatchedStore::without_left_out(const storage::Batch& batch) const {
    storage::Batch spoiled;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const storage::Batch::Operation operation = batch[i];
        if (is_left_out_(operation)) {
            continue;
        }
        switch (operation.kind) {
            case storage::Batch::Kind::put:
                spoiled.put(operation.space, operation.key, operation.value, operation.tail,
                            nullptr);
                break;
            case storage::Batch::Kind::remove:
                spoiled.remove(operation.space, operation.key);
                break;
            case storage::Batch::Kind::remove_once:
                spoiled.remove_once(operation.space, operation.key);
                break;
            case storage::Batch::Kind::remove_range:
                spoiled.remove_range(operation.space, operation.key, operation.value);
                break;
        }
    }
    return spoiled;
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

void WatchedStore::remember_after(std::size_t commits) {
    const std::lock_guard lock(mutex_);
    commits_to_remember_ = commits;
}

void WatchedStore::remember() {
    commits_to_remember_.reset();
    remembered_ = storage::make_memory_store();
    storage::Batch batch;
    for (const storage::Space space :
         {storage::Space::messages, storage::Space::records, storage::Space::items}) {
        store_->scan(space, "", "\xff", [&](std::string_view key, std::string_view value) {
            batch.put(space, key, value);
            return true;
        });
    }
    remembered_->commit({&batch, 1}, storage::Durability::fsync);
}

void WatchedStore::go_back() {
    const std::lock_guard lock(mutex_);
    commits_to_remember_.reset();
    if (remembered_ != nullptr) {
        store_ = std::move(remembered_);
    }
}

void WatchedStore::keep() {
    const std::lock_guard lock(mutex_);
    commits_until_drop_ = never;
}

}  // namespace forebay::runtime
