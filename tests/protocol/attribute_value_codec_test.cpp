#include "tests/protocol/codec.hpp"
#include <forebay/model/attribute_value.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::protocol {
namespace {

struct PutInput {
    std::optional<std::string> table_name;
    std::optional<GivenItem> item;
    std::optional<GivenValue> value;
    std::vector<GivenValue> attribute_value_list;
};
BOOST_DESCRIBE_STRUCT(PutInput, (), (table_name, item, value, attribute_value_list))

struct ScanOutput {
    std::optional<Item> last_evaluated_key;
    std::vector<Item> items;
};
BOOST_DESCRIBE_STRUCT(ScanOutput, (), (last_evaluated_key, items))

struct Row {
    std::string sent;
    std::string expected;
};

/// What becomes of a value: itself as it is written again, its fault, or the refusal of the
/// request.
std::string seen(const std::string& value) {
    const auto input = from_json<PutInput>("{\"Value\":" + value + "}");
    if (!input) {
        EXPECT_EQ(input.error().code, Errc::malformed_request);
        return "refused: " + input.error().detail;
    }
    if (!input->value) {
        return "absent";
    }
    if (input->value->fault) {
        EXPECT_EQ(input->value->fault->code, Errc::validation_failed);
        EXPECT_EQ(input->value->value, AttributeValue());
        return input->value->fault->detail;
    }
    const std::string json = json_of(*input);
    return json.substr(9, json.size() - 10);
}

TEST(AttributeValueCodec, ValuesComeBackInTheirNormalForm) {
    const Row rows[] = {
        {R"({"S":"a\u00e9\"\n"})", "{\"S\":\"aé\\\"\\n\"}"},
        {R"({"S":""})", R"({"S":""})"},
        {R"({"N":"1e3"})", R"({"N":"1000"})"},
        {R"({"N":"-00.50"})", R"({"N":"-0.5"})"},
        {R"({"B":""})", R"({"B":""})"},
        {R"({"B":"AAH/"})", R"({"B":"AAH/"})"},
        {R"({"BOOL":true})", R"({"BOOL":true})"},
        {R"({"BOOL":false})", R"({"BOOL":false})"},
        {R"({"BOOL":"yes"})", R"({"BOOL":true})"},
        {R"({"BOOL":"False"})", R"({"BOOL":false})"},
        {R"({"NULL":true})", R"({"NULL":true})"},
        {R"({"NULL":"1"})", R"({"NULL":true})"},
        {R"({"SS":["b","a",""]})", R"({"SS":["","a","b"]})"},
        {R"({"NS":["10","9.0","-1"]})", R"({"NS":["-1","9","10"]})"},
        {R"({"BS":["/w==","AA=="]})", R"({"BS":["AA==","/w=="]})"},
        {R"({"L":[]})", R"({"L":[]})"},
        {R"({"M":{}})", R"({"M":{}})"},
        {R"({"L":[{"S":"b"},{"L":[{"N":"1"}]},{"M":{"z":{"NULL":true},"a":{"S":""}}}]})",
         R"({"L":[{"S":"b"},{"L":[{"N":"1"}]},{"M":{"a":{"S":""},"z":{"NULL":true}}}]})"},
        {R"({"S":"a","X":{"S":[1,{}]},"Y":[[]],"N":null})", R"({"S":"a"})"},
        {R"({"M":{"a":{"S":"old"},"a":{"S":"new"}}})", R"({"M":{"a":{"S":"new"}}})"},
        {R"({"M":{"a":null,"b":{"S":"x"}}})", R"({"M":{"b":{"S":"x"}}})"},
        {"null", "absent"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(seen(row.sent), row.expected) << row.sent;
    }
}

// DynamoDB specification 4.
TEST(AttributeValueCodec, FaultsAreKeptInTheServicesWords) {
    const std::string invalid = "One or more parameter values were invalid: ";
    const std::string empty =
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    const std::string several =
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
        "supported datatypes";
    const Row rows[] = {
        {"{}", empty},
        {R"({"X":"a"})", empty},
        {R"({"S":null})", empty},
        {R"({"S":"a","N":"1"})", several},
        {R"({"L":[{"S":"a"}],"M":{"a":{"S":"b"}}})", several},
        {R"({"S":"a","L":[{"N":"x"}]})", "The parameter cannot be converted to a numeric value: x"},
        {R"({"NULL":false})", invalid + "Null attribute value types must have the value of true"},
        {R"({"SS":[]})", invalid + "An string set  may not be empty"},
        {R"({"NS":[]})", invalid + "An number set  may not be empty"},
        {R"({"BS":[]})", invalid + "Binary sets should not be empty"},
        {R"({"SS":["a","a"]})", invalid + "Input collection [a, a] contains duplicates."},
        {R"({"SS":["b","a","b"]})", invalid + "Input collection [b, a, b] contains duplicates."},
        {R"({"NS":["1","1.0"]})", "Input collection contains duplicates"},
        {R"({"BS":["Yg==","Yg=="]})",
         invalid + "Input collection [Yg==, Yg==]of type BS contains duplicates."},
        {R"({"N":""})", "The parameter cannot be converted to a numeric value"},
        {R"({"N":"b"})", "The parameter cannot be converted to a numeric value: b"},
        {R"({"NS":["1","b"]})", "The parameter cannot be converted to a numeric value: b"},
        {R"({"N":"123456789012345678901234567890123456789"})",
         "Attempting to store more than 38 significant digits in a Number"},
        {R"({"N":"1e126"})",
         "Number overflow. Attempting to store a number with magnitude larger than supported "
         "range"},
        {R"({"N":"1e-131"})",
         "Number underflow. Attempting to store a number with magnitude smaller than supported "
         "range"},
        {R"({"L":[{"S":"a"},{}]})", empty},
        {R"({"M":{"a":{"M":{"b":{"NS":[]}}}}})", invalid + "An number set  may not be empty"},
        {R"({"M":{"a":{"N":"x"},"b":{}}})",
         "The parameter cannot be converted to a numeric value: x"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(seen(row.sent), row.expected) << row.sent;
    }
}

// DynamoDB specification 2.
TEST(AttributeValueCodec, WhatIsNoJsonOfAValueRefusesTheRequest) {
    const std::string value_class = "com.amazonaws.dynamodb.v20120810.AttributeValue";
    const Row rows[] = {
        {"1", "Unexpected value type in payload"},
        {"\"a\"", "Unexpected value type in payload"},
        {"true", "Unexpected value type in payload"},
        {"[]", "Unrecognized collection type class " + value_class},
        {R"({"S":1})", "NUMBER_VALUE cannot be converted to String"},
        {R"({"S":1.5})", "DECIMAL_VALUE cannot be converted to String"},
        {R"({"S":true})", "TRUE_VALUE cannot be converted to String"},
        {R"({"S":false})", "FALSE_VALUE cannot be converted to String"},
        {R"({"S":[]})", "Unrecognized collection type class java.lang.String"},
        {R"({"S":{}})", "Start of structure or map found where not expected"},
        {R"({"N":1})", "NUMBER_VALUE cannot be converted to String"},
        {R"({"N":18446744073709551615})", "NUMBER_VALUE cannot be converted to String"},
        {R"({"B":1})", "only base-64-encoded strings are convertible to bytes"},
        {R"({"B":true})", "only base-64-encoded strings are convertible to bytes"},
        {R"({"B":[]})", "Unrecognized collection type class java.nio.ByteBuffer"},
        {R"({"B":"abcde"})",
         "Base64 encoded length is expected a multiple of 4 bytes but found: 5"},
        {R"({"B":"YR=="})", "Invalid last non-pad Base64 character dectected"},
        {R"({"BOOL":1})", "NUMBER_VALUE cannot be converted to Boolean"},
        {R"({"BOOL":"a"})", "Unexpected token received from parser"},
        {R"({"NULL":"a"})", "Unexpected token received from parser"},
        {R"({"NULL":[]})", "Unrecognized collection type class java.lang.Boolean"},
        {R"({"SS":"a"})", "Unexpected field type"},
        {R"({"SS":{}})", "Start of structure or map found where not expected"},
        {R"({"SS":[1]})", "NUMBER_VALUE cannot be converted to String"},
        {R"({"SS":[{}]})", "Start of structure or map found where not expected"},
        {R"({"SS":[[]]})", "Unrecognized collection type class java.lang.String"},
        {R"({"BS":[1]})", "only base-64-encoded strings are convertible to bytes"},
        {R"({"BS":["a"]})", "Base64 encoded length is expected a multiple of 4 bytes but found: 1"},
        {R"({"L":1})", "Unexpected field type"},
        {R"({"L":{}})", "Start of structure or map found where not expected"},
        {R"({"L":["a"]})", "Unexpected value type in payload"},
        {R"({"L":[[]]})", "Unrecognized collection type class " + value_class},
        {R"({"M":true})", "Unexpected field type"},
        {R"({"M":[]})",
         "Unrecognized collection type java.util.Map<java.lang.String, " + value_class + ">"},
        {R"({"M":{"a":"b"}})", "Unexpected value type in payload"},
        {R"({"N":"x","S":1})", "NUMBER_VALUE cannot be converted to String"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(seen(row.sent), "refused: " + row.expected) << row.sent;
    }
    EXPECT_EQ(seen_in_json<PutInput>(R"({"Item":"a"})"), "Unexpected field type");
    EXPECT_EQ(seen_in_json<PutInput>(R"({"Item":[]})"),
              "Unrecognized collection type java.util.Map<java.lang.String, " + value_class + ">");
    EXPECT_EQ(seen_in_json<PutInput>(R"({"Item":{"a":1}})"), "Unexpected value type in payload");
}

TEST(AttributeValueCodec, AnItemKnowsWhichAttributeIsFaulty) {
    const auto input = from_json<PutInput>(
        R"({"Item":{"b":{"S":"x"},"a":{"L":[{"M":{"c":{"N":""}}}]},"d":{}},"TableName":"t"})");
    ASSERT_TRUE(input);
    EXPECT_EQ(input->item->fault->detail, "The parameter cannot be converted to a numeric value");
    EXPECT_EQ(input->item->faulty_attribute, "a");
    EXPECT_EQ(input->item->item, Item());
    EXPECT_EQ(input->table_name, "t");
}

TEST(AttributeValueCodec, MembersBesideAttributeValuesAreRead) {
    EXPECT_EQ(
        seen_in_json<PutInput>(R"({"Skipped":{"S":1},"AttributeValueList":[{"N":"2"},{"S":"x"}],)"
                               R"("Item":{"b":{"S":"x"},"\u0061":{"N":"1.0"}},"TableName":"t"})"),
        R"({"TableName":"t","Item":{"a":{"N":"1"},"b":{"S":"x"}},)"
        R"("AttributeValueList":[{"N":"2"},{"S":"x"}]})");
    EXPECT_EQ(seen_in_json<PutInput>(R"({"Item":{},"Value":null})"), R"({"Item":{}})");
}

TEST(AttributeValueCodec, ItemsAreWritten) {
    const auto input = from_json<PutInput>(R"({"Item":{"id":{"S":"x"}}})");
    ScanOutput output;
    output.items = {input->item->item, Item()};
    EXPECT_EQ(json_of(output), R"({"Items":[{"id":{"S":"x"}},{}]})");
    output.last_evaluated_key = input->item->item;
    EXPECT_EQ(json_of(output),
              R"({"LastEvaluatedKey":{"id":{"S":"x"}},"Items":[{"id":{"S":"x"}},{}]})");
}

// DynamoDB specification 3.
TEST(AttributeValueCodec, ListsAndMapsNestThirtyTwoLevels) {
    const auto nested = [](int depth) {
        std::string value = R"({"S":"x"})";
        for (int i = 0; i < depth; ++i) {
            value = i % 2 == 0 ? "{\"L\":[" + value + "]}" : "{\"M\":{\"a\":" + value + "}}";
        }
        return value;
    };
    EXPECT_EQ(seen(nested(32)), nested(32));
    EXPECT_EQ(seen(nested(33)),
              "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
              "levels beyond supported limit");
}

TEST(AttributeValueCodec, WhatIsReadIsAnItemToTheLastBit) {
    std::string long_text(5000, 'y');
    const auto input = from_json<PutInput>(R"({"Item":{"z":{"S":")" + long_text +
                                           R"("},"a":{"SS":["y","x"]},"m":{"M":{"2":{"L":[]},)" +
                                           R"("1":{"N":"-1"}}}}})");
    ASSERT_TRUE(input);
    EXPECT_TRUE(is_item(input->item->item.bytes()));
    EXPECT_EQ(input->item->item.find("z")->payload(), long_text);
}

}  // namespace
}  // namespace forebay::protocol
