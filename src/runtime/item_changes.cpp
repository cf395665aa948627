#include "runtime/item_changes.hpp"

#include <forebay/engine/table_key.hpp>
#include <forebay/storage/keys.hpp>
#include <forebay/storage/table_keys.hpp>
#include <forebay/storage/table_records.hpp>

#include <algorithm>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using storage::ChangeRecord;
using storage::Space;
namespace keys = storage::keys;

// What is passed over because it is of another partition costs reading too.
constexpr std::size_t looked_at_bytes_max = std::size_t{8} << 20U;

/// Which changes are asked for.
class Wanted {
public:
    Wanted(const TableInfo& table, const ChangesRequest& request)
        : table_(table), partition_(request.partition) {
        if (partition_.has_value()) {
            keys_ = keys::query(table.id, IndexId{}, {.partition = *partition_, .sort = {}});
        }
    }

    bool has(const ChangeRecord& record) const {
        if (!partition_.has_value()) {
            return true;
        }
        if (!record.item_key.empty()) {
            return keys_.contains(record.item_key);
        }
        const auto key = engine::key_of_item(table_.schema, record.change.image());
        return key.value().partition == *partition_;
    }

private:
    const TableInfo& table_;
    const std::optional<std::string>& partition_;
    keys::Range keys_;  // under which items of the partition are stored
};

/// Finds what items became by changes that lack it. A change that is there again in `changes` has
/// it from there; else it is the item itself, or what the item's next change tells of before.
class Images {
public:
    Images(const storage::Store& store, TableId table, Patience patience)
        : store_(store), table_(table), patience_(patience) {}

    /// False: they are not in memory. What was trimmed meanwhile still lacks it.
    bool find(std::vector<ChangeRecord>& changes) const {
        std::vector<ChangeRecord*> lacking = find_in_page(changes);
        return find_items(lacking) && find_next_changes(lacking);
    }

private:
    static std::vector<ChangeRecord*> find_in_page(std::vector<ChangeRecord>& changes) {
        std::unordered_map<std::string_view, const ItemPtr*> before_next;
        std::vector<ChangeRecord*> lacking;
        for (ChangeRecord& record : std::views::reverse(changes)) {
            const auto [next, is_last] = before_next.try_emplace(record.item_key, nullptr);
            if (record.lacks_after() && is_last) {
                lacking.push_back(&record);
            } else if (record.lacks_after()) {
                record.change.after = *next->second;
            }
            next->second = &record.change.before;
        }
        return lacking;
    }

    bool find_items(std::vector<ChangeRecord*>& lacking) const {
        std::vector<std::string> wanted;
        for (const ChangeRecord* record : lacking) {
            wanted.push_back(record->item_key);
        }
        auto values = read_values(store_, Space::items, wanted, patience_);
        if (!values.has_value()) {
            return false;
        }
        for (std::size_t i = 0; i < lacking.size(); ++i) {
            ItemVersion version = storage::take_item_version(std::move((*values)[i]));
            if (version.written_in == lacking[i]->change.sequence) {
                lacking[i]->change.after = std::move(version.item);
            }
        }
        std::erase_if(lacking, [](const ChangeRecord* record) { return !record->lacks_after(); });
        return true;
    }

    // Those whose item was written again, or removed: that was one commit with the next change, so
    // it is there now if it was not trimmed.
    bool find_next_changes(const std::vector<ChangeRecord*>& lacking) const {
        std::vector<std::string> wanted;
        for (const ChangeRecord* record : lacking) {
            wanted.emplace_back(keys::next_change(table_, record->change.sequence));
        }
        const auto links = read_values(store_, Space::records, wanted, patience_);
        if (!links.has_value()) {
            return false;
        }
        wanted.clear();
        std::vector<ChangeRecord*> linked;
        std::vector<Sequence> next;
        for (std::size_t i = 0; i < lacking.size(); ++i) {
            if (const auto& link = (*links)[i]) {
                linked.push_back(lacking[i]);
                next.push_back(storage::decode_next_change(*link));
                wanted.emplace_back(keys::item_change(table_, next.back()));
            }
        }
        const auto values = read_values(store_, Space::messages, wanted, patience_);
        if (!values.has_value()) {
            return false;
        }
        for (std::size_t i = 0; i < linked.size(); ++i) {
            if (const auto& value = (*values)[i]) {
                linked[i]->change.after =
                    storage::decode_item_change(next[i], *value).change.before;
            }
        }
        return true;
    }

    const storage::Store& store_;
    const TableId table_;
    const Patience patience_;
};

}  // namespace

std::optional<ChangePage> read_item_changes(const storage::Store& store, const TableInfo& table,
                                            const ChangesRequest& request, const ChangeRange& kept,
                                            Patience patience) {
    ChangePage page;
    page.is_trimmed = next(request.after) < kept.first;
    const Sequence end = std::max(request.after, kept.last);
    const Sequence begin = std::max(next(request.after), kept.first);
    const Wanted wanted(table, request);
    std::vector<ChangeRecord> changes;
    std::size_t bytes = 0;
    std::size_t looked_at_bytes = 0;
    Sequence looked_at{};
    bool is_full = false;
    const bool is_complete = store.scan(
        {.space = Space::messages,
         .begin = keys::item_change(table.id, begin),
         .end = keys::item_change(table.id, next(end)),
         .is_patient = patience == Patience::for_disk},
        [&](std::string_view key, std::string_view value) {
            ChangeRecord record = storage::decode_item_change(keys::sequence_of(key), value);
            const bool is_wanted = wanted.has(record);
            const std::size_t adds = is_wanted ? value.size() + record.after_bytes : 0;
            if (!changes.empty() && bytes + adds > request.bytes_max) {
                is_full = true;
                return false;
            }
            looked_at = record.change.sequence;
            looked_at_bytes += value.size();
            bytes += adds;
            if (is_wanted) {
                changes.push_back(std::move(record));
            }
            is_full =
                changes.size() == request.changes_max || looked_at_bytes >= looked_at_bytes_max;
            return !is_full;
        });
    if (!is_complete || !Images(store, table.id, patience).find(changes)) {
        return std::nullopt;
    }
    page.last = is_full ? looked_at : end;
    for (ChangeRecord& record : changes) {
        if (record.lacks_after()) {
            page.is_trimmed = true;
        } else {
            page.changes.push_back(std::move(record.change));
        }
    }
    return page;
}

}  // namespace forebay::runtime
