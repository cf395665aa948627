#pragma once

#include <boost/json.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The access policies of queues and topics as JSON: what grants and revokes permissions.
namespace forebay::service {

/// The statements of a policy as a list: a policy may also hold one alone, or none.
boost::json::array& statements_of(boost::json::object& policy);

/// The statement whose Sid is `label`, or the end.
boost::json::array::iterator find_statement(boost::json::array& statements, std::string_view label);

/// A text when there is one item, else a list of texts, each between `prefix` and `suffix`.
boost::json::value one_or_list(const std::vector<std::string>& items, std::string_view prefix,
                               std::string_view suffix);

}  // namespace forebay::service
