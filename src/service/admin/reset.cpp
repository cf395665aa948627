#include "service/sqs/queue_url.hpp"
#include <forebay/service/admin/reset.hpp>

#include <utility>

namespace forebay::service::admin {

Task<Result<runtime::Admin::Removed>> reset(runtime::Broker& broker,
                                            runtime::RecordedDeliveries* recorded,
                                            std::string account) {
    if (!account.empty() && !sqs::is_account_id(account)) {
        co_return Error{Errc::invalid_parameter, "account must be 12 digits."};
    }
    if (recorded != nullptr) {
        recorded->remove([&account](const runtime::RecordedDelivery& delivery) {
            return account.empty() || delivery.account == account;
        });
    }
    co_return co_await broker.admin().reset(std::move(account));
}

}  // namespace forebay::service::admin
