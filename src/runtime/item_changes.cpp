#include "runtime/item_changes.hpp"

#include <forebay/engine/table_key.hpp>
#include <forebay/storage/keys.hpp>
#include <forebay/storage/table_records.hpp>

#include <algorithm>
#include <utility>

namespace forebay::runtime {
namespace {

namespace keys = storage::keys;

// What is passed over because it is of another partition costs reading too.
constexpr std::size_t looked_at_bytes_max = std::size_t{8} << 20U;

bool is_wanted(const TableInfo& table, const ChangesRequest& request, const ItemChange& change) {
    return !request.partition.has_value() ||
           engine::key_of_item(table.schema, change.image()).value().partition ==
               *request.partition;
}

}  // namespace

std::optional<ChangePage> read_item_changes(const storage::Store& store, const TableInfo& table,
                                            const ChangesRequest& request, const ChangeRange& kept,
                                            Patience patience) {
    ChangePage page;
    page.is_trimmed = next(request.after) < kept.first;
    page.last = std::max(request.after, kept.last);
    const Sequence begin = std::max(next(request.after), kept.first);
    std::size_t bytes = 0;
    std::size_t looked_at_bytes = 0;
    const bool is_complete = store.scan(
        {.space = storage::Space::messages,
         .begin = keys::item_change(table.id, begin),
         .end = keys::item_change(table.id, next(page.last)),
         .is_patient = patience == Patience::for_disk},
        [&](std::string_view key, std::string_view record) {
            ItemChange change = storage::decode_item_change(keys::sequence_of(key), record);
            looked_at_bytes += record.size();
            page.last = change.sequence;
            if (is_wanted(table, request, change)) {
                bytes += record.size();
                page.changes.push_back(std::move(change));
            }
            const bool is_full = page.changes.size() == request.changes_max ||
                                 bytes >= request.bytes_max ||
                                 looked_at_bytes >= looked_at_bytes_max;
            if (!is_full) {
                page.last = std::max(request.after, kept.last);
            }
            return !is_full;
        });
    return is_complete ? std::optional(std::move(page)) : std::nullopt;
}

}  // namespace forebay::runtime
