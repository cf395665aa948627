#include "protocol/tables/push.hpp"

#include "tests/dynamodb/world.hpp"

#include <memory>
#include <string>
#include <utility>

namespace forebay::dynamodb {
namespace {

/// A client who reads everything, and never leaves.
class Reader final : public protocol::EndlessBody {
public:
    Task<bool> send(std::string /*part*/) override { co_return true; }
};

TEST(DynamoPush, WhoFollowsATableIsLetGoWhenTheBrokerStops) {
    World world;
    world.table("abc");
    runtime::Broker& broker = world.harness().broker();
    const service::ServiceOptions options;
    broker.stop_waiting();
    for (const Executor& executor : broker.executors()) {  // one of them owns the table
        auto context =
            std::make_shared<service::Context>(service::Context{.broker = broker,
                                                                .options = options,
                                                                .account = options.account,
                                                                .region = options.region,
                                                                .sender_id = options.account,
                                                                .endpoint = "http://broker:4566",
                                                                .trace_header = {}});
        protocol::tables::Wanted wanted{.table = "abc", .partition = {}, .since = {}};
        Reader reader;

        asio::co_spawn(executor,
                       protocol::tables::push_events(std::move(context), std::move(wanted), reader),
                       asio::use_future)
            .get();
    }
}

}  // namespace
}  // namespace forebay::dynamodb
