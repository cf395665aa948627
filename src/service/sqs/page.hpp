#pragma once

#include "service/sqs/queue_url.hpp"
#include <forebay/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Lists of queues, page by page: SQS specification 6.3, 6.11.
namespace forebay::service::sqs {

/// Which part of a list a client wants to see.
struct Page {
    std::string after;     ///< the name of the last queue on the page before; empty: the first page
    std::size_t size = 0;  ///< 1 to limits::list_queues_max
    bool is_limited = false;  ///< the client asked for pages: only then there are tokens
};

/// Errors: Errc::invalid_parameter, for a size out of range, or a token that is none.
Result<Page> parse_page(const std::optional<std::int64_t>& max_results,
                        const std::optional<std::string>& next_token, std::string_view action);

/// The token of the page behind the item `name`.
std::string token_after(std::string_view name);

/// The name that a token stands for; nullopt when it is none of ours.
std::optional<std::string> parse_token(std::string_view token);

/// Shows what is on the page. `queues` are those behind `page.after`, one more than fit if there is
/// more.
void show_page(const Context& context, const std::vector<QueueInfoPtr>& queues, const Page& page,
               auto& output) {
    for (std::size_t i = 0; i < queues.size() && i < page.size; ++i) {
        output.queue_urls.push_back(queue_url(context, queues[i]->key));
    }
    if (page.is_limited && queues.size() > page.size) {
        output.next_token = token_after(queues[page.size - 1]->key.name);
    }
}

}  // namespace forebay::service::sqs
