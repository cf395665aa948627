#pragma once

#include "protocol/shape/shape_of.hpp"
#include "protocol/wire_error.hpp"
#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/service/access/guard.hpp>
#include <forebay/service/context.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace forebay::protocol {

/// One request in its protocol, as an action sees it: where its input comes from and its output
/// goes to.
class Body {
public:
    virtual ~Body() = default;
    virtual Result<void> read(const Shape& shape, void* input) = 0;
    virtual void write(const Shape& shape, const void* output) = 0;
};

/// A row of a service's table.
struct Action {
    std::string_view name;  ///< on the wire
    const Shape* input;
    const Shape* output;

    /// Reads the input from `body`, carries the action out, and writes the output to `body`.
    Task<Result<void>> (*carry_out)(service::Context& context, Body& body);

    bool needs_no_queue = false;  ///< SQS: refused at a queue's path (SQS specification 2.3)
    bool is_open = false;         ///< needs no signature: it is in links of messages

    // Access control.
    std::string_view permission = name;  ///< what a policy calls it
    bool is_for_owners = false;          ///< no policy gives it to other accounts
    bool is_for_everybody = false;       ///< no policy takes it away
};

/// How AWS JSON looks between a service and its clients.
enum class JsonDialect : std::uint8_t {
    query,     ///< errors have their names in Query too: SQS specification 2.2
    dynamodb,  ///< constraints are checked, answers have a checksum: DynamoDB specification 2
};

/// A service: what its requests are recognised by, and its actions.
struct Service {
    std::string_view name;           ///< in the credential scope: `sqs`
    std::string_view json_target;    ///< before the dot of X-Amz-Target: `AmazonSQS`
    std::string_view json_errors;    ///< before the `#` of `__type`: `com.amazonaws.sqs`
    std::string_view query_version;  ///< Version in Query
    std::string_view xml_namespace;
    bool xml_errors_have_detail;      ///< an empty element behind their text
    std::string_view unknown_action;  ///< what a request for no action is told; `{}` is its name
    ErrorTable errors;
    std::span<const Action> actions;  ///< sorted by name
    JsonDialect dialect = JsonDialect::query;
    Duration clock_difference_max = std::chrono::minutes(15);  ///< between signing and now
};

/// Why there is no action `name`: Errc::unknown_action.
Error unknown_action(const Service& service, std::string_view name);

/// The row of `name`; null when there is none.
const Action* find_action(const Service& service, std::string_view name);

template <auto function>
struct Carrier;

template <class Input, class Output, Task<Result<Output>> (*function)(service::Context&, Input)>
struct Carrier<function> {
    static Task<Result<void>> carry_out(service::Context& context, Body& body) {
        Input input;
        if (auto read = body.read(shape_of<Input>, &input); !read) {
            co_return std::move(read).error();
        }
        if (context.guard != nullptr) {
            if (auto checked = context.guard->check(context, needs_of(context, input)); !checked) {
                co_return std::move(checked).error();
            }
        }
        const Result<Output> output = co_await function(context, std::move(input));
        if (!output) {
            co_return output.error();
        }
        body.write(shape_of<Output>, &*output);
        co_return Result<void>();
    }

    static constexpr Action row(std::string_view name) {
        return {.name = name,
                .input = &shape_of<Input>,
                .output = &shape_of<Output>,
                .carry_out = carry_out};
    }
};

/// The row of an action: `action<sqs::send_message>("SendMessage")`.
template <auto function>
constexpr Action action(std::string_view name) {
    return Carrier<function>::row(name);
}

/// The row of an action that is not about one queue.
template <auto function>
constexpr Action account_action(std::string_view name) {
    Action row = Carrier<function>::row(name);
    row.needs_no_queue = true;
    return row;
}

/// The row of an action that policies know as another one: a batch is as many of those.
template <auto function>
constexpr Action action_as(std::string_view name, std::string_view permission) {
    Action row = Carrier<function>::row(name);
    row.permission = permission;
    return row;
}

/// The row of an action that is the account's own, whatever it lets others do.
template <auto function>
constexpr Action owner_action(std::string_view name) {
    Action row = Carrier<function>::row(name);
    row.is_for_owners = true;
    return row;
}

/// The row of an action that is carried out for anybody who knows what to name.
template <auto function>
constexpr Action open_action(std::string_view name) {
    Action row = Carrier<function>::row(name);
    row.is_open = true;
    return row;
}

}  // namespace forebay::protocol
