#pragma once

#include "tests/runtime/harness.hpp"
#include <forebay/runtime/tables.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace forebay::runtime {

/// An item of strings and whole numbers.
using Attributes = std::vector<std::pair<std::string, std::variant<std::string, std::int64_t>>>;
Item item(const Attributes& attributes);

/// `id=a n=5`, by name; of none: `-`.
std::string text(const Item& item);
std::string text(const ItemPtr& item);
std::string text(const std::optional<Item>& item);
std::vector<std::string> texts(const std::vector<Item>& items);

/// Expressions with the values `values`, whose names begin with a colon.
engine::Condition condition(const std::string& text, const Attributes& values = {});
engine::Update update(const std::string& text, const Attributes& values = {});
engine::KeyCondition key_condition(const std::string& text, const Attributes& values);

/// A table whose items have the key `id`, and `line`, a number, if it is sorted.
TableInfo wanted_table(const std::string& name);
TableInfo wanted_sorted_table(const std::string& name);

/// A global index by the strings `partition`, and the numbers `sort` if it is not empty.
IndexInfo wanted_index(const std::string& name, const std::string& partition,
                       const std::string& sort = "");

/// A broker with tables.
class TableHarness : public Harness {
public:
    using Harness::Harness;

    Tables& tables() { return broker().tables(); }

    TableInfoPtr create_table(TableInfo wanted);
    TableInfoPtr create_table(const std::string& name) { return create_table(wanted_table(name)); }
    TableInfoPtr find_table(const std::string& name);

    WriteOutcome write(Write wanted) { return run(tables().write(std::move(wanted))).value(); }
    WriteOutcome put(const TableInfoPtr& table, const Attributes& attributes);
    WriteOutcome remove(const TableInfoPtr& table, const Attributes& key);
    std::string get(const TableInfoPtr& table, const Attributes& key);  ///< see `text`

    Page query(const TableInfoPtr& table, const std::string& index, const std::string& condition,
               const Attributes& values);
    Page scan(const TableInfoPtr& table, const std::string& index = "");
    TableCounts counts(const TableInfoPtr& table);
    ChangePage changes(const TableInfoPtr& table, ChangesRequest request = {});

    /// The table without anything that is still to be done to its indexes.
    TableInfoPtr built(const TableInfoPtr& table);
};

Write put_of(const TableInfoPtr& table, const Attributes& attributes);
Write remove_of(const TableInfoPtr& table, const Attributes& key);
Write update_of(const TableInfoPtr& table, const Attributes& key, const std::string& expression,
                const Attributes& values = {});
Write check_of(const TableInfoPtr& table, const Attributes& key, engine::Condition condition);

IndexId index_id(const TableInfoPtr& table, const std::string& name);  ///< "": the table itself
QueryRequest query_of(const TableInfoPtr& table, const std::string& index,
                      const std::string& condition, const Attributes& values);

}  // namespace forebay::runtime
