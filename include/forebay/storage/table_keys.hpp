#pragma once

#include <forebay/model/table.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// Keys of items and of index entries: a part of storage/keys.hpp. DynamoDB specification 4.
///
///     item         'i' | table id 8 | 0 4        | hash 8 | partition key | sort key
///     index entry  'i' | table id 8 | index id 4 | hash 8 | index's partition key | its sort key
///                                                         | item's partition key  | its sort key
///     expiry       'i' | table id 8 | index id 4 | second 8 | item's key from its hash on
///
/// Numbers are big-endian. A key attribute is its ordered form with 00 written as 00 FF and with
/// 00 01 at its end, so that keys sort by one attribute after the other and none is the beginning
/// of another. A sort key that a table or index does not have is not there. The hash is SipHash of
/// the partition key, so that a scan's segments are alike in size.
namespace forebay::storage::keys {

/// Keys from `begin` to before `end`.
struct Range {
    std::string begin;
    std::string end;

    bool contains(std::string_view key) const { return begin <= key && key < end; }
    friend bool operator==(const Range&, const Range&) = default;
};

std::string item(TableId table, const ItemKey& key);
std::string index_entry(TableId table, IndexId index, const ItemKey& index_key,
                        const ItemKey& item_key);

/// Of the item under the key `item`, that expires so many seconds after 1970.
std::string expiry(TableId table, IndexId index, std::uint64_t second, std::string_view item);

std::uint64_t second_of_expiry(std::string_view expiry);
std::string item_of_expiry(std::string_view expiry);  ///< the key of the item that expires

/// What expires from `begin` to before `end`.
Range expiries(TableId table, IndexId index, std::uint64_t begin, std::uint64_t end);

/// Everything of a table, and everything of one of its indexes, or its items (`IndexId{}`).
Range table(TableId table);
Range index(TableId table, IndexId index);

/// What a query reads.
Range query(TableId table, IndexId index, const KeyRange& wanted);

/// What segment `segment` (below `segments`) of a parallel scan reads: together all, none twice,
/// and always the same.
Range segment(TableId table, IndexId index, std::uint32_t segment, std::uint32_t segments);

}  // namespace forebay::storage::keys
