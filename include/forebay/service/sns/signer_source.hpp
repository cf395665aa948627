#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/runtime/broker.hpp>
#include <forebay/service/sns/signer.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace forebay::service::sns {

/// Where a broker's signer comes from. Its key is made when something is first to be signed, since
/// that takes about a quarter of a second, and kept with the queues: aside, so that nobody else
/// waits for it. Any thread may use it.
class SignerSource {
public:
    explicit SignerSource(runtime::Broker& broker);

    /// Made if there is none yet, and durable then. It lives as long as this.
    /// Errors: Errc::disk_full.
    Task<Result<const Signer*>> get();

    /// Null while nothing was ever signed.
    const Signer* find();

private:
    runtime::Broker& broker_;
    std::string identity_;  // the one that was made; of the thread aside
    std::mutex mutex_;      // of what makes signer_
    std::unique_ptr<const Signer> signer_;
    std::atomic<const Signer*> found_ = nullptr;
};

}  // namespace forebay::service::sns
