#pragma once

#include "protocol/tables/change_json.hpp"
#include <forebay/protocol/http.hpp>
#include <forebay/service/context.hpp>

#include <memory>
#include <optional>
#include <string>

/// Changes of a table as they are made: the triggers specification, C2. A change is read from the
/// table's log when the client has taken the one before, so a slow client costs no memory, and one
/// that comes back goes on where it was.
namespace forebay::protocol::tables {

/// What a reader of changes wants.
struct Wanted {
    std::string table;
    std::optional<std::string> partition;  ///< nullopt: the whole table
    std::string since;                     ///< a sequence; empty: from now on
    Images images = Images::new_image;
    Format format = Format::plain;
};

/// Server-sent events, until the client goes. The context is the stream's own.
Task<void> push_events(std::shared_ptr<service::Context> context, Wanted wanted, EndlessBody& body);

/// Subscriptions over a WebSocket, until the client goes.
Task<void> push_frames(std::shared_ptr<service::Context> context, std::string table,
                       WebSocket& socket);

}  // namespace forebay::protocol::tables
