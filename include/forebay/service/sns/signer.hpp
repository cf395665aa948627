#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace forebay::service::sns {

/// Signs what is delivered, so that receivers can tell it from what others send them: RSA 2048,
/// PKCS#1 v1.5, with a self-signed certificate that they fetch. SNS specification 8.5.
///
/// Immutable, so any thread may use it. A signature costs about half a millisecond of processor
/// time: sign a publication once, not once a subscription.
class Signer {
public:
    /// A new private key and its certificate as one PEM text: a secret.
    static std::string make_identity();

    /// Ends the process when `identity` is not what `make_identity` made.
    explicit Signer(std::string_view identity);
    ~Signer();
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    /// The signature of the UTF-8 text `string_to_sign` in base64, by SHA-1 for version 1 of
    /// SignatureVersion, by SHA-256 for version 2.
    std::string sign(std::string_view string_to_sign, int version) const;

    /// The X.509 certificate in PEM: what GET of `certificate_path` answers, to everybody.
    const std::string& certificate_pem() const { return certificate_pem_; }

    /// `/SimpleNotificationService-<32 hexadecimal digits>.pem`: another certificate, another path.
    const std::string& certificate_path() const { return certificate_path_; }

private:
    struct Key;

    std::unique_ptr<const Key> key_;
    std::string certificate_pem_;
    std::string certificate_path_;
};

}  // namespace forebay::service::sns
