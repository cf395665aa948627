#pragma once

#include "engine/filter_policy/json_document.hpp"
#include "engine/filter_policy/path_trie.hpp"
#include "engine/filter_policy/value.hpp"
#include <forebay/model/message.hpp>

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine::filter_policy {

/// An element of an array of the message that holds objects or arrays; `no_element`: the whole
/// message. Numbered in the order of the text, an element before those within it.
enum class ElementId : std::uint32_t {};

inline constexpr ElementId no_element{0};

/// A value of a message at a path that somebody looks at.
struct Field {
    PathId path;
    ElementId element;  ///< the innermost one that it is in
    Value value;
};

/// What of a message the policies of a PathTrie look at. SNS specification 10.3, 10.4.
class Fields {
public:
    Fields() { clear(); }

    /// Of attributes: a text, a number, the elements of a String.Array. Binary ones are ignored.
    void read(std::span<const MessageAttribute> attributes, const PathTrie& paths);

    /// Of a body that is an object. Names with dots are as good as nested objects. Of members with
    /// the same name the last counts. What stands in arrays of arrays stands in their elements.
    void read(const JsonDocument& body, const PathTrie& paths);

    std::span<const Field> all() const { return fields_; }
    std::span<const Field> at(PathId path) const;  ///< by element

    /// The message has attributes to look at. Always true of a body.
    bool has_any() const { return has_any_; }

    bool has_elements() const { return elements_.size() > 1; }
    ElementId parent(ElementId element) const { return of(element).parent; }
    std::uint32_t array(ElementId element) const { return of(element).array; }
    ElementId end(ElementId element) const { return of(element).end; }  ///< behind those within it

private:
    struct Element {
        ElementId parent;
        std::uint32_t array;  // a number of its own for each array
        ElementId end;
    };

    struct Member {
        PathId path;
        std::string_view name;
        std::uint32_t value;
    };

    const Element& of(ElementId id) const { return elements_[static_cast<std::uint32_t>(id)]; }

    void clear();
    void sort();
    void add(PathId path, ElementId element, const Value& value);
    void add_array_attribute(PathId path, std::string_view text);

    class BodyReader;

    /// The text of a string, which lives as long as these fields or the document.
    std::string_view text_of(const JsonDocument& document, std::uint32_t token);
    Value scalar(const JsonDocument& document, std::uint32_t token);

    std::vector<Field> fields_;  // by path, then element
    std::vector<Element> elements_;
    std::vector<Member> members_;      // of the objects around the place of the reader
    std::deque<std::string> decoded_;  // strings that had escapes
    std::uint32_t arrays_ = 0;
    bool has_any_ = false;
    JsonDocument array_;
};

}  // namespace forebay::engine::filter_policy
