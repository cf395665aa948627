#include "runtime/local_admin.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace forebay::runtime {
namespace {

/// Starts all of them, and ends when all have ended: what they record is written together.
Task<void> all_of(std::vector<Task<void>> tasks) {
    if (tasks.empty()) {
        co_return;
    }
    const Executor executor = co_await asio::this_coro::executor;
    auto initiate = [&executor, &tasks](auto handler) {
        struct Rest {
            std::size_t count;
            decltype(handler) resume;
        };
        auto rest = std::make_shared<Rest>(tasks.size(), std::move(handler));
        for (Task<void>& task : tasks) {
            asio::co_spawn(executor, std::move(task), [executor, rest](std::exception_ptr thrown) {
                must_not_throw(std::move(thrown));
                if (--rest->count == 0) {
                    asio::post(executor, std::move(rest->resume));
                }
            });
        }
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(initiate,
                                                                                 use_task);
}

/// The account of a value: the third part of its name, as in `sns/endpoint/000000000000/…`. Empty:
/// it is of none.
std::string_view account_of(std::string_view name) {
    for (int part = 0; part < 2; ++part) {
        const std::size_t slash = name.find('/');
        if (slash == std::string_view::npos) {
            return {};
        }
        name.remove_prefix(slash + 1);
    }
    const std::string_view account = name.substr(0, name.find('/'));
    const bool is_account = account.size() == 12 && std::ranges::all_of(account, [](char c) {
                                return c >= '0' && c <= '9';
                            });
    return is_account ? account : std::string_view();
}

}  // namespace

Task<void> LocalAdmin::catch_up() {
    for (const auto& shard : shared_.shards) {
        co_await on(*shard, shard->catch_up());
    }
}

Task<Result<LookPage>> LocalAdmin::look(QueueInfoPtr queue, LookRequest request) {
    Shard& shard = shared_.shard_of(queue->id);
    return on(shard, shard.look(queue->id, request));
}

// Topics first: then nothing is delivered to the queues any more.
Task<Admin::Removed> LocalAdmin::reset(std::string account) {
    const Listing listing{.account = account};
    const auto queues = shared_.directory.list(listing);
    const auto topics = shared_.topics.list(listing);
    const auto tables = shared_.tables.list(listing);

    std::vector<Task<void>> removals;
    for (const TopicPtr& topic : topics) {
        removals.push_back(remove_topic(topic));
    }
    co_await all_of(std::exchange(removals, {}));

    std::map<Shard*, std::vector<QueueId>> by_shard;
    for (const auto& shard : shared_.shards) {
        by_shard[shard.get()];
    }
    for (const QueueInfoPtr& queue : queues) {
        by_shard[&shared_.shard_of(queue->id)].push_back(queue->id);
    }
    for (auto& [shard, ids] : by_shard) {
        removals.push_back(on(*shard, shard->remove_all(std::move(ids), account)));
    }
    for (const TableInfoPtr& table : tables) {
        removals.push_back(remove_table(table));
    }
    removals.push_back(remove_values(account));
    co_await all_of(std::move(removals));
    co_return Removed{.queues = queues.size(), .topics = topics.size(), .tables = tables.size()};
}

Task<void> LocalAdmin::remove_topic(TopicPtr topic) {
    Shard& shard = shared_.shard_of(topic->id);
    if (topic->archive) {
        auto without_archive = [](Topic& changed) -> Result<void> {
            changed.archive.reset();
            return {};
        };
        (void)co_await on(shard, shard.topics().update(topic->id, std::move(without_archive)));
    }
    (void)co_await on(shard, shard.topics().remove(topic->id));
}

Task<void> LocalAdmin::remove_table(TableInfoPtr table) {
    Shard& shard = shared_.shard_of(table->key);
    if (table->is_protected) {
        auto unprotected = [](TableInfo& changed) -> Result<void> {
            changed.is_protected = false;
            return {};
        };
        (void)co_await on(shard, shard.tables().update(table->id, std::move(unprotected)));
    }
    (void)co_await on(shard, shard.tables().remove(table->id));
}

Task<void> LocalAdmin::remove_values(std::string account) {
    auto change = [this, &account](Registry::Changes& changes) -> Result<void> {
        for (const auto& [name, value] : registry_.list({}, {}, ~std::size_t{0})) {
            const std::string_view of = account_of(name);
            if (!of.empty() && (account.empty() || of == account)) {
                changes.remove(name);
            }
        }
        return {};
    };
    (void)co_await registry_.edit(std::move(change));
}

}  // namespace forebay::runtime
