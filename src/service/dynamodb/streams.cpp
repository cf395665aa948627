#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/stream_position.hpp"
#include "service/dynamodb/stream_record.hpp"
#include "service/dynamodb/table_description.hpp"
#include "service/dynamodb/table_name.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

constexpr std::size_t listed_tables_page = 100;

Sequence before(Sequence sequence) {
    return Sequence(static_cast<std::uint64_t>(sequence) - 1);
}

StreamName name_of(const TableInfo& table) {
    return {.stream_arn = stream_arn(table),
            .table_name = table.key.name,
            .stream_label = iso_time(table.stream->enabled_at)};
}

Error trimmed() {
    return {Errc::changes_trimmed,
            "The operation attempted to read past the oldest stream record in a shard."};
}

/// Where an iterator of this type begins to read. Errors: Errc::validation_failed;
/// Errc::changes_trimmed.
Result<Sequence> start_of(const TableInfo& table, const runtime::ChangeRange& kept,
                          const GetShardIteratorInput& input) {
    const std::string& type = *input.shard_iterator_type;
    const Sequence first = std::max(kept.first, stream_begin(table));
    if (type == "TRIM_HORIZON") {
        return before(first);
    }
    if (type == "LATEST") {
        return std::max(kept.last, before(first));
    }
    const auto sequence =
        input.sequence_number ? parse_sequence_number(*input.sequence_number) : std::nullopt;
    if (!sequence) {
        return invalid("Invalid SequenceNumber");
    }
    if (*sequence < first) {
        return trimmed();
    }
    return type == "AT_SEQUENCE_NUMBER" ? before(*sequence) : *sequence;
}

/// What a page of changes has of a stream that has ended meanwhile.
void drop_later(const std::optional<Sequence>& end, runtime::ChangePage& page) {
    if (end) {
        std::erase_if(page.changes,
                      [&](const ItemChange& change) { return change.sequence >= *end; });
    }
}

Result<StreamPosition> position_of(Context& context, const std::string& iterator) {
    auto position = parse_iterator(iterator);
    if (position && !is_within(limits::shard_iterator_lifetime, position->made_at,
                               context.broker.clock().now())) {
        return Error{Errc::iterator_expired,
                     "Iterator expired. The iterator was created more than 15 minutes ago."};
    }
    return position;
}

}  // namespace

Task<Result<ListStreamsOutput>> list_streams(Context& context, ListStreamsInput input) {
    const auto max = static_cast<std::size_t>(input.limit.value_or(100));
    std::string after;
    if (input.exclusive_start_stream_arn) {
        const auto table = find_stream(context, *input.exclusive_start_stream_arn);
        if (!table) {
            co_return table.error();
        }
        after = (*table)->key.name;
    }
    ListStreamsOutput output;
    if (input.table_name) {
        const auto table = find_table(context, *input.table_name);
        if (table && (*table)->stream && (*table)->key.name > after) {
            output.streams.push_back(name_of(**table));
        }
        co_return output;
    }
    for (bool is_done = false; !is_done;) {
        const auto tables = context.broker.tables().list(context.account, context.region, after,
                                                         listed_tables_page);
        is_done = tables.size() < listed_tables_page;
        for (const TableInfoPtr& table : tables) {
            after = table->key.name;
            if (!table->stream) {
                continue;
            }
            if (output.streams.size() == max) {
                output.last_evaluated_stream_arn = output.streams.back().stream_arn;
                co_return output;
            }
            output.streams.push_back(name_of(*table));
        }
    }
    co_return output;
}

Task<Result<DescribeStreamOutput>> describe_stream(Context& context, DescribeStreamInput input) {
    const auto found = find_stream(context, *input.stream_arn);
    if (!found) {
        co_return found.error();
    }
    const TableInfo& table = **found;
    const StreamInfo& stream = *table.stream;
    StreamDescription description{.stream_arn = *input.stream_arn,
                                  .stream_label = iso_time(stream.enabled_at),
                                  .stream_status = stream.disabled_at ? "DISABLED" : "ENABLED",
                                  .stream_view_type = std::string(view_name(stream.view)),
                                  .creation_request_date_time = seconds(stream.enabled_at),
                                  .table_name = table.key.name,
                                  .key_schema = describe_schema(table.schema),
                                  .shards = {}};
    if (!input.exclusive_start_shard_id) {
        ShardDescription shard{.shard_id = shard_id(table),
                               .sequence_number_range = {
                                   .starting_sequence_number = sequence_number(stream_begin(table)),
                                   .ending_sequence_number = {}}};
        if (const auto end = stream_end(table)) {
            shard.sequence_number_range.ending_sequence_number = sequence_number(before(*end));
        }
        description.shards.push_back(std::move(shard));
    }
    co_return DescribeStreamOutput{std::move(description)};
}

Task<Result<GetShardIteratorOutput>> get_shard_iterator(Context& context,
                                                        GetShardIteratorInput input) {
    const auto table = find_stream(context, *input.stream_arn);
    if (!table) {
        co_return table.error();
    }
    if (*input.shard_id != shard_id(**table)) {
        co_return Error{Errc::resource_not_found,
                        fmt::format("Requested resource not found: Shard: {} in stream: {} not "
                                    "found",
                                    *input.shard_id, *input.stream_arn)};
    }
    const auto kept = co_await context.broker.tables().change_range(*table);
    if (!kept) {
        co_return item_error(kept.error());
    }
    const auto start = start_of(**table, *kept, input);
    if (!start) {
        co_return start.error();
    }
    co_return GetShardIteratorOutput{iterator_at({.stream_arn = *std::move(input.stream_arn),
                                                  .after = *start,
                                                  .made_at = context.broker.clock().now()})};
}

Task<Result<GetRecordsOutput>> get_records(Context& context, GetRecordsInput input) {
    const auto position = position_of(context, *input.shard_iterator);
    if (!position) {
        co_return position.error();
    }
    const auto table = find_stream(context, position->stream_arn);
    if (!table) {
        co_return table.error();
    }
    runtime::ChangesRequest request;
    request.after = position->after;
    request.changes_max = static_cast<std::size_t>(
        input.limit.value_or(static_cast<std::int64_t>(limits::stream_records_max)));
    auto page = co_await context.broker.tables().changes(*table, std::move(request), nullptr);
    if (!page) {
        co_return item_error(page.error());
    }
    if (page->is_trimmed) {
        co_return trimmed();
    }
    const auto end = stream_end(**table);
    const bool has_ended = end && (page->last >= before(*end) || page->changes.empty());
    drop_later(end, *page);
    GetRecordsOutput output;
    for (const ItemChange& change : page->changes) {
        output.records.push_back(record_of(**table, (*table)->stream->view, change));
    }
    if (!has_ended) {
        output.next_shard_iterator = iterator_at({.stream_arn = position->stream_arn,
                                                  .after = std::max(page->last, position->after),
                                                  .made_at = context.broker.clock().now()});
    }
    co_return output;
}

}  // namespace forebay::service::dynamodb
