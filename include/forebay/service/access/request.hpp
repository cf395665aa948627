#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace forebay::service::access {

/// What conditions and variables ask for, by names in lower case: `aws:sourceip`.
using Keys = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Who asks.
struct Principal {
    std::string account;       ///< 12 digits; of a service: empty
    std::string user_name;     ///< empty: the account itself
    std::string service = {};  ///< `sns.amazonaws.com`; empty: it is an account or a user

    /// As policies name it.
    std::string arn() const;
};

/// What is asked for.
struct Request {
    Principal principal;
    std::string action;            ///< `sqs:SendMessage`
    std::string resource;          ///< an ARN, or `*`
    std::string resource_account;  ///< whose it is
    Keys keys = {};
};

}  // namespace forebay::service::access
