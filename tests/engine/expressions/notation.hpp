#pragma once

#include <forebay/model/attribute_value.hpp>

#include <ostream>
#include <string>
#include <string_view>

/// Items as tests write them:
///
///     {id: 'order-1', total: 12.50, paid: true, note: null, tags: <'a', 'b'>, sizes: <1, 2>,
///      raw: x'00ff', raws: <x'00', x'01'>, lines: [{sku: 'x', n: 2}, 'free']}
namespace forebay {

Item item(std::string_view text);
AttributeValue value(std::string_view text);

/// The same again, with names and elements of sets in order, and numbers in their normal form.
std::string text(MapView item);
std::string text(ValueView value);

inline void PrintTo(const Item& item, std::ostream* out) {
    *out << text(item.view());
}

}  // namespace forebay
