#include "runtime/local_registry.hpp"

#include <forebay/storage/keys.hpp>

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>

#include <ranges>
#include <utility>

namespace forebay::runtime {
namespace {

using storage::Space;
namespace keys = storage::keys;

storage::Batch batch_of(const std::map<std::string, std::optional<std::string>>& changes) {
    storage::Batch batch;
    for (const auto& [name, value] : changes) {
        if (value) {
            batch.put(Space::records, keys::value(name), *value);
        } else {
            batch.remove(Space::records, keys::value(name));
        }
    }
    return batch;
}

}  // namespace

LocalRegistry::LocalRegistry(const storage::Store& store, Committer& committer)
    : committer_(committer) {
    store.scan(Space::records, keys::values_begin, keys::values_end,
               [this](std::string_view key, std::string_view value) {
                   values_.emplace_hint(values_.end(), keys::name_of(key), value);
                   return true;
               });
}

std::optional<std::string> LocalRegistry::find(std::string_view name) const {
    const std::shared_lock lock(mutex_);
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Registry::Entry> LocalRegistry::list(std::string_view prefix, std::string_view after,
                                                 std::size_t max) const {
    const std::shared_lock lock(mutex_);
    std::vector<Entry> found;
    auto entry = after < prefix ? values_.lower_bound(prefix) : values_.upper_bound(after);
    while (entry != values_.end() && entry->first.starts_with(prefix) && found.size() < max) {
        found.emplace_back(*entry++);
    }
    return found;
}

std::optional<std::string> LocalRegistry::find_latest(std::string_view name) const {
    const std::shared_lock lock(mutex_);
    for (const Edited& edited : std::views::reverse(in_flight_)) {
        if (const auto changed = edited.find(std::string(name)); changed != edited.end()) {
            return changed->second;
        }
    }
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
}

void LocalRegistry::oldest_is_durable() {
    const std::unique_lock lock(mutex_);
    for (auto& [name, value] : in_flight_.front()) {
        if (value) {
            values_.insert_or_assign(name, std::move(*value));
        } else {
            values_.erase(name);
        }
    }
    in_flight_.pop_front();
}

Task<Result<void>> LocalRegistry::edit(std::function<Result<void>(Changes&)> change) {
    auto initiate = [this, &change](auto handler) {
        const std::unique_lock edit_lock(edit_mutex_);
        Changes changes([this](std::string_view name) { return find_latest(name); });
        Result<void> result = change(changes);
        if (!result || changes.all().empty()) {
            asio::post(asio::append(std::move(handler), std::move(result)));
            return;
        }
        {
            const std::unique_lock lock(mutex_);
            in_flight_.push_back(changes.all());
        }
        auto done = [this, handler = std::move(handler)]() mutable {
            oldest_is_durable();
            asio::post(asio::append(std::move(handler), Result<void>()));
        };
        committer_.submit({.shard = this,
                           .batch = batch_of(changes.all()),
                           .bonds = {},
                           .done = std::move(done)});
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>,
                                            void(Result<void>)>(initiate, use_task);
}

}  // namespace forebay::runtime
