#include "runtime/reader.hpp"

#include <forebay/storage/keys.hpp>
#include <forebay/storage/records.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using storage::Space;
using testing::IsEmpty;
using testing::SizeIs;

constexpr QueueId queue{1};

std::unique_ptr<storage::Store> store_with(std::uint64_t count, std::size_t body_bytes) {
    auto store = storage::make_memory_store();
    storage::Batch batch;
    for (std::uint64_t i = 1; i <= count; ++i) {
        Message message;
        message.body = std::string(body_bytes, 'x');
        std::string head;
        storage::encode_message_head(message, head);
        batch.put(Space::messages, storage::keys::message(queue, Sequence{i}), head + message.body);
    }
    store->commit({&batch, 1}, storage::Durability::buffered);
    return store;
}

engine::Loaded load(const storage::Store& store, engine::LoadRequest request) {
    Reader reader(store);
    asio::io_context context;
    auto loaded = asio::co_spawn(context, reader.load(queue, std::move(request)), asio::use_future);
    context.run();
    return loaded.get();
}

TEST(Reader, StopsWhereTheBytesOfSingleMessagesAreExceeded) {
    const auto store = store_with(100, 10'000);
    engine::LoadRequest request;
    for (std::uint64_t i = 1; i <= 80; ++i) {
        request.single.push_back(Sequence{i});
    }
    request.begin = Sequence{81};
    request.end = Sequence{101};
    request.messages_max = 100;
    request.bytes_max = 200'000;

    const engine::Loaded few = load(*store, request);
    EXPECT_THAT(few.single, SizeIs(testing::AllOf(testing::Ge(20), testing::Lt(40))));
    EXPECT_THAT(few.range, IsEmpty());
    EXPECT_EQ(few.range_end, Sequence{81}) << "it goes on from there";

    request.bytes_max = 2'000'000;
    const engine::Loaded all = load(*store, request);
    EXPECT_THAT(all.single, SizeIs(80));
    EXPECT_THAT(all.range, SizeIs(20));
    EXPECT_EQ(all.range_end, request.end);
}

std::string item_key(int number) {
    return fmt::format("item {:03}", number);
}

std::unique_ptr<storage::Store> store_with_each_second_item(int count) {
    auto store = storage::make_memory_store();
    storage::Batch batch;
    for (int i = 0; i < count; i += 2) {
        batch.put(Space::items, item_key(i), fmt::format("value {}", i));
    }
    store->commit({&batch, 1}, storage::Durability::buffered);
    return store;
}

using Item = std::optional<std::string>;

struct Answer {
    Item item;
    bool is_on_own_thread = false;
};

Task<Answer> get(Reader& reader, int number) {
    const auto thread = std::this_thread::get_id();
    Item item = co_await reader.get_item(item_key(number));
    co_return Answer{.item = std::move(item),
                     .is_on_own_thread = std::this_thread::get_id() == thread};
}

TEST(Reader, GetsTheItemsOfManyAtOnceEachForWhoAskedAndWhereItAsked) {
    constexpr int count = 200;
    const auto store = store_with_each_second_item(count);
    asio::io_context contexts[2];
    Reader reader(*store);  // ends before them: it may still be about to leave one of them
    for (int round = 0; round < 3; ++round) {  // the reader is idle between
        std::vector<std::future<Answer>> answers;
        for (int i = 0; i < count; ++i) {
            answers.push_back(
                asio::co_spawn(contexts[i % 3 == 0], get(reader, i), asio::use_future));
        }
        std::thread other([&] { contexts[1].run(); });
        contexts[0].run();
        other.join();
        for (int i = 0; i < count; ++i) {
            const Answer answer = answers[static_cast<std::size_t>(i)].get();
            EXPECT_EQ(answer.item, i % 2 == 0 ? Item(fmt::format("value {}", i)) : Item()) << i;
            EXPECT_TRUE(answer.is_on_own_thread) << i;
        }
        contexts[0].restart();
        contexts[1].restart();
    }
}

}  // namespace
}  // namespace forebay::runtime
