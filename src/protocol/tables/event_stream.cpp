#include "protocol/tables/push.hpp"

#include <fmt/format.h>

#include <utility>

namespace forebay::protocol::tables {
namespace {

using namespace service::dynamodb;

constexpr std::chrono::seconds wait_max{15};  // then a comment keeps the connection alive
constexpr std::size_t changes_max = 100;      // that are in memory at a time

std::string event_of(const Wanted& wanted, const PlainChange& change) {
    std::string text = fmt::format("id: {}\nevent: change\ndata: {{", change.sequence);
    write_change(wanted.table, change, wanted.images, wanted.format, text);
    text += "}\n\n";
    return text;
}

std::string bare_event(std::string_view name, std::string_view sequence) {
    return fmt::format("id: {0}\nevent: {1}\ndata: {{\"sequence\":\"{0}\"}}\n\n", sequence, name);
}

// A client that leaves behind `trimmed` goes on from where it was: all that is kept follows.
Task<bool> send_page(const Wanted& wanted, const PlainChanges& page, EndlessBody& body) {
    if (page.is_trimmed && !co_await body.send(bare_event("trimmed", wanted.since))) {
        co_return false;
    }
    std::string events;
    for (const PlainChange& change : page.changes) {
        events += event_of(wanted, change);
    }
    if (events.empty()) {
        events = ":\n\n";
    }
    co_return co_await body.send(std::move(events));
}

}  // namespace

Task<void> push_events(std::shared_ptr<service::Context> context, Wanted wanted,
                       EndlessBody& body) {
    if (wanted.since.empty()) {
        auto latest = co_await latest_plain_change(*context, wanted.table);
        if (!latest) {
            co_return;
        }
        wanted.since = *std::move(latest);
    }
    bool goes_on = co_await body.send(bare_event("subscribed", wanted.since));
    while (goes_on) {
        PlainChangesInput input{.table = wanted.table,
                                .partition = wanted.partition,
                                .since = wanted.since,
                                .limit = changes_max,
                                .wait = wait_max};
        auto page = co_await read_plain_changes(*context, std::move(input), context->presence);
        if (!page) {
            co_return;
        }
        goes_on = !page->is_cut_short && co_await send_page(wanted, *page, body);
        wanted.since = std::move(page->sequence);
    }
}

}  // namespace forebay::protocol::tables
