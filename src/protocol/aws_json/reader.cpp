#include "protocol/aws_json/reader.hpp"

#include "protocol/aws_json/attribute_reader.hpp"
#include "protocol/aws_json/truth.hpp"
#include <forebay/base/base64.hpp>

#include <boost/container/small_vector.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

// How it works: Boost.JSON's parser calls a Filler at each token, and the Filler puts what it is
// given where it belongs: no tree of the document is built. Its stack has a frame for each object
// or array that is open and known; `slot` is where the next value goes, and there is none inside of
// what is skipped. The tokens of an attribute value go to an AttributeReader of its own.
namespace forebay::protocol::aws_json {

namespace {

namespace json = boost::json;

constexpr std::size_t depth_max = 128;

constexpr std::string_view structure_unexpected =
    "Start of structure or map found where not expected";

struct Frame {
    const Shape* shape;
    void* target;
    const Member* member = nullptr;  // structure: where the next value goes
    std::uint64_t seen = 0;          // structure: which members had a value
};

std::string_view type_name(const Shape& shape) {
    switch (shape.kind) {
        case Kind::integer:
            return "Integer";
        case Kind::boolean:
            return "Boolean";
        default:
            return "String";
    }
}

// What the parser calls. A call that returns false has set `error`, and ends the parse.
class Filler {
public:
    // What the parser asks to be there.
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    Filler(const Shape& shape, void* value) : root_shape_(shape), root_(value) {}

    std::optional<Error> error;    // why a call returned false
    std::optional<Error> missing;  // the first member that is required and not there

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }

    bool on_object_begin(json::error_code& ec) {
        if (reads_attributes()) {
            return told(attributes_->begin_object(), ec);
        }
        if (skips()) {
            ++skipped_depth_;
            return true;
        }
        const Shape& shape = *slot_shape();
        if (shape.kind != Kind::structure && shape.kind != Kind::map) {
            return refuse(structure_unexpected, ec);
        }
        frames_.push_back({&shape, open_slot()});
        return true;
    }

    bool on_object_end(std::size_t, json::error_code& ec) {
        if (attributes_) {
            return told(attributes_->end_object(), ec);
        }
        if (skipped_depth_ > 0) {
            --skipped_depth_;
            return true;
        }
        const Frame frame = frames_.back();
        frames_.pop_back();
        note_missing(frame);
        return true;
    }

    bool on_array_begin(json::error_code& ec) {
        if (reads_attributes()) {
            return told(attributes_->begin_array(), ec);
        }
        if (skips()) {
            ++skipped_depth_;
            return true;
        }
        const Shape& shape = *slot_shape();
        if (shape.kind != Kind::list) {
            return refuse(is_container(shape.kind) || shape.kind == Kind::structure
                              ? "Start of list found where not expected"
                              : "Unrecognized collection type class java.lang." +
                                    std::string(type_name(shape)),
                          ec);
        }
        frames_.push_back({&shape, open_slot()});
        return true;
    }

    bool on_array_end(std::size_t, json::error_code& ec) {
        if (attributes_) {
            return told(attributes_->end_array(), ec);
        }
        if (skipped_depth_ > 0) {
            --skipped_depth_;
        } else {
            frames_.pop_back();
        }
        return true;
    }

    bool on_key_part(std::string_view part, std::size_t, json::error_code&) {
        key_ += part;
        return true;
    }

    bool on_key(std::string_view last, std::size_t, json::error_code& ec) {
        if (skipped_depth_ > 0) {
            key_.clear();
            return true;
        }
        if (!key_.empty()) {
            key_ += last;
            last = key_;
        }
        if (attributes_) {
            const bool is_fine = attributes_->key(last);
            key_.clear();
            return told(is_fine, ec);
        }
        Frame& frame = frames_.back();
        if (frame.shape->kind == Kind::map) {
            map_key_ = last;
            key_.clear();
            return true;
        }
        frame.member = find(*frame.shape, last);
        key_.clear();
        return true;
    }

    bool on_string_part(std::string_view part, std::size_t, json::error_code& ec) {
        if (reads_attributes()) {
            return told(attributes_->string_part(part), ec);
        }
        return skips() || take_text(part, ec);
    }

    bool on_string(std::string_view last, std::size_t, json::error_code& ec) {
        if (reads_attributes()) {
            return told(attributes_->string(last), ec);
        }
        if (skips()) {
            return true;
        }
        const Kind kind = slot_shape()->kind;
        if (kind == Kind::boolean) {
            return take_truth(last, ec);
        }
        if (!take_text(last, ec)) {
            return false;
        }
        std::string* const text = std::exchange(text_, nullptr);
        if (kind != Kind::blob) {
            return true;
        }
        std::optional<std::string> bytes = parse_base64(*text);
        if (!bytes) {
            return refuse("Invalid base64 encoding found where bytes are expected", ec);
        }
        *text = std::move(*bytes);
        return true;
    }

    bool on_number_part(std::string_view, json::error_code&) { return true; }

    bool on_int64(std::int64_t number, std::string_view, json::error_code& ec) {
        if (reads_attributes()) {
            return told(attributes_->number("NUMBER_VALUE"), ec);
        }
        return skips() || take_integer(number, "NUMBER_VALUE", ec);
    }

    bool on_uint64(std::uint64_t, std::string_view, json::error_code& ec) {
        if (reads_attributes()) {
            return told(attributes_->number("NUMBER_VALUE"), ec);
        }
        return skips() || mismatch("NUMBER_VALUE", ec);  // more than an integer holds
    }

    bool on_double(double number, std::string_view, json::error_code& ec) {
        if (reads_attributes()) {
            return told(attributes_->number("DECIMAL_VALUE"), ec);
        }
        if (skips()) {
            return true;
        }
        constexpr double bound = 9.2e18;
        if (!(std::abs(number) < bound)) {
            return mismatch("DECIMAL_VALUE", ec);
        }
        return take_integer(static_cast<std::int64_t>(std::floor(number)), "DECIMAL_VALUE", ec);
    }

    bool on_bool(bool value, json::error_code& ec) {
        if (reads_attributes()) {
            return told(attributes_->boolean(value), ec);
        }
        if (skips()) {
            return true;
        }
        if (slot_shape()->kind != Kind::boolean) {
            return mismatch(value ? "TRUE_VALUE" : "FALSE_VALUE", ec);
        }
        *static_cast<bool*>(open_slot()) = value;
        return true;
    }

    bool on_null(json::error_code& ec) {
        return !frames_.empty() || refuse("Expected a structure", ec);
    }

    bool on_comment_part(std::string_view, json::error_code&) { return true; }
    bool on_comment(std::string_view, json::error_code&) { return true; }

private:
    static const Member* find(const Shape& structure, std::string_view name) {
        for (const Member& member : structure.members) {
            if (member.name == name) {
                return &member;
            }
        }
        return nullptr;
    }

    // Whether the next value belongs to nothing that the shape knows.
    bool skips() const {
        return skipped_depth_ > 0 ||
               (!frames_.empty() && frames_.back().shape->kind == Kind::structure &&
                frames_.back().member == nullptr);
    }

    // Whether the next token belongs to an attribute value: opens the slot for the first one.
    bool reads_attributes() {
        if (attributes_ || skips()) {
            return attributes_.has_value();
        }
        const Kind kind = slot_shape()->kind;
        if (kind == Kind::attribute_value) {
            attributes_.emplace(*static_cast<GivenValue*>(open_slot()));
        } else if (kind == Kind::attributes) {
            attributes_.emplace(*static_cast<GivenItem*>(open_slot()));
        }
        return attributes_.has_value();
    }

    // What the AttributeReader said of a token.
    bool told(bool is_fine, json::error_code& ec) {
        if (!is_fine) {
            return refuse(attributes_->error(), ec);
        }
        if (attributes_->is_done()) {
            attributes_.reset();
        }
        return true;
    }

    const Shape* slot_shape() const {
        if (frames_.empty()) {
            return &root_shape_;
        }
        const Frame& frame = frames_.back();
        return frame.shape->kind == Kind::structure ? frame.member->shape : frame.shape->item;
    }

    // Makes the value present that comes next.
    void* open_slot() {
        if (frames_.empty()) {
            return root_;
        }
        Frame& frame = frames_.back();
        switch (frame.shape->kind) {
            case Kind::list:
                return frame.shape->append(frame.target);
            case Kind::map:
                return frame.shape->insert(frame.target, map_key_);
            default:
                frame.seen |= std::uint64_t{1} << index_of(frame);
                return frame.member->open(frame.target);
        }
    }

    static std::size_t index_of(const Frame& frame) {
        return static_cast<std::size_t>(frame.member - frame.shape->members.data());
    }

    // Takes a part of a string; the first one makes the string.
    bool take_text(std::string_view part, json::error_code& ec) {
        if (text_ == nullptr) {
            const Kind kind = slot_shape()->kind;
            if (kind != Kind::string && kind != Kind::blob) {
                return kind == Kind::integer   ? mismatch("STRING_VALUE", ec)
                       : kind == Kind::boolean ? refuse(no_truth, ec)
                                               : refuse("Unexpected field type", ec);
            }
            text_ = static_cast<std::string*>(open_slot());
            text_->assign(part);
            return true;
        }
        text_->append(part);
        return true;
    }

    bool take_truth(std::string_view text, json::error_code& ec) {
        const std::optional<bool> truth = truth_of(text);
        if (!truth) {
            return refuse(no_truth, ec);
        }
        *static_cast<bool*>(open_slot()) = *truth;
        return true;
    }

    bool take_integer(std::int64_t number, std::string_view token, json::error_code& ec) {
        if (slot_shape()->kind != Kind::integer) {
            return mismatch(token, ec);
        }
        *static_cast<std::int64_t*>(open_slot()) = number;
        return true;
    }

    void note_missing(const Frame& frame) {
        for (std::size_t i = 0; i < frame.shape->members.size() && !missing; ++i) {
            const Member& member = frame.shape->members[i];
            if (!member.required || member.may_be_empty) {
                continue;
            }
            const bool is_there =
                member.shape->kind == Kind::string
                    ? !static_cast<const std::string*>(member.look(frame.target))->empty()
                    : ((frame.seen >> i) & 1U) != 0;
            if (!is_there) {
                missing = Error{Errc::missing_parameter, missing_text(member.name)};
            }
        }
    }

    bool mismatch(std::string_view token, json::error_code& ec) {
        const Shape& shape = *slot_shape();
        switch (shape.kind) {
            case Kind::string:
            case Kind::integer:
            case Kind::boolean: {
                std::string text(token);
                text += " cannot be converted to ";
                text += type_name(shape);
                return refuse(std::move(text), ec);
            }
            case Kind::blob:
                return refuse("only base-64-encoded strings are convertible to bytes", ec);
            default:
                return refuse("Unexpected field type", ec);
        }
    }

    bool refuse(std::string_view text, json::error_code& ec) {
        error = Error{Errc::malformed_request, std::string(text)};
        ec = json::error::syntax;
        return false;
    }

    const Shape& root_shape_;
    void* root_;
    boost::container::small_vector<Frame, 8> frames_;  // the known objects and arrays that are open
    std::optional<AttributeReader> attributes_;        // while an attribute value is read
    std::size_t skipped_depth_ = 0;  // objects and arrays that are open within what is skipped
    std::string key_;                // the beginning of a key that comes in parts
    std::string map_key_;            // of the entry that comes next
    std::string* text_ = nullptr;    // the string that comes in parts
};

}  // namespace

Result<void> read(std::string_view text, const Shape& shape, void* value) {
    if (text.empty()) {
        text = "{}";
    }
    json::parse_options options;
    options.max_depth = depth_max;
    json::basic_parser<Filler> parser(options, shape, value);
    json::error_code ec;
    const std::size_t consumed = parser.write_some(false, text.data(), text.size(), ec);
    if (std::optional<Error>& error = parser.handler().error) {
        return std::move(*error);
    }
    if (ec || consumed != text.size()) {
        return Error{Errc::malformed_request, std::string(not_json)};
    }
    if (std::optional<Error>& missing = parser.handler().missing) {
        return std::move(*missing);
    }
    return {};
}

}  // namespace forebay::protocol::aws_json
