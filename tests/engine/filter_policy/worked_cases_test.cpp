#include "tests/engine/filter_policy/policies.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

// The worked cases of SNS specification 10.6, by their numbers.

namespace forebay::engine {
namespace {

struct AttributeCase {
    int number;
    std::string_view policy;
    std::vector<MessageAttribute> attributes;
    bool is_match;
};

struct BodyCase {
    int number;
    std::string_view policy;
    std::string_view body;
    bool is_match;
};

constexpr std::string_view p1 =
    R"({"object":{"key":[{"prefix":"auto-"},"hardcodedvalue"],"nested_key":[{"exists":false}]},)"
    R"("test":[{"exists":false}]})";
constexpr std::string_view p2 = R"({"Records":{"s3":{"object":{"key":[{"prefix":"auto-"}]}},)"
                                R"("eventName":[{"prefix":"ObjectCreated:"}]}})";
constexpr std::string_view p3 =
    R"({"$or":[{"metricName":["CPUUtilization","ReadLatency"]},)"
    R"({"namespace":["AWS/EC2","AWS/ES"]}],"detail":{"scope":["Service"],)"
    R"("$or":[{"source":["aws.cloudwatch"]},{"type":["CloudWatch Alarm State Change"]}]}})";
constexpr std::string_view p4 = R"({"detail":{"$or":[{"sourceIPAddress":[{"cidr":"10.0.0.0/24"}]},)"
                                R"({"sourceIPAddressV6":[{"cidr":"2001:db8:1234:1a00::/64"}]}]}})";

// clang-format off
const std::vector<AttributeCase> attribute_cases{
    {1, R"({"attr1":[{"numeric":[">",0,"<=",100]}]})", {{"attr1", "Number", "99"}}, true},
    {2, R"({"attr1":[{"numeric":[">",0,"<=",100]}]})", {{"attr1", "Number", "111"}}, false},
    {3, R"({"attr1":[{"numeric":[">",0,"<=",100]}]})", {{"attr1", "Number", "99.12"}}, true},
    {4, R"({"attr1":[null,{"anything-but":"whatever"}]})", {}, false},
    {5, R"({"store":[{"exists":true}]})", {{"store", "Number", "99"}, {"x", "Number", "99"}}, true},
    {6, R"({"store":[{"exists":true}]})", {{"attr1", "Number", "111"}}, false},
    {7, R"({"store":[{"exists":false}]})", {{"x", "Number", "99"}}, true},
    {8, R"({"store":[{"exists":false}]})", {{"store", "Number", "99"}, {"x", "Number", "99"}}, false},
    {9, R"({"store":["value1"]})", {{"store", "String", "value1"}}, true},
    {10, R"({"store":["value1"]})", {{"store", "String.Array", R"(["value1","value2"])"}}, true},
    {11, R"({"store":["value1"]})", {{"store", "String.Array", R"(["value2","value3"])"}}, false},
    {12, R"({"interests":["rugby","tennis"]})", {{"interests", "String", "tennis"}}, true},
    {13, R"({"interests":["rugby","tennis"]})", {{"interests", "String", "baseball"}}, false},
    {14, R"({"interests":["rugby"]})", {{"interests", "String", "Rugby"}}, false},
    {15, R"({"interests":["rugby"]})", {}, false},
    {16, R"({"interests":[{"anything-but":["rugby","tennis"]}]})", {{"interests", "String", "football"}}, true},
    {17, R"({"interests":[{"anything-but":["rugby","tennis"]}]})", {{"interests", "String", "rugby"}}, false},
    {18, R"({"interests":[{"anything-but":["rugby","tennis"]}]})", {{"interests", "String.Array", R"(["rugby","baseball"])"}}, true},
    {19, R"({"interests":[{"anything-but":"rugby"}]})", {{"interests", "String", "rugby"}}, false},
    {20, R"({"interests":[{"anything-but":{"prefix":"order-"}}]})", {{"interests", "String", "order_number"}}, true},
    {21, R"({"interests":[{"anything-but":{"prefix":"order-"}}]})", {{"interests", "String", "order-cancelled"}}, false},
    {22, R"({"interests":[{"anything-but":"t1"},{"anything-but":"t2"}]})", {{"interests", "String", "t2"}}, true},
    {23, R"({"interests":[{"prefix":"bas"}]})", {{"interests", "String", "baseball"}}, true},
    {24, R"({"interests":[{"prefix":"bas"}]})", {{"interests", "String", "rugby"}}, false},
    {25, R"({"interests":[{"prefix":"soc"}]})", {{"interests", "String.Array", R"(["soccer","rugby"])"}}, true},
    {26, R"({"interests":[{"suffix":"ball"}]})", {{"interests", "String", "baseball"}}, true},
    {27, R"({"interests":[{"suffix":"ball"}]})", {{"interests", "String", "rugby"}}, false},
    {28, R"({"interests":[{"equals-ignore-case":"TENNIS"}]})", {{"interests", "String", "tennis"}}, true},
    {29, R"({"interests":[{"equals-ignore-case":"RuGbY"}]})", {{"interests", "String.Array", R"(["soccer","rugby"])"}}, true},
    {30, R"({"interests":[{"equals-ignore-case":"tennis"}]})", {{"interests", "String", "tenn"}}, false},
    {31, R"({"ip":[{"cidr":"10.0.0.0/24"}]})", {{"ip", "String", "10.0.0.255"}}, true},
    {32, R"({"ip":[{"cidr":"10.0.0.0/24"}]})", {{"ip", "String", "10.1.1.0"}}, false},
    {33, R"({"price":[{"numeric":["=",301.5]}]})", {{"price", "Number", "3.015e2"}}, true},
    {34, R"({"price":[{"numeric":["=",301.5]}]})", {{"price", "Number", "301"}}, false},
    {35, R"({"price":[{"numeric":["<",0]}]})", {{"price", "Number", "-0.5"}}, true},
    {36, R"({"price":[{"numeric":["<",0]}]})", {{"price", "Number", "0"}}, false},
    {37, R"({"price":[{"numeric":[">=",300]}]})", {{"price", "Number", "300"}}, true},
    {38, R"({"price":[{"numeric":["=",300]}]})", {{"price", "String", "abc"}}, false},
    {39, R"({"interests":["rugby"],"price":[{"numeric":[">",100]}]})", {{"interests", "String", "rugby"}, {"price", "Number", "101"}}, true},
    {40, R"({"interests":["rugby"],"price":[{"numeric":[">",100]}]})", {{"interests", "String", "rugby"}}, false},
    {41, R"({"f1":["v1"],"$or":[{"f2":["v2"]},{"f3":["v3"]}]})", {{"f1", "String", "v1"}, {"f3", "String", "v3"}}, true},
    {42, R"({"f1":["v1"],"$or":[{"f2":["v2"]},{"f3":["v3"]}]})", {{"f1", "String", "v2"}, {"f3", "String", "v3"}}, false},
    {43, R"({"f1":["v1"],"$or":[{"f2":["v2"]},{"f3":["v4"],"$or":[{"f4":["v5"]},{"f5":["v7"]}]}]})", {{"f1", "String", "v1"}, {"f3", "String", "v4"}, {"f5", "String", "v7"}}, true},
    {44, R"({"f":[true]})", {{"f", "String.Array", "[true]"}}, true},
    {45, R"({"f":["x"]})", {{"f", "String.Array", "[x]"}}, false},
    {46, R"({})", {{"f", "String", "x"}}, true},
    {96, R"({"store":[{"exists":false}]})", {}, false},
    {97, R"({"a":["99"]})", {{"a", "Number", "99"}}, false},
    {98, R"({"a":[99]})", {{"a", "Number", "99"}}, true},
    {99, R"({"a":[{"numeric":["=",99]}]})", {{"a", "String", "99"}}, false},
    {100, R"({"a":["x"]})", {{"a", "Binary", "x", true}}, false},
    {101, R"({"a":[{"exists":true}]})", {{"a", "Binary", "x", true}}, false},
    {102, R"({"a":[{"anything-but":"x"}]})", {{"b", "String", "y"}}, false},
    {103, R"({"a":[{"prefix":""}]})", {{"a", "String", "q"}}, true},
};

const std::vector<BodyCase> body_cases{
    {47, p1, R"({"object":{"key":"auto-test"}})", true},
    {48, p1, R"({"object":{"key":"hardcodedvalue"}})", true},
    {49, p1, R"({"object":{"key":"test-auto"}})", false},
    {50, p1, R"({"object":{"key":"auto-test"},"test":"just-exists"})", false},
    {51, p1, R"({"object":{"key":"auto-test","nested_key":"just-exists"}})", false},
    {52, p1, R"({"object":{"test":"auto-test"}})", false},
    {53, p1, R"({"test":"auto-test"})", false},
    {54, p1, R"(Regular string message)", false},
    {55, p1, R"("Regular string message")", false},
    {56, R"({"object.nested":["string.value"]})", R"({"object":{"nested":"string.value"}})", true},
    {57, R"({"object.nested":["string.value"]})", R"({"object.nested":"string.value"})", true},
    {58, R"({"object.nested":["string.value"]})", R"({"object":{"nested":"test-auto"}})", false},
    {59, R"({"object.nested.test":["string.value"]})", R"({"object.nested":{"test":"string.value"}})", true},
    {60, R"({"object.nested.test":["string.value"]})", R"({"object":{"nested.test":"string.value"}})", true},
    {61, R"({"object.nested.test":["string.value"]})", R"({"object":{"nested":{"test":"string.notvalue"}}})", false},
    {62, R"({"headers":{"route-to":["queue1"]}})", R"({"headers":{"route-to":["queue3"]}})", false},
    {63, R"({"headers":{"route-to":["queue1"]}})", R"({"headers":{"route-to":["queue1"]}})", true},
    {64, R"({"headers":{"route-to":["queue1"]}})", R"({"headers":{"route-to":["queue1","queue2"]}})", true},
    {65, p2, R"({"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"auto-insurance-2314.xml","size":17}}}]})", true},
    {66, p2, R"({"Records":[{"eventName":"ObjectRemoved:Delete","s3":{"object":{"key":"auto-insurance-2314.xml"}}}]})", false},
    {67, p2, R"({"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"home-insurance-2314.xml"}}}]})", false},
    {68, p2, R"({"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":[[{"key":"auto-insurance-2314.xml"}]]}},{"eventName":"ObjectRemoved:Delete","s3":{"object":{"key":"home-insurance-2314.xml"}}}]})", true},
    {69, p3, R"({"metricName":"CPUUtilization","detail":{"scope":"Service","source":"aws.cloudwatch"}})", true},
    {70, p3, R"({"namespace":"AWS/ES","detail":{"scope":"Service","source":"aws.cloudwatch"}})", true},
    {71, p3, R"({"metricName":"CPUUtilization","detail":{"scope":"Service","type":"CloudWatch Alarm State Change"}})", true},
    {72, p3, R"({"metricName":"CPUUtilization","detail":{"scope":"aws.cloudwatch","type":"CloudWatch Alarm State Change"}})", false},
    {73, p3, R"({"metricName":"CPUUtilization","detail":{"scope":"Service"}})", false},
    {74, p3, R"({"metricName":"CPUUtilization","scope":"Service"})", false},
    {75, p3, R"({"metricName":"AWS/EC2","detail":{"scope":"Service","type":"CloudWatch Alarm State Change"}})", false},
    {76, R"({"detail":{"eventVersion":[""]}})", R"({"resources":[],"detail":{"eventVersion":"","responseElements":null}})", true},
    {77, p4, R"({"detail":{"sourceIPAddress":"10.0.0.255"}})", true},
    {78, p4, R"({"detail":{"sourceIPAddress":"10.0.0.256"}})", false},
    {79, p4, R"({"detail":{"sourceIPAddressV6":"2001:0db8:1234:1a00:0000:0000:0000:0000"}})", true},
    {80, p4, R"({"detail":{"sourceIPAddressV6":"2001:0db8:123f:1a01:0000:0000:0000:0000"}})", false},
    {81, R"({"interests":[{"anything-but":["rugby","tennis"]}]})", R"({"interests":["rugby","baseball"]})", true},
    {82, R"({"interests":[{"anything-but":["rugby","tennis"]}]})", R"({"interests":["rugby"]})", false},
    {83, R"({"price":[{"anything-but":[100,500]}]})", R"({"price":100.1})", true},
    {84, R"({"price":[{"anything-but":[100,500]}]})", R"({"price":100})", false},
    {85, R"({"price":[{"anything-but":[100,500]}]})", R"({"price":[100,50]})", true},
    {86, R"({"price":[{"numeric":["=",301.5]}]})", R"({"price":3.015e2})", true},
    {87, R"({"a":["1"]})", R"({"a":1})", false},
    {88, R"({"a":[1]})", R"({"a":1})", true},
    {89, R"({"a":[null]})", R"({"a":null})", true},
    {90, R"({"a":[{"exists":true}]})", R"({"a":[]})", false},
    {91, R"({"a":[{"exists":true}]})", R"({"a":{"b":1}})", false},
    {92, R"({"a":[{"exists":false}]})", R"({"a":{"b":1}})", true},
    {93, R"({"a":{"b":["v"]}})", R"({"a":"v"})", false},
    {94, R"({"a":["v1"],"b":["v4"]})", R"({"a":"v1","b":"v4","c":1})", true},
    {95, R"({"a":{"b":{"c":["v"]}}})", R"({"a":[{"b":[[{"c":"x"},{"c":"v"}]]}]})", true},
    {104, R"({"Records":{"a":[1],"b":[2]}})", R"({"Records":[{"a":1,"b":9},{"a":9,"b":2}]})", false},
    {105, R"({"a":[1]})", R"({"a":1.0})", true},
    {106, R"({"a":[{"exists":false}]})", R"({})", true},
    {107, R"({"a":[{"exists":true}]})", R"({"a":null})", false},
    {108, R"({"a":[true]})", R"({"a":"true"})", false},
    {109, R"({"a":["é"]})", R"({"a":"\u00e9"})", true},
    {110, R"({"$or":{"x":["1"]}})", R"({"$or":{"x":"1"}})", true},
};
// clang-format on

TEST(FilterPolicyWorkedCases, AreAllThere) {
    EXPECT_EQ(attribute_cases.size() + body_cases.size(), 110);
}

TEST(FilterPolicyWorkedCases, OfAttributes) {
    for (const auto& [number, policy, attributes, is_match] : attribute_cases) {
        EXPECT_EQ(matches(attribute_policy(policy), attributes), is_match) << "case " << number;
    }
}

TEST(FilterPolicyWorkedCases, OfBodies) {
    for (const auto& [number, policy, body, is_match] : body_cases) {
        EXPECT_EQ(matches(body_policy(policy), body), is_match) << "case " << number;
    }
}

}  // namespace
}  // namespace forebay::engine
