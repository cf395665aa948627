#include "tests/engine/expressions/requests.hpp"

#include <gtest/gtest.h>

#include <string>

namespace forebay::engine {
namespace {

struct Row {
    std::string projection;
    std::string expected;
};

// DynamoDB specification 7: projection.
TEST(Projection, KeepsThePartsThatItNames) {
    const Item order = item(
        "{id: 'o-1', n: 5, m: {x: 1, y: {z: 2, w: 3}}, l: [0, 1, {k: 'v', j: 2}, [7, 8]], e: {}, "
        "a.b: 'dotted'}");
    const Row rows[] = {
        {"id", "{id: 'o-1'}"},
        {"n, id", "{id: 'o-1', n: 5}"},
        {"absent", "{}"},
        {"m.x", "{m: {x: 1}}"},
        {"m.y.z, m.x", "{m: {x: 1, y: {z: 2}}}"},
        {"m.q, m.y.q", "{}"},
        {"m.y.q, m.x", "{m: {x: 1}}"},
        {"l[2], l[0]", "{l: [0, {j: 2, k: 'v'}]}"},
        {"l[2].j, l[3][1], l[9]", "{l: [{j: 2}, [8]]}"},
        {"l[2].q, l[3][5]", "{}"},
        {"id.x, n[0], l.x, m[0]", "{}"},
        {"e", "{e: {}}"},
        {"e.x", "{}"},
        {"#d", "{a.b: 'dotted'}"},
    };
    for (const Row& row : rows) {
        Names names;
        if (row.projection.contains("#d")) {
            names["#d"] = "a.b";
        }
        const auto compiled = compile_projection(row.projection, {names, {}});
        ASSERT_TRUE(compiled) << refusal(compiled);
        const Item part = compiled->projection->of(order);
        EXPECT_TRUE(is_item(part.bytes()));
        EXPECT_EQ(text(part.view()), row.expected) << row.projection;
    }
}

TEST(ProjectionRefusals, AreInTheServicesWords) {
    const Row rows[] = {
        {"", "The expression can not be empty;"},
        {"a b", syntax_error("b", "a b")},
        {"a,", syntax_error("<EOF>", ",")},
        {"a,,b", syntax_error(",", ",,b")},
        {"id-name", syntax_error("-", "id-name")},
        {"a = :v", syntax_error("=", "a = :v")},
        {"size(a)", syntax_error("(", "size(a")},
        {"a, status", "Attribute name is a reserved keyword; reserved keyword: status"},
        {"and", "Attribute name is a reserved keyword; reserved keyword: and"},
        {"a, #b, a, status", "Attribute name is a reserved keyword; reserved keyword: status"},
        {"a, #b, a",
         "An expression attribute name used in the document path is not defined; attribute name: "
         "#b"},
        {"a, a[0]",
         "Two document paths overlap with each other; must remove or rewrite one of these paths; "
         "path one: [a], path two: [a, [0]]"},
        {"a.b, a[0], a.b",
         "Two document paths overlap with each other; must remove or rewrite one of these paths; "
         "path one: [a, b], path two: [a, b]"},
        {"a.b, a[0]",
         "Two document paths conflict with each other; must remove or rewrite one of these paths; "
         "path one: [a, b], path two: [a, [0]]"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(refusal(compile_projection(row.projection)),
                  "Invalid ProjectionExpression: " + row.expected)
            << row.projection;
    }
}

}  // namespace
}  // namespace forebay::engine
