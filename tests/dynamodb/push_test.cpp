#include "protocol/tables/push.hpp"

#include "tests/dynamodb/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace forebay::dynamodb {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// A client who leaves when it has been sent so many parts.
class Reader final : public protocol::EndlessBody {
public:
    explicit Reader(std::size_t parts_max) : parts_max_(parts_max) {}

    Task<bool> send(std::string part) override {
        parts_.push_back(std::move(part));
        co_return parts_.size() < parts_max_;
    }

    const std::vector<std::string>& parts() const { return parts_; }

private:
    const std::size_t parts_max_;
    std::vector<std::string> parts_;
};

class Following {
public:
    Following() { world_.table("abc"); }

    World& world() { return world_; }
    runtime::Broker& broker() { return world_.harness().broker(); }

    /// What a client is sent until it leaves, or is let go.
    std::vector<std::string> follow(const Executor& executor, std::string since,
                                    std::size_t parts_max) {
        auto context =
            std::make_shared<service::Context>(service::Context{.broker = broker(),
                                                                .options = options_,
                                                                .account = options_.account,
                                                                .region = options_.region,
                                                                .sender_id = options_.account,
                                                                .endpoint = "http://broker:4566",
                                                                .trace_header = {}});
        protocol::tables::Wanted wanted{.table = "abc", .partition = {}, .since = std::move(since)};
        Reader reader(parts_max);
        asio::co_spawn(executor,
                       protocol::tables::push_events(std::move(context), std::move(wanted), reader),
                       asio::use_future)
            .get();
        return reader.parts();
    }

private:
    World world_;
    const service::ServiceOptions options_;
};

TEST(DynamoPush, WhoFollowsATableIsLetGoWhenTheBrokerStops) {
    Following following;
    following.broker().stop_waiting();
    for (const Executor& executor : following.broker().executors()) {  // one owns the table
        following.follow(executor, "", 100);
    }
}

TEST(DynamoPush, WhoLeavesWhenChangesWereTrimmedStillGetsThoseThatAreKept) {
    Following following;
    World& world = following.world();
    const Executor executor = following.broker().executors().front();
    world.put("abc", "[{'id':{'S':'a'}}]");
    const std::string since = "100000000000000000001";
    world.harness().advance(25h);
    world.put("abc", "[{'id':{'S':'b'}}]");
    std::vector<std::string> parts;
    world.harness().until([&] {
        parts = following.follow(executor, since, 3);
        return parts.at(1).find("trimmed") != std::string::npos;
    });
    EXPECT_EQ(parts.at(1),
              "id: " + since + "\nevent: trimmed\ndata: {\"sequence\":\"" + since + "\"}\n\n");
    EXPECT_THAT(parts.at(2), HasSubstr("\"b\""));
    EXPECT_THAT(parts.at(2), Not(HasSubstr("\"a\"")));
}

}  // namespace
}  // namespace forebay::dynamodb
