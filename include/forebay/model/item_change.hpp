#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/attribute_value.hpp>
#include <forebay/model/message.hpp>

#include <cstdint>
#include <memory>

namespace forebay {

/// An item that is not changed any more. Null: there is none.
using ItemPtr = std::shared_ptr<const Item>;

/// What is stored of an item under its key.
struct ItemVersion {
    ItemPtr item;

    /// The change by which it became this; 0: that is not known.
    Sequence written_in{};
};

enum class ItemEvent : std::uint8_t { insert, modify, remove };

/// One record of a table's change log: what a write made of an item. DynamoDB specification 12.
struct ItemChange {
    Sequence sequence{};       ///< its place among the table's changes, and when it was
    ItemPtr before;            ///< null: it was inserted
    ItemPtr after;             ///< null: it was removed
    bool has_expired = false;  ///< removed by the service, because its time to live had ended

    ItemEvent event() const {
        return before == nullptr  ? ItemEvent::insert
               : after == nullptr ? ItemEvent::remove
                                  : ItemEvent::modify;
    }

    /// Either image: both have the item's key.
    const Item& image() const { return after != nullptr ? *after : *before; }
};

}  // namespace forebay
