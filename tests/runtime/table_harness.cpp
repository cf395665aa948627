#include "tests/runtime/table_harness.hpp"

#include <forebay/base/assert.hpp>
#include <forebay/model/value_writer.hpp>

#include <algorithm>
#include <memory>

namespace forebay::runtime {
namespace {

engine::Expressions compiled(engine::ExpressionTexts texts, const Attributes& values) {
    if (!values.empty()) {
        texts.values = GivenItem{.item = item(values), .fault = {}, .faulty_attribute = {}};
    }
    return engine::compile(std::move(texts)).value();
}

}  // namespace

Item item(const Attributes& attributes) {
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_item();
    for (const auto& [name, value] : attributes) {
        writer.name(name);
        if (const auto* text = std::get_if<std::string>(&value)) {
            writer.string(*text);
        } else {
            writer.number(Number::parse(std::to_string(std::get<std::int64_t>(value))).value());
        }
    }
    writer.end();
    return Item(std::move(bytes));
}

std::string text(const Item& item) {
    std::string text;
    for (const auto& [name, value] : item.view().entries()) {
        text += text.empty() ? "" : " ";
        text += name;
        text += '=';
        text += value.is(ValueType::number) ? value.number().text() : std::string(value.payload());
    }
    return text;
}

std::string text(const ItemPtr& item) {
    return item == nullptr ? "-" : text(*item);
}

std::string text(const std::optional<Item>& item) {
    return item.has_value() ? text(*item) : "-";
}

std::vector<std::string> texts(const std::vector<Item>& items) {
    std::vector<std::string> all;
    for (const Item& one : items) {
        all.push_back(text(one));
    }
    return all;
}

engine::Condition condition(const std::string& text, const Attributes& values) {
    engine::ExpressionTexts texts;
    texts.condition = text;
    return compiled(std::move(texts), values).condition.value();
}

engine::Update update(const std::string& text, const Attributes& values) {
    engine::ExpressionTexts texts;
    texts.update = text;
    return compiled(std::move(texts), values).update.value();
}

engine::KeyCondition key_condition(const std::string& text, const Attributes& values) {
    engine::ExpressionTexts texts;
    texts.key_condition = text;
    return compiled(std::move(texts), values).key_condition.value();
}

TableInfo wanted_table(const std::string& name) {
    TableInfo wanted;
    wanted.key = {.account = "000000000000", .region = "us-east-1", .name = name};
    wanted.schema.partition = {"id", ValueType::string};
    return wanted;
}

TableInfo wanted_sorted_table(const std::string& name) {
    TableInfo wanted = wanted_table(name);
    wanted.schema.sort = {"line", ValueType::number};
    return wanted;
}

IndexInfo wanted_index(const std::string& name, const std::string& partition,
                       const std::string& sort) {
    IndexInfo index;
    index.name = name;
    index.schema.partition = {partition, ValueType::string};
    if (!sort.empty()) {
        index.schema.sort = {sort, ValueType::number};
    }
    return index;
}

TableInfoPtr TableHarness::create_table(TableInfo wanted) {
    return run(tables().create(std::move(wanted))).value().table;
}

TableInfoPtr TableHarness::find_table(const std::string& name) {
    return tables().find(wanted_table(name).key);
}

WriteOutcome TableHarness::put(const TableInfoPtr& table, const Attributes& attributes) {
    return write(put_of(table, attributes));
}

WriteOutcome TableHarness::remove(const TableInfoPtr& table, const Attributes& key) {
    return write(remove_of(table, key));
}

std::string TableHarness::get(const TableInfoPtr& table, const Attributes& key) {
    return text(run(tables().get(table, item(key))).value());
}

Page TableHarness::query(const TableInfoPtr& table, const std::string& index,
                         const std::string& condition, const Attributes& values) {
    return run(tables().query(query_of(table, index, condition, values))).value();
}

Page TableHarness::scan(const TableInfoPtr& table, const std::string& index) {
    ScanRequest request;
    request.page.table = table;
    request.page.index = index_id(table, index);
    return run(tables().scan(std::move(request))).value();
}

TableCounts TableHarness::counts(const TableInfoPtr& table) {
    return run(tables().counts(table)).value();
}

ChangePage TableHarness::changes(const TableInfoPtr& table, ChangesRequest request) {
    return run(tables().changes(table, std::move(request), nullptr)).value();
}

TableInfoPtr TableHarness::built(const TableInfoPtr& table) {
    TableInfoPtr now;
    until_now([&] {
        now = tables().find(table->key);
        return std::ranges::none_of(now->indexes, &IndexInfo::is_building) &&
               !(now->time_to_live.has_value() && now->time_to_live->is_building);
    });
    return now;
}

Write put_of(const TableInfoPtr& table, const Attributes& attributes) {
    Write write;
    write.table = table;
    write.item = item(attributes);
    return write;
}

Write remove_of(const TableInfoPtr& table, const Attributes& key) {
    Write write = put_of(table, key);
    write.kind = Write::Kind::remove;
    return write;
}

Write update_of(const TableInfoPtr& table, const Attributes& key, const std::string& expression,
                const Attributes& values) {
    Write write = put_of(table, key);
    write.kind = Write::Kind::update;
    write.update = update(expression, values);
    return write;
}

Write check_of(const TableInfoPtr& table, const Attributes& key, engine::Condition condition) {
    Write write = put_of(table, key);
    write.kind = Write::Kind::check;
    write.condition = std::move(condition);
    return write;
}

IndexId index_id(const TableInfoPtr& table, const std::string& name) {
    if (name.empty()) {
        return IndexId{};
    }
    const IndexInfo* index = table->find_index(name);
    FOREBAY_ASSERT(index != nullptr);
    return index->id;
}

QueryRequest query_of(const TableInfoPtr& table, const std::string& index,
                      const std::string& condition, const Attributes& values) {
    QueryRequest request;
    request.page.table = table;
    request.page.index = index_id(table, index);
    const KeySchema& schema = index.empty() ? table->schema : table->find_index(index)->schema;
    request.range = key_condition(condition, values).resolve(schema).value();
    return request;
}

}  // namespace forebay::runtime
