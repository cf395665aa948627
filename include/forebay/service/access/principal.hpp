#pragma once

#include <string>
#include <string_view>

/// Who a caller is, as policies and GetCallerIdentity name it. `user_name` is empty for the account
/// itself, its root.
namespace forebay::service::access {

/// `arn:aws:iam::<account>:user/<name>`, or `arn:aws:iam::<account>:root`.
std::string principal_arn(std::string_view account, std::string_view user_name);

/// `AIDA` and 17 letters or digits, always the same for one user; of the root, its account.
std::string principal_id(std::string_view account, std::string_view user_name);

}  // namespace forebay::service::access
