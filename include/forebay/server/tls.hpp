#pragma once

#include <forebay/base/result.hpp>

#include <filesystem>
#include <memory>

struct ssl_ctx_st;

namespace forebay::server {

/// Who a server says that it is. PEM files; they are read when they are loaded, and not later.
struct TlsOptions {
    std::filesystem::path certificate_file;  ///< its own first, then those that lead to a root
    std::filesystem::path key_file;          ///< of the first, without a passphrase
};

/// A certificate and its key, and how TLS is spoken with them: 1.2 with forward secrecy and
/// authenticated encryption, or 1.3; HTTP/1.1 if the client asks for a protocol (ALPN); no
/// renegotiation, no compression. Any thread may use it.
///
/// OpenSSL writes to sockets with `write`: the process must ignore SIGPIPE.
class TlsContext {
public:
    /// Errors (Errc::internal): a file cannot be read, or is not what it should be (it is named);
    /// the key is another certificate's.
    static Result<std::shared_ptr<TlsContext>> load(const TlsOptions& options);

    virtual ~TlsContext() = default;

    /// Reads the files again, for connections that begin later. On an error (as in `load`) all
    /// stays as it was.
    virtual Result<void> reload() = 0;

    /// For connections that begin now.
    virtual std::shared_ptr<ssl_ctx_st> current() const = 0;
};

}  // namespace forebay::server
