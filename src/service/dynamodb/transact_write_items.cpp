#include "service/dynamodb/capacity.hpp"
#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/wanted_write.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace forebay::service::dynamodb {
namespace {

using Kind = runtime::Write::Kind;
using Outcomes = std::vector<runtime::WriteOutcome>;

constexpr double transaction_factor = 2;  // of capacity units

/// An action, and which of its members say what it is.
struct Action {
    Kind kind;
    TransactedWrite* write;
    std::string_view member;  // as in the paths of errors
};

Result<Action> action_of(TransactWriteItem& item) {
    std::vector<Action> given;
    const auto add = [&given](Kind kind, std::optional<TransactedWrite>& write,
                              std::string_view member) {
        if (write) {
            given.push_back({kind, &*write, member});
        }
    };
    add(Kind::check, item.condition_check, "conditionCheck");
    add(Kind::put, item.put, "put");
    add(Kind::remove, item.remove, "delete");
    add(Kind::update, item.update, "update");
    if (given.size() != 1) {
        return invalid("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    return given.front();
}

/// What the framework demands of this kind of action.
Result<void> check_members(const Action& action, std::size_t number) {
    const TransactedWrite& write = *action.write;
    const auto path = [&](std::string_view member) {
        return fmt::format("transactItems.{}.member.{}.{}", number, action.member, member);
    };
    if (action.kind == Kind::put ? !write.item : !write.key) {
        return null_at(path(action.kind == Kind::put ? "item" : "key"));
    }
    if (action.kind == Kind::check && !write.condition_expression) {
        return null_at(path("conditionExpression"));
    }
    if (action.kind == Kind::update && !write.update_expression) {
        return null_at(path("updateExpression"));
    }
    return {};
}

Result<void> check_write_parameters(const Action& action) {
    const TransactedWrite& write = *action.write;
    const engine::Parameter update_and_condition[] = {
        {"UpdateExpression", write.update_expression.has_value()},
        {"ConditionExpression", write.condition_expression.has_value()}};
    auto expressions = std::span<const engine::Parameter>(update_and_condition);
    if (action.kind != Kind::update) {
        expressions = expressions.subspan(1);
    }
    return engine::check_parameters({.expressions = expressions,
                                     .legacy = {},
                                     .has_names = write.expression_attribute_names.has_value(),
                                     .has_values = write.expression_attribute_values.has_value()});
}

Result<WantedWrite> wanted_write(const Action& action) {
    if (auto checked = check_write_parameters(action); !checked) {
        return checked.error();
    }
    TransactedWrite& write = *action.write;
    auto item = take(std::move(action.kind == Kind::put ? write.item : write.key));
    if (!item) {
        return item.error();
    }
    if (action.kind == Kind::put) {
        if (auto checked = engine::check_size(*item, engine::ItemWrite::put); !checked) {
            return checked.error();
        }
    }
    auto expressions = engine::compile(
        {.update = action.kind == Kind::update ? write.update_expression : std::nullopt,
         .condition = write.condition_expression,
         .key_condition = {},
         .filter = {},
         .projection = {},
         .names = std::move(write.expression_attribute_names),
         .values = std::move(write.expression_attribute_values)});
    if (!expressions) {
        return expressions.error();
    }
    return WantedWrite{.kind = action.kind,
                       .table_name = *write.table_name,
                       .item = std::move(*item),
                       .condition = std::move(expressions->condition),
                       .update = std::move(expressions->update)};
}

// All that a transaction says, so that one that is sent again is known.
class Content {
public:
    void add(const Action& action) {
        const TransactedWrite& write = *action.write;
        text_ += static_cast<char>('a' + static_cast<int>(action.kind));
        add(write.table_name);
        add(write.item ? write.item->item.bytes() : std::string());
        add(write.key ? write.key->item.bytes() : std::string());
        add(write.update_expression);
        add(write.condition_expression);
        for (const auto& [name, attribute] : write.expression_attribute_names.value_or(Names())) {
            add(name);
            add(attribute);
        }
        add(write.expression_attribute_values ? write.expression_attribute_values->item.bytes()
                                              : std::string());
        add(write.return_values_on_condition_check_failure);
    }

    void add(const OptionalText& text) {
        text_ += fmt::format("{}:", text ? text->size() + 1 : 0);
        text_ += text.value_or(std::string());
    }

    Fingerprint fingerprint() const { return forebay::fingerprint(text_); }

private:
    std::string text_;
};

struct WantedTransaction {
    std::vector<WantedWrite> writes;
    std::vector<OptionalText> wishes;  // ReturnValuesOnConditionCheckFailure, of each
    Fingerprint content;
};

Result<WantedTransaction> wanted_transaction(TransactWriteItemsInput& input) {
    WantedTransaction wanted;
    Content content;
    std::size_t bytes = 0;
    for (TransactWriteItem& item : *input.transact_items) {
        const auto action = action_of(item);
        if (!action) {
            return action.error();
        }
        if (auto checked = check_members(*action, wanted.writes.size() + 1); !checked) {
            return checked.error();
        }
        content.add(*action);
        wanted.wishes.push_back(action->write->return_values_on_condition_check_failure);
        auto write = wanted_write(*action);
        if (!write) {
            return write.error();
        }
        bytes += write->item.size();
        wanted.writes.push_back(std::move(*write));
    }
    if (bytes > limits::transaction_bytes_max) {
        return invalid("Collection of items exceeds the aggregate size limit of 4 MB");
    }
    wanted.content = content.fingerprint();
    return wanted;
}

/// DynamoDB specification 10: reasons.
CancellationReason reason_of(const runtime::WriteOutcome& outcome, std::optional<Item> item) {
    if (!outcome.refusal) {
        return {};
    }
    if (outcome.refusal->code == Errc::condition_failed) {
        return {.code = "ConditionalCheckFailed",
                .message = "The conditional request failed",
                .item = std::move(item)};
    }
    return {.code = "ValidationError", .message = outcome.refusal->detail};
}

bool is_refused(const Outcomes& outcomes) {
    return std::ranges::any_of(
        outcomes, [](const runtime::WriteOutcome& outcome) { return outcome.refusal.has_value(); });
}

/// Why none was done.
Error cancellation(Context& context, const std::vector<OptionalText>& wishes,
                   const Outcomes& outcomes) {
    auto& reasons = context.refusal.cancellation_reasons;
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        reasons.push_back(reason_of(outcomes[i], refused_item(wishes[i], outcomes[i])));
        codes.push_back(reasons.back().code);
    }
    return {Errc::transaction_canceled,
            fmt::format("Transaction cancelled, please refer cancellation reasons for specific "
                        "reasons [{}]",
                        fmt::join(codes, ", "))};
}

void report(const TransactWriteItemsInput& input, const std::vector<runtime::Tables::Get>& written,
            const Outcomes& outcomes, TransactWriteItemsOutput& output) {
    std::map<std::string, std::pair<TableInfoPtr, Usage>> usages;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const TableInfoPtr& table = written[i].table;
        auto& usage = usages[table->key.name];
        usage.first = table;
        usage.second.add(write_usage(outcomes[i]), transaction_factor);
        auto metrics =
            collection_metrics(input.return_item_collection_metrics, *table, written[i].key);
        if (metrics) {
            output.item_collection_metrics[table->key.name].push_back(*std::move(metrics));
        }
    }
    const CapacityReport wish = capacity_report(input.return_consumed_capacity);
    for (const auto& [name, usage] : usages) {
        if (auto consumed = describe(wish, *usage.first, usage.second)) {
            consumed->write_capacity_units = consumed->capacity_units;
            output.consumed_capacity.push_back(*std::move(consumed));
        }
    }
}

}  // namespace

Task<Result<TransactWriteItemsOutput>> transact_write_items(Context& context,
                                                            TransactWriteItemsInput input) {
    auto wanted = wanted_transaction(input);
    if (!wanted) {
        co_return wanted.error();
    }
    std::vector<runtime::Write> writes;
    std::vector<runtime::Tables::Get> written;
    for (WantedWrite& write : wanted->writes) {
        auto resolved = resolve(context, std::move(write));
        if (!resolved) {
            co_return resolved.error();
        }
        written.push_back(
            {resolved->table, engine::key_attributes(resolved->table->schema, resolved->item)});
        writes.push_back(std::move(*resolved));
    }
    std::optional<runtime::TransactionToken> token;
    if (input.client_request_token) {
        token = runtime::TransactionToken{*input.client_request_token, wanted->content};
    }
    const auto done =
        co_await context.broker.tables().transact(std::move(writes), std::move(token));
    if (!done) {
        co_return item_error(done.error());
    }
    if (is_refused(done->outcomes)) {
        co_return cancellation(context, wanted->wishes, done->outcomes);
    }
    TransactWriteItemsOutput output;
    report(input, written, done->outcomes, output);
    co_return output;
}

}  // namespace forebay::service::dynamodb
