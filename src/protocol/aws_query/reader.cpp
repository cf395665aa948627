#include "protocol/aws_query/reader.hpp"

#include "protocol/text/utf8.hpp"
#include <forebay/base/base64.hpp>

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// How it works: sorted by the segments of their names, numbers by their value, the parameters of a
// structure, a member or an item are a contiguous range of the form, whatever order they came in;
// the reader walks these ranges and the shape side by side. A number in a name only orders.
namespace forebay::protocol::aws_query {

namespace {

using Range = std::span<const Parameter>;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_number(std::string_view segment) {
    return !segment.empty() && std::ranges::all_of(segment, is_digit);
}

// The segment of `name` at `offset`; empty when the name ended before.
std::string_view segment_at(std::string_view name, std::size_t offset) {
    if (offset >= name.size()) {
        return {};
    }
    return name.substr(offset, name.find('.', offset) - offset);
}

// Numbers come first, by value; then names, as bytes. Only what is spelled alike is equal.
std::strong_ordering compare_segments(std::string_view a, std::string_view b) {
    const bool a_is_number = is_number(a);
    if (a_is_number != is_number(b)) {
        return a_is_number ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    if (!a_is_number) {
        return a <=> b;
    }
    const std::string_view a_digits = a.substr(std::min(a.find_first_not_of('0'), a.size()));
    const std::string_view b_digits = b.substr(std::min(b.find_first_not_of('0'), b.size()));
    if (a_digits.size() != b_digits.size()) {
        return a_digits.size() <=> b_digits.size();
    }
    const auto by_value = a_digits <=> b_digits;
    return by_value != 0 ? by_value : a.size() <=> b.size();
}

bool is_before(const Parameter& a, const Parameter& b) {
    // What both begin with, up to the segment where they part, is as long in both.
    const auto parting = std::ranges::mismatch(a.name, b.name).in1 - a.name.begin();
    const std::size_t dot = a.name.substr(0, static_cast<std::size_t>(parting)).rfind('.');
    std::size_t a_offset = dot == std::string_view::npos ? 0 : dot + 1;
    std::size_t b_offset = a_offset;
    while (a_offset < a.name.size() && b_offset < b.name.size()) {
        const std::string_view a_segment = segment_at(a.name, a_offset);
        const std::string_view b_segment = segment_at(b.name, b_offset);
        if (const auto order = compare_segments(a_segment, b_segment); order != 0) {
            return order < 0;
        }
        a_offset += a_segment.size() + 1;
        b_offset += b_segment.size() + 1;
    }
    const bool a_ended = a_offset >= a.name.size();
    const bool b_ended = b_offset >= b.name.size();
    return a_ended && b_ended ? a.position < b.position : a_ended && !b_ended;
}

// A range whose names are the same before `offset`.
struct Group {
    Range range;
    std::size_t offset;

    // The parameter whose name ends here; null when they all go on.
    const Parameter* leaf() const {
        return !range.empty() && offset > range.front().name.size() ? &range.front() : nullptr;
    }

    // Takes off, from the front, those with the same next segment.
    Group take() {
        const std::string_view first = segment_at(range.front().name, offset);
        const auto end = std::ranges::find_if(range, [&](const Parameter& parameter) {
            return compare_segments(segment_at(parameter.name, offset), first) != 0;
        });
        const auto count = static_cast<std::size_t>(end - range.begin());
        const Group taken{range.first(count), offset + first.size() + 1};
        range = range.subspan(count);
        return taken;
    }

    std::string_view next_segment() const { return segment_at(range.front().name, offset); }

    // Those whose next segment is `segment`.
    Group at(std::string_view segment) const {
        for (Group rest = *this; !rest.range.empty();) {
            const bool is_it = rest.next_segment() == segment;
            const Group taken = rest.take();
            if (is_it) {
                return taken;
            }
        }
        return {{}, offset};
    }
};

class Reader {
public:
    // The first refusal ends the reading.
    std::optional<Error> error;

    void structure(const Shape& shape, void* target, Group group) {
        std::uint64_t seen = 0;
        while (!group.range.empty() && !error) {
            const std::string_view segment = group.next_segment();
            const Group own = group.take();
            for (std::size_t i = 0; i < shape.members.size(); ++i) {
                if (shape.members[i].query == segment && takes(shape.members[i], own)) {
                    seen |= std::uint64_t{1} << i;
                    member(shape.members[i], target, own);
                }
            }
        }
        for (std::size_t i = 0; i < shape.members.size() && !error; ++i) {
            require(shape.members[i], target, ((seen >> i) & 1U) != 0);
        }
    }

private:
    // A scalar wants a name that ends, a structure one that goes on, a list or a map either.
    static bool takes(const Member& member, const Group& group) {
        switch (member.shape->kind) {
            case Kind::structure:
                return group.leaf() == nullptr;
            case Kind::list:
            case Kind::map:
                return true;
            default:
                return group.leaf() != nullptr;
        }
    }

    // A list or a map without entries is spelled as if it were absent.
    void require(const Member& member, const void* structure, bool is_seen) {
        if (!member.required || member.may_be_empty || is_container(member.shape->kind)) {
            return;
        }
        const bool is_there =
            member.shape->kind == Kind::string
                ? !static_cast<const std::string*>(member.look(structure))->empty()
                : is_seen;
        if (!is_there) {
            error = Error{Errc::missing_parameter, missing_text(member.query)};
        }
    }

    void member(const Member& member, void* structure, const Group& group) {
        if (!is_container(member.shape->kind)) {
            value(*member.shape, member.open(structure), group, member.query);
            return;
        }
        items(member, member.open(structure), member.item.empty() ? group : group.at(member.item));
    }

    void items(const Member& member, void* container, Group group) {
        if (const Parameter* const leaf = group.leaf()) {  // `AttributeName=All`
            if (member.shape->kind == Kind::list && !leaf->value.empty()) {
                value(*member.shape->item, member.shape->append(container),
                      {{leaf, 1}, group.offset}, member.query);
            }
            group.take();
        }
        while (!group.range.empty() && !error) {
            // Without a number (`Attribute.Name`) all that is left is one item.
            const bool is_numbered = is_number(group.next_segment());
            const Group own = is_numbered ? group.take() : std::exchange(group, {{}, 0});
            if (member.shape->kind == Kind::list) {
                value(*member.shape->item, member.shape->append(container), own, member.query);
            } else {
                entry(member, container, own);
            }
        }
    }

    void entry(const Member& member, void* map, const Group& group) {
        const Parameter* const key = group.at(member.key).leaf();
        if (key == nullptr || key->value.empty()) {
            std::string name(group.range.front().name.substr(0, group.offset));
            name += name.ends_with('.') ? "" : ".";
            name += member.key;
            error = Error{Errc::missing_parameter, missing_text(clipped(name))};
            return;
        }
        value(*member.shape->item, member.shape->insert(map, key->value), group.at(member.value),
              member.value);
    }

    void value(const Shape& shape, void* target, const Group& group, std::string_view name) {
        if (shape.kind == Kind::structure) {
            structure(shape, target, group);
            return;
        }
        if (const Parameter* const leaf = group.leaf()) {
            scalar(shape, target, leaf->value, name);
        }
    }

    void scalar(const Shape& shape, void* target, std::string_view text, std::string_view name) {
        switch (shape.kind) {
            case Kind::string:
                *static_cast<std::string*>(target) = text;
                return;
            case Kind::blob: {
                std::optional<std::string> bytes = parse_base64(text);
                if (!bytes) {
                    refuse(text, name, "Must be base64.");
                    return;
                }
                *static_cast<std::string*>(target) = std::move(*bytes);
                return;
            }
            case Kind::integer:
                integer(*static_cast<std::int64_t*>(target), text, name);
                return;
            case Kind::boolean:
                if (text != "true" && text != "false") {
                    refuse(text, name, "Must be true or false.");
                    return;
                }
                *static_cast<bool*>(target) = text == "true";
                return;
            default:
                return;  // lists of lists are in no shape, attribute values in JSON only
        }
    }

    void integer(std::int64_t& target, std::string_view text, std::string_view name) {
        const char* const end = text.data() + text.size();
        const auto [parsed, ec] = std::from_chars(text.data(), end, target);
        if (ec != std::errc() || parsed != end) {
            refuse(text, name, "Must be an integer.");
        }
    }

    void refuse(std::string_view text, std::string_view name, std::string_view reason) {
        std::string detail = "Value ";
        detail += clipped(text);
        detail += " for parameter ";
        detail += name;
        detail += " is invalid. Reason: ";
        detail += reason;
        error = Error{Errc::invalid_parameter, std::move(detail)};
    }
};

}  // namespace

Result<void> read(const Form& form, const Shape& shape, void* value) {
    std::vector<Parameter> sorted = form.parameters();
    std::ranges::sort(sorted, is_before);
    Reader reader;
    reader.structure(shape, value, {sorted, 0});
    if (reader.error) {
        return std::move(*reader.error);
    }
    return {};
}

}  // namespace forebay::protocol::aws_query
