#include <forebay/runtime/registry.hpp>
#include <forebay/service/sns/signer_source.hpp>

#include <string_view>

namespace forebay::service::sns {
namespace {

constexpr std::string_view name = "sns/signing-identity";

}  // namespace

SignerSource::SignerSource(runtime::Broker& broker) : broker_(broker) {}

const Signer* SignerSource::find() {
    if (const Signer* found = found_.load(std::memory_order_acquire)) {
        return found;
    }
    const auto identity = broker_.registry().find(name);
    if (!identity) {
        return nullptr;
    }
    const std::scoped_lock lock(mutex_);
    if (signer_ == nullptr) {
        signer_ = std::make_unique<const Signer>(*identity);
        found_.store(signer_.get(), std::memory_order_release);
    }
    return signer_.get();
}

Task<Result<const Signer*>> SignerSource::get() {
    if (const Signer* found = find()) {
        co_return found;
    }
    co_await broker_.aside([this] {
        if (identity_.empty()) {
            identity_ = Signer::make_identity();
        }
    });
    const auto kept = co_await broker_.registry().edit([this](runtime::Registry::Changes& changes) {
        if (!changes.find(name)) {
            changes.put(std::string(name), identity_);
        }
        return Result<void>();
    });
    if (!kept) {
        co_return kept.error();
    }
    co_return find();
}

}  // namespace forebay::service::sns
