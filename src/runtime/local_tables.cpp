#include "runtime/local_tables.hpp"

#include "runtime/item_changes.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/engine/table_key.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace forebay::runtime {
namespace {

using storage::Space;
using storage::Store;
using State = Store::Lookup::State;
using Items = std::vector<std::optional<Item>>;
namespace keys = storage::keys;

constexpr std::size_t bytes_at_once = std::size_t{256} << 10U;  // that a page reads

Error no_table() {
    return {Errc::table_not_found, "Requested resource not found"};
}

Error twice(std::string text) {
    return {Errc::validation_failed, std::move(text)};
}

std::optional<Item> item_of(std::optional<std::string> record) {
    return record.has_value() ? std::optional(storage::take_item(*std::move(record)))
                              : std::nullopt;
}

Result<std::string> stored_key(const TableInfo& table, const Item& key) {
    const auto parsed = engine::parse_key(table.schema, key);
    if (!parsed) {
        return parsed.error();
    }
    return keys::item(table.id, *parsed);
}

Result<KeyedWrite> keyed(Write write) {
    const TableInfo& table = *write.table;
    const auto key = write.kind == Write::Kind::put ? engine::key_of_item(table.schema, write.item)
                                                    : engine::parse_key(table.schema, write.item);
    if (!key) {
        return key.error();
    }
    std::string stored = keys::item(table.id, *key);
    auto item = std::make_shared<const Item>(std::exchange(write.item, {}));
    return KeyedWrite{.write = std::move(write), .item = std::move(item), .key = std::move(stored)};
}

Result<std::vector<KeyedWrite>> keyed(std::vector<Write> writes) {
    std::vector<KeyedWrite> all;
    all.reserve(writes.size());
    for (Write& write : writes) {
        auto one = keyed(std::move(write));
        if (!one) {
            return one.error();
        }
        all.push_back(*std::move(one));
    }
    return all;
}

bool is_any_twice(const auto& all, auto key_of) {
    std::vector<std::string_view> keys;
    keys.reserve(all.size());
    for (const auto& one : all) {
        keys.push_back(std::invoke(key_of, one));
    }
    std::ranges::sort(keys);
    return std::ranges::adjacent_find(keys) != keys.end();
}

}  // namespace

bool LocalTables::is_there(const TableInfo& table) const {
    return shared_.tables.contains(table.id);
}

ShardTables& LocalTables::owner(const TableInfo& table) const {
    return shared_.shard_of(table.key).tables();
}

// Tables.

std::vector<TableInfoPtr> LocalTables::list(std::string_view account, std::string_view region,
                                            std::string_view after, std::size_t max) const {
    return shared_.tables.list(account, region, after, max);
}

Task<Result<Tables::Creation>> LocalTables::create(TableInfo wanted) {
    if (TableInfoPtr table = find(wanted.key)) {
        co_return Creation{.table = std::move(table), .created = false};
    }
    wanted.id = TableId(shared_.next_queue_id++);
    Shard& shard = shared_.shard_of(wanted.key);
    co_return co_await on(shard, shard.tables().create(std::move(wanted)));
}

Task<Result<void>> LocalTables::remove(TableInfoPtr table) {
    return on(shared_.shard_of(table->key), owner(*table).remove(table->id));
}

Task<Result<TableInfoPtr>> LocalTables::update(TableInfoPtr table,
                                               std::function<Result<void>(TableInfo&)> change) {
    return on(shared_.shard_of(table->key), owner(*table).update(table->id, std::move(change)));
}

Task<Result<TableCounts>> LocalTables::counts(TableInfoPtr table) {
    return on(shared_.shard_of(table->key), owner(*table).counts(table->id));
}

// Reading items. What is in memory is read at once, the rest by the reader.

Task<Result<std::optional<Item>>> LocalTables::get(TableInfoPtr table, Item key) {
    const auto stored = stored_key(*table, key);
    if (!stored) {
        co_return stored.error();
    }
    if (!is_there(*table)) {
        co_return no_table();
    }
    if (memory_odds_.is_worth_looking()) {
        Store::Lookup found = shared_.store.look_up(Space::items, *stored);
        memory_odds_.note(found.state != State::unknown);
        switch (found.state) {
            case State::found:
                co_return storage::take_item(std::move(found.value));
            case State::missing:
                co_return std::nullopt;
            case State::unknown:
                break;
        }
    }
    co_return item_of(co_await shared_.reader.get_item(*stored));
}

Task<Result<Items>> LocalTables::get_many(std::vector<Get> gets) {
    std::vector<std::string> wanted;
    wanted.reserve(gets.size());
    for (const Get& get : gets) {
        auto stored = stored_key(*get.table, get.key);
        if (!stored) {
            co_return stored.error();
        }
        if (!is_there(*get.table)) {
            co_return no_table();
        }
        wanted.push_back(*std::move(stored));
    }
    if (is_any_twice(wanted, std::identity{})) {
        co_return twice("Provided list of item keys contains duplicates");
    }

    Items items(wanted.size());
    std::vector<std::size_t> unknown;
    std::vector<std::string> unknown_keys;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Store::Lookup found = shared_.store.look_up(Space::items, wanted[i]);
        if (found.state == State::found) {
            items[i] = storage::take_item(std::move(found.value));
        } else if (found.state == State::unknown) {
            unknown.push_back(i);
            unknown_keys.push_back(std::move(wanted[i]));
        }
    }
    if (!unknown.empty()) {
        auto values = co_await shared_.reader.get_many(Space::items, std::move(unknown_keys));
        for (std::size_t i = 0; i < unknown.size(); ++i) {
            items[unknown[i]] = item_of(std::move(values[i]));
        }
    }
    co_return items;
}

// A transaction that changes nothing.
Task<Result<Items>> LocalTables::get_snapshot(std::vector<Get> gets) {
    std::vector<Write> checks;
    checks.reserve(gets.size());
    for (Get& get : gets) {
        checks.push_back({.kind = Write::Kind::check,
                          .table = std::move(get.table),
                          .item = std::move(get.key),
                          .condition = {},
                          .update = {}});
    }
    auto all = keyed(std::move(checks));
    if (!all) {
        co_return all.error();
    }
    auto seen = co_await write(*std::move(all), ShardTables::Atomicity::all_or_none, std::nullopt);
    if (!seen) {
        co_return seen.error();
    }
    Items items;
    for (const WriteOutcome& outcome : seen->outcomes) {
        items.push_back(outcome.before != nullptr ? std::optional(*outcome.before) : std::nullopt);
    }
    co_return items;
}

Task<Page> LocalTables::read(PageReader pages) {
    bool is_whole = pages.read(shared_.store, bytes_at_once, Patience::none);
    while (!is_whole) {
        const auto look = [&pages](const Store& store) {
            return pages.read(store, bytes_at_once, Patience::for_disk);
        };
        is_whole = co_await shared_.reader.read(look);
    }
    co_return pages.take();
}

Task<Result<Page>> LocalTables::query(QueryRequest request) {
    const TableInfo& table = *request.page.table;
    if (!is_there(table)) {
        co_return no_table();
    }
    keys::Range range = keys::query(table.id, request.page.index, request.range);
    auto pages = PageReader::open(std::move(request.page), std::move(range),
                                  {.is_descending = request.is_descending});
    if (!pages) {
        co_return pages.error();
    }
    co_return co_await read(*std::move(pages));
}

Task<Result<Page>> LocalTables::scan(ScanRequest request) {
    if (!is_there(*request.page.table)) {
        co_return no_table();
    }
    auto pages = PageReader::open(std::move(request));
    if (!pages) {
        co_return pages.error();
    }
    co_return co_await read(*std::move(pages));
}

// Writing items.

Task<Result<Transacted>> LocalTables::write(std::vector<KeyedWrite> writes,
                                            ShardTables::Atomicity atomicity,
                                            std::optional<TransactionToken> token) {
    FOREBAY_ASSERT(!writes.empty());
    const TableKey& scope = writes.front().write.table->key;
    for (const KeyedWrite& write : writes) {
        const TableKey& key = write.write.table->key;
        FOREBAY_ASSERT(key.account == scope.account && key.region == scope.region);
    }
    Shard& shard = shared_.shard_of(scope);
    return on(shard, shard.tables().write(std::move(writes), atomicity, std::move(token)));
}

Task<Result<WriteOutcome>> LocalTables::write(Write wanted) {
    auto one = keyed(std::move(wanted));
    if (!one) {
        co_return Result<WriteOutcome>(boost::system::in_place_error, one.error());
    }
    std::vector<KeyedWrite> writes;
    writes.push_back(*std::move(one));
    auto written =
        co_await write(std::move(writes), ShardTables::Atomicity::each_alone, std::nullopt);
    co_return std::move(written->outcomes.front());
}

Task<Result<std::vector<WriteOutcome>>> LocalTables::write_many(std::vector<Write> writes) {
    auto all = keyed(std::move(writes));
    if (!all) {
        co_return all.error();
    }
    if (is_any_twice(*all, &KeyedWrite::key)) {
        co_return twice("Provided list of item keys contains duplicates");
    }
    auto written =
        co_await write(*std::move(all), ShardTables::Atomicity::each_alone, std::nullopt);
    co_return std::move(written->outcomes);
}

Task<Result<Transacted>> LocalTables::transact(std::vector<Write> writes,
                                               std::optional<TransactionToken> token) {
    auto all = keyed(std::move(writes));
    if (!all) {
        co_return all.error();
    }
    if (is_any_twice(*all, &KeyedWrite::key)) {
        co_return twice("Transaction request cannot include multiple operations on one item");
    }
    co_return co_await write(*std::move(all), ShardTables::Atomicity::all_or_none,
                             std::move(token));
}

// Changes.

Task<Result<ChangeRange>> LocalTables::change_range(TableInfoPtr table) {
    return on(shared_.shard_of(table->key), owner(*table).change_range(table->id));
}

Task<Result<ChangePage>> LocalTables::changes(TableInfoPtr table, ChangesRequest request,
                                              Presence* client) {
    Shard& shard = shared_.shard_of(table->key);
    const auto ticket = std::make_shared<PollTicket>(PollId(shared_.next_poll_id++));
    if (client != nullptr && request.wait > Duration(0)) {
        client->watch([&shard, ticket] {
            asio::post(shard.executor(), [&shard, ticket] { shard.call_off(*ticket); });
        });
    }
    auto page = co_await await_changes(std::move(table), request, ticket);
    if (client != nullptr && request.wait > Duration(0)) {
        client->unwatch();
    }
    co_return page;
}

Task<Result<ChangePage>> LocalTables::await_changes(TableInfoPtr table, ChangesRequest request,
                                                    std::shared_ptr<const PollTicket> ticket) {
    Shard& shard = shared_.shard_of(table->key);
    const TimePoint deadline = shared_.clock.now() + request.wait;
    while (true) {
        auto kept = co_await change_range(table);
        if (!kept) {
            co_return kept.error();
        }
        ChangePage page = co_await read_changes(table, request, *kept);
        if (!page.changes.empty() || page.is_trimmed || shared_.clock.now() >= deadline) {
            co_return page;
        }
        request.after = page.last;
        const bool may_go_on = co_await on(
            shard, shard.tables().wait_for_changes(table->id, page.last, ticket, deadline));
        if (!may_go_on) {
            page.is_cut_short = shared_.clock.now() < deadline;
            co_return page;
        }
    }
}

Task<ChangePage> LocalTables::read_changes(TableInfoPtr table, ChangesRequest request,
                                           ChangeRange kept) {
    auto page = read_item_changes(shared_.store, *table, request, kept, Patience::none);
    if (!page.has_value()) {
        const auto look = [&](const Store& store) {
            return read_item_changes(store, *table, request, kept, Patience::for_disk);
        };
        page = co_await shared_.reader.read(look);
    }
    co_return *std::move(page);
}

}  // namespace forebay::runtime
