#include <forebay/service/access/condition.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace forebay::service::access {
namespace {

using Texts = std::vector<std::string>;

bool holds(std::string_view operation, const Texts& wanted, const Keys& keys) {
    const auto condition = Condition::make(operation, "aws:Key", wanted, true);
    EXPECT_TRUE(condition) << operation;
    return condition && condition->holds(keys);
}

bool holds(std::string_view operation, const Texts& wanted, std::string value) {
    return holds(operation, wanted, Keys{{"aws:key", {std::move(value)}}});
}

struct Row {
    std::string_view operation;
    Texts wanted;
    std::string value;
    bool holds;
};

TEST(Condition, ComparesValues) {
    const Row rows[] = {
        {"StringEquals", {"a"}, "a", true},
        {"StringEquals", {"a"}, "A", false},
        {"StringEquals", {"a", "b"}, "b", true},
        {"StringEquals", {"*"}, "b", false},
        {"StringEquals", {"${aws:key}"}, "b", true},
        {"StringNotEquals", {"a", "b"}, "b", false},
        {"StringNotEquals", {"a", "b"}, "c", true},
        {"StringEqualsIgnoreCase", {"aB"}, "Ab", true},
        {"StringNotEqualsIgnoreCase", {"aB"}, "Ab", false},
        {"StringLike", {"a*"}, "abc", true},
        {"StringLike", {"a?"}, "abc", false},
        {"StringLike", {"*b*c"}, "abbbc", true},
        {"StringLike", {""}, "", true},
        {"StringLike", {"A*"}, "abc", false},
        {"StringNotLike", {"a*"}, "abc", false},
        {"StringNotLike", {"b*"}, "abc", true},
        {"ArnEquals", {"arn:aws:sns:*:1:t"}, "arn:aws:sns:r:1:t", true},
        {"ArnLike", {"arn:aws:sns:r:1:t*"}, "arn:aws:sns:r:1:topic:sub", true},
        {"ArnLike", {"arn:aws:*:1:t"}, "arn:aws:sns:r:1:t", true},  // not six parts
        {"ArnLike", {"arn:*:sns:r:1:t"}, "arn:a:b:sns:r:1:t", false},
        {"ArnLike", {"*"}, "arn:aws:sns:r:1:t", true},
        {"ArnNotLike", {"arn:aws:sns:*:2:*"}, "arn:aws:sns:r:1:t", true},
        {"ArnNotEquals", {"arn:aws:sns:*:1:*"}, "arn:aws:sns:r:1:t", false},
        {"NumericEquals", {"5"}, "5.0", true},
        {"NumericNotEquals", {"5"}, "5.0", false},
        {"NumericLessThan", {"5"}, "5", false},
        {"NumericLessThan", {"5"}, "-6", true},
        {"NumericLessThanEquals", {"5"}, "5", true},
        {"NumericGreaterThan", {"5"}, "5", false},
        {"NumericGreaterThan", {"5"}, "1e1", true},
        {"NumericGreaterThanEquals", {"5"}, "5", true},
        {"NumericEquals", {"5"}, "five", false},
        {"DateEquals", {"2026-01-31T12:00:00Z"}, "2026-01-31T12:00:00Z", true},
        {"DateEquals", {"1769860800"}, "2026-01-31T12:00:00Z", true},
        {"DateNotEquals", {"2026-01-31"}, "2026-01-31T12:00:00Z", true},
        {"DateLessThan", {"2026-02-01"}, "2026-01-31T23:59:59Z", true},
        {"DateLessThan", {"2026-02-01"}, "2026-02-01T00:00:00Z", false},
        {"DateLessThanEquals", {"2026-02-01"}, "2026-02-01T00:00:00Z", true},
        {"DateGreaterThan", {"2026-02-01T00:00Z"}, "2026-02-01T00:00:01Z", true},
        {"DateGreaterThan", {"2026-02-01T00:00:00.500Z"}, "2026-02-01T00:00:00Z", false},
        {"DateGreaterThanEquals", {"2026-02-01"}, "2026-02-01T00:00:00Z", true},
        {"Bool", {"true"}, "true", true},
        {"Bool", {"true"}, "false", false},
        {"Bool", {"False"}, "false", true},
        {"IpAddress", {"10.0.0.0/8"}, "10.1.2.3", true},
        {"IpAddress", {"10.0.0.0/8"}, "11.1.2.3", false},
        {"IpAddress", {"192.0.2.7"}, "192.0.2.7", true},
        {"IpAddress", {"192.0.2.7", "2001:db8::/32"}, "2001:db8::1", true},
        {"IpAddress", {"2001:db8::1"}, "2001:db8::1", true},
        {"IpAddress", {"10.0.0.0/8"}, "nowhere", false},
        {"NotIpAddress", {"10.0.0.0/8"}, "11.1.2.3", true},
        {"NotIpAddress", {"10.0.0.0/8", "11.0.0.0/8"}, "11.1.2.3", false},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(holds(row.operation, row.wanted, row.value), row.holds)
            << row.operation << ' ' << row.wanted.front() << ' ' << row.value;
    }
}

TEST(Condition, OnWhatTheRequestDoesNotSay) {
    const Keys none;
    EXPECT_FALSE(holds("StringEquals", {"a"}, none));
    EXPECT_TRUE(holds("StringNotEquals", {"a"}, none));
    EXPECT_TRUE(holds("StringEqualsIfExists", {"a"}, none));
    EXPECT_FALSE(holds("StringEqualsIfExists", {"a"}, "b"));
    EXPECT_TRUE(holds("NotIpAddress", {"10.0.0.0/8"}, none));
    EXPECT_FALSE(holds("IpAddress", {"10.0.0.0/8"}, none));
    EXPECT_TRUE(holds("IpAddressIfExists", {"10.0.0.0/8"}, none));
    EXPECT_FALSE(holds("Bool", {"false"}, none));
    EXPECT_TRUE(holds("Null", {"true"}, none));
    EXPECT_FALSE(holds("Null", {"false"}, none));
    EXPECT_TRUE(holds("Null", {"false"}, "a"));
    EXPECT_FALSE(holds("Null", {"true"}, "a"));
    EXPECT_TRUE(holds("Null", {"true"}, Keys{{"aws:key", {}}}));
}

TEST(Condition, OnSeveralValues) {
    const Keys both = {{"aws:key", {"a", "b"}}};
    const Keys none;
    EXPECT_TRUE(holds("ForAnyValue:StringEquals", {"b", "c"}, both));
    EXPECT_FALSE(holds("ForAnyValue:StringEquals", {"c"}, both));
    EXPECT_FALSE(holds("ForAnyValue:StringEquals", {"c"}, none));
    EXPECT_FALSE(holds("ForAnyValue:StringNotEquals", {"c"}, none));
    EXPECT_TRUE(holds("ForAnyValue:StringNotEquals", {"a"}, both));
    EXPECT_TRUE(holds("ForAllValues:StringEquals", {"a", "b", "c"}, both));
    EXPECT_FALSE(holds("ForAllValues:StringEquals", {"a", "c"}, both));
    EXPECT_TRUE(holds("ForAllValues:StringEquals", {"a"}, none));
    EXPECT_TRUE(holds("ForAllValues:StringLikeIfExists", {"?"}, both));
    EXPECT_FALSE(holds("ForAllValues:StringNotEquals", {"a"}, both));
}

TEST(Condition, RefusesWhatItCannotTest) {
    for (const char* operation : {"", "stringequals", "StringEqual", "NullIfExists", "IfExists",
                                  "ForAnyValue:", "ForSomeValue:StringEquals", "BinaryEquals"}) {
        EXPECT_FALSE(Condition::make(operation, "k", {"true"}, true)) << operation;
    }
    EXPECT_FALSE(Condition::make("StringEquals", "k", {}, true));
    EXPECT_FALSE(Condition::make("NumericEquals", "k", {"1", "x"}, true));
    EXPECT_FALSE(Condition::make("NumericEquals", "k", {"inf"}, true));
    EXPECT_FALSE(Condition::make("Bool", "k", {"yes"}, true));
    EXPECT_FALSE(Condition::make("IpAddress", "k", {"10.0.0.0/33"}, true));
    for (const char* date : {"", "2026", "2026-13-01", "2026-02-30", "2026-01-31T",
                             "2026-01-31T25:00Z", "2026-01-31T12:00:00", "2026-01-31T12:00:61Z",
                             "2026-01-31 12:00Z", "2026/01/31", "2026-01-31T12:00:00.Z5"}) {
        EXPECT_EQ(Condition::make("DateEquals", "k", {date}, true).has_value(),
                  std::string_view(date) == "2026")
            << date;  // a year alone is seconds since 1970
    }
}

}  // namespace
}  // namespace forebay::service::access
