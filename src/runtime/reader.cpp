#include "runtime/reader.hpp"

#include "runtime/thread.hpp"
#include <forebay/storage/keys.hpp>
#include <forebay/storage/records.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using storage::Space;
namespace keys = storage::keys;

constexpr std::size_t counted_at_once_max = 200'000;
constexpr std::size_t got_at_once_max = 32;  // that RocksDB reads together

// A look ahead ends after so much, because receives may wait for what is to be read next.
constexpr std::size_t passed_at_once_max = 20'000;
constexpr std::size_t passed_bytes_max = std::size_t{32} << 20U;

constexpr Sequence sequence_last{~std::uint64_t{0}};

}  // namespace

Reader::Reader(const storage::Store& store)
    : store_(store),
      thread_(start_thread("reader", Eagerness::patient, [this] { context_.run(); })) {}

Reader::~Reader() {
    work_.reset();
    context_.stop();
    thread_.join();
}

std::vector<std::shared_ptr<Message>> Reader::look_up(QueueId queue,
                                                      std::span<const Sequence> sequences) const {
    std::vector<std::string> wanted;
    wanted.reserve(sequences.size());
    for (const Sequence sequence : sequences) {
        wanted.emplace_back(keys::message(queue, sequence));
    }
    std::vector<std::shared_ptr<Message>> messages;
    messages.reserve(sequences.size());
    for (const auto& record : store_.get_many(Space::messages, wanted)) {
        messages.push_back(record.has_value()
                               ? std::make_shared<Message>(storage::decode_message(*record))
                               : nullptr);
    }
    return messages;
}

Task<engine::Loaded> Reader::load(QueueId queue, engine::LoadRequest request) {
    return asio::co_spawn(context_.get_executor(), read(queue, std::move(request)), use_task);
}

Task<std::vector<std::shared_ptr<Message>>> Reader::messages(QueueId queue,
                                                             std::vector<Sequence> sequences) {
    return asio::co_spawn(context_.get_executor(), read_messages(queue, std::move(sequences)),
                          use_task);
}

Task<void> Reader::run(std::function<void()> work) {
    const auto there = [](std::function<void()> work) -> Task<void> {
        work();
        co_return;
    };
    return asio::co_spawn(context_.get_executor(), there(std::move(work)), use_task);
}

Task<Reader::Count> Reader::count(QueueId queue, engine::ExpiredRange range) {
    return asio::co_spawn(context_.get_executor(), read_count(queue, range), use_task);
}

Task<std::vector<std::optional<std::string>>> Reader::get_many(Space space,
                                                               std::vector<std::string> keys) {
    return read([space, wanted = std::move(keys)](const storage::Store& store) {
        return store.get_many(space, wanted);
    });
}

Task<std::optional<std::string>> Reader::get_item(std::string key) {
    return asio::async_initiate<const asio::use_awaitable_t<Executor>,
                                void(std::optional<std::string>)>(
        [this](auto handler, std::string&& key) {
            auto executor = asio::get_associated_executor(handler);
            ask({.key = std::move(key), .executor = executor, .handler = std::move(handler)});
        },
        use_task, std::move(key));
}

void Reader::ask(AskedItem asked) {
    const std::lock_guard lock(mutex_);
    asked_items_.push_back(std::move(asked));
    if (!std::exchange(is_reading_items_, true)) {
        asio::post(context_, [this] { read_asked_items(); });
    }
}

std::vector<Reader::AskedItem> Reader::take_asked_items() {
    const std::lock_guard lock(mutex_);
    const auto end = asked_items_.begin() +
                     static_cast<std::ptrdiff_t>(std::min(asked_items_.size(), got_at_once_max));
    std::vector<AskedItem> taken(std::make_move_iterator(asked_items_.begin()),
                                 std::make_move_iterator(end));
    asked_items_.erase(asked_items_.begin(), end);
    is_reading_items_ = !taken.empty();
    return taken;
}

// Some at a time, so that queues, too, have their turn.
void Reader::read_asked_items() {
    std::vector<AskedItem> asked = take_asked_items();
    if (asked.empty()) {
        return;
    }
    std::vector<std::string> wanted;
    wanted.reserve(asked.size());
    for (AskedItem& item : asked) {
        wanted.push_back(std::move(item.key));
    }
    auto values = store_.get_many(Space::items, wanted);

    using Answers = std::vector<std::pair<ItemHandler, std::optional<std::string>>>;
    std::vector<std::pair<Executor, Answers>> answers;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        auto there =
            std::ranges::find(answers, asked[i].executor, &std::pair<Executor, Answers>::first);
        if (there == answers.end()) {
            there = answers.insert(there, {asked[i].executor, Answers()});
        }
        there->second.emplace_back(std::move(asked[i].handler), std::move(values[i]));
    }
    for (auto& [executor, answer] : answers) {
        asio::post(executor, [told = std::move(answer)]() mutable {
            for (auto& [handler, value] : told) {
                std::move(handler)(std::move(value));
            }
        });
    }
    asio::post(context_, [this] { read_asked_items(); });
}

Task<bool> Reader::has_free(std::uint64_t bytes) {
    return asio::co_spawn(context_.get_executor(), read_free(bytes), use_task);
}

Task<std::vector<std::shared_ptr<Message>>> Reader::read_messages(QueueId queue,
                                                                  std::vector<Sequence> sequences) {
    co_return look_up(queue, sequences);
}

Task<engine::Loaded> Reader::read(QueueId queue, engine::LoadRequest request) {
    engine::Loaded loaded;
    loaded.generation = request.generation;

    std::size_t bytes = 0;
    std::span<const Sequence> single = request.single;
    while (!single.empty() && bytes <= request.bytes_max) {
        const auto some = single.first(std::min(single.size(), got_at_once_max));
        single = single.subspan(some.size());
        auto messages = look_up(queue, some);
        for (std::size_t i = 0; i < messages.size(); ++i) {
            if (messages[i] != nullptr) {
                bytes += messages[i]->body.size();
                loaded.single.emplace_back(some[i], std::move(messages[i]));
            }
        }
    }

    if (request.messages_max > 0) {
        read_range(queue, request, bytes, loaded);
    }
    co_return loaded;
}

void Reader::read_range(QueueId queue, const engine::LoadRequest& request, std::size_t bytes,
                        engine::Loaded& loaded) const {
    std::size_t passed = 0;
    std::size_t passed_bytes = 0;
    const auto pass_over = [&](Sequence sequence, std::string_view record) {
        const std::string_view group_id = storage::group_id_of_message(record);
        const GroupKey group = group_id.empty() ? GroupKey{} : group_key(group_id);
        if (std::ranges::find(request.passed_over, group) == request.passed_over.end()) {
            return false;
        }
        if (std::ranges::find(loaded.first_passed, group, &std::pair<GroupKey, Sequence>::first) ==
            loaded.first_passed.end()) {
            loaded.first_passed.emplace_back(group, sequence);
        }
        ++passed;
        passed_bytes += record.size();
        return true;
    };

    loaded.range_end = request.end;
    store_.scan(Space::messages, keys::message(queue, request.begin),
                keys::message(queue, request.end),
                [&](std::string_view key, std::string_view record) {
                    const Sequence sequence = keys::sequence_of(key);
                    if (loaded.range.size() == request.messages_max || bytes > request.bytes_max ||
                        passed > passed_at_once_max || passed_bytes > passed_bytes_max) {
                        loaded.range_end = sequence;
                        return false;
                    }
                    if (!request.passed_over.empty() && pass_over(sequence, record)) {
                        return true;
                    }
                    bytes += record.size();
                    loaded.range.emplace_back(
                        sequence, std::make_shared<const Message>(storage::decode_message(record)));
                    return true;
                });
}

Task<Reader::Count> Reader::read_count(QueueId queue, engine::ExpiredRange range) {
    const auto counted = store_.count(Space::messages, keys::message(queue, range.begin),
                                      keys::message(queue, range.end), counted_at_once_max);
    Count count{.range = range, .count = counted.count, .next = std::nullopt};
    if (counted.next_key.has_value()) {
        count.next = keys::sequence_of(*counted.next_key);
        count.range.end = *count.next;
        co_return count;
    }
    const auto behind = store_.count(Space::messages, keys::message(queue, range.end),
                                     keys::message(queue, sequence_last), 0);
    if (behind.next_key.has_value()) {
        count.next = keys::sequence_of(*behind.next_key);
    }
    co_return count;
}

Task<bool> Reader::read_free(std::uint64_t bytes) {
    co_return store_.free_bytes() >= bytes;
}

}  // namespace forebay::runtime
