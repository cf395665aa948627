#include "server/tls_connection.hpp"

#include <boost/asio/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <new>

namespace forebay::server {

namespace asio = boost::asio;

TlsConnection::TlsConnection(const std::shared_ptr<ssl_ctx_st>& context, int socket)
    : ssl_(SSL_new(context.get()), SSL_free) {
    if (ssl_ == nullptr || SSL_set_fd(ssl_.get(), socket) != 1) {
        throw std::bad_alloc();
    }
    SSL_set_accept_state(ssl_.get());
}

TlsConnection::~TlsConnection() = default;

TlsConnection::Outcome TlsConnection::shake_hands() {
    ERR_clear_error();
    return outcome_of(SSL_do_handshake(ssl_.get()), 0);
}

TlsConnection::Outcome TlsConnection::read(void* bytes, std::size_t count) {
    if (is_broken_) {
        return {.error = asio::error::eof};
    }
    ERR_clear_error();
    std::size_t got = 0;
    const int returned = SSL_read_ex(ssl_.get(), bytes, count, &got);
    return outcome_of(returned, got);
}

TlsConnection::Outcome TlsConnection::write(const void* bytes, std::size_t count) {
    if (is_broken_) {
        return {.error = asio::error::broken_pipe};
    }
    ERR_clear_error();
    std::size_t taken = 0;
    const int returned = SSL_write_ex(ssl_.get(), bytes, count, &taken);
    const Outcome outcome = outcome_of(returned, taken);
    is_halfway_ = outcome.need != Need::nothing;
    return outcome;
}

void TlsConnection::say_goodbye() {
    if (!is_broken_ && !is_halfway_ && SSL_is_init_finished(ssl_.get()) == 1) {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
        ERR_clear_error();
    }
}

TlsConnection::Outcome TlsConnection::outcome_of(int returned, std::size_t count) {
    if (returned > 0) {
        return {.count = count};
    }
    switch (SSL_get_error(ssl_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
            return {.need = Need::to_read};
        case SSL_ERROR_WANT_WRITE:
            return {.need = Need::to_write};
        case SSL_ERROR_ZERO_RETURN:
            return {.error = asio::error::eof};
        default:
            is_broken_ = true;
            met_http_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
            ERR_clear_error();
            return {.error = asio::error::connection_aborted};
    }
}

}  // namespace forebay::server
