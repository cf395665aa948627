#pragma once

#include <forebay/base/result.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <vector>

/// Tags of topics: SNS specification 5.3.
namespace forebay::service::sns {

/// The tags of a request as a map. Errors: a key is there twice, or a tag breaks a limit.
Result<StringMap> take_tags(std::vector<Tag>&& tags);

/// Refuses more tags than a topic may have. Errors: Errc::tag_limit_exceeded.
Result<void> check_tag_count(const StringMap& tags);

}  // namespace forebay::service::sns
