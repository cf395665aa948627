#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/fingerprint.hpp>
#include <forebay/model/item_change.hpp>
#include <forebay/model/table_info.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Tables and what is known of them as they are stored: see records.hpp.
namespace forebay::storage {

/// An item is stored as it is in memory (model/attribute_value.hpp) behind a head, which tells the
/// change that it was written in. Index entries, and items of formats before 3, have no head.
struct ItemRecord {
    std::string_view item;
    Sequence written_in{};  ///< 0: it has no head
};
void encode_item_head(Sequence written_in, std::string& out);
ItemRecord decode_item(std::string_view record);

Item take_item(std::string record);  ///< moves it out
ItemVersion take_item_version(std::optional<std::string> record);

void encode_table(const TableInfo& table, std::string& out);
TableInfo decode_table(std::string_view record);

void encode_table_counters(const TableCounters& counters, std::string& out);
TableCounters decode_table_counters(std::string_view record);

/// A change as it is stored: what the item became is stored elsewhere, as the item itself or as
/// what its next change tells of before. Its sequence is in its key.
struct ChangeRecord {
    ItemChange change;            ///< without `after`, unless it is of a format before 3
    std::string item_key;         ///< under which the item is stored; "": of such a format
    std::size_t after_bytes = 0;  ///< of the item that it became; 0: it was removed

    bool lacks_after() const { return after_bytes > 0 && change.after == nullptr; }
};

/// The field tag and length of `before` come last, so the stored record is this followed by that
/// item's bytes, if there is one.
void encode_item_change_head(const ItemChange& change, std::string_view item_key, std::string& out);
ChangeRecord decode_item_change(Sequence sequence, std::string_view record);

/// The next change of an item.
void encode_next_change(Sequence next, std::string& out);
Sequence decode_next_change(std::string_view record);

/// A transaction that was done, by its token.
struct DoneTransaction {
    TimePoint done_at;
    Fingerprint content;

    friend bool operator==(const DoneTransaction&, const DoneTransaction&) = default;
};
void encode_transaction(const DoneTransaction& done, std::string& out);
DoneTransaction decode_transaction(std::string_view record);

}  // namespace forebay::storage
