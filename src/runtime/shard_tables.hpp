#pragma once

#include "runtime/counted.hpp"
#include "runtime/index_entries.hpp"
#include "runtime/long_polls.hpp"
#include "runtime/pins.hpp"
#include "runtime/turns.hpp"
#include <forebay/model/measurements.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/storage/table_records.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {

class Shard;
struct Shared;

/// A write, and under which key its item is stored.
struct KeyedWrite {
    Write write;   ///< without its item
    ItemPtr item;  ///< but for `put`: its key alone
    std::string key;
};

/// The tables that a shard owns: all of an account and region. Everything is called on the shard's
/// thread, but for `restore` before it starts.
///
/// The items are in the store. A write holds the keys that it touches (Pins), reads what is there,
/// and then decides and records without suspending, so that writes are serial. What it records is
/// one commit: items, entries of indexes, the change log, the counters.
class ShardTables {
public:
    ShardTables(Shard& shard, const Shared& shared, Turns& turns);
    ~ShardTables();

    /// Takes over a table as it was on disk.
    void restore(TableInfoPtr table, TableCounters counters);

    void start();  ///< goes on with what was under way

    // See Tables.

    Task<Result<Tables::Creation>> create(TableInfo wanted);
    Task<Result<void>> remove(TableId id);
    Task<Result<TableInfoPtr>> update(TableId id, std::function<Result<void>(TableInfo&)> change);
    Task<Result<TableCounts>> counts(TableId id);

    enum class Atomicity : std::uint8_t { each_alone, all_or_none };

    /// Errors: only of `all_or_none`. But for checks the writes name different items.
    Task<Result<Transacted>> write(std::vector<KeyedWrite> writes, Atomicity atomicity,
                                   std::optional<TransactionToken> token);

    /// The changes that are kept, all of them on disk.
    Task<Result<ChangeRange>> change_range(TableId id);

    /// Waits for changes behind `after`, until `deadline` or until it is called off. Whether there
    /// are some now, or the table is gone.
    Task<bool> wait_for_changes(TableId id, Sequence after,
                                std::shared_ptr<const PollTicket> ticket, TimePoint deadline);

    Task<Measured<TableMeasurement>> measure();
    void add_begins(Begins& begins);

    void record_counters(storage::Batch& batch);  ///< of all tables that have changed since
    void tick(TimePoint now);
    std::optional<TimePoint> next_deadline() const;

private:
    using ItemPins = Pins<ItemVersion>;
    using TokenPins = Pins<std::optional<storage::DoneTransaction>>;

    // A bit of an index that is being built: items are being read, and what is written of those
    // that it does not cover yet is noted meanwhile.
    struct Step {
        IndexId index;
        std::map<std::string, ItemPtr> written;
    };

    // Something that a table does now and then.
    struct Chore {
        std::optional<TimePoint> due;  // nullopt: not before something happens
        bool is_running = false;

        void wish(TimePoint at) { due = std::min(due.value_or(at), at); }
    };

    struct Slot {
        TableInfoPtr info;
        TableCounters counters;
        Ticket changed_in{0};  // the turn of its latest change
        Counted<TableTally> counted;
        bool is_dirty = false;   // its counters are to be written
        bool is_waking = false;  // those who wait for changes

        std::optional<TimePoint> deadline;  // its place in deadlines_
        Chore build;                        // of indexes that do not have all entries yet
        Chore sweep;                        // of items that have expired
        Chore trim;                         // of changes that are not kept for longer
        std::optional<Step> step;           // of `build`
        TimePoint swept_at{};
        std::uint64_t swept_to = 0;  // nothing is known to expire in a second before
    };

    // How the entry of an item in an index, or for its time to live, changes.
    struct EntryChange {
        IndexId index;
        std::optional<IndexEntry> before;
        std::optional<IndexEntry> after;
    };

    // What a write makes of an item, and of all that is stored beside it.
    struct Edit {
        ItemPtr before;
        ItemPtr after;
        std::vector<EntryChange> entries = {};
        bool has_expired = false;
    };

    // Books.
    Slot* find(TableId id);
    Slot& insert(TableInfoPtr table, TableCounters counters);
    void mark_dirty(Slot& slot);
    void replace_info(Slot& slot, TableInfo info);
    Task<TableInfoPtr> publish(const Slot& slot);  // once it is durable
    static IndexCounters& counters_of(Slot& slot, IndexId index);

    // Writes.
    Task<bool> make_room(const std::vector<KeyedWrite>& writes);
    Task<void> read(const std::vector<ItemPins::Hold>& holds);
    Task<void> read(const TokenPins::Hold& hold, Fingerprint token);
    bool is_remembered(const std::optional<storage::DoneTransaction>& done) const;
    Transacted write_each(const std::vector<KeyedWrite>& writes,
                          const std::vector<ItemPins::Hold>& holds, bool has_room);
    Result<Transacted> write_all(const std::vector<KeyedWrite>& writes,
                                 const std::vector<ItemPins::Hold>& holds, bool has_room);
    static void count_write(Slot& slot, const KeyedWrite& write);
    static void count_refusal(Slot& slot, const Error& why);
    static Result<Edit> decide(Slot& slot, const KeyedWrite& write, std::string_view key,
                               const ItemPtr& before);
    static Result<Edit> edit(Slot& slot, std::string_view key, ItemPtr before, ItemPtr after,
                             engine::ItemWrite kind);
    void expect_expiry(Slot& slot, std::string_view expiry);
    WriteOutcome record(Slot& slot, const ItemPins::Hold& hold, const Edit& edit);
    void record_entry(Slot& slot, const EntryChange& change);
    void record_done(const TokenPins::Hold& hold, const Fingerprint& token,
                     const Fingerprint& content);

    // Changes.
    void wake(Slot& slot);
    Task<void> wake_when_durable(TableId id, Ticket changed_in);

    // Chores.
    using Run = Task<void> (ShardTables::*)(TableId id);
    void schedule(Slot& slot);
    void begin(Slot& slot, Chore& chore, TimePoint now, Run run);
    void end(Slot& slot, Chore& chore, std::optional<TimePoint> due = {});
    Task<void> build(TableId id);
    static bool begin_step(Slot& slot);
    bool end_step(Slot& slot, std::vector<std::pair<std::string, ItemPtr>> items, bool is_last);
    void end_build(Slot& slot, IndexId index);
    Task<void> sweep(TableId id);
    Task<void> expire(TableId id, std::vector<std::string> expiries);
    Task<void> trim(TableId id);

    Shard& shard_;
    const Shared& shared_;
    Turns& turns_;
    Others<TableTally> others_;
    boost::unordered_flat_map<TableId, std::unique_ptr<Slot>> slots_;
    std::vector<TableId> dirty_;
    std::set<std::pair<TimePoint, TableId>> deadlines_;  // when tables have chores; or later
    ItemPins items_;
    TokenPins tokens_;
    std::uint64_t latest_period_ = 0;  // in which a transaction was recorded
};

}  // namespace forebay::runtime
