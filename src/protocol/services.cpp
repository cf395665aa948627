#include "protocol/services.hpp"

#include "protocol/services/sns.hpp"
#include "protocol/services/sqs.hpp"

namespace forebay::protocol {

namespace {

constexpr Service table[] = {sqs::description, sns::description};

}  // namespace

std::span<const Service> services() {
    return table;
}

}  // namespace forebay::protocol
