#pragma once

#include <forebay/model/attribute_value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace forebay {

/// A table for as long as it lives: never reused, so a table that is deleted and made again under
/// the same name is another one.
enum class TableId : std::uint64_t {};

/// The items of a table themselves (`IndexId{}`), or one of its secondary indexes: never reused
/// within a table.
enum class IndexId : std::uint32_t {};

/// An attribute that is part of a key.
struct KeyAttribute {
    std::string name;
    ValueType type = ValueType::string;  ///< string, number or binary

    friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};

/// What items of a table, or entries of an index, are found by. DynamoDB specification 5.
struct KeySchema {
    KeyAttribute partition;
    std::optional<KeyAttribute> sort = {};

    friend bool operator==(const KeySchema&, const KeySchema&) = default;
};

/// The values of the key attributes of an item, in their ordered form. The views live as long as
/// what they were taken from.
struct ItemKey {
    std::string_view partition;
    std::string_view sort;  ///< empty: there is no sort key

    friend auto operator<=>(const ItemKey&, const ItemKey&) = default;
};

/// Which sort keys a query wants: values are in their ordered form. DynamoDB specification 7, 8.
struct SortCondition {
    enum class Kind : std::uint8_t {
        any,
        equal,
        less,
        less_or_equal,
        greater,
        greater_or_equal,
        between,  ///< with both bounds
        begins_with,
    };

    Kind kind = Kind::any;
    std::string value;  ///< of `between` the lower bound
    std::string upper;  ///< of `between`

    bool accepts(std::string_view sort) const;

    friend bool operator==(const SortCondition&, const SortCondition&) = default;
};

/// What a query reads: one partition, and there what `sort` accepts.
struct KeyRange {
    std::string partition;  ///< in its ordered form
    SortCondition sort;

    friend bool operator==(const KeyRange&, const KeyRange&) = default;
};

}  // namespace forebay
