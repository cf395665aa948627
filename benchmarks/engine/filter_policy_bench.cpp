// What filter policies cost: to prepare, to test, and to find among many which match.
//     build/release/filter_policy_bench

#include <forebay/engine/filter_policy.hpp>
#include <forebay/engine/subscription_index.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace forebay::engine {
namespace {

constexpr auto attributes = FilterScope::message_attributes;
constexpr auto body = FilterScope::message_body;

FilterPolicy policy(std::string text, FilterScope scope) {
    return FilterPolicy::parse(std::move(text), scope, FilterPolicyUse::subscribe).value();
}

const std::string mixed_policy =
    R"({"store":["example_corp"],"event":[{"anything-but":"order_cancelled"}],)"
    R"("customer_interests":["rugby","football",{"prefix":"base"}],)"
    R"("price_usd":[{"numeric":[">=",100,"<",500]}]})";

const std::vector<MessageAttribute> order_attributes{
    {"customer_interests", "String.Array", R"(["soccer","rugby"])"},
    {"event", "String", "order_placed"},
    {"price_usd", "Number", "210.75"},
    {"store", "String", "example_corp"},
    {"type", "String", "order-17"}};

const std::string nested_policy =
    R"({"detail":{"state":["running"],"owner":{"id":[{"prefix":"7"}]}},"source":["orders"]})";

/// An order with so many lines, each an object.
std::string order(int lines) {
    std::string text =
        R"({"source":"orders","type":"order-17","detail":{"state":"running","owner":{"id":"77"},)"
        R"("lines":[)";
    for (int i = 0; i < lines; ++i) {
        text += (i == 0 ? "" : ",") + std::string(R"({"sku":"ab-)") + std::to_string(i) +
                R"(","count":2,"price":19.99,"tags":["new","heavy"]})";
    }
    return text + "]}}";
}

void parses_a_policy(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(policy(mixed_policy, attributes));
    }
}
BENCHMARK(parses_a_policy);

void tests_attributes(benchmark::State& state) {
    const FilterPolicy tested = policy(mixed_policy, attributes);
    FilterSubject subject(order_attributes, "");
    for (auto _ : state) {
        benchmark::DoNotOptimize(tested.matches(subject));
    }
}
BENCHMARK(tests_attributes);

// The body is read anew for each message.
void tests_a_body(benchmark::State& state) {
    const FilterPolicy tested = policy(nested_policy, body);
    const std::string text = order(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        FilterSubject subject({}, text);
        benchmark::DoNotOptimize(tested.matches(subject));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(tests_a_body)->ArgName("lines")->Arg(10)->Arg(2000);

// Keys that must hold in the same one of many array elements, of which the last is the right one.
void tests_array_elements(benchmark::State& state) {
    const int lines = static_cast<int>(state.range(0));
    const FilterPolicy tested = policy(
        R"({"detail":{"lines":{"sku":["ab-)" + std::to_string(lines - 1) + R"("],"count":[2]}}})",
        body);
    const std::string text = order(lines);
    for (auto _ : state) {
        FilterSubject subject({}, text);
        benchmark::DoNotOptimize(tested.matches(subject));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(tests_array_elements)->ArgName("lines")->Arg(10)->Arg(2000);

/// Finds which of many subscriptions, to a value each, a message matches.
void find_among(benchmark::State& state, FilterScope scope) {
    SubscriptionIndex index;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        const auto id = static_cast<std::uint64_t>(17 + i);
        index.put(SubscriptionId{id},
                  policy(R"({"type":["order-)" + std::to_string(id) + "\"]}", scope));
    }
    const std::string text = order(10);
    std::vector<SubscriptionId> found;
    for (auto _ : state) {
        found.clear();
        FilterSubject subject(order_attributes, text);
        index.find(subject, found);
        benchmark::DoNotOptimize(found.data());
    }
}

void finds_by_attribute(benchmark::State& state) {
    find_among(state, attributes);
}
BENCHMARK(finds_by_attribute)->ArgName("subscriptions")->Arg(1)->Arg(1000)->Arg(100'000);

void finds_by_body(benchmark::State& state) {
    find_among(state, body);
}
BENCHMARK(finds_by_body)->ArgName("subscriptions")->Arg(1)->Arg(1000)->Arg(100'000);

// What no index excludes: every policy is tested.
void finds_by_prefix(benchmark::State& state) {
    SubscriptionIndex index;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        index.put(
            SubscriptionId{static_cast<std::uint64_t>(i)},
            policy(R"({"type":[{"prefix":"order-)" + std::to_string(17 + i) + "\"}]}", attributes));
    }
    std::vector<SubscriptionId> found;
    for (auto _ : state) {
        found.clear();
        FilterSubject subject(order_attributes, "");
        index.find(subject, found);
        benchmark::DoNotOptimize(found.data());
    }
}
BENCHMARK(finds_by_prefix)->ArgName("subscriptions")->Arg(1)->Arg(1000);

void adds_and_removes(benchmark::State& state) {
    SubscriptionIndex index;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        index.put(SubscriptionId{static_cast<std::uint64_t>(i)},
                  policy(R"({"type":[{"prefix":"p"}]})", attributes));
    }
    const FilterPolicy added = policy(R"({"type":[{"prefix":"q"}]})", attributes);
    for (auto _ : state) {
        index.put(SubscriptionId{0}, added);
    }
}
BENCHMARK(adds_and_removes)->ArgName("subscriptions")->Arg(1)->Arg(1000)->Arg(100'000);

}  // namespace
}  // namespace forebay::engine
