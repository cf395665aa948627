#include <forebay/base/base64.hpp>
#include <forebay/service/sns/signer.hpp>

#include <gmock/gmock.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string>

namespace forebay::service::sns {
namespace {

using testing::MatchesRegex;
using testing::StartsWith;

// What a receiver does: it knows the certificate alone.
bool verifies(const std::string& certificate_pem, const std::string& text,
              const std::string& signature_base64, const EVP_MD* algorithm) {
    BIO* bio = BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size()));
    X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const std::string signature = parse_base64(signature_base64).value();
    const bool is_right =
        EVP_DigestVerifyInit(context, nullptr, algorithm, nullptr, X509_get0_pubkey(certificate)) ==
            1 &&
        EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()),
                         signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                         text.size()) == 1;
    EVP_MD_CTX_free(context);
    X509_free(certificate);
    BIO_free(bio);
    return is_right;
}

const std::string& identity() {
    static const std::string made = Signer::make_identity();
    return made;
}

TEST(Signer, SignsBySha1InVersion1AndBySha256InVersion2) {
    const Signer signer(identity());
    const std::string& pem = signer.certificate_pem();
    const std::string text = "Message\nhello\nTopicArn\nt\nType\nNotification\n";

    EXPECT_TRUE(verifies(pem, text, signer.sign(text, 1), EVP_sha1()));
    EXPECT_TRUE(verifies(pem, text, signer.sign(text, 2), EVP_sha256()));
    EXPECT_FALSE(verifies(pem, text, signer.sign(text, 2), EVP_sha1()));
    EXPECT_FALSE(verifies(pem, text + "x", signer.sign(text, 2), EVP_sha256()));
}

TEST(Signer, IsTheSameAfterARestart) {
    const Signer before(identity());
    const Signer after(identity());

    EXPECT_EQ(after.certificate_pem(), before.certificate_pem());
    EXPECT_EQ(after.certificate_path(), before.certificate_path());
    EXPECT_EQ(after.sign("text", 1), before.sign("text", 1));
}

TEST(Signer, NamesItsCertificateByItsContent) {
    const Signer signer(identity());
    const Signer other(Signer::make_identity());

    EXPECT_THAT(signer.certificate_path(),
                MatchesRegex("/SimpleNotificationService-[0-9a-f]{32}\\.pem"));
    EXPECT_NE(signer.certificate_path(), other.certificate_path());
}

TEST(Signer, TellsTheCertificateAndNotTheKey) {
    const Signer signer(identity());

    EXPECT_THAT(signer.certificate_pem(), StartsWith("-----BEGIN CERTIFICATE-----\n"));
    EXPECT_EQ(signer.certificate_pem().find("PRIVATE"), std::string::npos);
    EXPECT_EQ(signer.sign("text", 1).find('\n'), std::string::npos);
}

TEST(SignerDeathTest, EndsTheProcessOnADamagedKey) {
    EXPECT_DEATH(Signer(identity().substr(0, 900)), "the stored signing key is damaged");
}

}  // namespace
}  // namespace forebay::service::sns
