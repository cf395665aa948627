#include "load/message_body.hpp"

#include <gtest/gtest.h>

namespace forebay::load {
namespace {

using Origin = MessageBodies::Origin;

std::string body_of(const MessageBodies& bodies, std::uint64_t number) {
    std::string body;
    bodies.append(number, body);
    return body;
}

TEST(MessageBodies, RecogniseTheirOwn) {
    for (const std::size_t size : {MessageBodies::bytes_min, std::size_t{1000}}) {
        const MessageBodies bodies{42, size};
        for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1} << 35}) {
            EXPECT_EQ(body_of(bodies, number).size(), size);
            EXPECT_EQ(bodies.recognise(body_of(bodies, number)).origin, Origin::ours);
            EXPECT_EQ(bodies.recognise(body_of(bodies, number)).number, number);
        }
    }
}

TEST(MessageBodies, RecogniseTheirOwnWhenEscaped) {
    const MessageBodies bodies{42, 100};
    std::string body = body_of(bodies, 5);
    body.replace(0, 1, "\\u0066");
    EXPECT_EQ(bodies.recognise(body).origin, Origin::ours);
    EXPECT_EQ(bodies.recognise("\\").origin, Origin::foreign);
}

TEST(MessageBodies, NoticeEachChangedByte) {
    const MessageBodies bodies{42, 64};
    const std::string body = body_of(bodies, 0x123456789);
    for (std::size_t i = 0; i < body.size(); ++i) {
        std::string changed = body;
        changed[i] = changed[i] == '0' ? '1' : '0';
        EXPECT_NE(bodies.recognise(changed).origin, Origin::ours) << i;
    }
    EXPECT_EQ(bodies.recognise(body + "x").origin, Origin::altered);
    EXPECT_EQ(bodies.recognise(body.substr(0, 20)).origin, Origin::altered);
}

TEST(MessageBodies, LeaveOtherRunsAlone) {
    const MessageBodies ours{1, 64};
    const MessageBodies theirs{2, 64};
    EXPECT_EQ(ours.recognise(body_of(theirs, 1)).origin, Origin::foreign);
    EXPECT_EQ(ours.recognise("hello").origin, Origin::foreign);
    EXPECT_EQ(ours.recognise("").origin, Origin::foreign);
}

}  // namespace
}  // namespace forebay::load
