#include "runtime/deliveries/dead_letter.hpp"

#include <forebay/base/digest.hpp>

#include <gtest/gtest.h>

namespace forebay::runtime {
namespace {

Outgoing outgoing() {
    Outgoing outgoing;
    outgoing.body = "text";
    outgoing.attributes = {{.name = "b", .data_type = "String", .value = "2"},
                           {.name = "a", .data_type = "String", .value = "1"}};
    outgoing.group_id = "group";
    outgoing.deduplication_id = "once";
    return outgoing;
}

TEST(DeadLetter, IsExactlyWhatWouldHaveBeenDelivered) {
    const auto message = dead_letter(outgoing(), {}).message;

    EXPECT_EQ(message->body, "text");
    EXPECT_EQ(message->body_md5, md5("text"));
    EXPECT_TRUE(message->attributes.empty());  // they are in the envelope
    EXPECT_EQ(message->group_id, "group");
    EXPECT_EQ(message->deduplication_id, "once");
}

TEST(DeadLetter, HasTheAttributesOfARawDelivery) {
    Outgoing raw = outgoing();
    raw.is_raw = true;
    const auto message = dead_letter(raw, {}).message;

    ASSERT_EQ(message->attributes.size(), 2U);
    EXPECT_EQ(message->attributes[0].name, "a");
    EXPECT_EQ(message->attributes[1].name, "b");
}

}  // namespace
}  // namespace forebay::runtime
