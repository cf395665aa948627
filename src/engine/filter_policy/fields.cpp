#include "engine/filter_policy/fields.hpp"

#include <forebay/base/assert.hpp>

#include <algorithm>
#include <tuple>

namespace forebay::engine::filter_policy {
namespace {

/// Whether an attribute's type is `name`, perhaps with a label: `Number.int`.
bool is_type(std::string_view data_type, std::string_view name) {
    return data_type.starts_with(name) &&
           (data_type.size() == name.size() || data_type[name.size()] == '.');
}

}  // namespace

void Fields::clear() {
    fields_.clear();
    elements_.assign(1, {no_element, 0, ElementId{1}});
    members_.clear();
    decoded_.clear();
    arrays_ = 0;
    has_any_ = false;
}

void Fields::sort() {
    const auto place = [](const Field& field) { return std::tie(field.path, field.element); };
    if (!std::ranges::is_sorted(fields_, {}, place)) {
        std::ranges::sort(fields_, {}, place);
    }
}

std::span<const Field> Fields::at(PathId path) const {
    return std::ranges::equal_range(fields_, path, {}, &Field::path);
}

void Fields::add(PathId path, ElementId element, const Value& value) {
    fields_.push_back({path, element, value});
}

std::string_view Fields::text_of(const JsonDocument& document, std::uint32_t token) {
    if (!document[token].has_escapes) {
        return document.spelling(token);
    }
    return document.string(token, decoded_.emplace_back());
}

Value Fields::scalar(const JsonDocument& document, std::uint32_t token) {
    switch (document[token].kind) {
        case JsonKind::string:
            return Value::of(text_of(document, token));
        case JsonKind::number:
            return Value::of(Number::parse(document.spelling(token)).value());
        case JsonKind::literal_true:
            return {.kind = ValueKind::literal_true};
        case JsonKind::literal_false:
            return {.kind = ValueKind::literal_false};
        case JsonKind::null:
            return {.kind = ValueKind::null};
        case JsonKind::object:
        case JsonKind::array:
            break;
    }
    fail_stop("JsonKind out of range");
}

void Fields::read(std::span<const MessageAttribute> attributes, const PathTrie& paths) {
    clear();
    for (const MessageAttribute& attribute : attributes) {
        if (attribute.is_binary || is_type(attribute.data_type, "Binary")) {
            continue;
        }
        has_any_ = true;
        const auto path = paths.step(PathTrie::root, attribute.name);
        if (!path) {
            continue;
        }
        if (attribute.data_type == "String.Array") {
            add_array_attribute(*path, attribute.value);
        } else if (is_type(attribute.data_type, "Number")) {
            const auto number = Number::parse(attribute.value);
            add(*path, no_element, number ? Value::of(*number) : Value{.kind = ValueKind::present});
        } else {
            add(*path, no_element, Value::of(attribute.value));
        }
    }
    sort();
}

// An attribute without elements, or with null alone, is there nevertheless.
void Fields::add_array_attribute(PathId path, std::string_view text) {
    if (!array_.read(text) || array_[0].kind != JsonKind::array) {
        add(path, no_element, {.kind = ValueKind::unreadable});
        return;
    }
    add(path, no_element, {.kind = ValueKind::present});
    for (std::uint32_t i = 1; i < array_[0].next; i = array_[i].next) {
        if (array_[i].kind != JsonKind::array && array_[i].kind != JsonKind::object) {
            add(path, no_element, scalar(array_, i));
        }
    }
}

class Fields::BodyReader {
public:
    BodyReader(Fields& fields, const JsonDocument& body, const PathTrie& paths)
        : fields_(fields), body_(body), paths_(paths) {}

    void object(std::uint32_t token, PathId path, ElementId element) {
        if (!paths_.leads_on(path)) {
            return;
        }
        std::vector<Member>& members = fields_.members_;
        const std::size_t first = members.size();
        for (std::uint32_t name = token + 1; name < body_[token].next;) {
            const std::uint32_t value = name + 1;
            const std::string_view text =
                body_[name].has_escapes ? body_.string(name, decoded_) : body_.spelling(name);
            if (const auto there = paths_.steps(path, text)) {
                members.push_back({*there, fields_.text_of(body_, name), value});
            }
            name = body_[value].next;
        }
        keep_last_of_each_name(first);
        const std::size_t end = members.size();
        for (std::size_t i = first; i < end; ++i) {
            const Member member = members[i];
            this->value(member.value, member.path, element);
        }
        members.resize(first);
    }

private:
    void value(std::uint32_t token, PathId path, ElementId element) {
        switch (body_[token].kind) {
            case JsonKind::object:
                object(token, path, element);
                return;
            case JsonKind::array:
                array(token, path, element);
                return;
            default:
                if (paths_.is_end(path)) {
                    fields_.add(path, element, fields_.scalar(body_, token));
                }
        }
    }

    void array(std::uint32_t token, PathId path, ElementId around) {
        const std::uint32_t number = fields_.arrays_++;
        for (std::uint32_t i = token + 1; i < body_[token].next; i = body_[i].next) {
            if (body_[i].kind != JsonKind::object && body_[i].kind != JsonKind::array) {
                value(i, path, around);
                continue;
            }
            const auto index = static_cast<std::uint32_t>(fields_.elements_.size());
            fields_.elements_.push_back({around, number, ElementId{index}});
            value(i, path, ElementId{index});
            fields_.elements_[index].end =
                ElementId{static_cast<std::uint32_t>(fields_.elements_.size())};
        }
        fields_.elements_[0].end = ElementId{static_cast<std::uint32_t>(fields_.elements_.size())};
    }

    void keep_last_of_each_name(std::size_t first) {
        const auto begin = fields_.members_.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = fields_.members_.end();
        if (end - begin < 2) {
            return;
        }
        // The last one comes first among its like.
        std::sort(begin, end, [](const Member& a, const Member& b) {
            return std::tie(a.path, a.name, b.value) < std::tie(b.path, b.name, a.value);
        });
        const auto is_same = [](const Member& a, const Member& b) {
            return a.path == b.path && a.name == b.name;
        };
        fields_.members_.erase(std::unique(begin, end, is_same), end);
    }

    Fields& fields_;
    const JsonDocument& body_;
    const PathTrie& paths_;
    std::string decoded_;
};

void Fields::read(const JsonDocument& body, const PathTrie& paths) {
    clear();
    has_any_ = true;
    BodyReader(*this, body, paths).object(0, PathTrie::root, no_element);
    sort();
}

}  // namespace forebay::engine::filter_policy
