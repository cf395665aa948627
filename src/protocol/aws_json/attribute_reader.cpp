#include "protocol/aws_json/attribute_reader.hpp"

#include "protocol/aws_json/truth.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/model/limits.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::protocol::aws_json {
namespace {

constexpr std::string_view structure_unexpected =
    "Start of structure or map found where not expected";
constexpr std::string_view scalar_unexpected = "Unexpected field type";
constexpr std::string_view value_expected = "Unexpected value type in payload";
constexpr std::string_view bytes_expected = "only base-64-encoded strings are convertible to bytes";
constexpr std::string_view value_class = "com.amazonaws.dynamodb.v20120810.AttributeValue";
constexpr std::string_view invalid = "One or more parameter values were invalid: ";

bool is_container(ValueType type) {
    return is_set(type) || type == ValueType::list || type == ValueType::map;
}

/// What the service's code makes of the JSON string of this type, or of its elements.
std::string_view java_class(ValueType type) {
    switch (is_set(type) ? element_type(type) : type) {
        case ValueType::binary:
            return "java.nio.ByteBuffer";
        case ValueType::boolean:
        case ValueType::null:
            return "java.lang.Boolean";
        default:
            return "java.lang.String";
    }
}

std::string duplicates_text(ValueType set, const std::vector<std::string>& elements) {
    switch (set) {
        case ValueType::number_set:
            return "Input collection contains duplicates";
        case ValueType::binary_set:
            return fmt::format("{}Input collection [{}]of type BS contains duplicates.", invalid,
                               fmt::join(elements, ", "));
        default:
            return fmt::format("{}Input collection [{}] contains duplicates.", invalid,
                               fmt::join(elements, ", "));
    }
}

std::string empty_text(ValueType set) {
    const std::string_view what = set == ValueType::string_set ? "An string set  may not be empty"
                                  : set == ValueType::number_set
                                      ? "An number set  may not be empty"
                                      : "Binary sets should not be empty";
    return std::string(invalid) + std::string(what);
}

}  // namespace

bool AttributeReader::skips() const {
    return skipped_depth_ > 0 ||
           (!is_start() && frames_.back().place == Place::value && !frames_.back().type);
}

bool AttributeReader::expects_value() const {
    return is_start() ? std::holds_alternative<GivenValue*>(target_)
                      : frames_.back().place != Place::value && frames_.back().place != Place::set;
}

bool AttributeReader::begin_object() {
    if (skips()) {
        ++skipped_depth_;
        return true;
    }
    if (expects_value()) {
        return begin_value();
    }
    if (is_start()) {
        writer_.begin_item();
        frames_.push_back({Place::attributes});
        return true;
    }
    if (frames_.back().place == Place::value && frames_.back().type == ValueType::map) {
        return begin_member(false);
    }
    return refuse(std::string(structure_unexpected));
}

bool AttributeReader::begin_array() {
    if (skips()) {
        ++skipped_depth_;
        return true;
    }
    const bool is_member = !is_start() && frames_.back().place == Place::value;
    if (is_member && frames_.back().type != ValueType::map && is_container(*frames_.back().type)) {
        return begin_member(true);
    }
    return not_expected_array();
}

bool AttributeReader::begin_value() {
    if (!is_start() && frames_.back().place == Place::attributes) {
        attribute_ = name_;
    }
    if (is_writing_ && !is_start() && frames_.back().place != Place::list) {
        writer_.name(name_);
    }
    frames_.push_back({Place::value});
    return true;
}

bool AttributeReader::begin_member(bool is_array) {
    note_type();
    const ValueType type = *frames_.back().type;
    if (is_set(type)) {
        elements_.clear();
        if (is_writing_) {
            writer_.begin_set(type);
        }
        frames_.push_back({Place::set, type});
        return true;
    }
    if (++depth_ > limits::attribute_depth_max) {
        fault(
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
            "levels beyond supported limit");
    }
    if (is_writing_) {
        is_array ? writer_.begin_list() : writer_.begin_map();
    }
    frames_.push_back({is_array ? Place::list : Place::map});
    return true;
}

bool AttributeReader::end_object() {
    if (skipped_depth_ > 0) {
        --skipped_depth_;
        return true;
    }
    const Frame frame = frames_.back();
    frames_.pop_back();
    if (frame.place == Place::value) {
        if (frame.count != 1) {
            fault(frame.count == 0
                      ? "Supplied AttributeValue is empty, must contain exactly one of the "
                        "supported datatypes"
                      : "Supplied AttributeValue has more than one datatypes set, must contain "
                        "exactly one of the supported datatypes");
        }
    } else {
        depth_ -= frame.place == Place::map ? 1 : 0;
        if (is_writing_) {
            writer_.end();
        }
    }
    if (is_start()) {
        finish();
    }
    return true;
}

bool AttributeReader::end_array() {
    if (skipped_depth_ > 0) {
        --skipped_depth_;
        return true;
    }
    const Frame frame = frames_.back();
    frames_.pop_back();
    if (frame.place == Place::set) {
        return end_set(frame);
    }
    --depth_;
    if (is_writing_) {
        writer_.end();
    }
    return true;
}

bool AttributeReader::end_set(const Frame& set) {
    if (set.count == 0) {
        fault(empty_text(*set.type));
    } else if (is_writing_ && !writer_.end()) {
        fault(duplicates_text(*set.type, elements_));
    }
    return true;
}

bool AttributeReader::key(std::string_view key) {
    if (skipped_depth_ > 0) {
        return true;
    }
    if (frames_.back().place == Place::value) {
        frames_.back().type = parse_type_name(key);
    } else {
        name_ = key;
    }
    return true;
}

bool AttributeReader::string_part(std::string_view part) {
    text_ += part;
    return true;
}

bool AttributeReader::string(std::string_view last) {
    bool is_fine = true;
    if (!text_.empty()) {
        text_ += last;
        last = text_;
    }
    if (!skips()) {
        is_fine = take_text(last);
    }
    text_.clear();
    return is_fine;
}

bool AttributeReader::take_text(std::string_view text) {
    if (is_start() || expects_value()) {
        return mismatch({});
    }
    const ValueType type = *frames_.back().type;
    if (frames_.back().place == Place::set) {
        return take_element(type, text);
    }
    switch (type) {
        case ValueType::string:
        case ValueType::number:
        case ValueType::binary:
            return take_member_text(type, text);
        case ValueType::boolean:
        case ValueType::null: {
            const auto truth = truth_of(text);
            return truth ? take_truth(type, *truth) : refuse(std::string(no_truth));
        }
        default:
            return refuse(std::string(scalar_unexpected));
    }
}

bool AttributeReader::take_member_text(ValueType type, std::string_view text) {
    note_type();
    if (type == ValueType::number) {
        if (const auto number = Number::parse(text); !number) {
            fault(number.error().detail);
        } else if (is_writing_) {
            writer_.number(*number);
        }
        return true;
    }
    if (type == ValueType::binary) {
        const auto bytes = decode(text);
        if (bytes && is_writing_) {
            writer_.binary(*bytes);
        }
        return bytes.has_value();
    }
    if (is_writing_) {
        writer_.string(text);
    }
    return true;
}

bool AttributeReader::take_element(ValueType set, std::string_view text) {
    ++frames_.back().count;
    elements_.emplace_back(text);
    std::string ordered;
    if (set == ValueType::number_set) {
        const auto number = Number::parse(text);
        if (!number) {
            fault(number.error().detail);
            return true;
        }
        number->append_ordered(ordered);
        text = ordered;
    } else if (set == ValueType::binary_set) {
        auto bytes = decode(text);
        if (!bytes) {
            return false;
        }
        ordered = *std::move(bytes);
        text = ordered;
    }
    if (is_writing_) {
        writer_.element(text);
    }
    return true;
}

bool AttributeReader::boolean(bool value) {
    if (skips()) {
        return true;
    }
    const bool is_member = !is_start() && frames_.back().place == Place::value;
    if (!is_member ||
        (frames_.back().type != ValueType::boolean && frames_.back().type != ValueType::null)) {
        return mismatch(value ? "TRUE_VALUE" : "FALSE_VALUE");
    }
    return take_truth(*frames_.back().type, value);
}

bool AttributeReader::take_truth(ValueType type, bool truth) {
    note_type();
    if (type == ValueType::boolean) {
        if (is_writing_) {
            writer_.boolean(truth);
        }
    } else if (!truth) {
        fault(std::string(invalid) + "Null attribute value types must have the value of true");
    } else if (is_writing_) {
        writer_.null();
    }
    return true;
}

bool AttributeReader::number(std::string_view token) {
    return skips() || mismatch(token);
}

/// A scalar, `token`, where something else is wanted.
bool AttributeReader::mismatch(std::string_view token) {
    if (is_start() || expects_value()) {
        return refuse(std::string(expects_value() ? value_expected : scalar_unexpected));
    }
    const ValueType type = *frames_.back().type;
    if (is_container(type) && frames_.back().place == Place::value) {
        return refuse(std::string(scalar_unexpected));
    }
    const std::string_view wanted = java_class(type);
    if (wanted == "java.nio.ByteBuffer") {
        return refuse(std::string(bytes_expected));
    }
    return refuse(
        fmt::format("{} cannot be converted to {}", token, wanted.substr(wanted.rfind('.') + 1)));
}

bool AttributeReader::not_expected_array() {
    if (expects_value()) {
        return refuse(fmt::format("Unrecognized collection type class {}", value_class));
    }
    if (is_start() ||
        (frames_.back().place == Place::value && frames_.back().type == ValueType::map)) {
        return refuse(fmt::format(
            "Unrecognized collection type java.util.Map<java.lang.String, {}>", value_class));
    }
    return refuse(
        fmt::format("Unrecognized collection type class {}", java_class(*frames_.back().type)));
}

bool AttributeReader::refuse(std::string text) {
    error_ = std::move(text);
    return false;
}

std::optional<std::string> AttributeReader::decode(std::string_view text) {
    if (text.size() % 4 != 0) {
        refuse(fmt::format("Base64 encoded length is expected a multiple of 4 bytes but found: {}",
                           text.size()));
        return std::nullopt;
    }
    auto bytes = parse_base64(text);
    if (!bytes) {
        refuse("Invalid last non-pad Base64 character dectected");
    }
    return bytes;
}

void AttributeReader::note_type() {
    if (++frames_.back().count > 1) {
        is_writing_ = false;
    }
}

void AttributeReader::fault(std::string text) {
    is_writing_ = false;
    if (!fault_) {
        fault_ = Error{Errc::validation_failed, std::move(text)};
        faulty_attribute_ = attribute_;
    }
}

void AttributeReader::finish() {
    is_done_ = true;
    if (auto* const* value = std::get_if<GivenValue*>(&target_)) {
        **value = {.value = fault_ ? AttributeValue() : AttributeValue(std::move(bytes_)),
                   .fault = std::move(fault_)};
        return;
    }
    **std::get_if<GivenItem*>(&target_) = {.item = fault_ ? Item() : Item(std::move(bytes_)),
                                           .fault = std::move(fault_),
                                           .faulty_attribute = std::move(faulty_attribute_)};
}

}  // namespace forebay::protocol::aws_json
