#include <forebay/service/admin/fault_rules.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace forebay::service::admin {
namespace {

using namespace std::chrono_literals;

constexpr FaultTarget send{.service = "sqs", .action = "SendMessage", .resource = "orders"};

FaultRule late(Duration latency) {
    FaultRule rule;
    rule.fault.latency = latency;
    return rule;
}

TEST(FaultRules, GoByServiceActionAndResource) {
    FaultRules rules;
    FaultRule rule = late(1s);
    rule.service = "sqs";
    rule.action = "SendMessage";
    rule.resource = "orders";
    rules.add(rule);

    EXPECT_EQ(rules.fault_of(send).latency, 1s);
    EXPECT_EQ(rules.fault_of({"sns", "SendMessage", "orders"}).latency, 0s);
    EXPECT_EQ(rules.fault_of({"sqs", "ReceiveMessage", "orders"}).latency, 0s);
    EXPECT_EQ(rules.fault_of({"sqs", "SendMessage", "order"}).latency, 0s);
    EXPECT_EQ(rules.fault_of({"sqs", "SendMessage", ""}).latency, 0s);
    EXPECT_EQ(rules.list()[0].matched, 1U);
}

TEST(FaultRules, HappenTogether) {
    FaultRules rules;
    rules.add(late(1s));
    FaultRule refusal = late(2s);
    refusal.fault.error = FaultRefusal{.code = "A", .message = {}};
    rules.add(refusal);
    refusal.fault.error->code = "B";
    rules.add(refusal);

    const Fault fault = rules.fault_of(send);
    EXPECT_EQ(fault.latency, 5s);
    EXPECT_EQ(fault.error->code, "A");
    EXPECT_FALSE(fault.carries_out());
}

TEST(FaultRules, EndWithTheirCount) {
    FaultRules rules;
    FaultRule rule = late(1s);
    rule.count = 2;
    rules.add(rule);

    EXPECT_EQ(rules.fault_of(send).latency, 1s);
    EXPECT_EQ(rules.fault_of(send).latency, 1s);
    EXPECT_EQ(rules.fault_of(send).latency, 0s);
    EXPECT_EQ(rules.list()[0].matched, 3U);
    EXPECT_EQ(rules.list()[0].applied, 2U);
}

std::vector<bool> drawn(std::uint64_t seed, double probability) {
    FaultRules rules;
    FaultRule rule = late(1s);
    rule.seed = seed;
    rule.probability = probability;
    rules.add(rule);
    std::vector<bool> drawn;
    for (int i = 0; i < 1000; ++i) {
        drawn.push_back(rules.fault_of(send).latency > 0s);
    }
    return drawn;
}

TEST(FaultRules, ChooseTheSameRequestsForTheSameSeed) {
    EXPECT_EQ(drawn(7, 0.2), drawn(7, 0.2));
    EXPECT_NE(drawn(7, 0.2), drawn(8, 0.2));
    const auto chosen = drawn(7, 0.2);
    const auto count = std::count(chosen.begin(), chosen.end(), true);
    EXPECT_GT(count, 150);
    EXPECT_LT(count, 250);
    EXPECT_EQ(drawn(7, 0), std::vector<bool>(1000, false));
    EXPECT_EQ(drawn(7, 1), std::vector<bool>(1000, true));
}

TEST(FaultRules, AreRemovedByTheirIds) {
    FaultRules rules;
    const std::string first = rules.add(late(1s));
    const std::string second = rules.add(late(2s));

    EXPECT_TRUE(rules.remove(first));
    EXPECT_FALSE(rules.remove(first));
    EXPECT_EQ(rules.fault_of(send).latency, 2s);
    rules.replace({late(3s)});
    EXPECT_FALSE(rules.remove(second));
    EXPECT_EQ(rules.fault_of(send).latency, 3s);
}

}  // namespace
}  // namespace forebay::service::admin
