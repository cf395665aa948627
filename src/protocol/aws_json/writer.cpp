#include "protocol/aws_json/writer.hpp"

#include "protocol/aws_json/attribute_writer.hpp"
#include "protocol/aws_json/separator.hpp"
#include "protocol/text/escape.hpp"
#include "protocol/text/number.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/base/errc.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace forebay::protocol::aws_json {

namespace {

constexpr Spellings spellings = [] {
    Spellings table = plain_spellings();
    for (std::size_t c = 0; c < 0x20; ++c) {
        const char escape[] = {'\\', 'u', '0', '0', "01"[c >> 4U], "0123456789abcdef"[c & 0xFU]};
        table[c].become({escape, sizeof escape});
    }
    table['"'].become("\\\"");
    table['\\'].become("\\\\");
    table['\n'].become("\\n");
    table['\r'].become("\\r");
    table['\t'].become("\\t");
    return table;
}();

void write_name(std::string_view name, std::string& out) {
    out += '"';
    out += name;
    out += "\":";
}

class Writer {
public:
    Writer(std::string& out, ErrorTable errors, Style style)
        : out_(out), errors_(errors), style_(style) {}

    void structure(const Shape& shape, const void* value) {
        out_ += '{';
        Separator separator(out_);
        for (const Member& member : shape.members) {
            if (const void* const part = member.look(value)) {
                separator.next();
                write_name(style_ == Style::plain ? member.plain : member.name, out_);
                this->member(member, part);
            }
        }
        out_ += '}';
    }

    void value(const Shape& shape, const void* value) {
        switch (shape.kind) {
            case Kind::string:
                write_string(*static_cast<const std::string*>(value), out_);
                return;
            case Kind::blob:
                out_ += '"';
                out_ += base64(*static_cast<const std::string*>(value));
                out_ += '"';
                return;
            case Kind::integer:
                write_integer(*static_cast<const std::int64_t*>(value), out_);
                return;
            case Kind::decimal:
                fmt::format_to(std::back_inserter(out_), "{}", *static_cast<const double*>(value));
                return;
            case Kind::boolean:
                out_ += *static_cast<const bool*>(value) ? "true" : "false";
                return;
            case Kind::error_code:
                write_string(wire_error(errors_, *static_cast<const Errc*>(value)).code, out_);
                return;
            case Kind::attribute_value:
                write_attribute_value(static_cast<const GivenValue*>(value)->value, out_);
                return;
            case Kind::attributes:
                write_attributes(static_cast<const GivenItem*>(value)->item, out_);
                return;
            case Kind::item:
                write_attributes(*static_cast<const Item*>(value), out_);
                return;
            case Kind::structure:
                structure(shape, value);
                return;
            case Kind::list:
                list(shape, value);
                return;
            case Kind::map:
                map(shape, value);
                return;
        }
    }

private:
    void member(const Member& member, const void* part) {
        if (style_ == Style::plain && member.shape->kind == Kind::map) {
            map_as_list(member, part);
        } else {
            value(*member.shape, part);
        }
    }

    void list(const Shape& shape, const void* value) {
        out_ += '[';
        Separator separator(out_);
        auto write_item = [&](std::string_view, const void* item) {
            separator.next();
            this->value(*shape.item, item);
        };
        shape.each(value, ItemVisitor(write_item));
        out_ += ']';
    }

    void map(const Shape& shape, const void* value) {
        out_ += '{';
        Separator separator(out_);
        auto write_item = [&](std::string_view key, const void* item) {
            separator.next();
            write_string(key, out_);
            out_ += ':';
            this->value(*shape.item, item);
        };
        shape.each(value, ItemVisitor(write_item));
        out_ += '}';
    }

    void map_as_list(const Member& member, const void* value) {
        out_ += '[';
        Separator separator(out_);
        auto write_item = [&](std::string_view key, const void* item) {
            separator.next();
            out_ += '{';
            write_name(member.key, out_);
            write_string(key, out_);
            out_ += ',';
            write_name(member.value, out_);
            this->value(*member.shape->item, item);
            out_ += '}';
        };
        member.shape->each(value, ItemVisitor(write_item));
        out_ += ']';
    }

    std::string& out_;
    ErrorTable errors_;
    Style style_;
};

}  // namespace

void write_string(std::string_view text, std::string& out) {
    out += '"';
    append_spelled<JsonSpecial>(text, spellings, out);
    out += '"';
}

void write(const Shape& shape, const void* value, std::string& out, ErrorTable errors,
           Style style) {
    Writer(out, errors, style).value(shape, value);
}

}  // namespace forebay::protocol::aws_json
