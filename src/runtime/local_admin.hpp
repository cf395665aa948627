#pragma once

#include "runtime/shard.hpp"
#include <forebay/runtime/admin.hpp>

namespace forebay::runtime {

/// What is asked of all shards.
class LocalAdmin final : public Admin {
public:
    explicit LocalAdmin(Shared shared) : shared_(shared) {}

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

private:
    Shared shared_;
};

}  // namespace forebay::runtime
