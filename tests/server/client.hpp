#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace forebay::server {

/// One response as a test reads it.
struct ClientResponse {
    unsigned status = 0;
    std::string head;  ///< up to the empty line
    std::string body;

    /// The value of a header, or an empty one.
    std::string header(std::string_view name) const;
};

/// A plain blocking TCP client on loopback, which can send anything. Nothing takes longer than
/// five seconds.
class Client {
public:
    explicit Client(std::uint16_t port, std::string_view address = "127.0.0.1");
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
    void close();

private:
    bool read_some();

    int socket_;
    std::string input_;
};

}  // namespace forebay::server
