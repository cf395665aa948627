#pragma once

#include <forebay/service/values.hpp>

#include <boost/describe/class.hpp>

#include <string>

/// What goes into the STS actions and what comes out.
namespace forebay::service::sts {

using service::EmptyResult;

struct GetCallerIdentityOutput {
    std::string arn;
    std::string user_id;
    std::string account;
};
BOOST_DESCRIBE_STRUCT(GetCallerIdentityOutput, (), (arn, user_id, account))

}  // namespace forebay::service::sts
