#include "tests/engine/expressions/requests.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace forebay::engine {
namespace {

constexpr std::string_view order =
    "{id: 'o-1', n: 5, m: 12.50, b: x'00ff', t: true, f: false, z: null, ss: <'a', 'b'>, "
    "ns: <1, 2.0>, bs: <x'00', x'01'>, l: [1, 'x', [true], {k: 'v'}], "
    "maps: {a: 1, inside: {deep: 'x'}, orders: [{n: 7}]}, blank: '', el: [], em: {}, "
    "note: 'prefix-middle-end', uni: 'é€😀', two: 2, five: 5.0, id2: 'o-1'}";

constexpr std::string_view values =
    "{:s: 'o-1', :n: 5.00, :n4: 4, :n6: 6, :b: x'00ff', :b0: x'00', :t: true, :z: null, "
    ":ss: <'b', 'a'>, :ns: <2, 1>, :bs: <x'01', x'00'>, :l: [1, 'x', [true], {k: 'v'}], "
    ":map: {orders: [{n: 7}], a: 1, inside: {deep: 'x'}}, :p: 'prefix', :mid: 'middle', :a: 'a', "
    ":x: 'x', :one: 1, :S: 'S', :N: 'N', :M: 'M', :e: '', :k: {k: 'v'}, :q: 'q', :zero: 0, "
    ":o2: 'o-2', :s4: 4, :three: 3}";

bool holds(const std::string& condition) {
    // Every value is used, so that one set of them serves all conditions.
    std::string text = condition;
    text += " OR absent IN (";
    const Item given = item(values);
    for (const auto& entry : given.view().entries()) {
        text += std::string(entry.name) + ",";
    }
    text.back() = ')';
    const auto compiled = compile_condition(text, {.values = values});
    EXPECT_TRUE(compiled) << condition << ": " << refusal(compiled);
    return compiled && compiled->condition->holds(item(order));
}

struct Row {
    std::string condition;
    bool expected;
};

// DynamoDB specification 7: functions, and the meaning of comparisons.
TEST(Condition, MeansWhatTheSpecificationSays) {
    const Row rows[] = {
        {"id = :s", true},
        {":s = id", true},
        {"id = id2", true},
        {"id <> id2", false},
        {"id = :n", false},
        {"id <> :n", true},
        {"n = :n", true},
        {"n <> :n", false},
        {"n = five", true},
        {"b = :b", true},
        {"t = :t", true},
        {"f = :t", false},
        {"z = :z", true},
        {"ss = :ss", true},
        {"ns = :ns", true},
        {"bs = :bs", true},
        {"l = :l", true},
        {"maps = :map", true},
        {"ss = ns", false},
        {"absent = :s", false},
        {"absent <> :s", true},
        {"absent = absent2", false},
        {"absent <> absent2", true},
        {"absent < :s", false},
        {"n < :n6", true},
        {"n < :n", false},
        {"n <= :n", true},
        {"n > :n4", true},
        {"n > :n", false},
        {"n >= :n", true},
        {"m > :n6", true},
        {"id < :o2", true},
        {"id > :o2", false},
        {"id < :n6", false},
        {"id >= :n6", false},
        {"b > :b0", true},
        {"blank = :e", true},
        {"blank < :a", true},
        {"t < id", false},
        {"ss < l", false},
        {"l >= el", false},
        {"n BETWEEN :n4 AND :n6", true},
        {"n BETWEEN :n AND :n", true},
        {"n BETWEEN :n6 AND :n6", false},
        {"n BETWEEN :s4 AND two", false},
        {"id BETWEEN :n4 AND :n6", false},
        {"absent BETWEEN :n4 AND :n6", false},
        {":n BETWEEN two AND :n6", true},
        {"n IN (:n4, :n, :n6)", true},
        {"n IN (:n4, :s)", false},
        {"absent IN (:n4, absent)", false},
        {"maps IN (:k, :map)", true},
        {"attribute_exists(id)", true},
        {"attribute_exists(absent)", false},
        {"attribute_exists(z)", true},
        {"attribute_exists(maps.inside.deep)", true},
        {"attribute_exists(maps.inside.deep.deeper)", false},
        {"attribute_exists(l[3].k)", true},
        {"attribute_exists(l[4])", false},
        {"attribute_exists(id[0])", false},
        {"attribute_exists(maps[0])", false},
        {"attribute_exists(l.k)", false},
        {"attribute_not_exists(id)", false},
        {"attribute_not_exists(maps.b)", true},
        {"attribute_type(id, :S)", true},
        {"attribute_type(id, :N)", false},
        {"attribute_type(maps, :M)", true},
        {"attribute_type(absent, :S)", false},
        {"begins_with(note, :p)", true},
        {"begins_with(note, :mid)", false},
        {"begins_with(note, :e)", true},
        {"begins_with(b, :b0)", true},
        {"begins_with(b, :e)", false},
        {"begins_with(n, id)", false},
        {"begins_with(:p, :e)", true},
        {"contains(note, :mid)", true},
        {"contains(note, :q)", false},
        {"contains(b, :b0)", true},
        {"contains(ss, :a)", true},
        {"contains(ss, :x)", false},
        {"contains(ns, two)", true},
        {"contains(ns, :s)", false},
        {"contains(ns, :n)", false},
        {"contains(bs, :b0)", true},
        {"contains(l, :x)", true},
        {"contains(l, :one)", true},
        {"contains(l, :k)", true},
        {"contains(l, :q)", false},
        {"contains(maps, :a)", false},
        {"contains(n, :n)", false},
        {"contains(absent, :a)", false},
        {"contains(note, :one)", false},
        {"size(id) = :three", true},
        {"size(uni) = :s4", true},
        {"size(b) = two", true},
        {"size(ss) = two", true},
        {"size(l) = :s4", true},
        {"size(maps) = :three", true},
        {"size(blank) = :zero", true},
        {"size(el) = :zero", true},
        {"size(em) = :zero", true},
        {"size(n) = :zero", false},
        {"size(n) <> :zero", true},
        {"size(t) >= :zero", false},
        {"size(absent) = :zero", false},
        {"size(id) BETWEEN two AND :n4", true},
        {"two IN (size(ss), :n6)", true},
        {"size(:p) = :n6", true},
        {"maps.orders[0].n > :n6", true},
        {"l[0] = :one", true},
        {"l[2][0] = :t", true},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(holds(row.condition), row.expected) << row.condition;
    }
}

TEST(Condition, JoinsByTheOrderOfItsOperators) {
    const std::string yes = "n = :n", no = "n = :n4";
    const Row rows[] = {
        {yes + " AND " + yes, true},
        {yes + " and " + no, false},
        {no + " Or " + yes, true},
        {no + " OR " + no, false},
        {yes + " OR " + no + " AND " + no, true},
        {"(" + yes + " OR " + no + ") AND " + no, false},
        {"NOT " + no, true},
        {"not " + yes + " OR " + yes, true},
        {"NOT (" + yes + " OR " + yes + ")", false},
        {"NOT " + no + " AND " + no, false},
        {"NOT (NOT " + yes + ")", true},
        {no + " OR " + no + " OR " + yes, true},
        {yes + " AND " + yes + " AND " + no, false},
        {"(" + yes + ") AND (" + no + " OR (" + yes + " AND " + yes + "))", true},
        {"n BETWEEN :n4 AND :n6 AND " + no, false},
        {"NOT n BETWEEN :n4 AND :n6 OR " + yes, true},
        {"(n) = (:n)", true},
        {"(size(id)) > (two)", true},
        {"contains((note), (:mid))", true},
        {"n IN ((:n4), (:n))", true},
    };
    for (const Row& row : rows) {
        const auto compiled =
            compile_condition(row.condition + " OR absent IN (:n, :n4, :n6, :mid)",
                              {.values = "{:n: 5, :n4: 4, :n6: 6, :mid: 'middle'}"});
        ASSERT_TRUE(compiled) << row.condition << ": " << refusal(compiled);
        EXPECT_EQ(compiled->condition->holds(item(order)), row.expected) << row.condition;
    }
}

TEST(Condition, NamesStandForAttributesWhateverTheyAre) {
    const Given given{.names = {{"#s", "status"}, {"#dot", "a.b"}, {"#0", "0"}},
                      .values = "{:v: 'x'}"};
    const auto compiled = compile_condition("#s=:v AND #dot.#0[1]\n=\t:v", given);
    ASSERT_TRUE(compiled) << refusal(compiled);
    EXPECT_TRUE(compiled->condition->holds(item("{status: 'x', a.b: {0: [1, 'x']}}")));
    EXPECT_FALSE(compiled->condition->holds(item("{status: 'x', a: {b: {0: [1, 'x']}}}")));
}

TEST(Condition, OfAnItemThatIsNotThereIsThatOfAnEmptyOne) {
    const auto compiled = compile_condition("attribute_not_exists(id) AND absent <> id");
    ASSERT_TRUE(compiled);
    EXPECT_TRUE(compiled->condition->holds(MapView()));
}

TEST(Condition, OutlivesTheRequestThatItWasMadeOf) {
    std::optional<Condition> condition;
    {
        std::string text = "#a = :v";
        auto compiled = compile_condition(text, {.names = {{"#a", "a"}}, .values = "{:v: 'x'}"});
        condition = compiled->condition;
        std::ranges::fill(text, '?');
    }
    EXPECT_TRUE(condition->holds(item("{a: 'x'}")));
}

TEST(Condition, TellsWhichAttributesItUses) {
    const auto compiled =
        compile_condition("a.b = :v AND size(#c) > d[0]", {{{"#c", "cc"}}, "{:v: 1}"});
    ASSERT_TRUE(compiled);
    std::string uses;
    for (const AttributeUse& use : compiled->condition->uses()) {
        uses += std::string(use.name) + (use.is_nested ? "! " : " ");
    }
    EXPECT_EQ(uses, "a! cc d! ");
}

}  // namespace
}  // namespace forebay::engine
