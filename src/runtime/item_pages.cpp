#include "runtime/item_pages.hpp"

#include "runtime/index_entries.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/engine/table_key.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/storage/table_records.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace forebay::runtime {
namespace {

using storage::Space;
using storage::Store;
namespace keys = storage::keys;

constexpr std::size_t read_unit_bytes = 4096;  // DynamoDB specification 6

Error bad_start() {
    return {Errc::validation_failed, "The provided starting key is invalid"};
}

/// Under which key the item, or entry, is stored that `start` is the key of.
Result<std::string> position(const TableInfo& table, const IndexInfo* index, const Item& start) {
    const auto item_key = engine::key_of_item(table.schema, start);
    if (!item_key) {
        return bad_start();
    }
    if (index == nullptr) {
        return keys::item(table.id, *item_key);
    }
    const auto index_key =
        engine::index_key_of_item(index->name, index->schema, start, engine::ItemWrite::put);
    if (!index_key || !index_key->has_value()) {
        return bad_start();
    }
    return keys::index_entry(table.id, index->id, **index_key, *item_key);
}

}  // namespace

Result<PageReader> PageReader::open(PageRequest request, keys::Range range, Way way) {
    PageReader reader(std::move(request), std::move(range), way);
    if (const auto& after = reader.request_.after) {
        auto start = position(*reader.request_.table, reader.index_, *after);
        if (!start) {
            return start.error();
        }
        if (way.is_descending) {
            reader.range_.end = std::min(reader.range_.end, *start);
        } else {
            reader.range_.begin = std::max(reader.range_.begin, *start + '\0');
        }
    }
    return reader;
}

Result<PageReader> PageReader::open(ScanRequest request) {
    const TableInfo& table = *request.page.table;
    keys::Range range =
        keys::segment(table.id, request.page.index, request.segment, request.segments);
    if (const auto& after = request.page.after) {
        const auto start = position(table, table.find_index(request.page.index), *after);
        if (!start) {
            return start.error();
        }
        if (!range.contains(*start)) {
            return Error{Errc::validation_failed,
                         fmt::format("The provided starting key is invalid: Invalid "
                                     "ExclusiveStartKey. Please use ExclusiveStartKey with correct "
                                     "Segment. TotalSegments: {} Segment: {}",
                                     request.segments, request.segment)};
        }
    }
    // A scan reads everything once: it would push out what is read again.
    return open(std::move(request.page), std::move(range), {.is_remembered = false});
}

PageReader::PageReader(PageRequest request, keys::Range range, Way way)
    : request_(std::move(request)),
      index_(request_.index == IndexId{} ? nullptr : request_.table->find_index(request_.index)),
      range_(std::move(range)),
      way_(way),
      is_fetching_(request_.is_whole && index_ != nullptr &&
                   index_->projection.kind != IndexProjection::Kind::all) {
    FOREBAY_ASSERT(index_ != nullptr || request_.index == IndexId{});
    FOREBAY_ASSERT(request_.items_max > 0);
}

bool PageReader::read(const Store& store, std::size_t bytes_max, Patience patience) {
    if (!fetch(store, patience)) {
        return false;
    }
    if (has_ended_) {
        return true;
    }
    bytes_left_ = bytes_max;
    last_key_.clear();
    const bool is_complete = store.scan(
        {.space = Space::items,
         .begin = range_.begin,
         .end = range_.end,
         .is_descending = way_.is_descending,
         .is_patient = patience == Patience::for_disk,
         .is_remembered = way_.is_remembered},
        [this](std::string_view key, std::string_view record) { return visit(key, record); });
    has_ended_ = has_ended_ || (is_complete && bytes_left_ > 0);
    if (!last_key_.empty()) {
        if (way_.is_descending) {
            range_.end = last_key_;
        } else {
            range_.begin = last_key_ + '\0';
        }
    }
    return fetch(store, patience) && has_ended_;
}

// Whether the scan goes on.
bool PageReader::visit(std::string_view key, std::string_view record) {
    const MapView item(storage::decode_item(record).item);
    const std::size_t bytes = item.size();
    last_key_ = key;
    page_.bytes += bytes;
    ++page_.scanned;
    bytes_left_ -= std::min(bytes_left_, bytes);
    if (is_fetching_) {
        pending_.push_back(
            {.entry_key = std::string(key),
             .item_key = keys::item(request_.table->id,
                                    engine::key_of_item(request_.table->schema, item).value())});
    } else {
        hand_out(item);
    }
    if (page_.scanned == request_.items_max || page_.bytes >= limits::page_bytes_max) {
        page_.last_key = key_attributes(*request_.table, index_, item);
        has_ended_ = true;
    }
    return !has_ended_ && bytes_left_ > 0;
}

void PageReader::hand_out(MapView item) {
    if (request_.filter.has_value() && !request_.filter->holds(item)) {
        return;
    }
    ++page_.count;
    if (!request_.is_count) {
        page_.items.emplace_back(item);
    }
}

// Reads the items of the entries that were read. False: they are not in memory.
bool PageReader::fetch(const Store& store, Patience patience) {
    if (pending_.empty()) {
        return true;
    }
    std::vector<std::string> wanted;
    wanted.reserve(pending_.size());
    std::ranges::transform(pending_, std::back_inserter(wanted), &Pending::item_key);
    const auto items = read_values(store, Space::items, wanted, patience);
    if (!items.has_value()) {
        return false;
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
        if (const auto& record = (*items)[i]) {
            take_in(pending_[i], MapView(storage::decode_item(*record).item));
        }
    }
    pending_.clear();
    return true;
}

// The item may have changed since its entry was read: then it is not handed out under a key that it
// no longer has.
void PageReader::take_in(const Pending& pending, MapView item) {
    page_.fetched_bytes += (item.size() + read_unit_bytes - 1) / read_unit_bytes * read_unit_bytes;
    const auto index_key =
        engine::index_key_of_item(index_->name, index_->schema, item, engine::ItemWrite::put);
    if (!index_key || !index_key->has_value()) {
        return;
    }
    const ItemKey item_key = engine::key_of_item(request_.table->schema, item).value();
    if (keys::index_entry(request_.table->id, index_->id, **index_key, item_key) ==
        pending.entry_key) {
        hand_out(item);
    }
}

}  // namespace forebay::runtime
