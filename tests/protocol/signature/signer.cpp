#include "tests/protocol/signature/signer.hpp"

#include "protocol/signature/canonical.hpp"
#include <forebay/base/digest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::protocol::signature {

Incoming::Incoming(Outgoing outgoing) : sent(std::move(outgoing)) {
    headers = sent.headers;
    headers.push_back({"Host", example_host});
    headers.push_back({"X-Amz-Date", sent.time});
    request = {.method = sent.method, .target = sent.target, .headers = headers, .body = sent.body};

    Signature signature;
    signature.time = sent.time;
    for (const Header& header : headers) {
        std::string name(header.name);
        std::ranges::transform(name, name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        signature.headers.push_back(std::move(name));
    }
    std::ranges::sort(signature.headers);
    const std::size_t slash = sent.scope.find('/');
    const std::size_t last = sent.scope.rfind('/');
    const std::string middle = sent.scope.substr(slash + 1, last - slash - 1);
    signature.day = sent.scope.substr(0, slash);
    signature.region = middle.substr(0, middle.find('/'));
    signature.service = middle.substr(middle.find('/') + 1);

    const std::string_view target = sent.target;
    const std::size_t mark = std::min(target.find('?'), target.size());
    const std::string canonical = canonical_request(
        request, target.substr(0, mark), target.substr(std::min(mark + 1, target.size())),
        signature.headers, {.host = example_host, .body_digest = sha256_hex(sent.body)});
    const Sha256 digest = hmac_sha256(derive_signing_key(sent.secret, signature),
                                      string_to_sign(signature, canonical));
    authorization = fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                sent.access_key, sent.scope, fmt::join(signature.headers, ";"),
                                hex({reinterpret_cast<const char*>(digest.data()), digest.size()}));
    headers.push_back({"Authorization", authorization});
    request.headers = headers;
}

}  // namespace forebay::protocol::signature
