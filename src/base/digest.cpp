#include <forebay/base/assert.hpp>
#include <forebay/base/digest.hpp>

#include <base/hex_pairs.hpp>
#include <isa-l/crc.h>
#include <openssl/evp.h>

#include <memory>

namespace forebay {
namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

// Fetching an algorithm and making a context cost more than digesting a small body: once a thread.
class Digester {
public:
    explicit Digester(const char* algorithm)
        : algorithm_(EVP_MD_fetch(nullptr, algorithm, nullptr), &EVP_MD_free),
          context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        FOREBAY_ASSERT(algorithm_ != nullptr && context_ != nullptr);
    }

    void digest(std::string_view bytes, std::uint8_t* out) {
        const bool ok = EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1 &&
                        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1 &&
                        EVP_DigestFinal_ex(context_.get(), out, nullptr) == 1;
        FOREBAY_ASSERT(ok);
    }

private:
    std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm_;
    Context context_;
};

}  // namespace

Md5 md5(std::string_view bytes) {
    thread_local Digester digester("MD5");
    Md5 digest;
    digester.digest(bytes, digest.data());
    return digest;
}

std::string sha256_hex(std::string_view bytes) {
    thread_local Digester digester("SHA256");
    std::array<std::uint8_t, 32> digest;
    digester.digest(bytes, digest.data());
    return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::uint32_t crc32(std::string_view bytes) {
    return crc32_gzip_refl(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::uint32_t crc32c(std::uint32_t before, std::string_view bytes) {
    constexpr std::size_t step_max = std::size_t{1} << 30U;  // ISA-L takes the length as an int
    std::uint32_t crc = ~before;
    while (!bytes.empty()) {
        const std::string_view step = bytes.substr(0, step_max);
        auto* const data = reinterpret_cast<unsigned char*>(const_cast<char*>(step.data()));
        crc = crc32_iscsi(data, static_cast<int>(step.size()), crc);  // only reads
        bytes.remove_prefix(step.size());
    }
    return ~crc;
}

std::string hex(std::string_view bytes) {
    std::string text(bytes.size() * 2, '\0');
    char* at = text.data();
    for (const char byte : bytes) {
        at = write_hex(static_cast<std::uint8_t>(byte), at);
    }
    return text;
}

std::string hex(const Md5& digest) {
    return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace forebay
