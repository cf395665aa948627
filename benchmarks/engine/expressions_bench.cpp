// What expressions cost: to compile with the names and values of a request, and to run on an item.
//     build/release/expressions_bench

#include "tests/engine/expressions/notation.hpp"
#include <forebay/engine/expression.hpp>

#include <benchmark/benchmark.h>

namespace forebay::engine {
namespace {

const Item order = item(
    "{orderId: 'o-17', customer: 'c-3', state: 'paid', price: 19.99, paid: true, "
    "lines: [{sku: 'ab-1', n: 2}, {sku: 'ab-2', n: 1}], tags: <'new', 'heavy'>, "
    "address: {street: 'Hauptstr. 1', town: 'Ulm'}}");

ExpressionTexts request() {
    ExpressionTexts texts;
    texts.names.emplace().emplace("#s", "state");
    texts.values = GivenItem{
        .item = item("{:s: 'paid', :p: 10, :one: 1}"), .fault = {}, .faulty_attribute = {}};
    texts.condition = "attribute_exists(orderId) AND #s = :s AND price BETWEEN :one AND price";
    texts.update = "SET price = price + :p, address.town = :s ADD visits :one";
    return texts;
}

const Expressions compiled = compile(request()).value();

void compiles_a_request(benchmark::State& state) {
    const ExpressionTexts texts = request();
    for (auto _ : state) {
        benchmark::DoNotOptimize(compile(texts));
    }
}
BENCHMARK(compiles_a_request);

void tests_a_condition(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(compiled.condition->holds(order));
    }
}
BENCHMARK(tests_a_condition);

void updates_an_item(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(compiled.update->apply(order));
    }
}
BENCHMARK(updates_an_item);

}  // namespace
}  // namespace forebay::engine
