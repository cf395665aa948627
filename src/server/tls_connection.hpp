#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

struct ssl_st;
struct ssl_ctx_st;

namespace forebay::server {

/// The server's side of TLS on a socket that never blocks. Each call does what can be done at once,
/// or says what to wait for before it is made again, with the same bytes.
///
/// Belongs to the socket's thread.
class TlsConnection {
public:
    enum class Need : std::uint8_t { nothing, to_read, to_write };

    struct Outcome {
        Need need = Need::nothing;  ///< else it is not over yet
        boost::system::error_code error =
            {};                 ///< `eof`: the client has ended it, in its turn or not
        std::size_t count = 0;  ///< of bytes
    };

    /// `socket` stays open until it is abandoned.
    TlsConnection(const std::shared_ptr<ssl_ctx_st>& context, int socket);
    ~TlsConnection();
    TlsConnection(const TlsConnection&) = delete;
    TlsConnection& operator=(const TlsConnection&) = delete;

    Outcome shake_hands();
    Outcome read(void* bytes, std::size_t count);         ///< `count` is not 0
    Outcome write(const void* bytes, std::size_t count);  ///< `count` is not 0

    /// Says that nothing more comes from us, if that can be said at once.
    void say_goodbye();

    /// The socket is no more: nothing touches it again.
    void abandon() { is_abandoned_ = true; }
    bool is_abandoned() const { return is_abandoned_; }

    /// What the client sent instead of beginning a handshake was HTTP.
    bool met_http() const { return met_http_; }

private:
    Outcome outcome_of(int returned, std::size_t count);

    std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
    bool is_broken_ = false;   // nothing may be called any more
    bool is_halfway_ = false;  // a write waits to be made again
    bool is_abandoned_ = false;
    bool met_http_ = false;
};

}  // namespace forebay::server
