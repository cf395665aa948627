#pragma once

#include "tests/service/fake_broker.hpp"
#include <forebay/protocol/front.hpp>
#include <forebay/runtime/recorded_deliveries.hpp>

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace forebay::sns {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// What was answered, taken apart.
struct Answer {
    unsigned status = 0;
    std::string body;

    /// The text of the first element `name`, unescaped; empty when there is none.
    std::string text(std::string_view name) const;
    std::string code() const { return text("Code"); }
    std::string message() const { return text("Message"); }

    /// The value of an entry of a map.
    std::string entry(std::string_view key) const;
};

/// An SNS of its own, as clients see it: forms go in, XML comes out.
struct World {
    ManualClock clock{TimePoint(Duration(1'735'787'045'678))};  // 2025-01-02T03:04:05.678Z
    service::FakeBroker broker{clock};
    service::sns::SignerSource signers{broker};
    bool is_signing = false;  ///< a key takes long to make
    runtime::RecordedDeliveries recorded;

    /// Calls `action` with a signature of us-east-1.
    Answer call(std::string_view action, Parameters parameters = {});

    /// GETs, without a signature.
    Answer visit(std::string_view target, std::string_view method = "GET");

    /// The ARN of a new topic.
    std::string topic(std::string name = "t", Parameters attributes = {});

    /// The ARN of a new subscription.
    std::string subscription(const std::string& topic, std::string protocol, std::string endpoint,
                             Parameters attributes = {});

    service::FakeTopics& topics() { return broker.topics(); }

private:
    Answer handle(protocol::HttpRequest request);
};

/// `Attributes.entry.1.key` and so on.
Parameters attributes(const Parameters& attributes, Parameters parameters = {});

inline const std::string account = "000000000000";
inline const std::string topic_arn = "arn:aws:sns:us-east-1:000000000000:t";
inline const std::string queue_arn = "arn:aws:sqs:us-east-1:000000000000:q";

/// A row of a table: what is asked, and the refusal.
struct Refusal {
    std::string_view action;
    Parameters parameters;
    unsigned status;
    std::string code;
    std::string message;
};

/// Expects all of them.
void expect_refusals(World& world, const std::vector<Refusal>& rows);

}  // namespace forebay::sns
