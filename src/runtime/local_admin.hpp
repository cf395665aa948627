#pragma once

#include "runtime/shard.hpp"
#include <forebay/runtime/admin.hpp>
#include <forebay/runtime/registry.hpp>

namespace forebay::runtime {

/// What is asked of all shards.
class LocalAdmin final : public Admin {
public:
    LocalAdmin(Shared shared, Registry& registry) : shared_(shared), registry_(registry) {}

    Task<void> catch_up() override;
    std::vector<QueueInfoPtr> queues(const Listing& listing) const override {
        return shared_.directory.list(listing);
    }
    std::vector<TopicPtr> topics(const Listing& listing) const override {
        return shared_.topics.list(listing);
    }
    std::vector<TableInfoPtr> tables(const Listing& listing) const override {
        return shared_.tables.list(listing);
    }
    Task<Result<LookPage>> look(QueueInfoPtr queue, LookRequest request) override;
    Task<Removed> reset(std::string account) override;

private:
    Task<void> remove_topic(TopicPtr topic);
    Task<void> remove_table(TableInfoPtr table);
    Task<void> remove_values(std::string account);

    Shared shared_;
    Registry& registry_;
};

}  // namespace forebay::runtime
