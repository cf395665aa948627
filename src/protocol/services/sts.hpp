#pragma once

#include "protocol/action.hpp"
#include <forebay/service/sts/actions.hpp>

/// STS: who a caller is.
namespace forebay::protocol::sts {

using namespace service::sts;

constexpr Action for_everybody(Action row) {
    row.is_for_everybody = true;
    return row;
}

inline constexpr Action actions[] = {
    for_everybody(action<get_caller_identity>("GetCallerIdentity")),
};

inline constexpr Service description{
    .name = "sts",
    .json_target = "AWSSecurityTokenServiceV20110615",
    .json_errors = "com.amazonaws.sts",
    .query_version = "2011-06-15",
    .xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/",
    .xml_errors_have_detail = false,
    .unknown_action = "Could not find operation {} for version 2011-06-15",
    .errors = {},
    .actions = actions};

}  // namespace forebay::protocol::sts
