#pragma once

#include "tests/runtime/harness.hpp"
#include <forebay/protocol/front.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace forebay::dynamodb {

namespace json = boost::json;

/// The value that `text` is, in which `'` stands for `"`.
json::value parsed(std::string_view text);

/// What was answered.
struct Answer {
    unsigned status = 0;
    std::string content_type;
    std::vector<std::pair<std::string_view, std::string>> headers;
    std::string body;

    std::string header(std::string_view name) const;
    json::value value() const { return json::parse(body); }
    std::string type() const;     ///< of an error: `__type`, with its prefix
    std::string code() const;     ///< what is behind the prefix
    std::string message() const;  ///< in either spelling; empty: none
};

/// A DynamoDB of its own, as clients see it, on a broker with a store in memory: JSON goes in,
/// JSON comes out. In all texts here `'` stands for `"`.
class World {
public:
    /// Calls an action; `DescribeStream` and the like go to the streams' target.
    Answer call(std::string_view action, std::string_view input);

    /// The output of a call that succeeds.
    json::value ok(std::string_view action, std::string_view input);

    /// A member of the output, by its path: `Item/n/N`. Null when it is not there.
    json::value get(std::string_view action, std::string_view input, std::string_view path);

    /// Sends it as it is.
    Answer send(protocol::HttpRequest request);
    Answer post(std::string_view target, std::string_view content_type, std::string body);

    /// A table that is ready: `key` is its KeySchema in short, `id` or `id n:N`; `more` are
    /// further members.
    void table(std::string_view name, std::string_view key = "id", std::string_view more = {});

    /// Puts the items of a list.
    void put(std::string_view table, std::string_view items);

    runtime::Harness& harness() { return harness_; }

private:
    runtime::Harness harness_;
};

/// The part of a value at a path; null when it is not there.
json::value at(const json::value& value, std::string_view path);

/// A row of a table: what is asked, and the ValidationException's text.
struct Refusal {
    std::string_view action;
    std::string_view input;
    std::string_view message;
    std::string_view code = "ValidationException";
};
void expect_refusals(World& world, const std::vector<Refusal>& rows);

}  // namespace forebay::dynamodb
