#include <forebay/server/tls.hpp>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace forebay::server {
namespace {

using ContextPtr = std::shared_ptr<SSL_CTX>;

constexpr const char* ciphers_of_tls_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view http_1_1 = "\x08http/1.1";

Error refusal(std::string_view setting, const std::filesystem::path& file, std::string_view why) {
    return {Errc::internal, fmt::format("{}: {}: {}", setting, file.string(), why)};
}

// What OpenSSL has to say, the first cause first.
std::string openssl_error() {
    std::array<char, 256> text = {};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return text.data();
}

Result<void> check_readable(std::string_view setting, const std::filesystem::path& file) {
    if (file.empty()) {
        return Error{Errc::internal,
                     fmt::format("{} is not set, and an address speaks TLS", setting)};
    }
    std::ifstream stream(file);
    if (!stream || stream.peek() == std::ifstream::traits_type::eof()) {
        return refusal(setting, file, stream ? "is empty" : std::strerror(errno));
    }
    return {};
}

// Nobody is there to be asked for one.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

// A client that wants a protocol, and not ours, hears it now and not by what it cannot read.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_bytes,
                    const unsigned char* offered, unsigned offered_bytes, void*) {
    unsigned char* protocol = nullptr;
    const auto* ours = reinterpret_cast<const unsigned char*>(http_1_1.data());
    if (SSL_select_next_proto(&protocol, chosen_bytes, ours, static_cast<unsigned>(http_1_1.size()),
                              offered, offered_bytes) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *chosen = protocol;
    return SSL_TLSEXT_ERR_OK;
}

void set_up(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, ciphers_of_tls_1_2);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // A write that took a part says so, and goes on with what has been moved elsewhere; idle
    // connections keep no buffers.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    // Sessions are resumed by tickets, which the client keeps.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_default_passwd_cb(context, no_passphrase);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

Result<ContextPtr> load_context(const TlsOptions& options) {
    constexpr std::string_view certificate_setting = "tls.certificate_file";
    constexpr std::string_view key_setting = "tls.key_file";
    if (const auto readable = check_readable(certificate_setting, options.certificate_file);
        !readable) {
        return readable.error();
    }
    if (const auto readable = check_readable(key_setting, options.key_file); !readable) {
        return readable.error();
    }
    ERR_clear_error();
    ContextPtr context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (context == nullptr) {
        return Error{Errc::internal, fmt::format("TLS cannot be set up: {}", openssl_error())};
    }
    set_up(context.get());
    if (SSL_CTX_use_certificate_chain_file(context.get(), options.certificate_file.c_str()) != 1) {
        return refusal(certificate_setting, options.certificate_file,
                       fmt::format("is no chain of certificates in PEM: {}", openssl_error()));
    }
    const bool is_key =
        SSL_CTX_use_PrivateKey_file(context.get(), options.key_file.c_str(), SSL_FILETYPE_PEM) == 1;
    const bool is_of_another = is_key
                                   ? SSL_CTX_check_private_key(context.get()) != 1
                                   : ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH;
    if (is_of_another) {
        ERR_clear_error();
        return refusal(key_setting, options.key_file,
                       fmt::format("is not the key of {}", options.certificate_file.string()));
    }
    if (!is_key) {
        return refusal(key_setting, options.key_file,
                       fmt::format("is no key in PEM without a passphrase: {}", openssl_error()));
    }
    return context;
}

class FileContext final : public TlsContext {
public:
    FileContext(TlsOptions options, ContextPtr context)
        : options_(std::move(options)), context_(std::move(context)) {}

    Result<void> reload() override {
        auto context = load_context(options_);
        if (!context) {
            return context.error();
        }
        const std::lock_guard lock(mutex_);
        context_ = *std::move(context);
        return {};
    }

    ContextPtr current() const override {
        const std::lock_guard lock(mutex_);
        return context_;
    }

private:
    const TlsOptions options_;
    mutable std::mutex mutex_;  // guards context_
    ContextPtr context_;
};

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const TlsOptions& options) {
    auto context = load_context(options);
    if (!context) {
        return context.error();
    }
    return std::shared_ptr<TlsContext>(std::make_shared<FileContext>(options, *std::move(context)));
}

}  // namespace forebay::server
