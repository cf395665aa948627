#include "tests/server/client.hpp"
#include "tests/server/running_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace forebay::server {
namespace {

using testing::HasSubstr;

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view park = "GET /park HTTP/1.1\r\nHost: a\r\n\r\n";

std::string listen_error(const std::string& address, std::uint16_t port) {
    asio::io_context context;
    TestHandler handler;
    const Executor executor = context.get_executor();
    ServerOptions options;
    options.addresses = {{.host = address, .port = port}};
    const auto server = Server::listen(options, {&executor, 1}, handler);
    return server ? "" : server.error().detail;
}

TEST(Server, RefusesAPortThatIsInUseAlsoWhenItIsShared) {
    RunningServer server;
    EXPECT_THAT(listen_error("127.0.0.1", server.port()), HasSubstr("Address already in use"));
}

TEST(Server, RefusesWhatIsNoAddress) {
    EXPECT_THAT(listen_error("nowhere", 0), HasSubstr("\"nowhere\" is not an IP address"));
    EXPECT_THAT(listen_error("192.0.2.1", 0), HasSubstr("Cannot listen on 192.0.2.1 port 0"));
}

TEST(Server, ServesSeveralAddresses) {
    std::vector<Address> addresses;
    {
        RunningServer server(2, {.addresses = {{.host = "127.0.0.1"}, {.host = "127.0.0.1"}},
                                 .limits = {},
                                 .tls = nullptr});
        addresses = server.server().addresses();
        ASSERT_EQ(addresses.size(), 2U);
        EXPECT_NE(addresses[0].port, addresses[1].port);
        Client idle(addresses[1].port);
        for (const Address& address : addresses) {
            Client client(address.port);
            client.send(get);
            EXPECT_EQ(client.receive().body, "GET / ");
        }
        server.server().stop_accepting();
        EXPECT_TRUE(idle.is_closed());
    }
    for (const Address& address : addresses) {
        EXPECT_EQ(listen_error("127.0.0.1", address.port), "") << "it is free again";
    }
}

TEST(Server, NamesTheAddressThatIsInUse) {
    RunningServer server;
    asio::io_context context;
    TestHandler handler;
    const Executor executor = context.get_executor();
    const auto second = Server::listen(
        {.addresses = {{.host = "127.0.0.1"}, {.host = "127.0.0.1", .port = server.port()}},
         .limits = {},
         .tls = nullptr},
        {&executor, 1}, handler);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().detail, HasSubstr(fmt::format("127.0.0.1 port {}", server.port())));
}

TEST(Server, ListensOnItsPortAgainAfterAStop) {
    std::uint16_t port = 0;
    {
        RunningServer server;
        port = server.port();
        Client client(port);
        client.send(get);
        EXPECT_EQ(client.receive().status, 200U);
        server.server().stop();
        EXPECT_TRUE(client.is_closed());
    }
    EXPECT_EQ(listen_error("127.0.0.1", port), "");
}

TEST(Server, ListensOnIpv6) {
    asio::io_context context(1);
    TestHandler handler;
    const Executor executor = context.get_executor();
    ServerOptions options;
    options.addresses = {{.host = "::1"}};
    auto server = Server::listen(options, {&executor, 1}, handler);
    if (!server) {
        GTEST_SKIP() << server.error().detail;
    }
    (*server)->start();
    std::jthread thread([&context] { context.run(); });

    Client client((*server)->port(), "::1");
    client.send(get);
    EXPECT_EQ(client.receive().body, "GET / ");
    (*server)->stop();
}

TEST(Server, SpreadsConnectionsOverThreads) {
    RunningServer server({}, 2);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&server] {
            for (int connection = 0; connection < 10; ++connection) {
                Client client(server.port());
                for (int request = 0; request < 20; ++request) {
                    client.send(get);
                    EXPECT_EQ(client.receive().body, "GET / ");
                }
            }
        });
    }
    threads.clear();
    EXPECT_TRUE(eventually([&] { return server.server().connection_count() == 0; }));
}

TEST(Server, AnswersWhatIsInFlightWhenItStopsAccepting) {
    RunningServer server({}, 2);
    Client idle(server.port());
    Client fresh(server.port());
    Client parked(server.port());
    idle.send(get);
    EXPECT_EQ(idle.receive().status, 200U);
    parked.send(park);
    ASSERT_TRUE(eventually([&] { return server.handler().parked == 1; }));

    server.server().stop_accepting();

    EXPECT_TRUE(idle.is_closed());
    EXPECT_TRUE(fresh.is_closed());
    EXPECT_TRUE(parked.is_quiet(Duration(10)));
    EXPECT_EQ(server.server().connection_count(), 1U);
    server.handler().release = true;
    EXPECT_EQ(parked.receive().header("Connection"), "close");
    EXPECT_TRUE(parked.is_closed());
    EXPECT_TRUE(eventually([&] { return server.server().connection_count() == 0; }));
}

TEST(Server, StopClosesWhatIsLeft) {
    RunningServer server;
    Client parked(server.port());
    Client halfway(server.port());
    parked.send(park);
    halfway.send(get.substr(0, 10));
    ASSERT_TRUE(eventually([&] { return server.handler().parked == 1; }));

    server.server().stop();

    EXPECT_TRUE(parked.is_closed());
    EXPECT_TRUE(halfway.is_closed());
    EXPECT_TRUE(eventually([&] { return server.server().connection_count() == 0; }));
    EXPECT_EQ(server.handler().left, 1);
}

TEST(Server, LeavesNothingBehindWhenItsThreadsEndFirst) {
    asio::io_context context(1);
    TestHandler handler;
    const Executor executor = context.get_executor();
    ServerOptions options;
    options.addresses = {{.host = "127.0.0.1"}};
    auto server = Server::listen(options, {&executor, 1}, handler);
    ASSERT_TRUE(server);
    (*server)->start();
    std::jthread thread([&context] { context.run(); });
    Client parked((*server)->port());
    parked.send(park);
    Client next((*server)->port());
    next.send(get.substr(0, 10));
    ASSERT_TRUE(eventually([&] { return handler.parked == 1; }));

    context.stop();
    thread.join();
    server->reset();
    // The sanitizer says whether all is freed when the io_context is.
}

}  // namespace
}  // namespace forebay::server
