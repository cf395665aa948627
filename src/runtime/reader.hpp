#pragma once

#include <forebay/base/task.hpp>
#include <forebay/engine/queue.hpp>
#include <forebay/storage/store.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace forebay::runtime {

/// The thread that reads backlogs and items from disk, so that no shard waits for it. Its tasks may
/// be started on any shard, and finish there.
class Reader {
public:
    explicit Reader(const storage::Store& store);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Reads what a queue asked for.
    Task<engine::Loaded> load(QueueId queue, engine::LoadRequest request);

    /// Reads these messages, in their order; null: it is not there.
    Task<std::vector<std::shared_ptr<Message>>> messages(QueueId queue,
                                                         std::vector<Sequence> sequences);

    struct Count {
        engine::ExpiredRange range;    ///< ends earlier than asked when there are very many
        std::uint64_t count = 0;       ///< messages in it
        std::optional<Sequence> next;  ///< the first message behind it
    };
    /// Counts the messages that a range has.
    Task<Count> count(QueueId queue, engine::ExpiredRange range);

    /// Whether the disk has at least `bytes` left.
    Task<bool> has_free(std::uint64_t bytes);

    /// Does `work` there.
    Task<void> run(std::function<void()> work);

    /// The values under `keys`: see storage::Store::get_many.
    Task<std::vector<std::optional<std::string>>> get_many(storage::Space space,
                                                           std::vector<std::string> keys);

    /// The item under `key` of storage::Space::items. What is asked for while others are read is
    /// read and told together, so that many requests wake this thread and their own rarely.
    Task<std::optional<std::string>> get_item(std::string key);

    /// What `look` finds in the store.
    template <class Look>
    Task<std::invoke_result_t<Look&, const storage::Store&>> read(Look look) {
        return asio::co_spawn(context_.get_executor(), call(std::move(look)), use_task);
    }

private:
    using ItemHandler = asio::any_completion_handler<void(std::optional<std::string>)>;

    /// An item that somebody on `executor` waits for.
    struct AskedItem {
        std::string key;
        Executor executor;
        ItemHandler handler;
    };

    void ask(AskedItem asked);
    std::vector<AskedItem> take_asked_items();
    void read_asked_items();

    template <class Look>
    Task<std::invoke_result_t<Look&, const storage::Store&>> call(Look look) {
        co_return look(store_);
    }
    std::vector<std::shared_ptr<Message>> look_up(QueueId queue,
                                                  std::span<const Sequence> sequences) const;
    Task<engine::Loaded> read(QueueId queue, engine::LoadRequest request);
    void read_range(QueueId queue, const engine::LoadRequest& request, std::size_t bytes,
                    engine::Loaded& loaded) const;
    Task<std::vector<std::shared_ptr<Message>>> read_messages(QueueId queue,
                                                              std::vector<Sequence> sequences);
    Task<Count> read_count(QueueId queue, engine::ExpiredRange range);
    Task<bool> read_free(std::uint64_t bytes);

    const storage::Store& store_;
    std::mutex mutex_;  // guards what follows
    std::deque<AskedItem> asked_items_;
    bool is_reading_items_ = false;
    asio::io_context context_{1};
    asio::executor_work_guard<Executor> work_{context_.get_executor()};
    std::thread thread_;
};

}  // namespace forebay::runtime
