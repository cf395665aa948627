#include <forebay/service/access/policies.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace forebay::service::access {
namespace {

QueueInfoPtr queue(std::string policy) {
    QueueInfo info;
    info.settings.policy = std::move(policy);
    return std::make_shared<const QueueInfo>(std::move(info));
}

TEST(Policies, AreReadOnceForEachSnapshot) {
    Policies policies;
    const QueueInfoPtr a = queue("{}");
    const QueueInfoPtr b = queue("{}");
    const PolicyPtr first = policies.of(a);
    EXPECT_NE(first, nullptr);
    EXPECT_EQ(policies.of(a), first);
    EXPECT_NE(policies.of(b), first);
    EXPECT_EQ(policies.of(queue("")), nullptr);
    EXPECT_EQ(policies.of(QueueInfoPtr()), nullptr);
    EXPECT_EQ(policies.of(TopicPtr()), nullptr);
    EXPECT_EQ(policies.of(std::make_shared<const Topic>()), nullptr);
    EXPECT_EQ(policies.size(), 2U);
}

TEST(Policies, OfWhatHasGoneAreForgotten) {
    Policies policies;
    std::vector<QueueInfoPtr> alive;
    for (int i = 0; i < 100; ++i) {
        alive.push_back(queue("{}"));
        policies.of(alive.back());
    }
    for (int i = 0; i < 10'000; ++i) {
        std::vector<QueueInfoPtr> others = {queue("{}")};
        policies.of(others.front());
        ASSERT_LE(policies.size(), 1200U);
    }
    for (const QueueInfoPtr& each : alive) {
        EXPECT_EQ(policies.of(each), policies.of(each));
    }
}

}  // namespace
}  // namespace forebay::service::access
