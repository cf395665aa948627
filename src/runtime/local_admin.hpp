#pragma once

#include "runtime/shard.hpp"
#include <forebay/runtime/admin.hpp>

namespace forebay::runtime {

/// What is asked of all shards.
class LocalAdmin final : public Admin {
public:
    explicit LocalAdmin(Shared shared) : shared_(shared) {}

    Task<void> catch_up() override;

private:
    Shared shared_;
};

}  // namespace forebay::runtime
