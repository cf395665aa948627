#pragma once

#include <forebay/server/tls.hpp>

#include <filesystem>
#include <string>

namespace forebay::server {

/// Files with a key, and a certificate for `localhost` that it has signed itself; they go with the
/// object.
class TestCertificate {
public:
    TestCertificate();
    ~TestCertificate();
    TestCertificate(const TestCertificate&) = delete;
    TestCertificate& operator=(const TestCertificate&) = delete;

    TlsOptions options() const { return {directory_ / "certificate.pem", directory_ / "key.pem"}; }
    const std::filesystem::path& directory() const { return directory_; }

    /// Another key and certificate in the same files.
    void renew();

    /// The key again, behind a passphrase, in a file of its own.
    std::filesystem::path encrypted_key() const;

    /// A key of another kind.
    std::filesystem::path other_key() const;

    /// What tells it from others.
    std::string fingerprint() const;

private:
    std::filesystem::path directory_;
};

}  // namespace forebay::server
