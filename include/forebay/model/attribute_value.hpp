#pragma once

#include <forebay/base/assert.hpp>
#include <forebay/base/result.hpp>
#include <forebay/model/number.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

/// Attribute values and items. They have one form, in memory and on disk: bytes that are read where
/// they lie. Nothing is decoded before it is asked for, an item is one allocation, and what is
/// equal has equal bytes. DynamoDB specification 4.
///
///     value   type 1 | length of the rest | payload
///     payload of a string or a binary value: its bytes
///             of a number: its ordered form (model/number.hpp)
///             of a boolean: 00 or 01; of null: nothing
///             of a set: count | for each element: length | bytes of the string, number or binary
///             of a list: count | for each element: value
///             of a map: count | for each entry: length of the name | name | value
///     item    the payload of a map
///
/// Lengths and counts are base-128 numbers, the lowest seven bits first, as protobuf has them. Sets
/// are sorted by their elements' bytes, maps by their names.
namespace forebay {

/// The numbers are stored: they are never reused.
enum class ValueType : std::uint8_t {
    string = 1,
    number = 2,
    binary = 3,
    boolean = 4,
    null = 5,
    string_set = 6,
    number_set = 7,
    binary_set = 8,
    list = 9,
    map = 10,
};

/// As the wire has it: `S`, `N`, `B`, `BOOL`, `NULL`, `SS`, `NS`, `BS`, `L`, `M`.
std::string_view type_name(ValueType type);

/// The type that the wire calls `name`; nullopt: none.
std::optional<ValueType> parse_type_name(std::string_view name);

constexpr bool is_set(ValueType type) {
    return type == ValueType::string_set || type == ValueType::number_set ||
           type == ValueType::binary_set;
}

/// The type of the elements of a set.
constexpr ValueType element_type(ValueType set) {
    FOREBAY_ASSERT(is_set(set));
    return set == ValueType::string_set   ? ValueType::string
           : set == ValueType::number_set ? ValueType::number
                                          : ValueType::binary;
}

class ValueView;
class MapView;

/// Walks over the elements of a set, a list or a map; `Reader` says how one is read.
template <class Reader>
class Elements {
public:
    class Iterator {
    public:
        using value_type = typename Reader::Element;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        explicit Iterator(std::string_view rest) : rest_(rest) { next(); }

        const value_type& operator*() const { return element_; }
        const value_type* operator->() const { return &element_; }
        Iterator& operator++() {
            next();
            return *this;
        }
        void operator++(int) { next(); }
        friend bool operator==(const Iterator& a, std::default_sentinel_t) { return a.at_end_; }

    private:
        void next() {
            at_end_ = rest_.empty();
            if (!at_end_) {
                element_ = Reader::take(rest_);
            }
        }

        std::string_view rest_;
        value_type element_;
        bool at_end_ = true;
    };

    explicit Elements(std::string_view elements) : elements_(elements) {}
    Iterator begin() const { return Iterator(elements_); }
    std::default_sentinel_t end() const { return {}; }

private:
    std::string_view elements_;
};

struct TextReader {
    using Element = std::string_view;
    static Element take(std::string_view& rest);
};
struct ValueReader {
    using Element = ValueView;
    static Element take(std::string_view& rest);
};
struct EntryReader {
    struct Element;
    static Element take(std::string_view& rest);
};

/// A value that lies somewhere else. Cheap to copy. Bytes that are no value end the process.
class ValueView {
public:
    ValueView() = default;  ///< null

    /// `bytes` begin with a value.
    explicit ValueView(std::string_view bytes);

    ValueType type() const { return ValueType(static_cast<std::uint8_t>(begin_[0])); }
    bool is(ValueType type) const { return this->type() == type; }

    /// All of it, as it is stored.
    std::string_view bytes() const { return {begin_, header_bytes_ + payload_bytes_}; }
    std::string_view payload() const { return {begin_ + header_bytes_, payload_bytes_}; }

    /// Of a string, a number or a binary value: bytes that sort as the values do. Those of a string
    /// or a binary value are its own.
    std::string_view ordered() const { return payload(); }

    Number number() const { return Number::of_ordered(payload()); }
    bool boolean() const { return payload() == std::string_view("\1", 1); }

    std::uint32_t count() const;            ///< of a set, a list or a map: its elements
    Elements<TextReader> elements() const;  ///< of a set: their ordered bytes
    Elements<ValueReader> values() const;   ///< of a list
    MapView map() const;                    ///< of a map

    std::optional<ValueView> at(std::uint32_t index) const;  ///< of a list; nullopt: beyond its end
    bool contains(std::string_view element) const;  ///< of a set: its ordered bytes are an element

    /// Bytes that it counts towards the size of an item. DynamoDB specification 4.
    std::size_t size() const;

    friend bool operator==(ValueView a, ValueView b) { return a.bytes() == b.bytes(); }

private:
    static constexpr char null_bytes[] = {static_cast<char>(ValueType::null), 0};

    const char* begin_ = null_bytes;
    std::uint32_t header_bytes_ = sizeof null_bytes;
    std::uint32_t payload_bytes_ = 0;
};

/// An entry of a map, an attribute of an item.
struct EntryReader::Element {
    std::string_view name;
    ValueView value;
};

/// A map's entries, or an item's attributes, that lie somewhere else.
class MapView {
public:
    MapView() = default;  ///< empty
    explicit MapView(std::string_view payload) : payload_(payload) {}

    /// As it is stored.
    std::string_view bytes() const { return payload_; }

    std::uint32_t count() const;
    bool empty() const { return count() == 0; }
    Elements<EntryReader> entries() const;  ///< sorted by name
    std::optional<ValueView> find(std::string_view name) const;

    /// Bytes of the entries: of an item its size. DynamoDB specification 4.
    std::size_t size() const;

    friend bool operator==(MapView a, MapView b) { return a.payload_ == b.payload_; }

private:
    static constexpr char empty_bytes[] = {0};

    std::string_view payload_{empty_bytes, 1};
};

/// A value of its own.
class AttributeValue {
public:
    AttributeValue() : AttributeValue(ValueView()) {}  ///< null
    explicit AttributeValue(ValueView value) : bytes_(value.bytes()) {}

    /// `bytes` are a value, as ValueWriter writes it.
    explicit AttributeValue(std::string bytes) : bytes_(std::move(bytes)) {}

    ValueView view() const { return ValueView(bytes_); }
    operator ValueView() const { return view(); }  // NOLINT: that is its use

    friend bool operator==(const AttributeValue&, const AttributeValue&) = default;

private:
    std::string bytes_;
};

/// An item, or any other map of attributes by name: a key, the values that expressions refer to.
class Item {
public:
    Item() : Item(MapView()) {}  ///< empty
    explicit Item(MapView item) : bytes_(item.bytes()) {}

    /// `bytes` are an item, as ValueWriter writes it.
    explicit Item(std::string bytes) : bytes_(std::move(bytes)) {}

    MapView view() const { return MapView(bytes_); }
    operator MapView() const { return view(); }  // NOLINT: that is its use
    const std::string& bytes() const { return bytes_; }

    std::optional<ValueView> find(std::string_view name) const { return view().find(name); }
    std::size_t size() const { return view().size(); }

    friend bool operator==(const Item&, const Item&) = default;

private:
    std::string bytes_;
};

/// Whether `bytes` are an item in the form above, to the last bit: what comes from elsewhere than
/// our own store is looked at first.
bool is_item(std::string_view bytes);

/// An attribute value as a client sent it. What is wrong with one is said only after the request's
/// other members have been looked at, so it is kept. DynamoDB specification 2.
struct GivenValue {
    AttributeValue value;        ///< as far as it is one
    std::optional<Error> fault;  ///< the first
};

/// Attributes by name, as a client sent them.
struct GivenItem {
    Item item;                     ///< as far as it is one
    std::optional<Error> fault;    ///< the first
    std::string faulty_attribute;  ///< its name
};

}  // namespace forebay
