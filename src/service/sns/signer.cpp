#include <forebay/base/assert.hpp>
#include <forebay/base/base64.hpp>
#include <forebay/base/digest.hpp>
#include <forebay/service/sns/signer.hpp>

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>

namespace forebay::service::sns {
namespace {

template <auto free>
struct Freer {
    void operator()(auto* pointer) const { free(pointer); }
};
using Pkey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD, Freer<EVP_MD_free>>;

constexpr unsigned key_bits = 2048;

Bio text_reader(std::string_view text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string text_of(BIO& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(&bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

// Valid from the day before, because clocks differ, and for ever: there is nobody to renew it.
Certificate make_certificate(EVP_PKEY& key) {
    Certificate certificate(X509_new());
    std::array<unsigned char, 8> serial{};
    FOREBAY_ASSERT(certificate != nullptr && RAND_bytes(serial.data(), serial.size()) == 1);
    serial[0] &= 0x7FU;  // positive

    std::uint64_t number = 0;
    for (const unsigned char byte : serial) {
        number = number << 8U | byte;
    }
    constexpr long day_s = 24 * 60 * 60;
    X509_NAME* name = X509_get_subject_name(certificate.get());
    const auto* common_name = reinterpret_cast<const unsigned char*>("Forebay SNS");
    const bool is_made =
        X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), number) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day_s) != nullptr &&
        ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), "99991231235959Z") == 1 &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
        X509_set_issuer_name(certificate.get(), name) == 1 &&
        X509_set_pubkey(certificate.get(), &key) == 1 &&
        X509_sign(certificate.get(), &key, EVP_sha256()) > 0;
    FOREBAY_ASSERT(is_made);
    return certificate;
}

class Signature {
public:
    explicit Signature(const char* algorithm)
        : algorithm_(EVP_MD_fetch(nullptr, algorithm, nullptr)) {
        FOREBAY_ASSERT(algorithm_ != nullptr);
    }

    std::string of(std::string_view text, EVP_PKEY& key) const {
        const DigestContext context(EVP_MD_CTX_new());
        std::string signature(key_bits / 8, '\0');
        std::size_t size = signature.size();
        const bool is_signed =
            EVP_DigestSignInit(context.get(), nullptr, algorithm_.get(), nullptr, &key) == 1 &&
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
        FOREBAY_ASSERT(is_signed && size == signature.size());
        return signature;
    }

private:
    Digest algorithm_;
};

}  // namespace

struct Signer::Key {
    Pkey key;
    Signature version_1{"SHA1"};
    Signature version_2{"SHA256"};
};

std::string Signer::make_identity() {
    const Pkey key(EVP_RSA_gen(key_bits));
    FOREBAY_ASSERT(key != nullptr);
    const Certificate certificate = make_certificate(*key);
    const Bio bio(BIO_new(BIO_s_mem()));
    const bool is_written = PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0,
                                                     nullptr, nullptr) == 1 &&
                            PEM_write_bio_X509(bio.get(), certificate.get()) == 1;
    FOREBAY_ASSERT(is_written);
    return text_of(*bio);
}

Signer::Signer(std::string_view identity) {
    const Bio from = text_reader(identity);
    Pkey key(PEM_read_bio_PrivateKey(from.get(), nullptr, nullptr, nullptr));
    const Certificate certificate(PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr));
    if (key == nullptr || certificate == nullptr ||
        X509_check_private_key(certificate.get(), key.get()) != 1) {
        fail_stop("the stored signing key is damaged");
    }

    const Bio pem(BIO_new(BIO_s_mem()));
    FOREBAY_ASSERT(PEM_write_bio_X509(pem.get(), certificate.get()) == 1);
    certificate_pem_ = text_of(*pem);
    certificate_path_ = fmt::format("/SimpleNotificationService-{}.pem",
                                    sha256_hex(certificate_pem_).substr(0, 32));
    key_ = std::make_unique<const Key>(std::move(key));
}

Signer::~Signer() = default;

std::string Signer::sign(std::string_view string_to_sign, int version) const {
    FOREBAY_ASSERT(version == 1 || version == 2);
    const Signature& signature = version == 1 ? key_->version_1 : key_->version_2;
    return base64(signature.of(string_to_sign, *key_->key));
}

}  // namespace forebay::service::sns
