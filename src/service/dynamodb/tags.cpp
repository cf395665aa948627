#include "service/dynamodb/tags.hpp"

#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_name.hpp"
#include "service/sqs/page.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

constexpr std::size_t tags_page = 10;

/// Refuses what is no table's.
Result<void> check_table_arn(const std::string& arn) {
    if (!parse_table_arn(arn)) {
        return invalid(
            fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", arn));
    }
    return {};
}

Result<TableInfoPtr> find_tagged(Context& context, const std::string& arn) {
    auto table = find_table(context, arn);
    if (!table) {
        return Error{Errc::resource_not_found,
                     fmt::format("Requested resource not found: ResourcArn: {} not found", arn)};
    }
    return table;
}

/// What an action needs besides an ARN: a list that is there, and not empty.
struct NeededList {
    std::string_view path;
    bool is_there;
    bool is_empty;
    std::string_view empty_text;
};

Result<TableInfoPtr> find_changed(Context& context, const OptionalText& arn,
                                  const NeededList& list) {
    if (!arn) {
        return invalid("Invalid TableArn");
    }
    if (!list.is_there) {
        return null_at(list.path);
    }
    if (auto checked = check_table_arn(*arn); !checked) {
        return checked.error();
    }
    if (list.is_empty) {
        return invalid(std::string(list.empty_text));
    }
    return find_tagged(context, *arn);
}

}  // namespace

Result<void> add_tags(std::vector<Tag> tags, std::map<std::string, std::string>& to) {
    for (Tag& tag : tags) {
        to.insert_or_assign(*std::move(tag.key), *std::move(tag.value));
    }
    if (to.size() > limits::tags_max) {
        return invalid("One or more parameter values were invalid: Too many tags: the limit is " +
                       std::to_string(limits::tags_max));
    }
    return {};
}

Task<Result<Empty>> tag_resource(Context& context, TagResourceInput input) {
    const NeededList needed{.path = "tags",
                            .is_there = input.tags.has_value(),
                            .is_empty = input.tags && input.tags->empty(),
                            .empty_text = "Atleast one Tag needs to be provided as Input."};
    const auto table = find_changed(context, input.resource_arn, needed);
    if (!table) {
        co_return table.error();
    }
    auto change = [tags = std::move(*input.tags)](TableInfo& edited) {
        return add_tags(tags, edited.tags);
    };
    const auto updated = co_await context.broker.tables().update(*table, std::move(change));
    if (!updated) {
        co_return item_error(updated.error());
    }
    co_return Empty{};
}

Task<Result<Empty>> untag_resource(Context& context, UntagResourceInput input) {
    const NeededList needed{.path = "tagKeys",
                            .is_there = input.tag_keys.has_value(),
                            .is_empty = input.tag_keys && input.tag_keys->empty(),
                            .empty_text = "Atleast one Tag Key needs to be provided as Input."};
    const auto table = find_changed(context, input.resource_arn, needed);
    if (!table) {
        co_return table.error();
    }
    auto change = [keys = std::move(*input.tag_keys)](TableInfo& edited) -> Result<void> {
        for (const std::string& key : keys) {
            edited.tags.erase(key);
        }
        return {};
    };
    const auto updated = co_await context.broker.tables().update(*table, std::move(change));
    if (!updated) {
        co_return item_error(updated.error());
    }
    co_return Empty{};
}

Task<Result<ListTagsOutput>> list_tags_of_resource(Context& context, ListTagsInput input) {
    if (!input.resource_arn) {
        co_return invalid("Invalid TableArn");
    }
    if (auto checked = check_table_arn(*input.resource_arn); !checked) {
        co_return checked.error();
    }
    const auto table = find_tagged(context, *input.resource_arn);
    if (!table) {
        co_return table.error();
    }
    std::string after;
    if (input.next_token) {
        auto place = sqs::parse_token(*input.next_token);
        if (!place) {
            co_return invalid("Invalid NextToken");
        }
        after = *std::move(place);
    }
    const auto& tags = (*table)->tags;
    ListTagsOutput output;
    for (auto tag = tags.upper_bound(after); tag != tags.end(); ++tag) {
        if (output.tags.size() == tags_page) {
            output.next_token = sqs::token_after(*output.tags.back().key);
            break;
        }
        output.tags.push_back({tag->first, tag->second});
    }
    co_return output;
}

}  // namespace forebay::service::dynamodb
