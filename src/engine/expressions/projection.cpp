#include "engine/expressions/projection.hpp"

#include "engine/expressions/evaluation.hpp"
#include <forebay/model/value_writer.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace forebay::engine::expressions {
namespace {

/// Whether a path of `node`, which ends in or behind `value`, is there.
bool has_part(const PathTree& node, ValueView value) {
    return node.is_end || std::ranges::any_of(node.children, [&](const PathTree& child) {
               const auto inner = step(value, child.element);
               return inner && has_part(child, *inner);
           });
}

void write_part(const PathTree& node, ValueView value, ValueWriter& writer);

void write_entries(const PathTree& node, MapView map, ValueWriter& writer) {
    for (const PathTree& child : node.children) {
        const auto value = map.find(child.element.name);
        if (value && has_part(child, *value)) {
            writer.name(child.element.name);
            write_part(child, *value, writer);
        }
    }
}

void write_elements(const PathTree& node, ValueView list, ValueWriter& writer) {
    for (const PathTree& child : node.children) {
        const auto value = list.at(child.element.index);
        if (value && has_part(child, *value)) {
            write_part(child, *value, writer);
        }
    }
}

void write_part(const PathTree& node, ValueView value, ValueWriter& writer) {
    if (node.is_end) {
        writer.value(value);
        return;
    }
    if (value.is(ValueType::map)) {
        writer.begin_map();
        write_entries(node, value.map(), writer);
    } else {
        writer.begin_list();
        write_elements(node, value, writer);
    }
    writer.end();
}

}  // namespace

Item project(const PathTree& tree, MapView item) {
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_item();
    write_entries(tree, item, writer);
    writer.end();
    return Item(std::move(bytes));
}

}  // namespace forebay::engine::expressions
