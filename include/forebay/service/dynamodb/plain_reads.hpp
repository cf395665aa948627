#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/model/item_change.hpp>
#include <forebay/service/context.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reads of tables by whom does not speak DynamoDB: the triggers specification, C1 and C2. Key
/// values are texts, as they stand in URLs: numbers in decimal, binary ones in base64url.
/// Errors of all: Errc::table_not_found; Errc::validation_failed. The context outlives the task.
namespace forebay::service::dynamodb {

struct PlainItemInput {
    std::string table;
    std::string partition;
    std::optional<std::string> sort;
};

/// What is under a key.
struct PlainItems {
    std::vector<Item> items;  ///< empty: nothing
    bool is_list = false;     ///< the key is but the partition's: these are all that it has
};
Task<Result<PlainItems>> read_plain_item(Context& context, PlainItemInput input);

struct PlainPageInput {
    std::string table;
    std::optional<std::string> partition;  ///< nullopt: the whole table, in no order
    std::string sort_prefix = {};
    std::string cursor = {};    ///< that a page ended with; empty: the first page
    std::uint32_t limit = 100;  ///< 1 to 1000
    bool is_descending = false;
};

struct PlainPage {
    std::vector<Item> items;
    std::optional<std::string> cursor;  ///< nullopt: there is nothing more
};
Task<Result<PlainPage>> read_plain_page(Context& context, PlainPageInput input);

/// A change, as those see it who follow a table.
struct PlainChange {
    std::string_view event;  ///< `INSERT`, `MODIFY` or `REMOVE`
    Item keys;
    ItemPtr before;
    ItemPtr after;
    std::string sequence;
    TimePoint at;
};

struct PlainChangesInput {
    std::string table;
    std::optional<std::string> partition;  ///< nullopt: of the whole table
    std::string since = {};                ///< a sequence; empty: from the oldest that is kept
    std::size_t limit = 1000;              ///< 1 to 1000
    Duration wait{0};                      ///< for changes, when there are none yet
};

struct PlainChanges {
    std::vector<PlainChange> changes;
    std::string sequence;       ///< what to go on from
    bool is_trimmed = false;    ///< changes behind `since` are no longer kept
    bool is_cut_short = false;  ///< nobody need ask again: see runtime::ChangePage
};

/// `client`, who may leave while it waits, may be null.
Task<Result<PlainChanges>> read_plain_changes(Context& context, PlainChangesInput input,
                                              Presence* client);

/// Refuses what `read_plain_changes` would, without reading.
Result<void> check_plain_changes(Context& context, const PlainChangesInput& input);

/// The sequence of the latest change of a table: those to come are behind it.
Task<Result<std::string>> latest_plain_change(Context& context, std::string table);

}  // namespace forebay::service::dynamodb
