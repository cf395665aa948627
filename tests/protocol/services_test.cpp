#include "protocol/services.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

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

TEST(Services, CarryOutUnsignedWhatIsInLinksOfMessagesAlone) {
    std::vector<std::string_view> open;
    for (const Service& service : services()) {
        for (const Action& action : service.actions) {
            if (action.is_open) {
                open.push_back(action.name);
            }
        }
    }
    EXPECT_THAT(open, testing::ElementsAre("ConfirmSubscription", "Unsubscribe"));
}

}  // namespace
}  // namespace forebay::protocol
