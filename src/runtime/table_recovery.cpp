// How tables come back: what is known of them, not their items.

#include "runtime/local_broker.hpp"
#include <forebay/storage/keys.hpp>
#include <forebay/storage/table_records.hpp>

#include <memory>
#include <utility>

namespace forebay::runtime {

using storage::Space;
namespace keys = storage::keys;

void LocalBroker::recover_tables() {
    store_->scan(Space::records, keys::tables_begin, keys::tables_end,
                 [&](std::string_view, std::string_view record) {
                     auto table = std::make_shared<const TableInfo>(storage::decode_table(record));
                     has_been_used(static_cast<std::uint64_t>(table->id));
                     const auto counters =
                         store_->get(Space::records, keys::table_counters(table->id));
                     if (!counters.has_value()) {
                         fail_stop("the store is damaged: the counters of a table are missing");
                     }
                     shared()
                         .shard_of(table->key)
                         .tables()
                         .restore(std::move(table), storage::decode_table_counters(*counters));
                     return true;
                 });
}

}  // namespace forebay::runtime
