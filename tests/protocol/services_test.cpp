#include "protocol/services.hpp"

#include <gtest/gtest.h>

namespace forebay::protocol {
namespace {

TEST(Services, KnowEveryActionOfStandardQueues) {
    const Service& sqs = services().front();
    for (const char* name :
         {"AddPermission", "ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "CreateQueue",
          "DeleteMessage", "DeleteMessageBatch", "DeleteQueue", "GetQueueAttributes", "GetQueueUrl",
          "ListQueueTags", "ListQueues", "PurgeQueue", "ReceiveMessage", "RemovePermission",
          "SendMessage", "SendMessageBatch", "SetQueueAttributes", "TagQueue", "UntagQueue"}) {
        ASSERT_NE(find_action(sqs, name), nullptr) << name;
        EXPECT_EQ(find_action(sqs, name)->name, name);
    }
    for (const char* name : {"", "A", "sendMessage", "SendMessages", "Zzz"}) {
        EXPECT_EQ(find_action(sqs, name), nullptr) << name;
    }
}

}  // namespace
}  // namespace forebay::protocol
