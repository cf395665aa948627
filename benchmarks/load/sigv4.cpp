#include "load/sigv4.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <cstring>
#include <ctime>
#include <stdexcept>

namespace forebay::load {
namespace {

constexpr std::size_t block_bytes = 64;
constexpr std::string_view content_type = "application/x-amz-json-1.0";
constexpr std::string_view signed_headers = "content-type;host;x-amz-date;x-amz-target";

std::string_view view(const Sha256::Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

void Sha256::Free::operator()(EVP_MD* algorithm) const {
    EVP_MD_free(algorithm);
}
void Sha256::Free::operator()(EVP_MD_CTX* context) const {
    EVP_MD_CTX_free(context);
}

Sha256::Sha256()
    : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    if (algorithm_ == nullptr || context_ == nullptr) {
        throw std::runtime_error{"OpenSSL has no SHA-256"};
    }
}

Sha256::Digest Sha256::digest(std::string_view text) {
    return digest_of_two(text, {});
}

Sha256::Digest Sha256::digest_of_two(std::string_view first, std::string_view second) {
    Digest digest{};
    if (EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) != 1 ||
        EVP_DigestUpdate(context_.get(), first.data(), first.size()) != 1 ||
        EVP_DigestUpdate(context_.get(), second.data(), second.size()) != 1 ||
        EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1) {
        throw std::runtime_error{"OpenSSL refused a digest"};
    }
    return digest;
}

// RFC 2104: H(key ^ opad | H(key ^ ipad | text)).
Sha256::Digest Sha256::hmac(std::string_view key, std::string_view text) {
    std::array<char, block_bytes> padded{};
    const Digest short_key = key.size() > block_bytes ? digest(key) : Digest{};
    if (key.size() > block_bytes) {
        key = view(short_key);
    }
    std::memcpy(padded.data(), key.data(), key.size());

    const auto xored = [&padded](char pad) {
        std::array<char, block_bytes> block = padded;
        for (char& c : block) {
            c = static_cast<char>(c ^ pad);
        }
        return block;
    };
    const auto inner_pad = xored(0x36);
    const auto outer_pad = xored(0x5c);
    const Digest inner = digest_of_two({inner_pad.data(), block_bytes}, text);
    return digest_of_two({outer_pad.data(), block_bytes}, view(inner));
}

std::string hex(const Sha256::Digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4];
        text += digits[byte & 0xf];
    }
    return text;
}

std::string Signer::authorization(const Request& request) {
    const std::string_view day = request.date.substr(0, 8);
    const std::string scope =
        fmt::format("{}/{}/{}/aws4_request", day, identity_.region, identity_.service);
    const std::string canonical = fmt::format(
        "POST\n{}\n\ncontent-type:{}\nhost:{}\nx-amz-date:{}\nx-amz-target:{}\n\n{}\n{}",
        request.path, content_type, request.host, request.date, request.target, signed_headers,
        hex(sha256_.digest(request.body)));
    const std::string text = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", request.date, scope,
                                         hex(sha256_.digest(canonical)));
    const Sha256::Digest signature = sha256_.hmac(view(signing_key(day)), text);
    return fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                       identity_.access_key, scope, signed_headers, hex(signature));
}

Sha256::Digest Signer::signing_key(std::string_view day) {
    if (key_day_ != day) {
        key_ = sha256_.hmac("AWS4" + identity_.secret_key, day);
        for (const std::string_view part :
             {std::string_view{identity_.region}, std::string_view{identity_.service},
              std::string_view{"aws4_request"}}) {
            key_ = sha256_.hmac(view(key_), part);
        }
        key_day_ = day;
    }
    return key_;
}

std::string amz_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 17> text{};
    std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return text.data();
}

}  // namespace forebay::load
