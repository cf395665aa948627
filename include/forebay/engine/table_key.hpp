#pragma once

#include <forebay/base/result.hpp>
#include <forebay/engine/expression.hpp>
#include <forebay/model/attribute_value.hpp>
#include <forebay/model/table.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// What a table demands of keys, before anything is read or written. DynamoDB specification 6.
namespace forebay::engine {

/// The key of an item that is put. Errors: validation_failed.
Result<ItemKey> key_of_item(const KeySchema& schema, MapView item);

/// The key that `key` is: nothing but the key attributes. Errors: validation_failed.
Result<ItemKey> parse_key(const KeySchema& schema, MapView key);

/// What writes an item: errors about its index keys differ.
enum class ItemWrite : std::uint8_t { put, update };

/// The key of an item's entry in the index `name`; nullopt: the item has none there, because it
/// lacks a key attribute. Errors: validation_failed, when one has another type, is empty or too
/// long.
Result<std::optional<ItemKey>> index_key_of_item(std::string_view name, const KeySchema& schema,
                                                 MapView item, ItemWrite write);

/// The key attributes of `item` alone.
Item key_attributes(const KeySchema& schema, MapView item);

enum class KeyOwner : std::uint8_t { table, index };

/// Refuses paths that look into a key attribute. Errors: validation_failed.
Result<void> check_uses(const KeySchema& schema, KeyOwner owner,
                        std::span<const AttributeUse> uses);

/// Refuses an update that writes a key attribute of the table. Errors: validation_failed.
Result<void> check_targets(const KeySchema& schema, const Update& update);

/// Refuses a filter of a query that looks at key attributes; errors call it `member`:
/// `Filter Expression` or `QueryFilter`. Errors: validation_failed.
Result<void> check_filter(const KeySchema& schema, const Condition& filter,
                          std::string_view member);

/// Refuses an item of more than limits::item_bytes_max, and one with a name, at any depth, of more
/// than limits::attribute_name_bytes_max. Errors: validation_failed.
Result<void> check_size(MapView item, ItemWrite write);

}  // namespace forebay::engine
