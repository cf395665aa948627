#include "tests/server/client.hpp"
#include "tests/server/kinds.hpp"
#include "tests/server/running_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>

namespace forebay::server {
namespace {

std::string park(std::string_view name, std::string_view body = {}) {
    return fmt::format(
        "POST /park HTTP/1.1\r\nHost: a\r\nX-Name: {}\r\nContent-Length: {}\r\n\r\n{}", name,
        body.size(), body);
}

constexpr std::string_view next = "POST /next HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";

class PresenceTest : public OnEachKind {};
INSTANTIATE_TEST_SUITE_P(Kinds, PresenceTest, both_kinds(), kind_name);

TEST_P(PresenceTest, AParkedRequestHearsThatItsClientHasGone) {
    RunningServer server;
    Client client(server.port());
    client.send(park("a"));
    ASSERT_TRUE(eventually([&] { return server.handler().parked == 1; }));

    client.close();

    EXPECT_TRUE(eventually([&] { return server.server().connection_count() == 0; }));
    EXPECT_EQ(server.handler().parked, 0);
    EXPECT_EQ(server.handler().left, 1);
}

TEST_P(PresenceTest, WhatArrivesMeanwhileIsTheNextRequest) {
    RunningServer server;
    Client client(server.port());
    client.send(park("first", "body"));
    ASSERT_TRUE(eventually([&] { return server.handler().parked == 1; }));

    client.send(next.substr(0, 5));
    EXPECT_TRUE(client.is_quiet(Duration(5)));
    client.send(next.substr(5));
    EXPECT_TRUE(client.is_quiet(Duration(5)));
    server.handler().release = true;

    EXPECT_EQ(client.receive().body, "parked first");
    EXPECT_EQ(client.receive().body, "POST /next hi");
    EXPECT_EQ(server.handler().left, 0);
}

TEST_P(PresenceTest, ANextRequestThatIsOnItsWayHidesNoLeaving) {
    RunningServer server;
    Client client(server.port());
    client.send(park("a") + std::string(next));
    ASSERT_TRUE(eventually([&] { return server.handler().parked == 1; }));
    client.send(next);

    client.close();

    EXPECT_TRUE(eventually([&] { return server.server().connection_count() == 0; }));
    EXPECT_EQ(server.handler().left, 1);
}

TEST_P(PresenceTest, ARequestAfterAParkedOneIsReadFromWhereItArrived) {
    RunningServer server;
    Client client(server.port());
    client.send(park("a"));
    ASSERT_TRUE(eventually([&] { return server.handler().parked == 1; }));
    server.handler().release = true;
    EXPECT_EQ(client.receive().body, "parked a");

    // The read that watched the parked request is still running; each kind of body meets it.
    const std::string body(300'000, 'x');
    client.send(next);
    EXPECT_EQ(client.receive().body, "POST /next hi");
    client.send(park("b") + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
    EXPECT_EQ(client.receive().body, "parked b");
    client.send(body);
    EXPECT_EQ(client.receive().body, "POST / " + body);
    client.send(park("c") + "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    EXPECT_EQ(client.receive().body, "parked c");
    for (const char c : std::string_view("3\r\nabc\r\n0\r\n\r\n")) {
        client.send({&c, 1});
    }
    EXPECT_EQ(client.receive().body, "POST / abc");
}

TEST_P(PresenceTest, MoreThanTheBufferHoldsIsNotLost) {
    RunningServer server;
    Client client(server.port());
    client.send(park("a"));
    ASSERT_TRUE(eventually([&] { return server.handler().parked == 1; }));

    std::string requests;
    for (int i = 0; i < 1000; ++i) {
        requests += next;
    }
    client.send(requests);
    EXPECT_TRUE(client.is_quiet(Duration(10)));
    server.handler().release = true;

    EXPECT_EQ(client.receive().body, "parked a");
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(client.receive().body, "POST /next hi");
    }
}

}  // namespace
}  // namespace forebay::server
