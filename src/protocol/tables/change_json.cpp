#include "protocol/tables/change_json.hpp"

#include "protocol/aws_json/writer.hpp"

#include <fmt/format.h>

#include <iterator>

namespace forebay::protocol::tables {

std::optional<Images> parse_images(std::string_view text) {
    if (text == "keys") {
        return Images::keys;
    }
    if (text.empty() || text == "new") {
        return Images::new_image;
    }
    if (text == "old") {
        return Images::old_image;
    }
    return text == "both" ? std::optional(Images::both) : std::nullopt;
}

void write_change(std::string_view table, const service::dynamodb::PlainChange& change,
                  Images images, Format format, std::string& out) {
    out += "\"event\":\"";
    out += change.event;
    out += "\",\"table\":";
    aws_json::write_string(table, out);
    out += ",\"keys\":";
    write_item(change.keys, format, out);
    if (change.after != nullptr && (images == Images::new_image || images == Images::both)) {
        out += ",\"new\":";
        write_item(*change.after, format, out);
    }
    if (change.before != nullptr && (images == Images::old_image || images == Images::both)) {
        out += ",\"old\":";
        write_item(*change.before, format, out);
    }
    const auto ms = change.at.time_since_epoch().count();
    fmt::format_to(std::back_inserter(out), ",\"sequence\":\"{}\",\"time\":{}.{:03}",
                   change.sequence, ms / 1000, ms % 1000);
}

}  // namespace forebay::protocol::tables
