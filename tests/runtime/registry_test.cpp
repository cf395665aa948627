#include "tests/runtime/harness.hpp"
#include <forebay/runtime/registry.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace forebay::runtime {
namespace {

using testing::ElementsAre;
using testing::Optional;
using testing::Pair;

using Changes = Registry::Changes;

std::function<Result<void>(Changes&)> putting(std::string name, std::string value) {
    return [name, value](Changes& changes) -> Result<void> {
        changes.put(name, value);
        return {};
    };
}

TEST(Registry, KeepsValuesOverARestart) {
    Harness harness;
    for (const std::string name : {"a/2", "b/1", "a/1", "a/3"}) {
        EXPECT_TRUE(harness.run(harness.broker().registry().edit(putting(name, "of " + name))));
    }
    EXPECT_TRUE(harness.run(harness.broker().registry().edit([](Changes& changes) -> Result<void> {
        changes.remove("a/3");
        return {};
    })));
    harness.restart();

    const Registry& registry = harness.broker().registry();
    EXPECT_THAT(registry.find("a/1"), Optional(std::string("of a/1")));
    EXPECT_EQ(registry.find("a/3"), std::nullopt);
    EXPECT_THAT(registry.list("a/", "", 10),
                ElementsAre(Pair("a/1", "of a/1"), Pair("a/2", "of a/2")));
    EXPECT_THAT(registry.list("a/", "a/1", 10), ElementsAre(Pair("a/2", "of a/2")));
    EXPECT_THAT(registry.list("", "", 1), ElementsAre(Pair("a/1", "of a/1")));
}

TEST(Registry, TellsWhatIsDurableAndEditsSeeWhatWasEdited) {
    Harness harness;
    Registry& registry = harness.broker().registry();
    harness.hold_commits();
    auto first = harness.start(registry.edit(putting("a", "1")));
    auto second = harness.start(registry.edit([](Changes& changes) -> Result<void> {
        changes.put("a", changes.find("a").value_or("nothing") + "2");
        return {};
    }));
    harness.pass_a_moment();
    EXPECT_FALSE(is_ready(first));
    EXPECT_EQ(registry.find("a"), std::nullopt);

    harness.release_commits();
    EXPECT_TRUE(first.get());
    EXPECT_TRUE(second.get());
    EXPECT_THAT(registry.find("a"), Optional(std::string("12")));
}

TEST(Registry, IsNotChangedByAnError) {
    Harness harness;
    Registry& registry = harness.broker().registry();
    const auto refused = harness.run(registry.edit([](Changes& changes) -> Result<void> {
        changes.put("a", "1");
        EXPECT_THAT(changes.find("a"), Optional(std::string("1")));
        return Error{Errc::invalid_parameter, "no"};
    }));
    EXPECT_EQ(refused.error().code, Errc::invalid_parameter);
    EXPECT_EQ(registry.find("a"), std::nullopt);
}

}  // namespace
}  // namespace forebay::runtime
