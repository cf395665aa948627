#include "protocol/certificate_page.hpp"

namespace forebay::protocol {

namespace {

bool is_meant(const PageCall& call) {
    if (call.options.signers == nullptr || call.request.method != "GET" ||
        !call.target.path.ends_with(".pem")) {
        return false;
    }
    const auto* signer = call.options.signers->find();
    return signer != nullptr && call.target.path == signer->certificate_path();
}

Task<void> answer(const PageCall& call) {
    call.response.content_type = "application/x-pem-file";
    call.response.body = call.options.signers->find()->certificate_pem();
    co_return;
}

}  // namespace

constexpr Page certificate_page{is_meant, answer, open_to_all};

}  // namespace forebay::protocol
