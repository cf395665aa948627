#pragma once

#include <forebay/model/attribute_value.hpp>
#include <forebay/model/value_writer.hpp>

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace forebay::protocol::aws_json {

/// Reads an attribute value, or attributes by name, from the tokens of its JSON into the form that
/// it is kept in. What is no JSON of an attribute value (a number for a string) refuses the
/// request; what is no value (an empty set) is a fault of the value. DynamoDB specification 2, 4.
class AttributeReader {
public:
    /// Where it goes outlives the reader.
    explicit AttributeReader(GivenValue& target) : target_(&target) {}
    explicit AttributeReader(GivenItem& target) : target_(&target) {}

    AttributeReader(const AttributeReader&) = delete;  // writer_ knows bytes_
    AttributeReader& operator=(const AttributeReader&) = delete;

    // Each token. False: refused, `error()` says why.
    bool begin_object();
    bool end_object();
    bool begin_array();
    bool end_array();
    bool key(std::string_view key);
    bool string_part(std::string_view part);
    bool string(std::string_view last);
    bool number(std::string_view token);  ///< NUMBER_VALUE or DECIMAL_VALUE
    bool boolean(bool value);

    /// Whether all has been read, and is in its place.
    bool is_done() const { return is_done_; }
    const std::string& error() const { return error_; }

private:
    enum class Place : std::uint8_t {
        attributes,  // the entries of the item
        value,       // the one member of a value
        set,
        list,
        map,
    };

    struct Frame {
        Place place;
        std::optional<ValueType> type = {};  // of a set; in a value, of the member that comes next
        std::uint32_t count = 0;             // elements of a set; types that a value has
    };

    bool is_start() const { return frames_.empty(); }
    bool skips() const;
    bool expects_value() const;
    bool begin_value();
    bool end_value();
    bool begin_member(bool is_array);
    bool take_text(std::string_view text);
    bool take_member_text(ValueType type, std::string_view text);
    bool take_element(ValueType set, std::string_view text);
    bool take_truth(ValueType type, bool truth);
    bool end_set(const Frame& set);
    bool mismatch(std::string_view token);
    bool not_expected_array();
    bool refuse(std::string text);
    std::optional<std::string> decode(std::string_view text);
    void note_type();
    void fault(std::string text);
    void finish();

    std::variant<GivenValue*, GivenItem*> target_;
    std::string bytes_;
    ValueWriter writer_{bytes_};
    bool is_writing_ = true;  // until the first fault: what follows is only looked at
    std::optional<Error> fault_;
    std::string faulty_attribute_;

    boost::container::small_vector<Frame, 8> frames_;
    std::size_t skipped_depth_ = 0;  // objects and arrays that are open within an unknown member
    int depth_ = 0;                  // lists and maps that are open
    std::string attribute_;          // of the item: the one that is read
    std::string name_;               // of the value that comes next
    std::string text_;               // the beginning of a string that comes in parts
    std::vector<std::string> elements_;  // of the set that is read, as sent
    bool is_done_ = false;
    std::string error_;
};

}  // namespace forebay::protocol::aws_json
