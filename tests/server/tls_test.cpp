// What only connections over TLS have; what both kinds share is tested in the other files.

#include "tests/server/certificate.hpp"
#include "tests/server/client.hpp"
#include "tests/server/running_server.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace forebay::server {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view get_scheme = "GET /scheme HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view park = "GET /park HTTP/1.1\r\nHost: a\r\n\r\n";

// A server with a port that speaks TLS, and one that does not.
struct World {
    explicit World(const ServerLimits& limits = {}) {
        server.emplace(1, ServerOptions{.addresses = {{.host = "127.0.0.1", .over_tls = true},
                                                      {.host = "127.0.0.1"}},
                                        .limits = limits,
                                        .tls = context});
    }

    std::uint16_t port() const { return server->port(); }
    std::uint16_t plain_port() { return server->server().addresses().at(1).port; }

    TestCertificate certificate;
    std::shared_ptr<TlsContext> context = *TlsContext::load(certificate.options());
    std::optional<RunningServer> server;
};

const std::optional<ClientTls> over_tls = ClientTls{};
const std::optional<ClientTls> as_it_is = std::nullopt;

std::string answer_to(Client& client, std::string_view request) {
    client.send(request);
    return client.receive().body;
}

std::string seen_fingerprint(const Client& client) {
    const std::unique_ptr<X509, void (*)(X509*)> certificate(
        SSL_get1_peer_certificate(client.tls()), X509_free);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
    unsigned bytes = 0;
    X509_digest(certificate.get(), EVP_sha256(), digest.data(), &bytes);
    return {digest.begin(), digest.begin() + bytes};
}

TEST(Tls, IsSpokenOnThePortsThatAreToSpeakIt) {
    World world;
    Client secure(world.port(), over_tls);
    Client plain(world.plain_port(), as_it_is);
    EXPECT_EQ(answer_to(secure, get_scheme), "https");
    EXPECT_EQ(answer_to(plain, get_scheme), "http");
}

TEST(Tls, IsOfVersion1_2Or1_3) {
    World world;
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Client client(world.port(), ClientTls{.version_min = version, .version_max = version});
        ASSERT_TRUE(client.is_connected());
        EXPECT_EQ(SSL_version(client.tls()), version);
        EXPECT_EQ(answer_to(client, get), "GET / ");
    }
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
        const Client client(world.port(),
                            ClientTls{.version_min = version, .version_max = version});
        EXPECT_FALSE(client.is_connected());
    }
}

TEST(Tls, HasNoCiphersWithoutForwardSecrecy) {
    World world;
    const Client client(world.port(),
                        ClientTls{.version_min = TLS1_2_VERSION, .version_max = TLS1_2_VERSION});
    EXPECT_THAT(SSL_get_cipher_name(client.tls()), StartsWith("ECDHE-"));
}

TEST(Tls, SpeaksHttp1_1AndNothingElse) {
    World world;
    const std::string h2 = "\x02h2";
    const std::string http_1_1 = "\x08http/1.1";
    const Client both(world.port(), ClientTls{.protocols = h2 + http_1_1});
    ASSERT_TRUE(both.is_connected());
    const unsigned char* chosen = nullptr;
    unsigned bytes = 0;
    SSL_get0_alpn_selected(both.tls(), &chosen, &bytes);
    EXPECT_EQ(std::string(chosen, chosen + bytes), "http/1.1");
    EXPECT_FALSE(Client(world.port(), ClientTls{.protocols = h2}).is_connected());
    EXPECT_TRUE(Client(world.port(), over_tls).is_connected());
}

TEST(Tls, AHandshakeThatDoesNotComeToItsEndIsCutOffAndHoldsNobodyUp) {
    ServerLimits limits;
    limits.header_timeout = Duration(500);
    World world(limits);
    Client silent(world.port(), as_it_is);
    Client halfway(world.port(), as_it_is);
    halfway.send(std::string("\x16\x03\x01\x02\x00\x01\x00", 7));  // a ClientHello begins

    Client other(world.port(), over_tls);
    EXPECT_EQ(answer_to(other, get), "GET / ");
    EXPECT_EQ(world.server->server().connection_count(), 3U);
    other.close();

    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(halfway.is_closed());
    EXPECT_TRUE(eventually([&] { return world.server->server().connection_count() == 0; }));
}

TEST(Tls, SurvivesWhatIsNoTls) {
    World world;
    for (const std::string& bytes :
         {std::string(1000, '\0'), std::string(1000, '\xff'), std::string("\x16\x03\x01", 3),
          std::string("\x16\x03\x01\x00\x05hello", 10), std::string("SSH-2.0-x\r\n")}) {
        Client client(world.port(), as_it_is);
        client.send(bytes);
        client.close();
    }
    EXPECT_TRUE(eventually([&] { return world.server->server().connection_count() == 0; }));
    Client client(world.port(), over_tls);
    EXPECT_EQ(answer_to(client, get), "GET / ");
}

TEST(Tls, TellsAClientThatSpeaksHttpWhatIsWrong) {
    World world;
    Client client(world.port(), as_it_is);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    const ClientResponse response = client.receive();
    EXPECT_EQ(response.status, 400U);
    EXPECT_THAT(response.body, HasSubstr("This port speaks HTTPS."));
    EXPECT_TRUE(client.is_closed());
}

TEST(Tls, IsNotNegotiatedAgain) {
    World world;
    Client client(world.port(),
                  ClientTls{.version_min = TLS1_2_VERSION, .version_max = TLS1_2_VERSION});
    EXPECT_EQ(answer_to(client, get), "GET / ");
    ASSERT_EQ(SSL_renegotiate(client.tls()), 1);
    EXPECT_NE(SSL_do_handshake(client.tls()), 1);
    Client another(world.port(), over_tls);
    EXPECT_EQ(answer_to(another, get), "GET / ");
}

TEST(Tls, EndsWithAWordOfGoodbye) {
    World world;
    Client client(world.port(), over_tls);
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200U);
    char byte = 0;
    const int count = SSL_read(client.tls(), &byte, 1);
    EXPECT_EQ(SSL_get_error(client.tls(), count), SSL_ERROR_ZERO_RETURN);
}

TEST(Tls, AnswersAClientThatHasSaidGoodbye) {
    World world;
    Client client(world.port(), over_tls);
    client.send(get);
    SSL_shutdown(client.tls());
    EXPECT_EQ(client.receive().body, "GET / ");
    EXPECT_TRUE(client.is_closed());
}

TEST(Tls, AParkedRequestHearsThatItsClientHasGoneWithoutAWord) {
    World world;
    Client client(world.port(), over_tls);
    client.send(park);
    ASSERT_TRUE(eventually([&] { return world.server->handler().parked == 1; }));
    client.hang_up();
    EXPECT_TRUE(eventually([&] { return world.server->server().connection_count() == 0; }));
    EXPECT_EQ(world.server->handler().left, 1);
}

TEST(Tls, NewConnectionsHaveTheNewCertificate) {
    World world;
    Client before(world.port(), over_tls);
    const std::string old = world.certificate.fingerprint();
    EXPECT_EQ(seen_fingerprint(before), old);

    world.certificate.renew();
    ASSERT_TRUE(world.context->reload());
    Client after(world.port(), over_tls);
    EXPECT_EQ(seen_fingerprint(after), world.certificate.fingerprint());
    EXPECT_NE(seen_fingerprint(after), old);
    EXPECT_EQ(answer_to(before, get), "GET / ");

    std::filesystem::remove(world.certificate.options().key_file);
    EXPECT_FALSE(world.context->reload());
    Client still(world.port(), over_tls);
    EXPECT_EQ(seen_fingerprint(still), world.certificate.fingerprint());
}

std::string refusal(const TlsOptions& options) {
    const auto loaded = TlsContext::load(options);
    return loaded ? "loaded" : loaded.error().detail;
}

TEST(TlsRefuses, FilesThatAreNotWhatTheyShouldBe) {
    const TestCertificate certificate;
    const TestCertificate another;
    const TlsOptions right = certificate.options();
    const std::filesystem::path nowhere = certificate.directory() / "nowhere.pem";
    const std::filesystem::path empty = certificate.directory() / "empty.pem";
    const std::filesystem::path nonsense = certificate.directory() / "nonsense.pem";
    std::ofstream(empty).flush();
    std::ofstream(nonsense) << "nonsense";

    EXPECT_EQ(refusal(right), "loaded");
    EXPECT_THAT(refusal({}), HasSubstr("tls.certificate_file is not set"));
    EXPECT_THAT(refusal({right.certificate_file, {}}), HasSubstr("tls.key_file is not set"));
    EXPECT_THAT(refusal({nowhere, right.key_file}),
                AllOf(HasSubstr("tls.certificate_file"), HasSubstr(nowhere), HasSubstr("No such")));
    EXPECT_THAT(refusal({right.certificate_file, nowhere}),
                AllOf(HasSubstr("tls.key_file"), HasSubstr(nowhere), HasSubstr("No such")));
    EXPECT_THAT(refusal({empty, right.key_file}), AllOf(HasSubstr(empty), HasSubstr("is empty")));
    EXPECT_THAT(refusal({nonsense, right.key_file}),
                AllOf(HasSubstr(nonsense), HasSubstr("is no chain of certificates")));
    EXPECT_THAT(refusal({right.certificate_file, nonsense}),
                AllOf(HasSubstr(nonsense), HasSubstr("is no key")));
    EXPECT_THAT(refusal({right.certificate_file, another.options().key_file}),
                AllOf(HasSubstr(another.options().key_file), HasSubstr("is not the key of")));
    EXPECT_THAT(refusal({right.certificate_file, certificate.other_key()}),
                AllOf(HasSubstr("other.pem"), HasSubstr("is not the key of")));
    EXPECT_THAT(refusal({right.certificate_file, certificate.encrypted_key()}),
                AllOf(HasSubstr("encrypted.pem"), HasSubstr("without a passphrase")));
}

}  // namespace
}  // namespace forebay::server
