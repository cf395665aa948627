#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/attribute_value.hpp>
#include <forebay/model/message.hpp>

#include <cstdint>
#include <memory>

namespace forebay {

/// An item that is not changed any more. Null: there is none.
using ItemPtr = std::shared_ptr<const Item>;

/// The numbers are stored: they are never reused.
enum class ItemEvent : std::uint8_t { insert = 0, modify = 1, remove = 2 };

/// One record of a table's change log: what a write made of an item. DynamoDB specification 12.
struct ItemChange {
    Sequence sequence{};  ///< its place among the table's changes, and when it was
    ItemEvent event = ItemEvent::insert;
    ItemPtr before;            ///< null: of `insert`
    ItemPtr after;             ///< null: of `remove`
    bool has_expired = false;  ///< removed by the service, because its time to live had ended

    /// Either image: both have the item's key.
    const Item& image() const { return after != nullptr ? *after : *before; }
};

}  // namespace forebay
