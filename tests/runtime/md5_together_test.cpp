#include <forebay/runtime/md5_together.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace forebay::runtime {
namespace {

Task<void> digest(std::string text, std::vector<std::string>& told) {
    const Md5 digest = co_await md5_together(text);
    EXPECT_EQ(hex(digest), hex(md5(text)));
    told.push_back(std::move(text));
}

TEST(Md5Together, TellsEachItsOwn) {
    asio::io_context context{1};
    std::vector<std::string> texts;
    std::vector<std::string> told;
    for (std::size_t i = 0; i < 70; ++i) {
        texts.emplace_back(i * 37 % 500, static_cast<char>('a' + i % 26));
        asio::co_spawn(context, digest(texts.back(), told), asio::detached);
    }
    context.run();
    EXPECT_EQ(told, texts);  // in the order in which they were asked for
}

Task<void> digest_twice(std::vector<std::string>& told) {
    co_await digest("one", told);
    co_await digest("other", told);
}

TEST(Md5Together, MayBeAskedAgainByWhomItTells) {
    asio::io_context context{1};
    std::vector<std::string> told;
    asio::co_spawn(context, digest_twice(told), asio::detached);
    asio::co_spawn(context, digest_twice(told), asio::detached);
    context.run();
    EXPECT_EQ(told, (std::vector<std::string>{"one", "one", "other", "other"}));
}

TEST(Md5Together, GivesUpWithTheThread) {
    auto context = std::make_unique<asio::io_context>(1);
    std::vector<std::string> told;
    asio::co_spawn(*context, digest("never", told), asio::detached);
    context->run_one();  // asks, and is not told
    context.reset();
    EXPECT_TRUE(told.empty());
}

}  // namespace
}  // namespace forebay::runtime
