#pragma once

#include "runtime/item_pages.hpp"
#include "runtime/memory_odds.hpp"
#include "runtime/shard.hpp"
#include "runtime/table_directory.hpp"
#include <forebay/runtime/tables.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace forebay::runtime {

/// The tables of a broker's shards: crosses over to the shard that owns a table to write, and reads
/// where it is called, from the store.
class LocalTables final : public Tables {
public:
    explicit LocalTables(const Shared& shared) : shared_(shared) {}

    TableInfoPtr find(const TableKey& key) const override { return shared_.tables.find(key); }
    std::vector<TableInfoPtr> list(std::string_view account, std::string_view region,
                                   std::string_view after, std::size_t max) const override;
    Task<Result<Creation>> create(TableInfo wanted) override;
    Task<Result<void>> remove(TableInfoPtr table) override;
    Task<Result<TableInfoPtr>> update(TableInfoPtr table,
                                      std::function<Result<void>(TableInfo&)> change) override;
    Task<Result<TableCounts>> counts(TableInfoPtr table) override;

    Task<Result<std::optional<Item>>> get(TableInfoPtr table, Item key) override;
    Task<Result<std::vector<std::optional<Item>>>> get_many(std::vector<Get> gets) override;
    Task<Result<std::vector<std::optional<Item>>>> get_snapshot(std::vector<Get> gets) override;
    Task<Result<Page>> query(QueryRequest request) override;
    Task<Result<Page>> scan(ScanRequest request) override;
    Task<Result<WriteOutcome>> write(Write write) override;
    Task<Result<std::vector<WriteOutcome>>> write_many(std::vector<Write> writes) override;
    Task<Result<Transacted>> transact(std::vector<Write> writes,
                                      std::optional<TransactionToken> token) override;

    Task<Result<ChangePage>> changes(TableInfoPtr table, ChangesRequest request,
                                     Presence* client) override;
    Task<Result<ChangeRange>> change_range(TableInfoPtr table) override;

private:
    bool is_there(const TableInfo& table) const;
    ShardTables& owner(const TableInfo& table) const;
    Task<Page> read(PageReader pages);
    Task<Result<Transacted>> write(std::vector<KeyedWrite> writes, ShardTables::Atomicity atomicity,
                                   std::optional<TransactionToken> token);
    Task<ChangePage> read_changes(TableInfoPtr table, ChangesRequest request, ChangeRange kept);
    Task<Result<ChangePage>> await_changes(TableInfoPtr table, ChangesRequest request,
                                           std::shared_ptr<const PollTicket> ticket);

    Shared shared_;
    MemoryOdds memory_odds_;
};

}  // namespace forebay::runtime
