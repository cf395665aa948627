#include "tests/server/certificate.hpp"

#include <forebay/base/assert.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace forebay::server {
namespace {

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open(const std::filesystem::path& path, const char* mode) {
    File file(std::fopen(path.c_str(), mode), std::fclose);
    FOREBAY_ASSERT(file != nullptr);
    return file;
}

Owned<X509> certificate_of(EVP_PKEY* key) {
    Owned<X509> certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    FOREBAY_ASSERT(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
    return certificate;
}

}  // namespace

TestCertificate::TestCertificate() {
    std::string name = std::filesystem::temp_directory_path() / "forebay-tls-XXXXXX";
    directory_ = ::mkdtemp(name.data());
    renew();
}

TestCertificate::~TestCertificate() {
    std::filesystem::remove_all(directory_);
}

void TestCertificate::renew() {
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    PEM_write_PrivateKey(open(options().key_file, "w").get(), key.get(), nullptr, nullptr, 0,
                         nullptr, nullptr);
    PEM_write_X509(open(options().certificate_file, "w").get(), certificate_of(key.get()).get());
}

std::filesystem::path TestCertificate::encrypted_key() const {
    const Owned<EVP_PKEY> key(
        PEM_read_PrivateKey(open(options().key_file, "r").get(), nullptr, nullptr, nullptr),
        EVP_PKEY_free);
    std::string passphrase = "secret";
    const std::filesystem::path path = directory_ / "encrypted.pem";
    PEM_write_PKCS8PrivateKey(open(path, "w").get(), key.get(), EVP_aes_256_cbc(),
                              passphrase.data(), static_cast<int>(passphrase.size()), nullptr,
                              nullptr);
    return path;
}

std::filesystem::path TestCertificate::other_key() const {
    const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free);
    const std::filesystem::path path = directory_ / "other.pem";
    PEM_write_PrivateKey(open(path, "w").get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return path;
}

std::string TestCertificate::fingerprint() const {
    const Owned<X509> certificate(
        PEM_read_X509(open(options().certificate_file, "r").get(), nullptr, nullptr, nullptr),
        X509_free);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
    unsigned bytes = 0;
    X509_digest(certificate.get(), EVP_sha256(), digest.data(), &bytes);
    return {digest.begin(), digest.begin() + bytes};
}

}  // namespace forebay::server
