#include "protocol/tables/page.hpp"

#include "protocol/aws_json/separator.hpp"
#include "protocol/aws_json/truth.hpp"
#include "protocol/aws_json/writer.hpp"
#include "protocol/aws_query/form.hpp"
#include "protocol/tables/change_json.hpp"
#include "protocol/tables/plain_json.hpp"
#include "protocol/tables/push.hpp"
#include "protocol/tables/route.hpp"
#include <forebay/base/digest.hpp>
#include <forebay/base/letter_case.hpp>
#include <forebay/base/trimmed.hpp>
#include <forebay/service/dynamodb/needs.hpp>
#include <forebay/service/dynamodb/plain_reads.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <system_error>
#include <utility>

namespace forebay::protocol::tables {
namespace {

using namespace service::dynamodb;

constexpr std::string_view json_type = "application/json";

// One request, as far as it has been understood.
struct Read {
    service::Context& context;
    const HttpRequest& request;
    const aws_query::Form& query;
    Route route;
    Format format;
};

void refuse(unsigned status, std::string_view message, HttpResponse& response) {
    response.status = status;
    response.content_type = json_type;
    response.body = "{\"message\":";
    aws_json::write_string(message, response.body);
    response.body += '}';
}

unsigned status_of(Errc code) {
    switch (code) {
        case Errc::table_not_found:
            return 404;
        case Errc::validation_failed:
            return 400;
        case Errc::shutting_down:
            return 503;
        default:
            return 500;
    }
}

/// A whole number from `min` to `max`; `otherwise` if it is not there.
Result<std::uint32_t> number_of(const Read& read, std::string_view name, std::uint32_t min,
                                std::uint32_t max, std::uint32_t otherwise) {
    const std::string_view text = read.query.value(name);
    if (text.empty()) {
        return otherwise;
    }
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < min || value > max) {
        return Error{Errc::validation_failed, fmt::format("{} is {} to {}", name, min, max)};
    }
    return value;
}

std::optional<std::string> partition_of(const Read& read) {
    return read.query.has("pk") ? std::optional<std::string>(read.query.value("pk")) : std::nullopt;
}

std::string version_of(const Item& item) {
    return fmt::format("\"{}\"", hex(md5(item.bytes())));
}

void write_items(const std::vector<Item>& items, Format format, std::string& out) {
    out += '[';
    aws_json::Separator separator(out);
    for (const Item& item : items) {
        separator.next();
        write_item(item, format, out);
    }
    out += ']';
}

/// Whether `versions`, a list as `If-None-Match` has it, has `version`. RFC 9110, 13.1.2.
bool is_among(std::string_view version, std::string_view versions) {
    if (versions == "*") {
        return true;
    }
    while (!versions.empty()) {
        const std::size_t comma = std::min(versions.find(','), versions.size());
        std::string_view one = trimmed(versions.substr(0, comma));
        one.remove_prefix(one.starts_with("W/") ? 2 : 0);
        if (one == version) {
            return true;
        }
        versions.remove_prefix(std::min(comma + 1, versions.size()));
    }
    return false;
}

void write_one(const Read& read, const Item& item, HttpResponse& response) {
    std::string version = version_of(item);
    if (is_among(version, read.request.header("If-None-Match"))) {
        response.status = 304;
    } else {
        write_item(item, read.format, response.body);
    }
    response.headers.emplace_back("ETag", std::move(version));
}

Task<Result<void>> answer_item(Read& read, HttpResponse& response) {
    PlainItemInput input{.table = std::move(read.route.table),
                         .partition = std::move(read.route.partition),
                         .sort = std::move(read.route.sort)};
    const auto found = co_await read_plain_item(read.context, std::move(input));
    if (!found) {
        co_return found.error();
    }
    if (found->items.empty()) {
        refuse(404, "Item not found", response);
    } else if (found->is_list) {
        write_items(found->items, read.format, response.body);
    } else {
        write_one(read, found->items.front(), response);
    }
    co_return Result<void>();
}

Task<Result<void>> answer_items(Read& read, HttpResponse& response) {
    const auto limit = number_of(read, "limit", 1, 1000, 100);
    if (!limit) {
        co_return limit.error();
    }
    const std::string_view reverse = read.query.value("reverse");
    const auto is_reverse = reverse.empty() ? false : aws_json::truth_of(reverse);
    if (!is_reverse) {
        co_return Error{Errc::validation_failed, "reverse is true or false"};
    }
    if (!read.query.has("pk") && (*is_reverse || !read.query.value("sk_begins_with").empty())) {
        co_return Error{Errc::validation_failed, "reverse and sk_begins_with need pk"};
    }
    PlainPageInput input{.table = std::move(read.route.table),
                         .partition = partition_of(read),
                         .sort_prefix = std::string(read.query.value("sk_begins_with")),
                         .cursor = std::string(read.query.value("cursor")),
                         .limit = *limit,
                         .is_descending = *is_reverse};
    const auto page = co_await read_plain_page(read.context, std::move(input));
    if (!page) {
        co_return page.error();
    }
    response.body = "{\"items\":";
    write_items(page->items, read.format, response.body);
    if (page->cursor) {
        response.body += ",\"cursor\":\"";
        response.body += *page->cursor;
        response.body += '"';
    }
    response.body += '}';
    co_return Result<void>();
}

void write_changes(const Read& read, const PlainChanges& found, Images images, std::string& out) {
    out = "{\"changes\":[";
    aws_json::Separator separator(out);
    for (const PlainChange& change : found.changes) {
        separator.next();
        out += '{';
        write_change(read.route.table, change, images, read.format, out);
        out += '}';
    }
    out += "],\"sequence\":\"";
    out += found.sequence;
    out += found.is_trimmed ? "\",\"trimmed\":true}" : "\"}";
}

bool is_web_socket(const HttpRequest& request) {
    return request.method == "GET" && same_in_any_case(request.header("Upgrade"), "websocket");
}

bool wants_events(const HttpRequest& request) {
    return request.method == "GET" &&
           request.header("Accept").find("text/event-stream") != std::string_view::npos;
}

/// Where a client that was disconnected goes on.
std::string since_of(const Read& read) {
    const std::string_view last = read.request.header("Last-Event-ID");
    return std::string(last.empty() ? read.query.value("since") : last);
}

/// The answer goes on for as long as the client stays: with a context of its own.
void push_changes(Read& read, Images images, HttpResponse& response) {
    const auto context = std::make_shared<service::Context>(std::move(read.context));
    if (is_web_socket(read.request)) {
        response.status = 101;
        response.converse = [context, table = read.route.table](WebSocket& socket) {
            return push_frames(context, table, socket);
        };
        return;
    }
    response.content_type = "text/event-stream";
    Wanted wanted{.table = read.route.table,
                  .partition = partition_of(read),
                  .since = since_of(read),
                  .images = images,
                  .format = read.format};
    response.stream = [context, wanted = std::move(wanted)](EndlessBody& body) {
        return push_events(context, wanted, body);
    };
}

Task<Result<void>> answer_changes(Read& read, HttpResponse& response) {
    const auto limit = number_of(read, "limit", 1, 1000, 1000);
    if (!limit) {
        co_return limit.error();
    }
    const auto wait = number_of(read, "wait", 0, 20, 0);
    if (!wait) {
        co_return wait.error();
    }
    const auto images = parse_images(read.query.value("images"));
    if (!images) {
        co_return Error{Errc::validation_failed, "images is keys, new, old or both"};
    }
    if (is_web_socket(read.request) || wants_events(read.request)) {
        auto checked = check_plain_changes(
            read.context,
            {.table = read.route.table, .partition = partition_of(read), .since = since_of(read)});
        if (checked) {
            push_changes(read, *images, response);
        }
        co_return checked;
    }
    PlainChangesInput input{.table = read.route.table,
                            .partition = partition_of(read),
                            .since = std::string(read.query.value("since")),
                            .limit = *limit,
                            .wait = std::chrono::seconds(*wait)};
    const auto found =
        co_await read_plain_changes(read.context, std::move(input), read.request.presence);
    if (!found) {
        co_return found.error();
    }
    write_changes(read, *found, *images, response.body);
    co_return Result<void>();
}

Task<Result<void>> answer_route(Read& read, HttpResponse& response) {
    switch (read.route.kind) {
        case Route::Kind::item:
            co_return co_await answer_item(read, response);
        case Route::Kind::items:
            co_return co_await answer_items(read, response);
        case Route::Kind::changes:
            co_return co_await answer_changes(read, response);
    }
    fail_stop("Route::Kind out of range");
}

bool is_meant(const PageCall& call) {
    return is_tables_path(call.target.path);
}

/// As the actions of DynamoDB that read the same.
service::access::Needs needs_of_page(const PageCall& call) {
    const auto route = route_of(call.target.path);
    if (!route) {
        return {};
    }
    const service::Context context = call.context();
    std::string table = table_arn_of(context, route->table);
    if (route->kind == Route::Kind::item) {
        const bool is_one = route->sort || !has_sort_key(context, route->table);
        return {{.resource = std::move(table), .action = is_one ? "GetItem" : "Query"}};
    }
    if (route->kind == Route::Kind::changes) {
        return {{.resource = std::move(table) + "/stream/*", .action = "GetRecords"}};
    }
    const auto query = aws_query::Form::parse(call.target.query, {});
    return {{.resource = std::move(table), .action = query && query->has("pk") ? "Query" : "Scan"}};
}

Task<void> answer_page(const PageCall& call) {
    const HttpRequest& request = call.request;
    HttpResponse& response = call.response;
    auto route = route_of(call.target.path);
    if (!route) {
        refuse(404, "Not found", response);
        co_return;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        refuse(405, "Only GET and HEAD are allowed", response);
        response.headers.emplace_back("Allow", "GET, HEAD");
        co_return;
    }
    const auto query = aws_query::Form::parse(call.target.query, {});
    if (!query) {
        refuse(400, "The query cannot be read", response);
        co_return;
    }
    service::Context context = call.context();
    Read read{.context = context,
              .request = request,
              .query = *query,
              .route = *std::move(route),
              .format = query->value("format") == "dynamodb" ? Format::dynamodb : Format::plain};
    response.content_type = json_type;
    const auto done = co_await answer_route(read, response);
    if (!done) {
        refuse(status_of(done.error().code), done.error().detail, response);
    }
    const bool has_version = std::ranges::any_of(
        response.headers, [](const auto& header) { return header.first == "ETag"; });
    response.headers.emplace_back("Cache-Control", has_version ? "no-cache" : "no-store");
}

}  // namespace

constexpr Page page{is_meant, answer_page, "dynamodb:GetItem", needs_of_page};

}  // namespace forebay::protocol::tables
