#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/uuid.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/table.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay {

/// How clients name a table: as they name a queue.
using TableKey = QueueKey;

/// `arn:aws:dynamodb:<region>:<account>:table/<name>`. DynamoDB specification 5.
std::string table_arn(const TableKey& key);

enum class BillingMode : std::uint8_t { provisioned, pay_per_request };

/// Capacity units a second: reported, never enforced. Zero where billing is by request.
struct Throughput {
    std::uint64_t read = 0;
    std::uint64_t write = 0;

    friend bool operator==(const Throughput&, const Throughput&) = default;
};

/// Which attributes of an item its entry in an index has, beside the keys of table and index.
struct IndexProjection {
    enum class Kind : std::uint8_t { all, keys_only, include };

    Kind kind = Kind::all;
    std::vector<std::string> included;  ///< NonKeyAttributes, as sent: of `include`

    friend bool operator==(const IndexProjection&, const IndexProjection&) = default;
};

/// A secondary index. DynamoDB specification 5.
struct IndexInfo {
    enum class Kind : std::uint8_t { local, global };

    IndexId id{};  ///< `IndexId{}`: not made yet
    Kind kind = Kind::global;
    std::string name = {};
    KeySchema schema = {};
    IndexProjection projection = {};
    Throughput throughput = {};  ///< of a global one
    bool is_building = false;    ///< the items from before it was made are not all in it yet

    friend bool operator==(const IndexInfo&, const IndexInfo&) = default;
};

/// What stream records show of a change. DynamoDB specification 12.
enum class StreamView : std::uint8_t { keys_only, new_image, old_image, new_and_old_images };

/// A table's latest stream. Changes are recorded with or without one.
struct StreamInfo {
    StreamView view = StreamView::new_and_old_images;
    TimePoint enabled_at;  ///< its label; it has the changes from then on
    std::optional<TimePoint> disabled_at;

    friend bool operator==(const StreamInfo&, const StreamInfo&) = default;
};

/// Which attribute says when an item expires. DynamoDB specification 5.
struct TimeToLive {
    std::string attribute;
    IndexId index{};           ///< under which items are found by it; `IndexId{}`: not made yet
    bool is_building = false;  ///< as that of an index

    friend bool operator==(const TimeToLive&, const TimeToLive&) = default;
};

/// All that is known of a table except its items.
struct TableInfo {
    TableId id{};
    TableKey key;
    Uuid uuid;  ///< TableId on the wire
    TimePoint created_at;

    KeySchema schema;                      ///< never changes
    std::vector<KeyAttribute> attributes;  ///< AttributeDefinitions, in their order
    std::vector<IndexInfo> indexes;        ///< in their order
    IndexId last_index{};                  ///< the latest that was given out

    BillingMode billing = BillingMode::provisioned;
    std::optional<TimePoint> by_request_since;
    Throughput throughput;
    std::optional<TimeToLive> time_to_live;
    std::optional<StreamInfo> stream;
    bool is_protected = false;  ///< DeletionProtectionEnabled

    /// Settings that are only given back, as the service keeps them: `TableClass` … .
    std::map<std::string, std::string> settings;
    std::map<std::string, std::string> tags;

    const IndexInfo* find_index(std::string_view name) const;  ///< null: none
    const IndexInfo* find_index(IndexId index) const;          ///< null: none

    friend bool operator==(const TableInfo&, const TableInfo&) = default;
};

/// A snapshot: a change makes a new one.
using TableInfoPtr = std::shared_ptr<const TableInfo>;

/// How many items there are, and the sum of their sizes (DynamoDB specification 4); of an index:
/// its entries.
struct ItemCounts {
    std::uint64_t items = 0;
    std::uint64_t bytes = 0;

    friend bool operator==(const ItemCounts&, const ItemCounts&) = default;
};

struct TableCounts {
    ItemCounts table;
    std::map<IndexId, ItemCounts> indexes;

    friend bool operator==(const TableCounts&, const TableCounts&) = default;
};

/// What is known of an index without reading it; of a time to live too.
struct IndexCounters {
    IndexId id{};
    ItemCounts entries = {};
    /// While it is being built: it has the entries of all items up to the one that is stored under
    /// this key, and of no others.
    std::optional<std::string> built_to = {};

    friend bool operator==(const IndexCounters&, const IndexCounters&) = default;
};

/// What a table must know at a restart without reading its items; stored with each batch that
/// changes it.
struct TableCounters {
    ItemCounts items;
    Sequence last_change{};      ///< the latest that was given out
    Sequence trimmed_changes{};  ///< the latest of those that are no longer kept
    std::vector<IndexCounters> indexes;

    friend bool operator==(const TableCounters&, const TableCounters&) = default;
};

}  // namespace forebay
