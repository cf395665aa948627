#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/fingerprint.hpp>
#include <forebay/model/item_change.hpp>
#include <forebay/model/table_info.hpp>

#include <string>
#include <string_view>

/// Tables and what is known of them as they are stored: see records.hpp. Items are stored as they
/// are in memory (model/attribute_value.hpp), without a record around them.
namespace forebay::storage {

void encode_table(const TableInfo& table, std::string& out);
TableInfo decode_table(std::string_view record);

void encode_table_counters(const TableCounters& counters, std::string& out);
TableCounters decode_table_counters(std::string_view record);

/// A change without `after`: its field tag and length come last, so the stored record is this
/// followed by that item's bytes, if there is one. Its sequence is in its key.
void encode_item_change_head(const ItemChange& change, std::string& out);
ItemChange decode_item_change(Sequence sequence, std::string_view record);

/// A transaction that was done, by its token.
struct DoneTransaction {
    TimePoint done_at;
    Fingerprint content;

    friend bool operator==(const DoneTransaction&, const DoneTransaction&) = default;
};
void encode_transaction(const DoneTransaction& done, std::string& out);
DoneTransaction decode_transaction(std::string_view record);

}  // namespace forebay::storage
