// How messages are looked at: memory says where they are, the disk what they are. Nothing is done
// to them, and nothing waits for it but who looks.

#include "runtime/shard.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/storage/keys.hpp>
#include <forebay/storage/records.hpp>

#include <algorithm>
#include <utility>

namespace forebay::runtime {
namespace {

using storage::Space;
namespace keys = storage::keys;

constexpr std::size_t bytes_max = std::size_t{4} << 20U;
constexpr std::size_t got_at_once_max = 16;
constexpr int glances_max = 8;
constexpr Sequence never{~std::uint64_t{0}};

/// What a glance has found, read from disk.
struct Seen {
    std::vector<LookPage::Item> held;
    std::vector<LookPage::Item> waiting;  // by what the glance said: their states are not set
    Sequence end = never;                 // all before here were read
};

Seen read(const storage::Store& store, QueueId id, const engine::Glance& glance, std::size_t max) {
    Seen seen;
    seen.end = glance.held_end;
    std::size_t bytes = 0;
    const auto is_full = [&] { return bytes > bytes_max; };
    const Sequence waiting_end = std::min(glance.waiting_end, glance.held_end);
    if (glance.waiting_begin < waiting_end) {
        store.scan(
            Space::messages, keys::message(id, glance.waiting_begin),
            keys::message(id, waiting_end), [&](std::string_view key, std::string_view record) {
                const Sequence sequence = keys::sequence_of(key);
                if (seen.waiting.size() == max || is_full()) {
                    seen.end = sequence;
                    return false;
                }
                bytes += record.size();
                auto message = std::make_shared<const Message>(storage::decode_message(record));
                seen.waiting.push_back({sequence, std::move(message), {}});
                return true;
            });
    }
    bytes = 0;
    for (std::size_t i = 0; i < glance.held.size(); i += got_at_once_max) {
        if (glance.held[i].sequence >= seen.end) {
            break;
        }
        if (is_full()) {
            seen.end = glance.held[i].sequence;
            break;
        }
        const std::size_t some = std::min(glance.held.size() - i, got_at_once_max);
        std::vector<std::string> wanted;
        for (std::size_t j = 0; j < some; ++j) {
            wanted.emplace_back(keys::message(id, glance.held[i + j].sequence));
        }
        const auto records = store.get_many(Space::messages, wanted);
        for (std::size_t j = 0; j < some; ++j) {
            if (records[j].has_value()) {
                bytes += records[j]->size();
                const auto& [sequence, state] = glance.held[i + j];
                auto message =
                    std::make_shared<const Message>(storage::decode_message(*records[j]));
                seen.held.push_back({sequence, std::move(message), state});
            }
        }
    }
    return seen;
}

}  // namespace

Task<Result<LookPage>> Shard::look(QueueId id, LookRequest request) {
    FOREBAY_ASSERT(on_my_thread());
    LookPage page;
    page.next = request.from;
    for (int i = 0; i < glances_max && page.next && page.items.size() < request.messages_max; ++i) {
        Slot* slot = find(id);
        if (slot == nullptr) {
            co_return Error{Errc::queue_not_found, "The specified queue does not exist."};
        }
        const QueueSettings& settings = slot->info->settings;
        const Sequence kept =
            first_sequence_at(shared_.clock.now() - settings.retention + Duration(1));
        const std::size_t max = request.messages_max - page.items.size();
        Changes changes;
        slot->queue->tick(shared_.clock.now(), changes);
        record(*slot, changes);
        auto glance = slot->queue->glance(request.phase, std::max(*page.next, kept), max);
        co_await turns_.durable(slot->changed_in);
        const Sequence from = *page.next;
        auto look = [id, max, glance = std::move(glance)](const storage::Store& store) {
            return read(store, id, glance, max);
        };
        Seen seen = co_await shared_.reader.read(std::move(look));

        slot = find(id);
        if (slot == nullptr) {
            co_return Error{Errc::queue_not_found, "The specified queue does not exist."};
        }
        const Duration delay = slot->info->settings.delay;
        for (LookPage::Item& item : seen.waiting) {
            if (!slot->queue->is_held(item.sequence)) {
                item.state.receive_count = item.message->receive_count;
                item.state.first_received_at = item.message->first_received_at;
                item.state.visible_at = time_of(item.sequence);
                if (request.phase == engine::MessagePhase::delayed) {
                    item.state.visible_at += delay;
                }
                seen.held.push_back(std::move(item));
            }
        }
        std::ranges::sort(seen.held, {}, &LookPage::Item::sequence);
        const auto twice = std::ranges::unique(seen.held, {}, &LookPage::Item::sequence);
        seen.held.erase(twice.begin(), twice.end());
        page.next = seen.end == never ? std::nullopt : std::optional(std::max(seen.end, from));
        for (LookPage::Item& item : seen.held) {
            if (page.items.size() == request.messages_max ||
                (page.next && item.sequence >= *page.next)) {
                page.next = std::min(page.next.value_or(item.sequence), item.sequence);
                break;
            }
            page.items.push_back(std::move(item));
        }
    }
    co_return page;
}

}  // namespace forebay::runtime
