#include "protocol/faulty_exchange.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <string>

namespace forebay::protocol {
namespace {

using service::admin::Fault;

const Member* find_member(const Shape& shape, std::string_view name) {
    const auto found = std::ranges::find(shape.members, name, &Member::name);
    return found == shape.members.end() ? nullptr : &*found;
}

/// The name of the queue, topic or table that an input is about; empty: it names none, or many.
std::string_view resource_of(const Shape& shape, const void* input) {
    for (const std::string_view name :
         {"QueueUrl", "QueueName", "TopicArn", "TargetArn", "TableName"}) {
        const Member* member = find_member(shape, name);
        const void* value = member == nullptr ? nullptr : member->look(input);
        if (value != nullptr && member->shape->kind == Kind::string) {
            const std::string_view text = *static_cast<const std::string*>(value);
            return text.substr(std::min(text.find_last_of("/:") + 1, text.size()));
        }
    }
    return {};
}

Task<void> wait(Duration time) {
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(use_task);
}

}  // namespace

Result<void> FaultyExchange::read(const Shape& shape, void* input) {
    if (auto read = exchange_.read(shape, input); !read) {
        return read;
    }
    fault_ = rules_.fault_of({.service = exchange_.service().name,
                              .action = action_,
                              .resource = resource_of(shape, input)});
    if (!fault_.carries_out()) {
        return Error{Errc::internal, {}};
    }
    if (fault_.is_duplicated && action_ == "ReceiveMessage") {
        *static_cast<std::int64_t*>(find_member(shape, "VisibilityTimeout")->open(input)) = 0;
    }
    return {};
}

Task<void> FaultyExchange::finish(const Result<void>& done, const service::Context& context,
                                  HttpResponse& response) {
    if (fault_.latency > Duration::zero()) {
        co_await wait(fault_.latency);
    }
    if (fault_.drop != Fault::Drop::none) {
        response.status = 0;
    } else if (fault_.error) {
        const service::admin::FaultRefusal& refusal = *fault_.error;
        exchange_.refuse_as({.shape = refusal.code,
                             .code = refusal.code,
                             .status = refusal.status,
                             .owner = ErrorOwner::service},
                            {Errc::internal, refusal.message}, {});
    } else if (!done) {
        exchange_.refuse(done.error(), context.refusal);
    }
}

}  // namespace forebay::protocol
