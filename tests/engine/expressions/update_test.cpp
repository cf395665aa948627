#include "tests/engine/expressions/requests.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace forebay::engine {
namespace {

struct Row {
    std::string item;
    std::string update;
    std::string expected;  // the item after it, or the refusal
    std::string values = {};
};

/// The item that an update makes of `item`, or why it does not.
std::string updated(const Row& row) {
    const auto compiled = compile_update(row.update, {.values = row.values});
    if (!compiled) {
        return refusal(compiled);
    }
    const auto result = compiled->update->apply(item(row.item));
    EXPECT_TRUE(!result || is_item(result->bytes())) << row.update;
    return result ? text(result->view()) : refusal(result);
}

void expect_updates(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        EXPECT_EQ(updated(row), row.expected) << row.update << " of " << row.item;
    }
}

const std::string invalid_path =
    "The document path provided in the update expression is invalid for update";
const std::string missing =
    "The provided expression refers to an attribute that does not exist in the item";
const std::string wrong_type = "An operand in the update expression has an incorrect data type";

// DynamoDB specification 7: applying an update.
TEST(UpdateSet, WritesValues) {
    expect_updates({
        {"{}", "SET a = :v", "{a: 'x'}", "{:v: 'x'}"},
        {"{a: 1, c: 3}", "set b = :v", "{a: 1, b: {k: [1]}, c: 3}", "{:v: {k: [1]}}"},
        {"{a: 1}", "SET a = :v, b = :v", "{a: 'x', b: 'x'}", "{:v: 'x'}"},
        {"{a: {b: {c: 1, d: 2}}}", "SET a.b.c = :v", "{a: {b: {c: 'x', d: 2}}}", "{:v: 'x'}"},
        {"{a: {}}", "SET a.b = :v", "{a: {b: 'x'}}", "{:v: 'x'}"},
        {"{a: {b: 1}}", "SET a.a = :v, a.c = :v", "{a: {a: 'x', b: 1, c: 'x'}}", "{:v: 'x'}"},
        {"{a: [1, 2, 3]}", "SET a[1] = :v", "{a: [1, 'x', 3]}", "{:v: 'x'}"},
        {"{a: [1]}", "SET a[1] = :v", "{a: [1, 'x']}", "{:v: 'x'}"},
        {"{a: [1]}", "SET a[9] = :v, a[5] = :w", "{a: [1, 'y', 'x']}", "{:v: 'x', :w: 'y'}"},
        {"{a: [{b: 1}]}", "SET a[0].b = :v", "{a: [{b: 'x'}]}", "{:v: 'x'}"},
    });
}

TEST(UpdateSet, ReadsTheItemAsItWas) {
    expect_updates({
        {"{a: 1, b: 2}", "SET a = b, b = a", "{a: 2, b: 1}"},
        {"{a: [1, 2, 3]}", "SET a[0] = a[2], a[2] = a[0]", "{a: [3, 2, 1]}"},
        {"{a: 1}", "SET b = a REMOVE a", "{b: 1}"},
        {"{a: 1}", "SET b = a ADD a :v", "{a: 2, b: 1}", "{:v: 1}"},
    });
}

TEST(UpdateSet, Computes) {
    expect_updates({
        {"{n: 5}", "SET n = n + :v", "{n: 7.5}", "{:v: 2.5}"},
        {"{n: 5}", "SET n = n - :v", "{n: 2.5}", "{:v: 2.5}"},
        {"{n: 5}", "SET n = :v - n", "{n: -3}", "{:v: 2}"},
        {"{n: 5}", "SET n = (n + :v)", "{n: 7}", "{:v: 2}"},
        {"{n: 5}", "SET n = (n) + (:v)", "{n: 7}", "{:v: 2}"},
        {"{n: 0.1, m: 0.2}", "SET n = n + m", "{m: 0.2, n: 0.3}"},
        {"{}", "SET n = if_not_exists(n, :z) + :v", "{n: 2}", "{:v: 2, :z: 0}"},
        {"{n: 5}", "SET n = if_not_exists(n, :z) + :v", "{n: 7}", "{:v: 2, :z: 0}"},
        {"{m: 1}", "SET n = if_not_exists(n, m)", "{m: 1, n: 1}"},
        {"{m: 1}", "SET n = if_not_exists(n, if_not_exists(o, m))", "{m: 1, n: 1}"},
        {"{l: [1]}", "SET l = list_append(l, :v)", "{l: [1, 2, 'x']}", "{:v: [2, 'x']}"},
        {"{l: [1]}", "SET l = list_append(:v, l)", "{l: [2, 'x', 1]}", "{:v: [2, 'x']}"},
        {"{}", "SET l = list_append(if_not_exists(l, :e), :v)", "{l: [2]}", "{:v: [2], :e: []}"},
        {"{n: 99999999999999999999999999999999999999}", "SET n = n + :v",
         "{n: 100000000000000000000000000000000000000}", "{:v: 1}"},
        {"{n: 99999999999999999999999999999999999998}", "SET n = n + :v",
         "Attempting to store more than 38 significant digits in a Number", "{:v: 0.1}"},
        {"{n: 9e125}", "SET n = n + :v",
         "Number overflow. Attempting to store a number with magnitude larger than supported range",
         "{:v: 9e125}"},
    });
}

TEST(UpdateSet, RefusesOperandsThatAreNotThereOrOfAnotherType) {
    expect_updates({
        {"{}", "SET a = b", missing},
        {"{a: 1}", "SET a = a.b", missing},
        {"{a: [1]}", "SET a = a[1]", missing},
        {"{}", "SET a = b + :v", missing, "{:v: 1}"},
        {"{}", "SET a = list_append(b, :v)", missing, "{:v: [1]}"},
        {"{}", "SET a = if_not_exists(a, b)", missing},
        {"{a: 'x'}", "SET a = a + :v", wrong_type, "{:v: 1}"},
        {"{a: 1}", "SET a = :v - b", missing, "{:v: 1}"},
        {"{a: 1, b: 'x'}", "SET a = :v - b", wrong_type, "{:v: 1}"},
        {"{a: 1}", "SET a = list_append(a, :v)", wrong_type, "{:v: [1]}"},
        {"{a: 1}", "SET a = list_append(:v, a)", wrong_type, "{:v: [1]}"},
    });
}

TEST(UpdateSet, RefusesParentsThatAreNotThereOrOfAnotherKind) {
    expect_updates({
        {"{}", "SET a.b = :v", invalid_path, "{:v: 1}"},
        {"{a: 1}", "SET a.b = :v", invalid_path, "{:v: 1}"},
        {"{a: [1]}", "SET a.b = :v", invalid_path, "{:v: 1}"},
        {"{a: {b: 1}}", "SET a[0] = :v", invalid_path, "{:v: 1}"},
        {"{}", "SET a[0] = :v", invalid_path, "{:v: 1}"},
        {"{a: [1]}", "SET a[1].b = :v", invalid_path, "{:v: 1}"},
        {"{a: {}}", "SET a.b.c = :v", invalid_path, "{:v: 1}"},
        {"{a: <1>}", "SET a[0] = :v", invalid_path, "{:v: 1}"},
        {"{}", "REMOVE a.b", invalid_path},
        {"{a: 1}", "REMOVE a[0]", invalid_path},
        {"{a: {}}", "ADD a.b.c :v", invalid_path, "{:v: 1}"},
        {"{}", "DELETE a.b :v", invalid_path, "{:v: <1>}"},
        {"{a: [1, 2], b: 3}", "SET a[0].b = :v REMOVE b", invalid_path, "{:v: 1}"},
        {"{a: [1, 2], b: 3}", "SET a[0].b = :v", invalid_path, "{:v: 1}"},
        {"{a: {b: [{}, 2], c: 3}, d: 4}", "SET a.b[0].b.c = :v, a.e = :v", invalid_path, "{:v: 1}"},
    });
}

TEST(UpdateRemove, TakesAttributesAndElementsAway) {
    expect_updates({
        {"{a: 1, b: 2}", "REMOVE a", "{b: 2}"},
        {"{b: 2}", "REMOVE a", "{b: 2}"},
        {"{a: 1}", "remove a, b", "{}"},
        {"{a: {b: 1, c: 2}}", "REMOVE a.b", "{a: {c: 2}}"},
        {"{a: {b: 1}}", "REMOVE a.b, a.c", "{a: {}}"},
        {"{a: [1, 2, 3, 4]}", "REMOVE a[1]", "{a: [1, 3, 4]}"},
        {"{a: [1, 2, 3, 4]}", "REMOVE a[0], a[2]", "{a: [2, 4]}"},
        {"{a: [1, 2, 3, 4]}", "REMOVE a[2], a[0], a[9]", "{a: [2, 4]}"},
        {"{a: [1, 2, 3]}", "REMOVE a[0] SET a[1] = :v, a[7] = :v", "{a: ['x', 3, 'x']}",
         "{:v: 'x'}"},
        {"{a: [[1, 2], {b: [3, 4]}]}", "REMOVE a[0][1], a[1].b[0]", "{a: [[1], {b: [4]}]}"},
    });
}

TEST(UpdateAdd, SumsNumbersAndUnitesSets) {
    expect_updates({
        {"{n: 5}", "ADD n :v", "{n: 2.5}", "{:v: -2.5}"},
        {"{}", "ADD n :v", "{n: 3}", "{:v: 3}"},
        {"{m: {}}", "ADD m.n :v", "{m: {n: 3}}", "{:v: 3}"},
        {"{l: [1]}", "ADD l[0] :v, l[3] :v", "{l: [4, 3]}", "{:v: 3}"},
        {"{s: <'b', 'd'>}", "ADD s :v", "{s: <'a', 'b', 'c', 'd'>}", "{:v: <'c', 'b', 'a'>}"},
        {"{s: <10>}", "ADD s :v", "{s: <9, 10>}", "{:v: <9, 10.0>}"},
        {"{s: <x'01'>}", "ADD s :v", "{s: <x'00', x'01'>}", "{:v: <x'00'>}"},
        {"{}", "ADD s :v", "{s: <1>}", "{:v: <1>}"},
        {"{n: 'x'}", "ADD n :v", wrong_type, "{:v: 1}"},
        {"{n: <1>}", "ADD n :v", wrong_type, "{:v: 1}"},
        {"{n: <1>}", "ADD n :v", wrong_type, "{:v: <'a'>}"},
        {"{n: 9e125}", "ADD n :v",
         "Number overflow. Attempting to store a number with magnitude larger than supported range",
         "{:v: 9e125}"},
    });
}

TEST(UpdateDelete, TakesElementsOutOfSets) {
    expect_updates({
        {"{s: <'a', 'b', 'c'>}", "DELETE s :v", "{s: <'b'>}", "{:v: <'a', 'c', 'd'>}"},
        {"{s: <1, 2>}", "DELETE s :v", "{}", "{:v: <1, 2.0, 3>}"},
        {"{m: {s: <1>}, l: [<1>, 2]}", "DELETE m.s :v, l[0] :v", "{l: [2], m: {}}", "{:v: <1>}"},
        {"{}", "DELETE s :v", "{}", "{:v: <1>}"},
        {"{s: <1>}", "DELETE s :v", wrong_type, "{:v: <'1'>}"},
        {"{s: 1}", "DELETE s :v", wrong_type, "{:v: <1>}"},
    });
}

TEST(Update, RefusesToNestDeeperThanAnItemMay) {
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '[') +
               std::string(static_cast<std::size_t>(depth), ']');
    };
    EXPECT_EQ(updated({"{a: [1]}", "SET a[0] = :v", "", "{:v: " + nested(31) + "}"}),
              "{a: [" + nested(31) + "]}");
    EXPECT_EQ(updated({"{a: [1]}", "SET a[0] = :v", "", "{:v: " + nested(32) + "}"}),
              "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
              "levels beyond supported limit");
    EXPECT_EQ(updated({"{}", "SET a = :v", "", "{:v: " + nested(32) + "}"}),
              "{a: " + nested(32) + "}");
}

// DynamoDB specification 6: ReturnValues UPDATED_OLD and UPDATED_NEW.
TEST(Update, ShowsThePartsThatItNames) {
    const Row rows[] = {
        {"{a: 1, b: 2}", "SET a = b", "{a: 1}"},
        {"{a: {b: 1, c: 2}, d: 3}", "SET a.b = d REMOVE d", "{a: {b: 1}, d: 3}"},
        {"{a: [1, 2, 3]}", "REMOVE a[2], a[0]", "{a: [1, 3]}"},
        {"{b: 1}", "SET a = b", "{}"},
        {"{a: {b: [{c: 1}, {d: 2}]}}", "SET a.b[0].x = a, a.b[1].d = a", "{a: {b: [{d: 2}]}}"},
    };
    for (const Row& row : rows) {
        const auto compiled = compile_update(row.update);
        ASSERT_TRUE(compiled) << refusal(compiled);
        EXPECT_EQ(text(compiled->update->named_parts(item(row.item)).view()), row.expected);
    }
}

TEST(Update, TellsWhatItWritesAndReads) {
    const auto compiled =
        compile_update("SET a.b = c, d = e[0] + :v REMOVE f ADD g :v", {.values = "{:v: 1}"});
    ASSERT_TRUE(compiled);
    const auto names = [](std::span<const AttributeUse> uses) {
        std::string all;
        for (const AttributeUse& use : uses) {
            all += std::string(use.name) + (use.is_nested ? "! " : " ");
        }
        return all;
    };
    EXPECT_EQ(names(compiled->update->targets()), "a! d f g ");
    EXPECT_EQ(names(compiled->update->uses()), "a! c d e! f g ");
}

void expect_refused(const std::string& update, const std::string& why) {
    const Given given{.names = {{"#a", "a"}},
                      .values =
                          "{:s: 'a', :n: 1, :b: x'00', :t: true, :z: null, :ss: <'a'>, :ns: "
                          "<1>, :l: [1], :m: {a: 'b'}}"};
    EXPECT_EQ(refusal(compile_update(update, given)), "Invalid UpdateExpression: " + why) << update;
}

TEST(UpdateSyntax, IsRefusedWithTheTokenAndWhatIsNearIt) {
    expect_refused("", "The expression can not be empty;");
    expect_refused("a = :s", syntax_error("a", "a ="));
    expect_refused("SET", syntax_error("<EOF>", "SET"));
    expect_refused("SET a", syntax_error("<EOF>", "a"));
    expect_refused("SET a = ", syntax_error("<EOF>", "="));
    expect_refused("SET a = :s,", syntax_error("<EOF>", ","));
    expect_refused("SET a = :s b = :n", syntax_error("b", ":s b ="));
    expect_refused("SET a = :n + :n + :n", syntax_error("+", ":n + :n"));
    expect_refused("SET a = (:n + :n) + :n", syntax_error("+", ") + :n"));
    expect_refused("SET a = ((:n + :n))", syntax_error("+", ":n + :n"));
    expect_refused("SET a = 5", syntax_error("5", "= 5"));
    expect_refused("SET a = list_append(:l)) ", syntax_error(")", "))"));
    expect_refused("SET a = if_not_exists()", syntax_error(")", "()"));
    expect_refused("SET set = :s", syntax_error("set", "SET set ="));
    expect_refused("REMOVE a = :s", syntax_error("=", "a = :s"));
    expect_refused("REMOVE :s", syntax_error(":s", "REMOVE :s"));
    expect_refused("ADD a b", syntax_error("b", "a b"));
    expect_refused("ADD a = :n", syntax_error("=", "a = :n"));
    expect_refused("DELETE a", syntax_error("<EOF>", "a"));
    expect_refused("PUT a :n", syntax_error("PUT", "PUT a"));
    expect_refused("SET a = :n AND b = :n", syntax_error("AND", ":n AND b"));
}

// DynamoDB specification 7: errors of parsing.
TEST(UpdateRefusals, AreInTheServicesWords) {
    const std::string overlap =
        "Two document paths overlap with each other; must remove or "
        "rewrite one of these paths; path one: ";
    const std::string conflict =
        "Two document paths conflict with each other; must remove or "
        "rewrite one of these paths; path one: ";
    const std::string type =
        "Incorrect operand type for operator or function; operator or function: ";
    const std::string count =
        "Incorrect number of operands for operator or function; operator or function: ";
    const std::string operand = "Incorrect operand type for operator or function; operator: ";
    expect_refused("SET a = :s SET b = :s",
                   "The \"SET\" section can only be used once in an update expression;");
    expect_refused("remove a ADD b :n Remove c",
                   "The \"REMOVE\" section can only be used once in an update expression;");
    expect_refused("SET status = :s",
                   "Attribute name is a reserved keyword; reserved keyword: status");
    expect_refused("SET a = b.Table",
                   "Attribute name is a reserved keyword; reserved keyword: Table");
    expect_refused("SET a = something(b)", "Invalid function name; function: something");
    expect_refused("SET a = attribute_exists(b)",
                   "Invalid function name; function: attribute_exists");
    expect_refused("SET #b = :s",
                   "An expression attribute name used in the document path is not defined; "
                   "attribute name: #b");
    expect_refused("SET a = :x",
                   "An expression attribute value used in expression is not defined; attribute "
                   "value: :x");
    expect_refused("SET a = :s, a = :s", overlap + "[a], path two: [a]");
    expect_refused("SET a = :s, a.b = :s", overlap + "[a], path two: [a, b]");
    expect_refused("SET a.b[1] = :s REMOVE a", overlap + "[a, b, [1]], path two: [a]");
    expect_refused("SET #a = :s REMOVE a[0].c", overlap + "[a], path two: [a, [0], c]");
    expect_refused("SET a.x = :s, b = :s, a.y = :s, a = :s", overlap + "[a, x], path two: [a]");
    expect_refused("SET a[0] = :s, a.b = :s", conflict + "[a, [0]], path two: [a, b]");
    expect_refused("SET a.b.c = :s REMOVE a.b[3]", conflict + "[a, b, c], path two: [a, b, [3]]");
    expect_refused("SET a = if_not_exists(b)", count + "if_not_exists, number of operands: 1");
    expect_refused("SET a = list_append(b, c, d)", count + "list_append, number of operands: 3");
    expect_refused("SET a = if_not_exists(:s, b)",
                   "Operator or function requires a document path; operator or function: "
                   "if_not_exists");
    expect_refused("SET a = list_append(b, :s)", type + "list_append, operand type: S");
    expect_refused("SET a = :s + b", type + "+, operand type: S");
    expect_refused("SET a = b - :ns", type + "-, operand type: NS");
    expect_refused("ADD a :s", operand + "ADD, operand type: STRING");
    expect_refused("ADD a :b", operand + "ADD, operand type: BINARY");
    expect_refused("ADD a :t", operand + "ADD, operand type: BOOLEAN");
    expect_refused("ADD a :z", operand + "ADD, operand type: NULL");
    expect_refused("ADD a :l", operand + "ADD, operand type: LIST");
    expect_refused("ADD a :m", operand + "ADD, operand type: MAP");
    expect_refused("DELETE a :n", operand + "DELETE, operand type: NUMBER");
    expect_refused("DELETE a :s", operand + "DELETE, operand type: STRING");
}

TEST(UpdateRefusals, ComeInTheOrderOfTheirKinds) {
    const std::string x =
        "An expression attribute value used in expression is not defined; "
        "attribute value: :x";
    expect_refused("ADD a :s SET a = f(b), status = :n",
                   "Attribute name is a reserved keyword; reserved keyword: status");
    expect_refused("ADD a :s ADD a :n SET b = f(b)", "Invalid function name; function: f");
    expect_refused("ADD a :x ADD a :n",
                   "The \"ADD\" section can only be used once in an update expression;");
    expect_refused("SET a = :x, #b = :n",
                   "An expression attribute name used in the document path is not defined; "
                   "attribute name: #b");
    expect_refused("SET a = :x, a = :n", x);
    expect_refused("SET b = list_append(c, :s) ADD a :s, a.b :n",
                   "Two document paths overlap with each other; must remove or rewrite one of "
                   "these paths; path one: [a], path two: [a, b]");
    expect_refused("SET b = list_append(c, :s) ADD a :s",
                   "Incorrect operand type for operator or function; operator: ADD, operand type: "
                   "STRING");
}

}  // namespace
}  // namespace forebay::engine
