#pragma once

#include <forebay/base/presence.hpp>
#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/engine/expression.hpp>
#include <forebay/model/fingerprint.hpp>
#include <forebay/model/item_change.hpp>
#include <forebay/model/table_info.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::runtime {

/// One action on one item. DynamoDB specification 6, 10.
struct Write {
    enum class Kind : std::uint8_t {
        put,     ///< `item` replaces what is there
        update,  ///< what is there, or `item` if there is nothing, becomes what `update` says
        remove,
        check,  ///< of a transaction: nothing but the condition
    };

    Kind kind = Kind::put;
    TableInfoPtr table;
    Item item;                                   ///< but for `put`: its key alone
    std::optional<engine::Condition> condition;  ///< on what is there; nullopt: none
    std::optional<engine::Update> update;        ///< of `update`; nullopt: changes nothing
};

/// Write capacity that an index took. DynamoDB specification 6.
struct IndexUnits {
    IndexId index;
    std::uint32_t units;
};

/// What became of a write.
struct WriteOutcome {
    /// nullopt: it was done. Errors: condition_failed; validation_failed (the update cannot be
    /// applied, the item is too large, a key of an index has another type); table_not_found;
    /// disk_full (but for `remove` and `check`). Nothing was changed then.
    std::optional<Error> refusal;
    ItemPtr before;  ///< what was there, also when the condition failed; null: nothing
    ItemPtr after;   ///< what is there now; null: nothing
    std::vector<IndexUnits> index_units = {};  ///< of the indexes that changed
};

/// By what a transaction that is sent again is known. DynamoDB specification 10.
struct TransactionToken {
    std::string token;    ///< ClientRequestToken
    Fingerprint content;  ///< of all else that the request says
};

struct Transacted {
    /// One for each write. Without a refusal all were done, with one none was.
    std::vector<WriteOutcome> outcomes;
    bool is_repeated = false;  ///< it had been done before: there are no outcomes
};

/// Reading many items, a page at a time. DynamoDB specification 8.
struct PageRequest {
    TableInfoPtr table;
    IndexId index{};            ///< `IndexId{}`: the table itself
    std::optional<Item> after;  ///< ExclusiveStartKey: the key of the table, and that of the index
    std::uint32_t items_max = ~std::uint32_t{0};   ///< that are read, whether they match or not
    std::optional<engine::Condition> filter = {};  ///< which ones are handed out; nullopt: all
    bool is_count = false;                         ///< none is handed out, they are only counted
    bool is_whole = false;  ///< of a local index: the items themselves, not what it has of them
};

struct QueryRequest {
    PageRequest page;
    KeyRange range;
    bool is_descending = false;
};

struct ScanRequest {
    PageRequest page;
    std::uint32_t segment = 0;   ///< below `segments`
    std::uint32_t segments = 1;  ///< 1 to 1,000,000
};

/// At most 1 MiB of items that were read, and the one that reaches it.
struct Page {
    std::vector<Item> items;        ///< those that match
    std::uint32_t count = 0;        ///< of those that match, also when they are only counted
    std::uint32_t scanned = 0;      ///< of those that were read
    std::size_t bytes = 0;          ///< of what was read in the table or index
    std::size_t fetched_bytes = 0;  ///< of items that were read beside the index, each rounded up
                                    ///< to 4 KiB
    std::optional<Item> last_key;   ///< LastEvaluatedKey; nullopt: there is nothing more
};

/// Which changes of a table are read.
struct ChangesRequest {
    Sequence after{};                      ///< those behind it
    std::optional<std::string> partition;  ///< of this partition key only, in its ordered form
    std::size_t changes_max = 1000;
    std::size_t bytes_max = std::size_t{1} << 20U;  ///< of images; one change is always read
    Duration wait{0};                               ///< for changes, when there are none yet
};

struct ChangePage {
    std::vector<ItemChange> changes;  ///< in the order in which they were committed
    Sequence last{};            ///< of the latest that was looked at: where the next page begins
    bool is_trimmed = false;    ///< changes behind `after` are no longer kept: of before `changes`
    bool is_cut_short = false;  ///< the wait was: the client left, or the broker stops
};

/// The changes that are kept, from `first` to `last`; `last` is before `first` if there are none.
struct ChangeRange {
    Sequence first{};  ///< no kept change is before it
    Sequence last{};   ///< of the latest change ever
};

/// The tables of one data directory, their items, indexes and change logs.
///
/// `find` and `list` may be called from any thread; the tasks must be started on one of the
/// broker's executors and finish where they started. No reply comes before what it tells is
/// durable. Writes to one account and region are serial. Reads see all writes that were answered
/// before they began; each item is read at one moment, and no two need be of the same one.
///
/// Whether keys and expressions fit the table is checked by who calls (engine/table_key.hpp).
/// What is checked again here says so.
class Tables {
public:
    virtual ~Tables() = default;

    // Tables. Errors of tasks: Errc::table_not_found, where the table is not there (any more).

    /// Null when there is none.
    virtual TableInfoPtr find(const TableKey& key) const = 0;

    /// Up to `max` tables of an account and region by name, after the name `after`, which need not
    /// exist (empty: from the first).
    virtual std::vector<TableInfoPtr> list(std::string_view account, std::string_view region,
                                           std::string_view after, std::size_t max) const = 0;

    struct Creation {
        TableInfoPtr table;  ///< the new one, or the one that was there
        bool created;
    };
    /// Makes the table that `wanted` describes (its ids and times are set here), unless there is
    /// one of that name. It is ready at once.
    virtual Task<Result<Creation>> create(TableInfo wanted) = 0;

    /// Removes the table and all that there is of it. Errors: validation_failed, when it is
    /// protected.
    virtual Task<Result<void>> remove(TableInfoPtr table) = 0;

    /// Lets `change` edit the table, all at one moment. Indexes and times to live that it adds are
    /// built from then on, those that it takes away are gone at once. Its error changes nothing and
    /// is returned. The table as it is then.
    virtual Task<Result<TableInfoPtr>> update(TableInfoPtr table,
                                              std::function<Result<void>(TableInfo&)> change) = 0;

    /// As of now, exact.
    virtual Task<Result<TableCounts>> counts(TableInfoPtr table) = 0;

    // Items. Keys are checked as engine::key_of_item and parse_key do: validation_failed.

    /// nullopt: there is none.
    virtual Task<Result<std::optional<Item>>> get(TableInfoPtr table, Item key) = 0;

    struct Get {
        TableInfoPtr table;
        Item key;
    };
    /// In the order of `gets`, each at a moment of its own. Errors: validation_failed, when two
    /// name one item.
    virtual Task<Result<std::vector<std::optional<Item>>>> get_many(std::vector<Get> gets) = 0;

    /// The same, all of one account and region and as of one moment; they may name one item twice.
    virtual Task<Result<std::vector<std::optional<Item>>>> get_snapshot(std::vector<Get> gets) = 0;

    virtual Task<Result<Page>> query(QueryRequest request) = 0;

    /// Errors: validation_failed, when `after` is not in the segment.
    virtual Task<Result<Page>> scan(ScanRequest request) = 0;

    /// Condition, change and the entries of indexes are one step. The result's error is as that of
    /// a refusal, for a key that cannot be.
    virtual Task<Result<WriteOutcome>> write(Write write) = 0;

    /// Each on its own, in one go; all of one account and region. Errors: validation_failed, when
    /// two name one item: then none is done.
    virtual Task<Result<std::vector<WriteOutcome>>> write_many(std::vector<Write> writes) = 0;

    /// All or none; all of one account and region. Errors: table_not_found, disk_full;
    /// validation_failed, when two name one item; token_reused, when another transaction had the
    /// token in the last 10 minutes.
    virtual Task<Result<Transacted>> transact(std::vector<Write> writes,
                                              std::optional<TransactionToken> token) = 0;

    // Changes. Each write that changes an item leaves one; they are kept for 24 hours.

    /// With `wait`: until there are some, `client` leaves (null: it stays) or the broker stops.
    virtual Task<Result<ChangePage>> changes(TableInfoPtr table, ChangesRequest request,
                                             Presence* client) = 0;

    virtual Task<Result<ChangeRange>> change_range(TableInfoPtr table) = 0;
};

}  // namespace forebay::runtime
