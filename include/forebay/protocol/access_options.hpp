#pragma once

#include <forebay/service/access/policy.hpp>

#include <string>
#include <vector>

namespace forebay::protocol {

/// An access key, and whose it is.
struct AccessKey {
    std::string id;                  ///< what requests name
    std::string secret;              ///< what they are signed with
    std::string session_token = {};  ///< of temporary credentials: requests bring it; empty: none
    std::string account = {};    ///< 12 digits; empty: the id, if it is 12 digits, else the default
    std::string user_name = {};  ///< empty: the key of the account itself, its root
    service::access::PolicyPtr policy =
        nullptr;                    ///< what it may do; null: all that its account may
    std::string bearer_token = {};  ///< that opens pages in its name; empty: none
};

/// Who may use the daemon.
struct AccessOptions {
    bool verify = false;  ///< requests have to be signed with one of the keys
    std::vector<AccessKey> keys = {};
};

}  // namespace forebay::protocol
