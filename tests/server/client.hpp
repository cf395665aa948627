#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_st;

namespace forebay::server {

/// One response as a test reads it.
struct ClientResponse {
    unsigned status = 0;
    std::string head;  ///< up to the empty line
    std::string body;

    /// The value of a header, or an empty one.
    std::string header(std::string_view name) const;
};

/// How a client speaks TLS: as `{}` does, it takes whatever is offered.
struct ClientTls {
    int version_min = 0;  ///< TLS1_2_VERSION; 0: any
    int version_max = 0;
    std::string protocols = "";  ///< of ALPN, each behind its length; empty: none are offered
};

/// A blocking TCP client on loopback, which can send anything, as it is or over TLS: as all tests
/// of the kind that is tested do, if it is not told. Nothing takes longer than five seconds.
class Client {
public:
    explicit Client(std::uint16_t port, std::string_view address = "127.0.0.1");
    Client(std::uint16_t port, const std::optional<ClientTls>& tls);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes);  ///< ends early if the server has closed

    /// The next response; status 0 if the connection ends before it is whole. A response to HEAD
    /// has no body.
    ClientResponse receive(std::string_view method = "POST");

    std::string receive_bytes(std::size_t count);
    bool is_closed();  ///< waits until the server closes; false: it does not
    bool is_quiet(std::chrono::milliseconds);  ///< nothing comes for that long, not even the end

    void shrink_receive_buffer();
    void close();  ///< over TLS, with a word of goodbye

    // Over TLS.
    bool is_connected() const { return tls_ != nullptr; }  ///< the handshake has succeeded
    ssl_st* tls() const { return tls_.get(); }
    void hang_up();  ///< without a word

private:
    bool read_some();
    bool is_of_tls_alone();
    void shake_hands(const ClientTls& options);

    int socket_;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> tls_;
    std::string input_;
};

}  // namespace forebay::server
