#include "service/dynamodb/stream_position.hpp"

#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_description.hpp"
#include "service/dynamodb/table_name.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/runtime/tables.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace forebay::service::dynamodb {
namespace {

constexpr std::string_view stream_mark = "/stream/";
constexpr std::size_t sequence_digits = 20;

template <class Integer>
std::optional<Integer> parse_integer(std::string_view text) {
    Integer value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// Takes what is before the next `|` off `text`.
std::string_view take_part(std::string_view& text) {
    const std::size_t bar = std::min(text.find('|'), text.size());
    const std::string_view part = text.substr(0, bar);
    text.remove_prefix(std::min(bar + 1, text.size()));
    return part;
}

}  // namespace

Result<TableInfoPtr> find_stream(Context& context, std::string_view arn) {
    const std::string_view table_arn = arn.substr(0, arn.find(stream_mark));
    if (parse_table_arn(table_arn)) {
        const auto table = find_table(context, table_arn);
        if (table && (*table)->stream && stream_arn(**table) == arn) {
            return *table;
        }
    }
    return Error{Errc::resource_not_found,
                 fmt::format("Requested resource not found: Stream: {} not found", arn)};
}

std::string sequence_number(Sequence sequence) {
    return fmt::format("1{:020}", static_cast<std::uint64_t>(sequence));
}

std::optional<Sequence> parse_sequence_number(std::string_view text) {
    if (text.size() != sequence_digits + 1 || text.front() != '1') {
        return std::nullopt;
    }
    const auto number = parse_integer<std::uint64_t>(text.substr(1));
    return number ? std::optional(Sequence(*number)) : std::nullopt;
}

std::string shard_id(const TableInfo& table) {
    return fmt::format("shardId-{:020}-{:08x}", table.stream->enabled_at.time_since_epoch().count(),
                       static_cast<std::uint32_t>(table.id));
}

Sequence stream_begin(const TableInfo& table) {
    return first_sequence_at(table.stream->enabled_at);
}

std::optional<Sequence> stream_end(const TableInfo& table) {
    const auto& ended = table.stream->disabled_at;
    return ended ? std::optional(first_sequence_at(*ended)) : std::nullopt;
}

std::string iterator_at(const StreamPosition& position) {
    return base64(fmt::format("1|{}|{}|{}", static_cast<std::uint64_t>(position.after),
                              position.made_at.time_since_epoch().count(), position.stream_arn));
}

Result<StreamPosition> parse_iterator(std::string_view iterator) {
    const Error unknown = invalid("Invalid ShardIterator");
    const auto text = parse_base64(iterator);
    if (!text) {
        return unknown;
    }
    std::string_view rest = *text;
    const bool is_ours = take_part(rest) == "1";
    const auto after = parse_integer<std::uint64_t>(take_part(rest));
    const auto made_at = parse_integer<Duration::rep>(take_part(rest));
    if (!is_ours || !after || !made_at) {
        return unknown;
    }
    return StreamPosition{.stream_arn = std::string(rest),
                          .after = Sequence(*after),
                          .made_at = TimePoint(Duration(*made_at))};
}

}  // namespace forebay::service::dynamodb
