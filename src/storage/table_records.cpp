#include <forebay/storage/table_records.hpp>

#include <boost/endian/conversion.hpp>
#include <records.pb.h>
#include <storage/protobuf.hpp>
#include <storage/record_parser.hpp>

#include <utility>

namespace forebay::storage {
namespace {

void store_attribute(const KeyAttribute& attribute, StoredKeyAttribute& out) {
    out.set_name(attribute.name);
    out.set_type(static_cast<std::uint32_t>(attribute.type));
}

bool read_attribute(const StoredKeyAttribute& stored, KeyAttribute& out) {
    out.name = stored.name();
    out.type = static_cast<ValueType>(stored.type());
    return stored.type() >= static_cast<std::uint32_t>(ValueType::string) &&
           stored.type() <= static_cast<std::uint32_t>(ValueType::binary);
}

void store_schema(const KeySchema& schema, StoredKeySchema& out) {
    store_attribute(schema.partition, *out.mutable_partition());
    if (schema.sort) {
        store_attribute(*schema.sort, *out.mutable_sort());
    }
}

bool read_schema(const StoredKeySchema& stored, KeySchema& out) {
    return read_attribute(stored.partition(), out.partition) &&
           (!stored.has_sort() || read_attribute(stored.sort(), out.sort.emplace()));
}

void store_throughput(const Throughput& throughput, StoredThroughput& out) {
    out.set_read(throughput.read);
    out.set_write(throughput.write);
}

Throughput read_throughput(const StoredThroughput& stored) {
    return {.read = stored.read(), .write = stored.write()};
}

void store_index(const IndexInfo& index, StoredIndex& out) {
    out.set_id(static_cast<std::uint32_t>(index.id));
    out.set_is_local(index.kind == IndexInfo::Kind::local);
    out.set_name(index.name);
    store_schema(index.schema, *out.mutable_schema());
    out.set_projection(static_cast<StoredProjection>(index.projection.kind));
    for (const std::string& name : index.projection.included) {
        out.add_included(name);
    }
    store_throughput(index.throughput, *out.mutable_throughput());
    out.set_is_building(index.is_building);
}

bool read_index(const StoredIndex& stored, IndexInfo& out) {
    out.id = IndexId(stored.id());
    out.kind = stored.is_local() ? IndexInfo::Kind::local : IndexInfo::Kind::global;
    out.name = stored.name();
    out.projection.kind = static_cast<IndexProjection::Kind>(stored.projection());
    out.projection.included.assign(stored.included().begin(), stored.included().end());
    out.throughput = read_throughput(stored.throughput());
    out.is_building = stored.is_building();
    return StoredProjection_IsValid(stored.projection()) &&
           read_schema(stored.schema(), out.schema);
}

void store_stream(const StreamInfo& stream, StoredStream& out) {
    out.set_view(static_cast<StoredStreamView>(stream.view));
    out.set_enabled_at_ms(ms(stream.enabled_at));
    if (stream.disabled_at) {
        out.set_disabled_at_ms(ms(*stream.disabled_at));
    }
}

bool read_stream(const StoredStream& stored, StreamInfo& out) {
    out.view = static_cast<StreamView>(stored.view());
    out.enabled_at = time_point(stored.enabled_at_ms());
    if (stored.has_disabled_at_ms()) {
        out.disabled_at = time_point(stored.disabled_at_ms());
    }
    return StoredStreamView_IsValid(stored.view());
}

bool read_parts(const StoredTable& stored, TableInfo& out) {
    for (const StoredKeyAttribute& attribute : stored.attributes()) {
        if (!read_attribute(attribute, out.attributes.emplace_back())) {
            return false;
        }
    }
    for (const StoredIndex& index : stored.indexes()) {
        if (!read_index(index, out.indexes.emplace_back())) {
            return false;
        }
    }
    return read_digest(stored.uuid(), out.uuid.bytes) && StoredBilling_IsValid(stored.billing()) &&
           read_schema(stored.schema(), out.schema) &&
           (!stored.has_stream() || read_stream(stored.stream(), out.stream.emplace()));
}

ItemPtr read_item(std::string& bytes) {
    return bytes.empty() ? nullptr : std::make_shared<const Item>(std::move(bytes));
}

// No item begins with it: it would be the number of its attributes, of which it has one at least.
constexpr char head_mark = '\0';
constexpr std::size_t head_bytes = 1 + sizeof(Sequence);

}  // namespace

void encode_item_head(Sequence written_in, std::string& out) {
    const auto number = boost::endian::native_to_big(static_cast<std::uint64_t>(written_in));
    out.assign(1, head_mark);
    out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

ItemRecord decode_item(std::string_view record) {
    if (record.empty() || record.front() != head_mark) {
        return {.item = record};
    }
    FOREBAY_ASSERT(record.size() > head_bytes);
    const auto number =
        boost::endian::load_big_u64(reinterpret_cast<const unsigned char*>(record.data() + 1));
    return {.item = record.substr(head_bytes), .written_in = Sequence(number)};
}

Item take_item(std::string record) {
    record.erase(0, record.size() - decode_item(record).item.size());
    return Item(std::move(record));
}

ItemVersion take_item_version(std::optional<std::string> record) {
    if (!record.has_value()) {
        return {};
    }
    const Sequence written_in = decode_item(*record).written_in;
    return {.item = std::make_shared<const Item>(take_item(*std::move(record))),
            .written_in = written_in};
}

void encode_table(const TableInfo& table, std::string& out) {
    StoredTable record;
    record.set_id(static_cast<std::uint64_t>(table.id));
    record.set_account(table.key.account);
    record.set_region(table.key.region);
    record.set_name(table.key.name);
    record.set_uuid(table.uuid.bytes.data(), table.uuid.bytes.size());
    record.set_created_at_ms(ms(table.created_at));
    store_schema(table.schema, *record.mutable_schema());
    for (const KeyAttribute& attribute : table.attributes) {
        store_attribute(attribute, *record.add_attributes());
    }
    for (const IndexInfo& index : table.indexes) {
        store_index(index, *record.add_indexes());
    }
    record.set_last_index(static_cast<std::uint32_t>(table.last_index));
    record.set_billing(static_cast<StoredBilling>(table.billing));
    if (table.by_request_since) {
        record.set_by_request_since_ms(ms(*table.by_request_since));
    }
    store_throughput(table.throughput, *record.mutable_throughput());
    if (table.time_to_live) {
        StoredTimeToLive& stored = *record.mutable_time_to_live();
        stored.set_attribute(table.time_to_live->attribute);
        stored.set_index(static_cast<std::uint32_t>(table.time_to_live->index));
        stored.set_is_building(table.time_to_live->is_building);
    }
    if (table.stream) {
        store_stream(*table.stream, *record.mutable_stream());
    }
    record.set_is_protected(table.is_protected);
    store_texts(table.settings, *record.mutable_settings());
    store_texts(table.tags, *record.mutable_tags());
    serialize(record, out);
}

Result<TableInfo> parse_table(std::string_view record) {
    auto stored = parse<StoredTable>("StoredTable", record);
    if (!stored) {
        return stored.error();
    }
    TableInfo table;
    table.id = TableId(stored->id());
    table.key = {.account = stored->account(), .region = stored->region(), .name = stored->name()};
    table.created_at = time_point(stored->created_at_ms());
    table.last_index = IndexId(stored->last_index());
    table.billing = static_cast<BillingMode>(stored->billing());
    if (stored->has_by_request_since_ms()) {
        table.by_request_since = time_point(stored->by_request_since_ms());
    }
    table.throughput = read_throughput(stored->throughput());
    if (stored->has_time_to_live()) {
        table.time_to_live = TimeToLive{.attribute = stored->time_to_live().attribute(),
                                        .index = IndexId(stored->time_to_live().index()),
                                        .is_building = stored->time_to_live().is_building()};
    }
    table.is_protected = stored->is_protected();
    table.settings = read_texts(*stored->mutable_settings());
    table.tags = read_texts(*stored->mutable_tags());
    if (!read_parts(*stored, table)) {
        return Error{Errc::internal,
                     fmt::format("StoredTable {} without settings that we know", stored->id())};
    }
    return table;
}

TableInfo decode_table(std::string_view record) {
    return parsed_or_stop(parse_table(record));
}

void encode_table_counters(const TableCounters& counters, std::string& out) {
    auto& record = scratch<StoredTableCounters>();
    record.set_items(counters.items.items);
    record.set_bytes(counters.items.bytes);
    record.set_last_change(static_cast<std::uint64_t>(counters.last_change));
    record.set_trimmed_changes(static_cast<std::uint64_t>(counters.trimmed_changes));
    for (const IndexCounters& index : counters.indexes) {
        StoredIndexCounters& stored = *record.add_indexes();
        stored.set_id(static_cast<std::uint32_t>(index.id));
        stored.set_entries(index.entries.items);
        stored.set_bytes(index.entries.bytes);
        if (index.built_to) {
            stored.set_built_to(*index.built_to);
        }
    }
    serialize(record, out);
}

Result<TableCounters> parse_table_counters(std::string_view record) {
    auto stored = parse<StoredTableCounters>("StoredTableCounters", record);
    if (!stored) {
        return stored.error();
    }
    TableCounters counters;
    counters.items = {.items = stored->items(), .bytes = stored->bytes()};
    counters.last_change = Sequence(stored->last_change());
    counters.trimmed_changes = Sequence(stored->trimmed_changes());
    for (StoredIndexCounters& index : *stored->mutable_indexes()) {
        IndexCounters& read = counters.indexes.emplace_back();
        read.id = IndexId(index.id());
        read.entries = {.items = index.entries(), .bytes = index.bytes()};
        if (index.has_built_to()) {
            read.built_to = std::move(*index.mutable_built_to());
        }
    }
    return counters;
}

TableCounters decode_table_counters(std::string_view record) {
    return parsed_or_stop(parse_table_counters(record));
}

void encode_item_change_head(const ItemChange& change, std::string_view item_key,
                             std::string& out) {
    auto& record = scratch<StoredItemChange>();
    record.set_has_expired(change.has_expired);
    record.set_item_key(item_key.data(), item_key.size());
    record.set_after_bytes(change.after == nullptr ? 0 : change.after->bytes().size());
    serialize(record, out);
    if (change.before != nullptr) {
        append_bytes_prefix(StoredItemChange::kBeforeFieldNumber, change.before->bytes().size(),
                            out);
    }
}

Result<ChangeRecord> parse_item_change(Sequence sequence, std::string_view record) {
    auto stored = parse<StoredItemChange>("StoredItemChange", record);
    if (!stored) {
        return stored.error();
    }
    if (stored->before().empty() && stored->after().empty() && stored->after_bytes() == 0) {
        return Error{Errc::internal, "StoredItemChange without an image"};
    }
    if (stored->item_key().empty() && stored->after_bytes() > 0) {
        return Error{Errc::internal, "StoredItemChange without its item's key"};
    }
    return ChangeRecord{.change = {.sequence = sequence,
                                   .before = read_item(*stored->mutable_before()),
                                   .after = read_item(*stored->mutable_after()),
                                   .has_expired = stored->has_expired()},
                        .item_key = std::move(*stored->mutable_item_key()),
                        .after_bytes = stored->after_bytes()};
}

ChangeRecord decode_item_change(Sequence sequence, std::string_view record) {
    return parsed_or_stop(parse_item_change(sequence, record));
}

void encode_next_change(Sequence next, std::string& out) {
    auto& record = scratch<StoredNextChange>();
    record.set_sequence(static_cast<std::uint64_t>(next));
    serialize(record, out);
}

Result<Sequence> parse_next_change(std::string_view record) {
    const auto stored = parse<StoredNextChange>("StoredNextChange", record);
    if (!stored) {
        return stored.error();
    }
    return Sequence(stored->sequence());
}

Sequence decode_next_change(std::string_view record) {
    return parsed_or_stop(parse_next_change(record));
}

void encode_transaction(const DoneTransaction& done, std::string& out) {
    auto& record = scratch<StoredTransaction>();
    record.set_done_at_ms(ms(done.done_at));
    record.set_content_first(done.content.first);
    record.set_content_second(done.content.second);
    serialize(record, out);
}

Result<DoneTransaction> parse_transaction(std::string_view record) {
    const auto stored = parse<StoredTransaction>("StoredTransaction", record);
    if (!stored) {
        return stored.error();
    }
    return DoneTransaction{
        .done_at = time_point(stored->done_at_ms()),
        .content = {.first = stored->content_first(), .second = stored->content_second()}};
}

DoneTransaction decode_transaction(std::string_view record) {
    return parsed_or_stop(parse_transaction(record));
}

}  // namespace forebay::storage
