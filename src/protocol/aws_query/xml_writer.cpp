#include "protocol/aws_query/xml_writer.hpp"

#include "protocol/text/escape.hpp"
#include "protocol/text/number.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/base/errc.hpp>

#include <cstdint>

namespace forebay::protocol::aws_query {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

void open(std::string_view name, std::string& out) {
    out += '<';
    out += name;
    out += '>';
}

void close(std::string_view name, std::string& out) {
    out += "</";
    out += name;
    out += '>';
}

constexpr Spellings spellings = [] {
    Spellings table = plain_spellings();
    for (std::size_t c = 0; c < 0x20; ++c) {
        if (c != '\t' && c != '\n') {
            table[c].become(replacement);
        }
    }
    table['\r'].become("&#xD;");  // a parser makes a line feed of a bare one
    table['&'].become("&amp;");
    table['<'].become("&lt;");
    table['>'].become("&gt;");
    table['"'].become("&quot;");
    return table;
}();

// Where U+FFFE or U+FFFF is, which are no characters of XML; npos for nowhere.
std::size_t find_noncharacter(std::string_view text) {
    constexpr std::string_view begin = "\xEF\xBF";
    std::size_t at = text.find(begin);
    while (at != std::string_view::npos) {
        const std::string_view rest = text.substr(at + begin.size());
        if (rest.starts_with('\xBE') || rest.starts_with('\xBF')) {
            return at;
        }
        at = text.find(begin, at + begin.size());
    }
    return at;
}

void write_value(const Shape& shape, const void* value, std::string& out, ErrorTable errors) {
    switch (shape.kind) {
        case Kind::string:
            write_xml_text(*static_cast<const std::string*>(value), out);
            return;
        case Kind::blob:
            out += base64(*static_cast<const std::string*>(value));
            return;
        case Kind::integer:
            write_integer(*static_cast<const std::int64_t*>(value), out);
            return;
        case Kind::boolean:
            out += *static_cast<const bool*>(value) ? "true" : "false";
            return;
        case Kind::error_code:
            out += wire_error(errors, *static_cast<const Errc*>(value)).code;
            return;
        case Kind::structure:
            write_xml(shape, value, out, errors);
            return;
        case Kind::decimal:
        case Kind::attribute_value:
        case Kind::attributes:
        case Kind::item:
            return;  // in JSON only
        case Kind::list:
        case Kind::map:
            return;  // lists of lists are not in any shape
    }
}

void write_items(const Member& member, const void* container, std::string& out, ErrorTable errors) {
    const bool is_flat = member.item.empty();
    const std::string_view element = is_flat ? member.query : member.item;
    if (!is_flat) {
        open(member.query, out);
    }
    auto write_item = [&](std::string_view key, const void* item) {
        open(element, out);
        if (member.shape->kind == Kind::map) {
            open(member.key, out);
            write_xml_text(key, out);
            close(member.key, out);
            open(member.value, out);
            write_value(*member.shape->item, item, out, errors);
            close(member.value, out);
        } else {
            write_value(*member.shape->item, item, out, errors);
        }
        close(element, out);
    };
    member.shape->each(container, ItemVisitor(write_item));
    if (!is_flat) {
        close(member.query, out);
    }
}

}  // namespace

void write_xml(const Shape& shape, const void* value, std::string& out, ErrorTable errors) {
    for (const Member& member : shape.members) {
        const void* const part = member.look(value);
        if (part == nullptr) {
            continue;
        }
        if (is_container(member.shape->kind)) {
            write_items(member, part, out, errors);
            continue;
        }
        open(member.query, out);
        write_value(*member.shape, part, out, errors);
        close(member.query, out);
    }
}

void write_xml_text(std::string_view text, std::string& out) {
    for (;;) {
        const std::size_t at = find_noncharacter(text);
        append_spelled<XmlSpecial>(text.substr(0, at), spellings, out);
        if (at == std::string_view::npos) {
            return;
        }
        out += replacement;
        text.remove_prefix(at + replacement.size());
    }
}

}  // namespace forebay::protocol::aws_query
