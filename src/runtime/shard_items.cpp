// What is written to the items of a shard's tables.
//
// A write has three parts. First it gets hold of what is there: of the value that another write has
// just recorded, or of the one in the store, which may take a while. Then, without suspending, the
// condition is tested, the change is made, and all that follows from it is recorded in the open
// turn. At last the reply waits until all that it tells is durable; until then the keys are held,
// so that those who come next go by what was recorded.

#include "runtime/shard.hpp"
#include "runtime/shard_tables.hpp"
#include "runtime/table_journal.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/storage/keys.hpp>
#include <forebay/storage/table_keys.hpp>

#include <algorithm>
#include <utility>

namespace forebay::runtime {
namespace {

using storage::Space;
using storage::Store;
using State = Store::Lookup::State;
using Done = std::optional<storage::DoneTransaction>;
namespace keys = storage::keys;

constexpr std::size_t write_unit_bytes = 1024;  // DynamoDB specification 6

Error no_table() {
    return {Errc::table_not_found, "Requested resource not found"};
}

Error disk_full() {
    return {Errc::disk_full,
            "The disk is nearly full: items can be read and deleted, but not written, until space "
            "is freed."};
}

bool is_same(const ItemPtr& a, const ItemPtr& b) {
    return a == b || (a != nullptr && b != nullptr && *a == *b);
}

bool adds(const KeyedWrite& write) {
    return write.write.kind == Write::Kind::put || write.write.kind == Write::Kind::update;
}

std::uint32_t units(const std::optional<IndexEntry>& entry) {
    const std::size_t bytes = entry.has_value() ? entry->bytes : 0;
    return static_cast<std::uint32_t>((bytes + write_unit_bytes - 1) / write_unit_bytes);
}

// An entry that moves is removed there and written here.
std::uint32_t units(const std::optional<IndexEntry>& before,
                    const std::optional<IndexEntry>& after) {
    const bool has_moved = before.has_value() && after.has_value() && before->key != after->key;
    return has_moved ? units(before) + units(after) : std::max(units(before), units(after));
}

// Transactions are stored by the period in which they were done.
std::uint64_t period_of(TimePoint at) {
    return static_cast<std::uint64_t>(at.time_since_epoch() / limits::transaction_token_window);
}

// Tokens of different accounts and regions have nothing to do with each other.
Fingerprint fingerprint_of(const TableKey& scope, const std::string& token) {
    return fingerprint(scope.account + '\n' + scope.region + '\n' + token);
}

std::string bytes_of(const Fingerprint& token) {
    return std::string(keys::transaction(0, token));
}

std::vector<std::string> keys_of(TimePoint now, const Fingerprint& token) {
    const std::uint64_t period = period_of(now);
    std::vector<std::string> keys = {std::string(keys::transaction(period, token))};
    if (period > 0) {
        keys.emplace_back(keys::transaction(period - 1, token));
    }
    return keys;
}

WriteOutcome refused(Error why, const ItemPtr& there) {
    return {.refusal = std::move(why), .before = there, .after = there};
}

bool is_refused(const WriteOutcome& outcome) {
    return outcome.refusal.has_value();
}

}  // namespace

Task<Result<Transacted>> ShardTables::write(std::vector<KeyedWrite> writes, Atomicity atomicity,
                                            std::optional<TransactionToken> token) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    const bool has_room = !std::ranges::any_of(writes, adds) || co_await make_room(writes);

    std::vector<ItemPins::Hold> holds;
    holds.reserve(writes.size());
    for (KeyedWrite& write : writes) {
        holds.push_back(items_.hold(std::move(write.key)));
    }
    co_await read(holds);
    std::optional<TokenPins::Hold> done;
    Fingerprint name;
    if (token.has_value()) {
        name = fingerprint_of(writes.front().write.table->key, token->token);
        done.emplace(tokens_.hold(bytes_of(name)));
        co_await read(*done, name);
        if (const Done& earlier = *done->pin().value; is_remembered(earlier)) {
            if (earlier->content != token->content) {
                co_return Error{Errc::token_reused,
                                "Another request, with other content, had the same client token."};
            }
            const Ticket done_in = done->pin().changed_in;
            co_await turns_.durable(done_in);
            co_return Transacted{.outcomes = {}, .is_repeated = true};
        }
    }

    Result<Transacted> written = atomicity == Atomicity::all_or_none
                                     ? write_all(writes, holds, has_room)
                                     : write_each(writes, holds, has_room);
    if (done.has_value() && written && std::ranges::none_of(written->outcomes, is_refused)) {
        record_done(*done, name, token->content);
    }
    Ticket told = done.has_value() ? done->pin().changed_in : Ticket{0};
    for (const ItemPins::Hold& hold : holds) {
        told = std::max(told, hold.pin().changed_in);
    }
    co_await turns_.durable(told);
    co_return written;
}

Task<bool> ShardTables::make_room(const std::vector<KeyedWrite>& writes) {
    std::size_t bytes = 0;
    for (const KeyedWrite& write : writes) {
        bytes += write.item->bytes().size();
    }
    const auto room = co_await shard_.check_room(bytes);
    co_return room.has_value();
}

// What is there.

Task<void> ShardTables::read(const std::vector<ItemPins::Hold>& holds) {
    std::vector<const ItemPins::Hold*> unknown;
    std::vector<std::string> wanted;
    for (const ItemPins::Hold& hold : holds) {
        if (hold.pin().value.has_value()) {
            continue;
        }
        Store::Lookup found = shared_.store.look_up(Space::items, hold.key());
        if (found.state == State::unknown) {
            unknown.push_back(&hold);
            wanted.push_back(hold.key());
        } else {
            hold.read(found.state == State::found
                          ? storage::take_item_version(std::move(found.value))
                          : ItemVersion());
        }
    }
    if (unknown.empty()) {
        co_return;
    }
    auto values = co_await shared_.reader.get_many(Space::items, std::move(wanted));
    for (std::size_t i = 0; i < unknown.size(); ++i) {
        unknown[i]->read(storage::take_item_version(std::move(values[i])));
    }
}

Task<void> ShardTables::read(const TokenPins::Hold& hold, Fingerprint token) {
    if (hold.pin().value.has_value()) {
        co_return;
    }
    std::vector<std::string> wanted;
    for (std::string& key : keys_of(shared_.clock.now(), token)) {
        const Store::Lookup found = shared_.store.look_up(Space::records, key);
        if (found.state == State::found) {
            hold.read(storage::decode_transaction(found.value));
            co_return;
        }
        if (found.state == State::unknown) {
            wanted.push_back(std::move(key));
        }
    }
    if (!wanted.empty()) {
        const auto values = co_await shared_.reader.get_many(Space::records, std::move(wanted));
        for (const auto& value : values) {
            if (value.has_value()) {
                hold.read(storage::decode_transaction(*value));
                co_return;
            }
        }
    }
    hold.read(std::nullopt);
}

bool ShardTables::is_remembered(const Done& done) const {
    return done.has_value() &&
           is_within(limits::transaction_token_window, done->done_at, shared_.clock.now());
}

// What becomes of it.

Transacted ShardTables::write_each(const std::vector<KeyedWrite>& writes,
                                   const std::vector<ItemPins::Hold>& holds, bool has_room) {
    Transacted written;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        const ItemPtr before = holds[i].pin().value->item;
        Slot* slot = find(writes[i].write.table->id);
        if (slot == nullptr) {
            written.outcomes.push_back(refused(no_table(), nullptr));
        } else if (!has_room && adds(writes[i])) {
            written.outcomes.push_back(refused(disk_full(), before));
        } else if (auto edit = decide(*slot, writes[i], holds[i].key(), before); !edit) {
            count_refusal(*slot, edit.error());
            written.outcomes.push_back(refused(edit.error(), before));
        } else {
            count_write(*slot, writes[i]);
            written.outcomes.push_back(record(*slot, holds[i], *edit));
        }
    }
    return written;
}

Result<Transacted> ShardTables::write_all(const std::vector<KeyedWrite>& writes,
                                          const std::vector<ItemPins::Hold>& holds, bool has_room) {
    if (!has_room && std::ranges::any_of(writes, adds)) {
        return disk_full();
    }
    Transacted written;
    std::vector<std::pair<Slot*, Edit>> edits;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        Slot* slot = find(writes[i].write.table->id);
        if (slot == nullptr) {
            return no_table();
        }
        const ItemPtr before = holds[i].pin().value->item;
        auto edit = decide(*slot, writes[i], holds[i].key(), before);
        if (!edit) {
            count_refusal(*slot, edit.error());
            written.outcomes.push_back(refused(edit.error(), before));
        } else {
            written.outcomes.push_back({.refusal = {}, .before = before, .after = before});
            edits.emplace_back(slot, *std::move(edit));
        }
    }
    if (edits.size() == writes.size()) {
        for (std::size_t i = 0; i < writes.size(); ++i) {
            count_write(*edits[i].first, writes[i]);
            written.outcomes[i] = record(*edits[i].first, holds[i], edits[i].second);
        }
    }
    return written;
}

void ShardTables::count_write(Slot& slot, const KeyedWrite& write) {
    slot.counted->writes += write.write.kind == Write::Kind::check ? 0 : 1;
}

void ShardTables::count_refusal(Slot& slot, const Error& why) {
    slot.counted->conditions_failed += why.code == Errc::condition_failed ? 1 : 0;
}

Result<ShardTables::Edit> ShardTables::decide(Slot& slot, const KeyedWrite& write,
                                              std::string_view key, const ItemPtr& before) {
    const Write& wanted = write.write;
    if (wanted.condition.has_value() &&
        !wanted.condition->holds(before == nullptr ? MapView() : before->view())) {
        return Error{Errc::condition_failed, "The conditional request failed"};
    }
    switch (wanted.kind) {
        case Write::Kind::put:
            return edit(slot, key, before, write.item, engine::ItemWrite::put);
        case Write::Kind::update: {
            const ItemPtr& from = before == nullptr ? write.item : before;
            if (!wanted.update.has_value()) {
                return edit(slot, key, before, from, engine::ItemWrite::update);
            }
            auto updated = wanted.update->apply(*from);
            if (!updated) {
                return updated.error();
            }
            return edit(slot, key, before, std::make_shared<const Item>(*std::move(updated)),
                        engine::ItemWrite::update);
        }
        case Write::Kind::remove:
            return edit(slot, key, before, nullptr, engine::ItemWrite::update);
        case Write::Kind::check:
            return Edit{.before = before, .after = before};
    }
    fail_stop("Write::Kind out of range");
}

Result<ShardTables::Edit> ShardTables::edit(Slot& slot, std::string_view key, ItemPtr before,
                                            ItemPtr after, engine::ItemWrite kind) {
    Edit edit{.before = std::move(before), .after = std::move(after)};
    if (is_same(edit.before, edit.after)) {
        return edit;
    }
    if (edit.after != nullptr) {
        if (auto fits = engine::check_size(*edit.after, kind); !fits) {
            return fits.error();
        }
    }
    const TableInfo& table = *slot.info;
    const auto add = [&](IndexId index, std::optional<IndexEntry> was,
                         std::optional<IndexEntry> is) {
        const auto& built_to = counters_of(slot, index).built_to;
        const bool has_it = !built_to.has_value() || key <= *built_to;
        const bool differs = was.has_value() != is.has_value() || (was && !was->is_same(*is));
        if (has_it && differs) {
            edit.entries.push_back({index, std::move(was), std::move(is)});
        }
    };
    for (const IndexInfo& index : table.indexes) {
        auto is = index_entry(table, index, edit.after, kind);
        if (!is) {
            return is.error();
        }
        add(index.id, entry_of(table, index.id, key, edit.before), *std::move(is));
    }
    if (table.time_to_live.has_value()) {
        add(table.time_to_live->index, expiry_entry(table, key, edit.before),
            expiry_entry(table, key, edit.after));
    }
    return edit;
}

WriteOutcome ShardTables::record(Slot& slot, const ItemPins::Hold& hold, const Edit& edit) {
    WriteOutcome outcome{.refusal = {}, .before = edit.before, .after = edit.after};
    if (is_same(edit.before, edit.after)) {
        return outcome;
    }
    mark_dirty(slot);
    for (const EntryChange& change : edit.entries) {
        record_entry(slot, change);
        if (slot.info->find_index(change.index) != nullptr) {
            outcome.index_units.push_back({change.index, units(change.before, change.after)});
        }
    }

    TableCounters& counters = slot.counters;
    counters.items.items += edit.after != nullptr ? 1 : 0;
    counters.items.items -= edit.before != nullptr ? 1 : 0;
    counters.items.bytes += edit.after != nullptr ? edit.after->size() : 0;
    counters.items.bytes -= edit.before != nullptr ? edit.before->size() : 0;

    const TimePoint now = shared_.clock.now();
    counters.last_change = std::max(next(counters.last_change), first_sequence_at(now));
    const ItemVersion version{.item = edit.after, .written_in = counters.last_change};
    storage::Batch& batch = turns_.batch();
    journal::record_item(hold.key(), version, batch);
    journal::record_item_change(slot.info->id, hold.key(),
                                {.sequence = counters.last_change,
                                 .before = edit.before,
                                 .after = edit.after,
                                 .has_expired = edit.has_expired},
                                batch);
    const Sequence earlier = hold.pin().value->written_in;
    if (edit.before != nullptr && earlier > counters.trimmed_changes) {
        journal::record_next_change(slot.info->id, earlier, counters.last_change, batch);
    }
    if (!slot.trim.due.has_value() && !slot.trim.is_running) {
        slot.trim.wish(now + limits::changes_kept);
        schedule(slot);
    }

    if (slot.step.has_value() && hold.key() > *counters_of(slot, slot.step->index).built_to) {
        slot.step->written.insert_or_assign(hold.key(), edit.after);
    }
    hold.pin().value = version;
    hold.pin().changed_in = slot.changed_in;
    wake(slot);
    return outcome;
}

void ShardTables::record_entry(Slot& slot, const EntryChange& change) {
    ItemCounts& entries = counters_of(slot, change.index).entries;
    if (change.before.has_value()) {
        entries.items -= 1;
        entries.bytes -= change.before->bytes;
        if (!change.after.has_value() || change.after->key != change.before->key) {
            journal::remove_entry(*change.before, turns_.batch());
        }
    }
    if (change.after.has_value()) {
        entries.items += 1;
        entries.bytes += change.after->bytes;
        journal::record_entry(*change.after, turns_.batch());
        if (slot.info->time_to_live.has_value() && slot.info->time_to_live->index == change.index) {
            expect_expiry(slot, change.after->key);
        }
    }
}

void ShardTables::record_done(const TokenPins::Hold& hold, const Fingerprint& token,
                              const Fingerprint& content) {
    const storage::DoneTransaction done{.done_at = shared_.clock.now(), .content = content};
    const std::uint64_t period = period_of(done.done_at);
    if (period > latest_period_) {
        latest_period_ = period;
        if (period > 1) {
            journal::trim_transactions(period - 1, turns_.batch());
        }
    }
    journal::record_transaction(period, token, done, turns_.batch());
    hold.pin().value = done;
    hold.pin().changed_in = turns_.ticket();
}

}  // namespace forebay::runtime
