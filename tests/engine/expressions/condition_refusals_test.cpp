#include "tests/engine/expressions/requests.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace forebay::engine {
namespace {

constexpr std::string_view values =
    "{:s: 'a', :s2: 'b', :n: 1, :n2: 2, :b: x'00', :t: true, :z: null, :ss: <'a'>, :ns: <1>, "
    ":bs: <x'00'>, :l: ['a', 1], :m: {a: 'b'}, :x: 'X'}";
const Names names = {{"#a", "a"}, {"#b", "b"}};

struct Row {
    std::string condition;
    std::string refusal;
};

void expect_refused(const Row& row) {
    const auto compiled = compile_condition(row.condition, {names, values});
    EXPECT_EQ(refusal(compiled), "Invalid ConditionExpression: " + row.refusal) << row.condition;
    EXPECT_TRUE(compiled || compiled.error().code == Errc::validation_failed);
}

// DynamoDB specification 7: syntax.
TEST(ConditionSyntax, IsRefusedWithTheTokenAndWhatIsNearIt) {
    const Row rows[] = {
        {"", "The expression can not be empty;"},
        {"a", syntax_error("<EOF>", "a")},
        {"a =", syntax_error("<EOF>", "=")},
        {" a  =  ", syntax_error("<EOF>", "=")},
        {"= :s", syntax_error("=", "= :s")},
        {"a = = b", syntax_error("=", "= = b")},
        {"a  ==  b", syntax_error("=", "==  b")},
        {"a = :s b", syntax_error("b", ":s b")},
        {"a = :s AND", syntax_error("<EOF>", "AND")},
        {"AND a = :s", syntax_error("AND", "AND a")},
        {"a = :s OR OR b = :s", syntax_error("OR", "OR OR b")},
        {"NOT NOT a = :s", syntax_error("NOT", "NOT NOT a")},
        {"a = and", syntax_error("and", "= and")},
        {"(a = :s", syntax_error("<EOF>", ":s")},
        {"a = :s)", syntax_error(")", ":s)")},
        {"(a = :s) = :s", syntax_error("=", ") = :s")},
        {"(a) AND b = :s", syntax_error("AND", ") AND b")},
        {"()", syntax_error(")", "()")},
        {"a BETWEEN :n", syntax_error("<EOF>", ":n")},
        {"a BETWEEN :n OR :n2", syntax_error("OR", ":n OR :n2")},
        {"a IN :n", syntax_error(":n", "IN :n")},
        {"a IN ()", syntax_error(")", "()")},
        {"a IN (:n,)", syntax_error(")", ",)")},
        {"contains()", syntax_error(")", "()")},
        {"contains(a,)", syntax_error(")", ",)")},
        {"a[b] = :n", syntax_error("b", "[b]")},
        {"a[-1] = :n", syntax_error("-", "[-1")},
        {"a[0 = :n", syntax_error("=", "0 = :n")},
        {"a. = :n", syntax_error("=", ". = :n")},
        {".a = :n", syntax_error(".", ".a")},
        {"a.0 = :n", syntax_error("0", ".0 =")},
        {"1a = :n", syntax_error("1", "1a")},
        {"a-b = :n", syntax_error("-", "a-b")},
        {"a = 5", syntax_error("5", "= 5")},
        {"a = 'x'", syntax_error("'", "= 'x")},
        {"a = : s", syntax_error(":", "= : s")},
        {"# = :s", syntax_error("#", "# =")},
        {"a = é", syntax_error("é", "= é")},
        {"a + b = :n", syntax_error("+", "a + b")},
        {"a != :n", syntax_error("!", "a !=")},
    };
    for (const Row& row : rows) {
        expect_refused(row);
    }
}

// DynamoDB specification 7: errors of parsing.
TEST(ConditionRefusals, AreInTheServicesWords) {
    const std::string distinct =
        "The first operand must be distinct from the remaining operands for this operator or "
        "function; operator: ";
    const std::string misused =
        "The function is not allowed to be used this way in an expression; function: ";
    const std::string count =
        "Incorrect number of operands for operator or function; operator or function: ";
    const std::string type =
        "Incorrect operand type for operator or function; operator or function: ";
    const std::string bounds = "The BETWEEN operator requires ";
    const Row rows[] = {
        {"((a = :s))", "The expression has redundant parentheses;"},
        {"((a)) = :s", "The expression has redundant parentheses;"},
        {"contains(((a)), :s)", "The expression has redundant parentheses;"},
        {"((a = :s) AND ((b = :s)))", "The expression has redundant parentheses;"},
        {"select = :s", "Attribute name is a reserved keyword; reserved keyword: select"},
        {"a.Status.b = :s", "Attribute name is a reserved keyword; reserved keyword: Status"},
        {"#c = :s",
         "An expression attribute name used in the document path is not defined; attribute name: "
         "#c"},
        {"a.#c.#d = :s",
         "An expression attribute name used in the document path is not defined; attribute name: "
         "#c"},
        {"a = :c",
         "An expression attribute value used in expression is not defined; attribute value: :c"},
        {"something(a)", "Invalid function name; function: something"},
        {"CONTAINS(a, :s)", "Invalid function name; function: CONTAINS"},
        {"if_not_exists(a, :s) = :s", "Invalid function name; function: if_not_exists"},
        {"size(a)", misused + "size"},
        {"size(a) AND a = :s", misused + "size"},
        {"NOT size(a)", misused + "size"},
        {"attribute_exists(a) = :s", misused + "attribute_exists"},
        {"a = attribute_exists(a)", misused + "attribute_exists"},
        {"a IN (:s, contains(a, :s))", misused + "contains"},
        {"a BETWEEN :n AND begins_with(a, :s)", misused + "begins_with"},
        {"size(contains(a, :s)) = :n", misused + "contains"},
        {"attribute_exists(a, b)", count + "attribute_exists, number of operands: 2"},
        {"begins_with(a)", count + "begins_with, number of operands: 1"},
        {"size(a, b) = :n", count + "size, number of operands: 2"},
        {"contains(a, :s, :n)", count + "contains, number of operands: 3"},
        {"a = a", distinct + "=, first operand: [a]"},
        {"a.b[3] <> a.b[3]", distinct + "<>, first operand: [a, b, [3]]"},
        {"#a[0] < a[0]", distinct + "<, first operand: [a, [0]]"},
        {"contains(a, a)", distinct + "contains, first operand: [a]"},
        {"begins_with(a.b, a.b)", distinct + "begins_with, first operand: [a, b]"},
        {"attribute_exists(:s)",
         "Operator or function requires a document path; operator or function: attribute_exists"},
        {"attribute_not_exists(size(a))",
         "Operator or function requires a document path; operator or function: "
         "attribute_not_exists"},
        {"begins_with(a, :n)", type + "begins_with, operand type: N"},
        {"begins_with(:ss, a)", type + "begins_with, operand type: SS"},
        {"begins_with(a, size(b))", type + "begins_with, operand type: N"},
        {"attribute_type(a, :n)", type + "attribute_type, operand type: N"},
        {"attribute_type(a, b)",
         type + "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"},
        {"attribute_type(a, :x)",
         "Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
        {"size(:n) = :n", type + "size, operand type: N"},
        {"size(:t) = :n", type + "size, operand type: BOOL"},
        {"size(:z) = :n", type + "size, operand type: NULL"},
        {"size(size(a)) = :n", type + "size, operand type: N"},
        {"a < :t", type + "<, operand type: BOOL"},
        {":m >= a", type + ">=, operand type: M"},
        {"a BETWEEN :l AND b", type + "BETWEEN, operand type: L"},
        {"a BETWEEN :s AND :n",
         bounds + "same data type for lower and upper bounds; lower bound operand: AttributeValue: "
                  "{S:a}, upper bound operand: AttributeValue: {N:1}"},
        {"a BETWEEN :n2 AND :n",
         bounds + "upper bound to be greater than or equal to lower bound; lower bound operand: "
                  "AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"},
        {"a BETWEEN :s2 AND :s",
         bounds + "upper bound to be greater than or equal to lower bound; lower bound operand: "
                  "AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}"},
        {"a BETWEEN :b AND :l",
         bounds + "same data type for lower and upper bounds; lower bound operand: AttributeValue: "
                  "{B:AA==}, upper bound operand: AttributeValue: {L:[{S:a}, {N:1}]}"},
        {"a BETWEEN :m AND :ss",
         bounds + "same data type for lower and upper bounds; lower bound operand: AttributeValue: "
                  "{M:{a={S:b}}}, upper bound operand: AttributeValue: {SS:[a]}"},
    };
    for (const Row& row : rows) {
        expect_refused(row);
    }
}

// DynamoDB specification 7: which of several mistakes is told.
TEST(ConditionRefusals, ComeInTheOrderOfTheirKinds) {
    const Row rows[] = {
        {"select = :s AND ((a = :s)) AND", syntax_error("<EOF>", "AND")},
        {"f(a) AND select = :c AND ((a = :s))", "The expression has redundant parentheses;"},
        {"select = :s AND size(a) AND f(a)", "Invalid function name; function: f"},
        {"select = :s AND size(a)",
         "The function is not allowed to be used this way in an expression; function: size"},
        {"a = :c AND select = :s",
         "Attribute name is a reserved keyword; reserved keyword: select"},
        {"begins_with(a, a, #c)",
         "An expression attribute name used in the document path is not defined; attribute name: "
         "#c"},
        {"a = :c AND #c = :s",
         "An expression attribute value used in expression is not defined; attribute value: :c"},
        {"#c = :c AND a = :s",
         "An expression attribute name used in the document path is not defined; attribute name: "
         "#c"},
        {"contains(size(:n), size(:n), a)",
         "Incorrect number of operands for operator or function; operator or function: contains, "
         "number of operands: 3"},
        {"a = a AND #c = :c",
         "The first operand must be distinct from the remaining operands for this operator or "
         "function; operator: =, first operand: [a]"},
        {"begins_with(a, :n) AND a = :c",
         "Incorrect operand type for operator or function; operator or function: begins_with, "
         "operand type: N"},
    };
    for (const Row& row : rows) {
        expect_refused(row);
    }
}

// DynamoDB specification 3.
TEST(ConditionRefusals, KeepToTheLimits) {
    const auto repeated = [](std::string_view text, std::size_t count, std::string_view between) {
        std::string all;
        for (std::size_t i = 0; i < count; ++i) {
            all += i > 0 ? between : "";
            all += text;
        }
        return all;
    };
    const auto refused = [](const std::string& text) {
        return refusal(compile_condition(text, {.values = "{:n: 1}"}));
    };
    EXPECT_EQ(refused("a = :n" + std::string(4090, ' ')), "");
    EXPECT_EQ(refused("a = :n" + std::string(4091, ' ')),
              "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; "
              "expression size: 4097");

    EXPECT_EQ(refused("a IN (" + repeated(":n", 100, ",") + ")"), "");
    EXPECT_EQ(refused("a IN (" + repeated(":n", 101, ",") + ")"),
              "Invalid ConditionExpression: The IN operator is provided with too many operands; "
              "number of operands: 101");

    EXPECT_EQ(refused("NOT (" + repeated("a=:n", 150, " OR ") + ")"), "");
    EXPECT_EQ(refused("NOT (" + repeated("a=:n", 149, " OR ") + " OR size(a)=:n)"),
              "Invalid ConditionExpression: The expression contains too many operators and "
              "functions; maximum: 300");

    EXPECT_NE(refused(std::string(4096, '(')), "");
    EXPECT_NE(refused(repeated("NOT (", 800, "")), "");
    EXPECT_NE(refused(repeated("size(", 800, "")), "");
}

TEST(ReservedWords, AreRefusedInAnyCase) {
    for (const std::string_view word : {"abort", "ZONE", "Status", "inNter", "SUBMULTISET"}) {
        EXPECT_NE(refusal(compile_condition(std::string(word) + " = :n", {.values = "{:n: 1}"})),
                  "");
    }
    for (const std::string_view word : {"abor", "aborts", "_zone", "id", "totals", "a"}) {
        EXPECT_EQ(refusal(compile_condition(std::string(word) + " = :n", {.values = "{:n: 1}"})),
                  "");
    }
}

}  // namespace
}  // namespace forebay::engine
