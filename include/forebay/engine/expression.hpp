#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/attribute_value.hpp>
#include <forebay/model/table.hpp>

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The expressions of a request: compiled once, then evaluated on any number of items, on any
/// thread. Everything here owns what it needs of the request, and is cheap to move and to copy.
/// DynamoDB specification 7.
namespace forebay::engine {

namespace expressions {
struct Program;
}

/// A path that an expression uses, as its first element: an attribute of the item.
struct AttributeUse {
    std::string_view name;
    bool is_nested;  ///< the path goes on from there
};

/// A condition or a filter.
class Condition {
public:
    explicit Condition(std::shared_ptr<const expressions::Program> program);

    /// Never an error: what has another type than the condition wants is just not so. The item that
    /// is not there is an empty one. Does not allocate.
    bool holds(MapView item) const;

    /// In the order of the text, each path anew.
    std::span<const AttributeUse> uses() const;

private:
    std::shared_ptr<const expressions::Program> program_;
};

/// Which parts of an item a client wants.
class Projection {
public:
    explicit Projection(std::shared_ptr<const expressions::Program> program);

    /// Nested as in `item`; the elements of lists that are left close up.
    Item of(MapView item) const;
    std::span<const AttributeUse> uses() const;

private:
    std::shared_ptr<const expressions::Program> program_;
};

/// How an update changes an item.
class Update {
public:
    explicit Update(std::shared_ptr<const expressions::Program> program);

    /// The item that `item` becomes. Of an item that is not there yet, `item` is its key.
    /// Errors: validation_failed, when a path or an operand is not there, or has the wrong type.
    Result<Item> apply(MapView item) const;

    /// The parts of `item` that the update names: of the item before it UPDATED_OLD, of the one
    /// after it UPDATED_NEW. DynamoDB specification 6.
    Item named_parts(MapView item) const;

    /// What is written, not what is read.
    std::span<const AttributeUse> targets() const;

    /// What is written and read: paths in the order of the text.
    std::span<const AttributeUse> uses() const;

private:
    std::shared_ptr<const expressions::Program> program_;
};

/// Which key attributes a query asks for, before it is known which ones the table has.
class KeyCondition {
public:
    explicit KeyCondition(std::shared_ptr<const expressions::Program> program);

    /// What that is in a table or index with the key `schema`. Errors: validation_failed.
    /// DynamoDB specification 8.
    Result<KeyRange> resolve(const KeySchema& schema) const;

private:
    std::shared_ptr<const expressions::Program> program_;
};

/// The expressions of a request, as sent. Absent ones are nullopt, not empty.
struct ExpressionTexts {
    std::optional<std::string> update;         ///< UpdateExpression
    std::optional<std::string> condition;      ///< ConditionExpression
    std::optional<std::string> key_condition;  ///< KeyConditionExpression
    std::optional<std::string> filter;         ///< FilterExpression
    std::optional<std::string> projection;     ///< ProjectionExpression

    std::optional<std::map<std::string, std::string>> names;  ///< ExpressionAttributeNames
    std::optional<GivenItem> values;                          ///< ExpressionAttributeValues

    bool are_absent() const {
        return !update && !condition && !key_condition && !filter && !projection && !names &&
               !values;
    }
};

/// What they were compiled into: each is there when its text, or the members that are older than
/// expressions and stand for it (engine/legacy_conditions.hpp), were.
struct Expressions {
    std::optional<Update> update;
    std::optional<Condition> condition;
    std::optional<KeyCondition> key_condition;
    std::optional<Condition> filter;
    std::optional<Projection> projection;
};

/// Checks names and values, then compiles each expression, in the order above; at last looks for
/// names and values that none has used.
/// Errors: validation_failed, the first that the service would find. DynamoDB specification 7.
Result<Expressions> compile(ExpressionTexts texts);

/// A member of a request, and whether it is there.
struct Parameter {
    std::string_view name;
    bool is_given;
};

/// The members of a request that hold expressions, and those that are older and stand for the
/// same: each in the order in which errors name them.
struct ExpressionParameters {
    std::span<const Parameter> expressions;
    std::span<const Parameter> legacy;
    bool has_names;   ///< ExpressionAttributeNames
    bool has_values;  ///< ExpressionAttributeValues
};

/// Refuses expressions beside older members, and names or values without expressions: before
/// everything else of section 7 is looked at. KeyConditions may stand beside a FilterExpression.
Result<void> check_parameters(const ExpressionParameters& parameters);

}  // namespace forebay::engine
