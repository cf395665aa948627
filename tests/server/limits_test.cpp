#include "tests/server/client.hpp"
#include "tests/server/kinds.hpp"
#include "tests/server/running_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

namespace forebay::server {
namespace {

constexpr Duration soon{30};
constexpr Duration soon_enough_for_a_handshake{500};

std::string post_head(std::size_t body_bytes, std::string_view headers = {}) {
    return fmt::format("POST / HTTP/1.1\r\nHost: a\r\n{}Content-Length: {}\r\n\r\n", headers,
                       body_bytes);
}

class LimitsTest : public OnEachKind {};
INSTANTIATE_TEST_SUITE_P(Kinds, LimitsTest, both_kinds(), kind_name);

TEST_P(LimitsTest, TheHeaderMayHaveItsSizeAndNotMore) {
    ServerLimits limits;
    limits.header_bytes_max = 1000;
    RunningServer server(limits);
    const std::string bare = post_head(0, "X: \r\n");
    const std::string fits = post_head(0, "X: " + std::string(1000 - bare.size(), 'x') + "\r\n");
    const std::string over = post_head(0, "X: " + std::string(1001 - bare.size(), 'x') + "\r\n");
    Client client(server.port());

    client.send(fits);
    EXPECT_EQ(client.receive().status, 200U);
    client.send(over);
    EXPECT_EQ(client.receive().status, 431U);
    EXPECT_TRUE(client.is_closed());
}

TEST_P(LimitsTest, AHeaderWithoutEndIsRefused) {
    RunningServer server;
    Client client(server.port());

    client.send("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x'));

    EXPECT_EQ(client.receive().status, 431U);
    EXPECT_TRUE(client.is_closed());
}

TEST_P(LimitsTest, TheBodyMayHaveItsSizeAndNotMore) {
    ServerLimits limits;
    limits.body_bytes_max = 100'000;
    RunningServer server(limits);
    Client client(server.port());

    client.send(post_head(100'000) + std::string(100'000, 'x'));
    EXPECT_EQ(client.receive().status, 200U);
    client.send(post_head(100'001));
    EXPECT_EQ(client.receive().status, 413U);
    EXPECT_TRUE(client.is_closed());
}

TEST_P(LimitsTest, AClientThatSendsTooLongABodyHearsIt) {
    RunningServer server;
    Client client(server.port());

    client.send(post_head(20'000'000) + std::string(20'000'000, 'x'));

    EXPECT_EQ(client.receive().status, 413U);
}

TEST_P(LimitsTest, AChunkedBodyMayNotBeLongerEither) {
    ServerLimits limits;
    limits.body_bytes_max = 10;
    RunningServer server(limits);
    Client client(server.port());
    constexpr std::string_view head =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    client.send(fmt::format("{}a\r\n0123456789\r\n0\r\n\r\n", head));
    EXPECT_EQ(client.receive().status, 200U);
    client.send(fmt::format("{}5\r\n01234\r\n6\r\n", head));
    EXPECT_EQ(client.receive().status, 413U);
}

TEST_P(LimitsTest, ATooLongBodyIsRefusedBeforeItIsSent) {
    RunningServer server;
    for (const auto& [expectation, status] :
         std::vector<std::pair<std::string, unsigned>>{{"100-continue", 413}, {"a-miracle", 417}}) {
        Client client(server.port());
        client.send(post_head(20'000'000, fmt::format("Expect: {}\r\n", expectation)));
        EXPECT_EQ(client.receive().status, status);
        EXPECT_TRUE(client.is_closed());
    }
}

TEST_P(LimitsTest, ASlowHeaderIsRefusedHoweverItTrickles) {
    ServerLimits limits;
    limits.header_timeout = soon_enough_for_a_handshake;
    RunningServer server(limits);
    Client client(server.port());

    client.send("POST / HTTP/1.1\r\n");
    while (client.is_quiet(Duration(5))) {
        client.send("X: y\r\n");
    }

    EXPECT_EQ(client.receive().status, 408U);
    EXPECT_TRUE(client.is_closed());
}

TEST_P(LimitsTest, ASlowBodyIsRefused) {
    ServerLimits limits;
    limits.body_timeout = soon;
    RunningServer server(limits);
    for (const std::size_t size : {std::size_t{10}, std::size_t{100'000}}) {
        Client client(server.port());
        client.send(post_head(size) + "part");
        EXPECT_EQ(client.receive().status, 408U);
        EXPECT_TRUE(client.is_closed());
    }
}

TEST_P(LimitsTest, AnIdleConnectionIsClosed) {
    ServerLimits limits;
    limits.idle_timeout = soon;
    RunningServer server(limits);
    Client fresh(server.port());
    Client used(server.port());

    used.send(post_head(0));
    EXPECT_EQ(used.receive().status, 200U);

    EXPECT_TRUE(fresh.is_closed());
    EXPECT_TRUE(used.is_closed());
    EXPECT_TRUE(eventually([&] { return server.server().connection_count() == 0; }));
}

TEST_P(LimitsTest, AParkedRequestHasNoDeadline) {
    ServerLimits limits;
    limits.body_timeout = limits.idle_timeout = limits.write_timeout = Duration(10);
    limits.header_timeout = soon_enough_for_a_handshake;
    RunningServer server(limits);
    Client client(server.port());

    client.send("POST /park HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(client.is_quiet(Duration(700)));
    server.handler().release = true;

    EXPECT_EQ(client.receive().status, 200U);
}

TEST_P(LimitsTest, AClientThatDoesNotReadIsDropped) {
    ServerLimits limits;
    limits.write_timeout = soon;
    RunningServer server(limits);
    Client client(server.port());
    client.shrink_receive_buffer();

    for (int i = 0; i < 20; ++i) {
        client.send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    EXPECT_TRUE(eventually([&] { return server.server().connection_count() == 0; }));
}

TEST_P(LimitsTest, OneConnectionTooManyHearsSo) {
    ServerLimits limits;
    limits.connections_max = 2;
    RunningServer server(limits);
    Client first(server.port());
    auto second = std::make_unique<Client>(server.port());
    ASSERT_TRUE(eventually([&] { return server.server().connection_count() == 2; }));

    Client third(server.port());
    EXPECT_EQ(third.receive().status, 503U);
    EXPECT_TRUE(third.is_closed());
    third.close();
    second.reset();
    ASSERT_TRUE(eventually([&] { return server.server().connection_count() == 1; }));

    Client fourth(server.port());
    fourth.send(post_head(0));
    EXPECT_EQ(fourth.receive().status, 200U);
}

TEST_P(LimitsTest, BodiesWaitForRoomAndNotForEachOther) {
    ServerLimits limits;
    limits.body_bytes_total_max = 300'000;
    RunningServer server(limits);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<Client>(server.port()));
        clients.back()->send(post_head(200'000) + std::string(100'000, 'x'));
    }

    for (const auto& client : clients) {
        client->send(std::string(100'000, 'x'));
    }

    for (const auto& client : clients) {
        EXPECT_EQ(client->receive().body.size(), 200'007U);
    }
}

TEST_P(LimitsTest, AnnouncedBodiesTakeNoRoom) {
    ServerLimits limits;
    limits.body_bytes_total_max = 1'000'000;
    RunningServer server(limits);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(std::make_unique<Client>(server.port()));
        clients.back()->send(post_head(1'000'000));
    }

    Client client(server.port());
    client.send(post_head(200'000) + std::string(200'000, 'x'));

    EXPECT_EQ(client.receive().status, 200U);
}

}  // namespace
}  // namespace forebay::server
