#include "service/sqs/errors.hpp"
#include "service/sqs/page.hpp"
#include "service/sqs/queue_attributes.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/redrive_policy.hpp"
#include "service/sqs/tags.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/service/sqs/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::sqs {
namespace {

constexpr std::string_view fifo_suffix = ".fifo";

/// The kind of queue is what FifoQueue says; whether it may say so comes later.
bool wants_fifo(const StringMap& attributes) {
    const auto fifo = attributes.find("FifoQueue");
    if (fifo == attributes.end()) {
        return false;
    }
    QueueSettings settings;
    settings.fifo = true;
    return apply_attributes({*fifo}, settings).has_value();
}

Result<void> check_queue_name(std::string_view name, bool fifo) {
    if (!fifo) {
        if (!is_plain_name(name, limits::queue_name_chars_max)) {
            return Error{Errc::invalid_parameter,
                         "Can only include alphanumeric characters, hyphens, or underscores. 1 to "
                         "80 in length"};
        }
        return {};
    }
    if (!name.ends_with(fifo_suffix) ||
        !is_plain_name(name.substr(0, name.size() - fifo_suffix.size()),
                       limits::queue_name_chars_max - fifo_suffix.size())) {
        return Error{Errc::invalid_parameter,
                     "The name of a FIFO queue can only include alphanumeric characters, hyphens, "
                     "or underscores, must end with .fifo suffix and be 1 to 80 in length"};
    }
    return {};
}

/// Everything about a new queue, in the order of SQS specification 6.1.
Result<void> check_new_queue(const Context& context, const StringMap& attributes,
                             QueueInfo& queue) {
    queue.settings.fifo = wants_fifo(attributes);
    if (auto checked = check_queue_name(queue.key.name, queue.settings.fifo); !checked) {
        return checked;
    }
    if (auto applied = apply_attributes(attributes, queue.settings); !applied) {
        return applied;
    }
    if (auto checked = check_redrive_target(context, queue.key, queue.settings); !checked) {
        return checked;
    }
    return check_tags(queue.tags, queue.key.name);
}

}  // namespace

Task<Result<QueueUrlOutput>> create_queue(Context& context, CreateQueueInput input) {
    if (!input.queue_name) {
        co_return missing_parameter("QueueName");
    }
    QueueInfo wanted;
    wanted.key = {
        .account = context.account, .region = context.region, .name = std::move(*input.queue_name)};
    wanted.tags = std::move(input.tags);
    if (auto checked = check_new_queue(context, input.attributes, wanted); !checked) {
        co_return checked.error();
    }
    wanted.deduplication_scope_at_creation = wanted.settings.deduplication_scope;

    auto creation = co_await context.broker.create(wanted);
    if (!creation) {
        co_return queue_error(creation.error(), wanted.key);
    }
    if (!creation->created) {
        if (const auto name = first_difference(input.attributes, wanted, *creation->info)) {
            co_return Error{Errc::queue_exists,
                            fmt::format("A queue already exists with the same name and a different "
                                        "value for attribute {}",
                                        *name)};
        }
    }
    co_return QueueUrlOutput{queue_url(context, wanted.key)};
}

Task<Result<QueueUrlOutput>> get_queue_url(Context& context, GetQueueUrlInput input) {
    const std::string& account = input.queue_owner_aws_account_id.value_or(context.account);
    const auto queue = context.broker.find(account, context.region, input.queue_name);
    if (!queue) {
        co_return queue_error(queue.error(), {});
    }
    co_return QueueUrlOutput{queue_url(context, (*queue)->key)};
}

Task<Result<ListQueuesOutput>> list_queues(Context& context, ListQueuesInput input) {
    const auto page = parse_page(input.max_results, input.next_token, "ListQueues");
    if (!page) {
        co_return page.error();
    }
    const auto queues =
        context.broker.list(context.account, context.region, input.queue_name_prefix.value_or(""),
                            page->after, page->size + 1);
    ListQueuesOutput output;
    show_page(context, queues, *page, output);
    co_return output;
}

Task<Result<ListDeadLetterSourceQueuesOutput>> list_dead_letter_source_queues(
    Context& context, ListDeadLetterSourceQueuesInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    const auto page = parse_page(input.max_results, input.next_token, "ListDeadLetterSourceQueues");
    if (!page) {
        co_return page.error();
    }
    const auto queues =
        context.broker.dead_letter_sources((*queue)->key, page->after, page->size + 1);
    ListDeadLetterSourceQueuesOutput output;
    show_page(context, queues, *page, output);
    co_return output;
}

Task<Result<Empty>> delete_queue(Context& context, QueueUrlInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    auto removed = co_await context.broker.remove(*queue);
    if (!removed) {
        co_return queue_error(removed.error(), (*queue)->key);
    }
    co_return Empty{};
}

Task<Result<Empty>> purge_queue(Context& context, QueueUrlInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    auto purged = co_await context.broker.purge(*queue);
    if (!purged) {
        co_return queue_error(purged.error(), (*queue)->key);
    }
    co_return Empty{};
}

}  // namespace forebay::service::sqs
