#include "runtime/deliveries/room.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>

#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// A room, and who got how much of it, in order.
struct World {
    asio::io_context context;
    Room room;
    std::vector<std::pair<int, std::size_t>> got;

    explicit World(std::size_t size) : room(context, size) {}

    void ask(int who, std::size_t least, std::size_t most) {
        asio::co_spawn(
            context, room.take(least, most),
            [this, who](std::exception_ptr, std::size_t taken) { got.emplace_back(who, taken); });
    }
    void run() {
        context.poll();
        context.restart();
    }
};

TEST(Room, GivesAsMuchAsItHasUpToTheMost) {
    World world(10);
    world.ask(1, 1, 7);
    world.ask(2, 1, 7);
    world.run();
    EXPECT_THAT(world.got, ElementsAre(Pair(1, 7U), Pair(2, 3U)));
}

TEST(Room, LetsNobodyOvertakeWhoWaitsForMore) {
    World world(10);
    world.ask(1, 8, 8);
    world.ask(2, 8, 8);
    world.ask(3, 1, 1);
    world.run();
    EXPECT_THAT(world.got, ElementsAre(Pair(1, 8U)));

    world.room.give_back(8);
    world.run();
    EXPECT_THAT(world.got, ElementsAre(Pair(1, 8U), Pair(2, 8U), Pair(3, 1U)));
}

TEST(Room, GivesNothingWhileItIsOverdrawn) {
    World world(10);
    world.room.overdraw(12);
    world.ask(1, 1, 5);
    world.room.give_back(2);
    world.run();
    EXPECT_THAT(world.got, IsEmpty());

    world.room.give_back(1);
    world.run();
    EXPECT_THAT(world.got, ElementsAre(Pair(1, 1U)));
}

TEST(Room, SaysToAllWhoWaitThatItIsClosed) {
    World world(1);
    world.ask(1, 1, 1);
    world.ask(2, 1, 1);
    world.run();
    world.room.close();
    world.ask(3, 1, 1);
    world.run();
    EXPECT_THAT(world.got, ElementsAre(Pair(1, 1U), Pair(2, 0U), Pair(3, 0U)));
}

}  // namespace
}  // namespace forebay::runtime
