#include "tests/protocol/form_writer.hpp"

#include <forebay/base/base64.hpp>
#include <forebay/base/digest.hpp>

#include <cstdint>

namespace forebay::protocol {

namespace {

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            out += c;
        } else {
            out += c == ' ' ? "+" : '%' + hex(std::string_view(&c, 1));
        }
    }
    return out;
}

void add(const Shape& shape, const void* value, const std::string& name, std::string& out);

void add_members(const Shape& shape, const void* value, const std::string& prefix,
                 std::string& out) {
    for (const Member& member : shape.members) {
        const void* const part = member.look(value);
        if (part == nullptr) {
            continue;
        }
        std::string name = prefix + std::string(member.query);
        if (!is_container(member.shape->kind)) {
            add(*member.shape, part, name, out);
            continue;
        }
        name += member.item.empty() ? "." : "." + std::string(member.item) + ".";
        int number = 0;
        auto add_item = [&](std::string_view key, const void* item) {
            const std::string item_name = name + std::to_string(++number);
            if (member.shape->kind == Kind::map) {
                out += item_name + '.' + std::string(member.key) + '=' + encoded(key) + '&';
                add(*member.shape->item, item, item_name + '.' + std::string(member.value), out);
            } else {
                add(*member.shape->item, item, item_name, out);
            }
        };
        member.shape->each(part, ItemVisitor(add_item));
    }
}

void add(const Shape& shape, const void* value, const std::string& name, std::string& out) {
    std::string text;
    switch (shape.kind) {
        case Kind::string:
            text = encoded(*static_cast<const std::string*>(value));
            break;
        case Kind::blob:
            text = encoded(base64(*static_cast<const std::string*>(value)));
            break;
        case Kind::integer:
            text = std::to_string(*static_cast<const std::int64_t*>(value));
            break;
        case Kind::boolean:
            text = *static_cast<const bool*>(value) ? "true" : "false";
            break;
        case Kind::structure:
            add_members(shape, value, name + '.', out);
            return;
        default:
            return;
    }
    out += name + '=' + text + '&';
}

}  // namespace

std::string form_of(const Shape& shape, const void* value) {
    std::string out;
    add_members(shape, value, "", out);
    return out;
}

}  // namespace forebay::protocol
