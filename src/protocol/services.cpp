#include "protocol/services.hpp"

#include "protocol/services/dynamodb.hpp"
#include "protocol/services/sns.hpp"
#include "protocol/services/sqs.hpp"
#include "protocol/services/sts.hpp"

namespace forebay::protocol {

namespace {

constexpr Service table[] = {sqs::description, sns::description, dynamodb::description,
                             dynamodb::streams_description, sts::description};

}  // namespace

std::span<const Service> services() {
    return table;
}

}  // namespace forebay::protocol
