#pragma once

#include <forebay/base/result.hpp>
#include <forebay/service/dynamodb/table_shapes.hpp>

#include <map>
#include <string>
#include <vector>

namespace forebay::service::dynamodb {

/// Adds `tags` to those of a table. Errors: Errc::validation_failed, when there are too many.
Result<void> add_tags(std::vector<Tag> tags, std::map<std::string, std::string>& to);

}  // namespace forebay::service::dynamodb
