#include "service/sqs/errors.hpp"
#include "service/sqs/json_object.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/base/base64.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/model/move_task.hpp>
#include <forebay/service/sqs/actions.hpp>
#include <forebay/service/sqs/needs.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace forebay::service::sqs {
namespace {

namespace json = boost::json;

constexpr std::int64_t rate_max = limits::move_rate_max;
constexpr std::int64_t results_max = limits::move_tasks_max;

Error no_such_resource(std::string_view parameter) {
    return {Errc::resource_not_found,
            fmt::format("The resource that you specified for the {} parameter doesn't exist.",
                        parameter)};
}

/// The queue that an ARN names. Errors: Errc::resource_not_found.
Result<QueueInfoPtr> find_by_arn(const Context& context, std::string_view arn,
                                 std::string_view parameter) {
    const auto key = parse_arn(arn);
    if (!key) {
        return no_such_resource(parameter);
    }
    auto queue = context.broker.find(key->account, key->region, key->name);
    if (!queue) {
        return no_such_resource(parameter);
    }
    return queue;
}

Result<QueueInfoPtr> find_source(const Context& context, std::string_view arn) {
    if (!parse_arn(arn)) {
        return Error{Errc::invalid_parameter,
                     "You must use this format to specify the SourceArn: "
                     "arn:<partition>:<service>:<region>:<account-id>:<resource-id>"};
    }
    return find_by_arn(context, arn, "SourceArn");
}

Result<void> check_destination(const Context& context, const QueueInfo& source,
                               std::string_view arn) {
    const auto destination = find_by_arn(context, arn, "DestinationArn");
    if (!destination) {
        return destination.error();
    }
    if ((*destination)->id == source.id) {
        return Error{Errc::invalid_parameter,
                     "Source queue arn and destination queue arn cannot be the same."};
    }
    if ((*destination)->settings.fifo != source.settings.fifo) {
        return Error{Errc::invalid_parameter,
                     "Source queue and destination queue must be of the same type."};
    }
    return {};
}

/// What names a task: base64 of `{"taskId":"<id>","sourceArn":"<ARN>"}`. SQS specification 1.
struct TaskHandle {
    Uuid id;
    std::string source_arn;
};

std::string print(const TaskHandle& handle) {
    return base64(fmt::format(R"({{"taskId":"{}","sourceArn":"{}"}})", to_string(handle.id),
                              handle.source_arn));
}

std::optional<TaskHandle> parse_handle(std::string_view text) {
    const auto bytes = parse_base64(text);
    const auto object = bytes ? parse_object(*bytes) : std::nullopt;
    if (!object) {
        return std::nullopt;
    }
    const json::value* id = object->if_contains("taskId");
    const json::value* source = object->if_contains("sourceArn");
    if (id == nullptr || !id->is_string() || source == nullptr || !source->is_string()) {
        return std::nullopt;
    }
    const auto parsed = parse_uuid(id->as_string());
    return TaskHandle{.id = parsed.value_or(Uuid{}),
                      .source_arn = std::string(source->as_string())};
}

std::string_view name_of(MoveTaskStatus status) {
    switch (status) {
        case MoveTaskStatus::running:
            return "RUNNING";
        case MoveTaskStatus::completed:
            return "COMPLETED";
        case MoveTaskStatus::cancelling:
            return "CANCELLING";
        case MoveTaskStatus::cancelled:
            return "CANCELLED";
        case MoveTaskStatus::failed:
            return "FAILED";
    }
    fail_stop("MoveTaskStatus out of range");
}

MessageMoveTaskEntry show(const MoveTask& task, const std::string& source_arn) {
    MessageMoveTaskEntry entry;
    if (task.status == MoveTaskStatus::running) {
        entry.task_handle = print({.id = task.id, .source_arn = source_arn});
    }
    entry.status = name_of(task.status);
    entry.source_arn = source_arn;
    if (!task.destination_arn.empty()) {
        entry.destination_arn = task.destination_arn;
    }
    if (task.messages_per_second > 0) {
        entry.max_number_of_messages_per_second = task.messages_per_second;
    }
    entry.approximate_number_of_messages_moved = static_cast<std::int64_t>(task.moved_count);
    entry.approximate_number_of_messages_to_move = static_cast<std::int64_t>(task.to_move_count);
    if (!task.failure_reason.empty()) {
        entry.failure_reason = task.failure_reason;
    }
    entry.started_timestamp = task.started_at.time_since_epoch().count();
    return entry;
}

Error task_error(Error error, const QueueKey& queue) {
    return error.code == Errc::queue_not_found ? no_such_resource("SourceArn")
                                               : queue_error(std::move(error), queue);
}

}  // namespace

std::string arn_of_task(std::string_view task_handle) {
    const auto handle = parse_handle(task_handle);
    return handle ? arn_of_arn(handle->source_arn) : "*";
}

Task<Result<StartMessageMoveTaskOutput>> start_message_move_task(Context& context,
                                                                 StartMessageMoveTaskInput input) {
    const auto source = find_source(context, input.source_arn);
    if (!source) {
        co_return source.error();
    }
    if (context.broker.dead_letter_sources((*source)->key, {}, 1).empty()) {
        co_return Error{Errc::invalid_parameter,
                        "Source queue must be configured as a Dead Letter Queue."};
    }
    if (input.destination_arn) {
        if (auto checked = check_destination(context, **source, *input.destination_arn); !checked) {
            co_return checked.error();
        }
    }
    const std::int64_t rate = input.max_number_of_messages_per_second.value_or(0);
    if (input.max_number_of_messages_per_second && (rate < 1 || rate > rate_max)) {
        co_return invalid_parameter(
            rate, "MaxNumberOfMessagesPerSecond",
            fmt::format("Must be between 1 and {}, if provided.", rate_max));
    }

    MoveTask wanted;
    wanted.destination_arn = input.destination_arn.value_or("");
    wanted.messages_per_second = static_cast<std::uint32_t>(rate);
    auto started = co_await context.broker.start_move_task(*source, std::move(wanted));
    if (!started) {
        co_return task_error(started.error(), (*source)->key);
    }
    co_return StartMessageMoveTaskOutput{
        print({.id = *started, .source_arn = arn((*source)->key)})};
}

Task<Result<CancelMessageMoveTaskOutput>> cancel_message_move_task(
    Context& context, CancelMessageMoveTaskInput input) {
    const auto handle = parse_handle(input.task_handle);
    if (!handle) {
        co_return Error{Errc::invalid_parameter, "Value for parameter TaskHandle is invalid."};
    }
    const auto source = find_by_arn(context, handle->source_arn, "SourceArn");
    if (!source) {
        co_return source.error();
    }
    auto moved = co_await context.broker.cancel_move_task(*source, handle->id);
    if (!moved) {
        co_return task_error(moved.error(), (*source)->key);
    }
    co_return CancelMessageMoveTaskOutput{static_cast<std::int64_t>(*moved)};
}

Task<Result<ListMessageMoveTasksOutput>> list_message_move_tasks(Context& context,
                                                                 ListMessageMoveTasksInput input) {
    const auto source = find_source(context, input.source_arn);
    if (!source) {
        co_return source.error();
    }
    const std::int64_t max = input.max_results.value_or(1);
    if (max < 1 || max > results_max) {
        co_return invalid_parameter(
            max, "MaxResults", fmt::format("Must be between 1 and {}, if provided.", results_max));
    }
    auto tasks = co_await context.broker.move_tasks(*source, static_cast<std::size_t>(max));
    if (!tasks) {
        co_return task_error(tasks.error(), (*source)->key);
    }
    ListMessageMoveTasksOutput output;
    for (const MoveTask& task : *tasks) {
        output.results.push_back(show(task, arn((*source)->key)));
    }
    co_return output;
}

}  // namespace forebay::service::sqs
