#include "service/sns/page.hpp"

#include "service/sns/errors.hpp"

#include <utility>

namespace forebay::service::sns {

Result<std::string> place_of(const OptionalText& token) {
    if (!token || token->empty()) {
        return std::string();
    }
    auto place = sqs::parse_token(*token);
    if (!place) {
        return invalid("NextToken");
    }
    return *std::move(place);
}

}  // namespace forebay::service::sns
