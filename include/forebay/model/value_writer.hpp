#pragma once

#include <forebay/model/attribute_value.hpp>

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace forebay {

/// Writes values, or an item, in their form (model/attribute_value.hpp). Entries of maps and
/// elements of sets may come in any order: `end` sorts them. Of entries with one name the last
/// counts.
///
///     std::string bytes;
///     ValueWriter writer(bytes);
///     writer.begin_item();
///     writer.name("id");
///     writer.string("order-1");
///     writer.end();
///     const Item item(std::move(bytes));
class ValueWriter {
public:
    /// Appends to `out`, which nobody else changes meanwhile.
    explicit ValueWriter(std::string& out) : out_(out) {}

    void string(std::string_view text) { scalar(ValueType::string, text); }
    void binary(std::string_view bytes) { scalar(ValueType::binary, bytes); }
    void number(const Number& number);
    void boolean(bool value);
    void null() { scalar(ValueType::null, {}); }
    void value(ValueView value);

    void begin_item();
    void begin_map() { begin(ValueType::map); }
    void begin_list() { begin(ValueType::list); }
    void begin_set(ValueType type);

    void name(std::string_view name);        ///< of the next entry of a map or item
    void element(std::string_view ordered);  ///< of a set: its ordered bytes

    /// Ends what was begun last. False: a set that had an element twice; it is there once then.
    bool end();

private:
    // A container that was begun.
    struct Open {
        ValueType type;        // of an item: map
        std::size_t start;     // of its first byte in out_
        std::size_t elements;  // of its first element
        std::size_t last;      // of its latest element, or of the latest name
        std::uint32_t count = 0;
        bool is_sorted = true;  // what is there is in order, and nothing twice
        bool is_item = false;
    };

    void scalar(ValueType type, std::string_view payload);
    void begin(ValueType type);
    void count_value();
    void add_text(std::string_view text);
    void append_text(std::string_view text);
    void sort(Open& open);

    std::string& out_;
    boost::container::small_vector<Open, 4> open_;
};

}  // namespace forebay
