#pragma once

#include "runtime/committer.hpp"
#include <forebay/runtime/registry.hpp>
#include <forebay/storage/store.hpp>

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

namespace forebay::runtime {

/// A registry over the records of a store.
class LocalRegistry final : public Registry {
public:
    LocalRegistry(const storage::Store& store, Committer& committer);

    std::optional<std::string> find(std::string_view name) const override;
    std::vector<Entry> list(std::string_view prefix, std::string_view after,
                            std::size_t max) const override;
    Task<Result<void>> edit(std::function<Result<void>(Changes&)> change) override;

private:
    using Edited = std::map<std::string, std::optional<std::string>>;

    /// What an edit sees: with those before it that are not durable yet.
    std::optional<std::string> find_latest(std::string_view name) const;
    void oldest_is_durable();

    Committer& committer_;
    std::mutex edit_mutex_;  // held from an edit to its hand-in, so that both have one order
    mutable std::shared_mutex mutex_;                         // of what follows
    std::map<std::string, std::string, std::less<>> values_;  // what is durable
    std::deque<Edited> in_flight_;                            // edits that are not, in order
};

}  // namespace forebay::runtime
