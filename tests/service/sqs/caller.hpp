#pragma once

#include "tests/service/fake_broker.hpp"
#include <forebay/service/sqs/actions.hpp>

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>

namespace forebay {

inline void PrintTo(const Error& error, std::ostream* out) {
    *out << "error " << static_cast<int>(error.code) << ": " << error.detail;
}

}  // namespace forebay

namespace forebay::service::sqs {

using namespace std::chrono_literals;

inline constexpr TimePoint start_time{Duration(1'700'000'000'123)};

/// A client of its own broker, and how it calls an action: each call runs to its end.
struct Caller {
    ManualClock clock{start_time};
    FakeBroker broker{clock};
    ServiceOptions options;
    Context context{.broker = broker,
                    .options = options,
                    .account = "111122223333",
                    .region = "eu-central-1",
                    .sender_id = "AIDAEXAMPLE",
                    .endpoint = "http://localhost:4566",
                    .trace_header = {}};

    template <class Output, class Input>
    Result<Output> call(Task<Result<Output>> (*action)(Context&, Input),
                        std::type_identity_t<Input> input) {
        asio::io_context io;
        std::optional<Result<Output>> result;
        asio::co_spawn(io.get_executor(), action(context, std::move(input)),
                       [&result](std::exception_ptr failure, Result<Output> output) {
                           EXPECT_EQ(failure, nullptr);
                           result = std::move(output);
                       });
        io.run();
        return std::move(result).value();
    }

    /// The output of a call that must succeed.
    template <class Output, class Input>
    Output get(Task<Result<Output>> (*action)(Context&, Input), std::type_identity_t<Input> input) {
        auto result = call(action, std::move(input));
        if (!result) {
            ADD_FAILURE() << testing::PrintToString(result.error());
            return {};
        }
        return std::move(*result);
    }

    /// The error of a call that must be refused.
    template <class Output, class Input>
    Error refusal(Task<Result<Output>> (*action)(Context&, Input),
                  std::type_identity_t<Input> input) {
        auto result = call(action, std::move(input));
        return result ? Error{Errc::internal, "not refused"} : result.error();
    }

    /// The URL of a new queue.
    std::string queue(std::string name = "orders", StringMap attributes = {}) {
        return get(create_queue,
                   {.queue_name = std::move(name), .attributes = std::move(attributes), .tags = {}})
            .queue_url;
    }

    StringMap attributes(const std::string& url, std::vector<std::string> names = {"All"}) {
        return get(get_queue_attributes, {.queue_url = url, .attribute_names = std::move(names)})
            .attributes;
    }
};

inline SendMessageInput message(const std::string& url, std::string body) {
    SendMessageInput input;
    input.queue_url = url;
    input.message_body = std::move(body);
    return input;
}

inline ReceiveMessageInput receive_from(const std::string& url, std::int64_t max_messages = 1) {
    ReceiveMessageInput input;
    input.queue_url = url;
    input.max_number_of_messages = max_messages;
    return input;
}

inline MessageAttributeValue text_attribute(std::string value, std::string type = "String") {
    MessageAttributeValue attribute;
    attribute.data_type = std::move(type);
    attribute.string_value = std::move(value);
    return attribute;
}

inline MessageAttributeValue binary_attribute(std::string bytes, std::string type = "Binary") {
    MessageAttributeValue attribute;
    attribute.data_type = std::move(type);
    attribute.binary_value = Blob{std::move(bytes)};
    return attribute;
}

/// What invalid_parameter refusals say.
inline Error bad_value(const std::string& value, const std::string& parameter,
                       const std::string& reason) {
    return {Errc::invalid_parameter,
            "Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason};
}

inline const Error no_queue{Errc::queue_not_found, "The specified queue does not exist."};

}  // namespace forebay::service::sqs
