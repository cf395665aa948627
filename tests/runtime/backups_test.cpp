#include "tests/runtime/watched_store.hpp"
#include <forebay/runtime/backups.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>

namespace forebay::runtime {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr TimePoint start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} +
                          std::chrono::milliseconds{30'600'125}};

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = fs::temp_directory_path() / "forebay-backups-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~TemporaryDirectory() { fs::remove_all(path_); }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    fs::path operator/(const std::string& name) const { return path_ / name; }

private:
    fs::path path_;
};

// Backups of a store on disk, at 2026-11-21 08:30:00.125.
struct World {
    TemporaryDirectory directory;
    std::unique_ptr<storage::Store> store =
        *storage::open_rocks_store({.directory = directory / "data"});
    ManualClock clock{start};
    std::unique_ptr<Backups> backups =
        Backups::make(*store, clock, {.directory = directory / "a/b"});

    Result<Backups::Made> create(std::string name) const {
        asio::io_context context(1);
        auto made = asio::co_spawn(context, backups->create(std::move(name)), asio::use_future);
        context.run();
        return made.get();
    }
};

TEST(Backups, AreMadeBelowTheirDirectoryWithTheTimeForAName) {
    const World world;

    const auto made = world.create("");

    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_EQ(made->path, world.directory / "a/b/20261121T083000.125Z");
    EXPECT_GT(made->bytes, 1000U);
    EXPECT_TRUE(storage::open_rocks_store({.directory = made->path}));
}

TEST(Backups, HaveANameOnce) {
    const World world;
    EXPECT_EQ(world.create("before").value().path, world.directory / "a/b/before");
    const auto again = world.create("before");
    EXPECT_EQ(again.error().code, Errc::invalid_state);
    EXPECT_THAT(again.error().detail, HasSubstr("before: exists already"));
    EXPECT_TRUE(world.create("after"));
}

TEST(Backups, AreMadeNowhereElse) {
    const World world;
    for (const std::string name :
         {"..", ".", ".hidden", "a/b", "../a", "/tmp/x", "a\\b", "a b", "a\nb", "ä", "x.partial"}) {
        EXPECT_EQ(world.create(name).error().code, Errc::invalid_parameter) << name;
    }
    EXPECT_EQ(world.create(std::string(101, 'a')).error().code, Errc::invalid_parameter);
    EXPECT_FALSE(fs::exists(world.directory / "a")) << "nothing was made";
    EXPECT_TRUE(world.create(std::string(100, 'a')));
}

TEST(Backups, AreMadeOneAtATimeAndFinishedWhenTheyStop) {
    const auto watched = std::make_shared<WatchedStore>();
    const auto store = WatchedStore::handle(watched);
    const TemporaryDirectory directory;
    ManualClock clock{start};
    const auto backups = Backups::make(*store, clock, {.directory = directory / "a"});
    asio::io_context context(1);
    watched->hold();
    auto first = asio::co_spawn(context, backups->create("first"), asio::use_future);
    auto second = asio::co_spawn(context, backups->create("second"), asio::use_future);
    context.poll();

    ASSERT_EQ(second.wait_for(Duration(0)), std::future_status::ready);
    EXPECT_EQ(second.get().error().code, Errc::invalid_state);
    ASSERT_EQ(first.wait_for(Duration(0)), std::future_status::timeout);

    watched->release();
    backups->stop();
    context.run();
    EXPECT_THAT(first.get().error().detail, HasSubstr("nothing to copy")) << "it has come so far";
}

TEST(Backups, SayWhyTheirDirectoryCannotBeMade) {
    const World world;
    ManualClock clock{start};
    const auto backups = Backups::make(*world.store, clock, {.directory = "/proc/forebay"});
    asio::io_context context(1);
    auto made = asio::co_spawn(context, backups->create("x"), asio::use_future);
    context.run();
    const auto result = made.get();
    EXPECT_EQ(result.error().code, Errc::internal);
    EXPECT_THAT(result.error().detail, HasSubstr("/proc/forebay: cannot be made"));
}

}  // namespace
}  // namespace forebay::runtime
