#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/plain_keys.hpp"
#include "service/dynamodb/stream_position.hpp"
#include "service/dynamodb/stream_record.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/plain_reads.hpp>

#include <algorithm>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

Result<runtime::ChangesRequest> request_of(const TableInfo& table, const PlainChangesInput& input) {
    runtime::ChangesRequest request;
    if (!input.since.empty()) {
        const auto sequence = parse_sequence_number(input.since);
        if (!sequence) {
            return invalid("since is no sequence of a change");
        }
        request.after = *sequence;
    }
    if (input.partition) {
        auto range = plain_range(table.schema, *input.partition);
        if (!range) {
            return range.error();
        }
        request.partition = std::move(range->partition);
    }
    request.changes_max = input.limit;
    request.wait = input.wait;
    return request;
}

}  // namespace

Task<Result<PlainChanges>> read_plain_changes(Context& context, PlainChangesInput input,
                                              Presence* client) {
    const auto table = find_plain_table(context, input.table);
    if (!table) {
        co_return table.error();
    }
    auto request = request_of(**table, input);
    if (!request) {
        co_return request.error();
    }
    const Sequence since = request->after;
    auto page = co_await context.broker.tables().changes(*table, *std::move(request), client);
    if (!page) {
        co_return page.error();
    }
    PlainChanges plain;
    for (ItemChange& change : page->changes) {
        plain.changes.push_back({.event = event_name(change),
                                 .keys = engine::key_attributes((*table)->schema, change.image()),
                                 .before = std::move(change.before),
                                 .after = std::move(change.after),
                                 .sequence = sequence_number(change.sequence),
                                 .at = time_of(change.sequence)});
    }
    plain.sequence = sequence_number(std::max(page->last, since));
    plain.is_trimmed = page->is_trimmed && !input.since.empty();
    plain.is_cut_short = page->is_cut_short;
    co_return plain;
}

Result<void> check_plain_changes(Context& context, const PlainChangesInput& input) {
    const auto table = find_plain_table(context, input.table);
    if (!table) {
        return table.error();
    }
    const auto request = request_of(**table, input);
    return request ? Result<void>() : request.error();
}

Task<Result<std::string>> latest_plain_change(Context& context, std::string name) {
    const auto table = find_plain_table(context, name);
    if (!table) {
        co_return table.error();
    }
    const auto range = co_await context.broker.tables().change_range(*table);
    if (!range) {
        co_return range.error();
    }
    co_return sequence_number(range->last);
}

}  // namespace forebay::service::dynamodb
