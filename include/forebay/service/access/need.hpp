#pragma once

#include <forebay/service/access/request.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/values.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace forebay::service::access {

/// A permission that an action needs. What an input needs follows from its members: each service
/// has functions `needs_of(context, input)` beside its shapes.
struct Need {
    std::string resource;          ///< an ARN, or `*`
    std::string_view action = {};  ///< without the service; empty: that which is carried out
    Keys keys = {};                ///< what conditions may ask for besides
};
using Needs = std::vector<Need>;

/// The region and account of an ARN; empty where it has none.
struct ArnPlace {
    std::string_view service;
    std::string_view region;
    std::string_view account;
    std::string_view resource;  ///< all that is behind
};
ArnPlace place_of(std::string_view arn);

}  // namespace forebay::service::access

namespace forebay::service {

/// Actions that are not about a resource.
inline access::Needs needs_of(const Context& /*context*/, const EmptyResult& /*input*/) {
    return {{.resource = "*"}};
}
inline access::Needs needs_of(const Context& /*context*/, const Empty& /*input*/) {
    return {{.resource = "*"}};
}

}  // namespace forebay::service
