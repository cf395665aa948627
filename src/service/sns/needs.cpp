#include "service/sns/arn.hpp"
#include <forebay/service/sns/needs.hpp>

#include <fmt/format.h>

namespace forebay::service::sns {

std::string own_arn(const Context& context, std::string_view resource) {
    return fmt::format("arn:aws:sns:{}:{}:{}", context.region, context.account, resource);
}

std::string arn_of_arn(const OptionalText& text) {
    const auto arn = parse_arn(text ? std::string_view(*text) : std::string_view());
    return arn ? fmt::format("arn:aws:sns:{}:{}:{}", arn->region, arn->account, arn->resource)
               : "*";
}

}  // namespace forebay::service::sns
