#include "service/policy_document.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace forebay::service {

namespace json = boost::json;

json::array& statements_of(json::object& policy) {
    json::value& statements = policy["Statement"];
    if (statements.is_null()) {
        statements = json::array();
    } else if (!statements.is_array()) {
        statements = json::array({json::value(statements)});
    }
    return statements.as_array();
}

json::array::iterator find_statement(json::array& statements, std::string_view label) {
    return std::ranges::find_if(statements, [label](const json::value& statement) {
        const json::object* object = statement.if_object();
        const json::value* sid = object == nullptr ? nullptr : object->if_contains("Sid");
        return sid != nullptr && sid->is_string() && sid->get_string() == label;
    });
}

json::value one_or_list(const std::vector<std::string>& items, std::string_view prefix,
                        std::string_view suffix) {
    json::array list;
    for (const std::string& item : items) {
        list.emplace_back(fmt::format("{}{}{}", prefix, item, suffix));
    }
    if (list.size() == 1) {
        return std::move(list.front());
    }
    return list;
}

}  // namespace forebay::service
