#include <forebay/base/assert.hpp>
#include <forebay/base/hmac.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

namespace forebay {
namespace {

// As with digests: fetching costs more than computing, so it is done once a thread.
class Authenticator {
public:
    Authenticator()
        : algorithm_(EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free),
          context_(EVP_MAC_CTX_new(algorithm_.get()), &EVP_MAC_CTX_free) {
        std::array<char, 7> name = {"SHA256"};
        const std::array parameters = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
            OSSL_PARAM_construct_end()};
        const bool ok =
            context_ != nullptr && EVP_MAC_CTX_set_params(context_.get(), parameters.data()) == 1;
        FOREBAY_ASSERT(ok);
    }

    Sha256 compute(std::string_view key, std::string_view bytes) {
        FOREBAY_ASSERT(!key.empty());  // without a key the one before would count
        const auto data = [](std::string_view text) {
            return reinterpret_cast<const unsigned char*>(text.data());
        };
        Sha256 result;
        std::size_t size = 0;
        const bool ok = EVP_MAC_init(context_.get(), data(key), key.size(), nullptr) == 1 &&
                        EVP_MAC_update(context_.get(), data(bytes), bytes.size()) == 1 &&
                        EVP_MAC_final(context_.get(), result.data(), &size, result.size()) == 1;
        FOREBAY_ASSERT(ok && size == result.size());
        return result;
    }

private:
    std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm_;
    std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context_;
};

}  // namespace

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
    thread_local Authenticator authenticator;
    return authenticator.compute(key, bytes);
}

Sha256 hmac_sha256(const Sha256& key, std::string_view bytes) {
    return hmac_sha256(std::string_view(reinterpret_cast<const char*>(key.data()), key.size()),
                       bytes);
}

bool is_same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace forebay
