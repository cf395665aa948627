#include "service/sqs/message_attributes.hpp"

#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

using namespace std::string_literals;

std::string md5_of(AttributeMap attributes) {
    AttributeDigest digest;
    for (const MessageAttribute& attribute : take_attributes(std::move(attributes))) {
        digest.add(attribute);
    }
    return digest.hex();
}

Error user_refusal(const AttributeMap& attributes) {
    auto checked = check_message_attributes(attributes);
    return checked ? Error{Errc::internal, "not refused"} : checked.error();
}

Error system_refusal(const AttributeMap& attributes) {
    auto checked = check_system_attributes(attributes);
    return checked ? Error{Errc::internal, "not refused"} : checked.error();
}

Error invalid(std::string text) {
    return {Errc::invalid_parameter, std::move(text)};
}

const Error bad_name = invalid(
    "Message (user) attributes name can only contain upper and lower score characters, digits, "
    "periods, hyphens and underscores. ");
const Error long_name = invalid("Message (user) attribute names must be shorter than 256 Bytes");
const Error reserved_name = invalid(
    "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are "
    "reserved for internal use. Additionally, they cannot start or end with '.'.");

Error bad_type(const std::string& type) {
    return invalid(
        "Type for parameter MessageAttributes.Attribute_name.DataType must be prefixed with "
        "\"String\", \"Binary\", or \"Number\", but was: " +
        type);
}

Error empty_value(const std::string& type) {
    return invalid("Message (user) attribute 'name' must contain a non-empty value of type '" +
                   type + "'.");
}

TEST(AttributeDigest, IsWhatTheServiceWasRecordedToAnswer) {
    const auto text = [](std::string value) { return text_attribute(std::move(value)); };
    const auto number = [](std::string value, std::string type = "Number") {
        return text_attribute(std::move(value), std::move(type));
    };

    EXPECT_EQ(md5_of({{"k", text("x")}}), "a45daa70926828a2f0a1db3418e6feb4");
    EXPECT_EQ(md5_of({{"MyAttribute", text("foobar")}}), "adb59cd4678ea5a855436b949cd07ab6");
    EXPECT_EQ(md5_of({{"timestamp", number("1493147359900")}}), "235c5c510d26fb653d073faed50ae77c");
    EXPECT_EQ(md5_of({{"Hello", text("There")}, {"General", text("Kenobi")}}),
              "fca026605781cb4126a1e9044df24232");
    EXPECT_EQ(
        md5_of({{"Hello", text("There")}, {"General", text("Kenobi")}, {"Help.Me", text("Me")}}),
        "4c360f3fdafd970e05fae2f149d997f5");
    EXPECT_EQ(md5_of({{"attr1", number("99.12")}, {"attr2", number("109.12")}}),
              "9b720b3af309c1c4b0d395c53b08c502");
    EXPECT_EQ(md5_of({{"attr1", binary_attribute("traceparent\x1e"
                                                 "00-774062d6c37081a5a0b9b5b88e30627c-"
                                                 "2d2482211f6489da-01")}}),
              "8cbe4db156db8a94db8b801b7addb984");
    EXPECT_EQ(md5_of({{"AWSTraceHeader",
                       text("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;"
                            "Sampled=1")}}),
              "5ae4d5d7636402d80f4eb6d213245a88");
    EXPECT_EQ(md5_of({{"city", text("Any City")},
                      {"blob", binary_attribute("\x00\x01\xff"s, "Binary.gif")},
                      {"n", number("7", "Number.int")}}),
              "ba44607a85b85030d7f6de8911eb4795");
}

TEST(MessageAttributes, AreSortedByTheBytesOfTheirNames) {
    std::vector<std::string> names;
    for (const MessageAttribute& attribute : take_attributes({{"b", text_attribute("1")},
                                                              {"B", text_attribute("1")},
                                                              {"a", text_attribute("1")},
                                                              {"\xC3\xA9", text_attribute("1")},
                                                              {"a-", text_attribute("1")}})) {
        names.push_back(attribute.name);
    }
    EXPECT_THAT(names, testing::ElementsAre("B", "a", "a-", "b", "\xC3\xA9"));
}

TEST(MessageAttributes, CountTheirNamesTypesAndValues) {
    EXPECT_EQ(attribute_bytes({}), 0U);
    EXPECT_EQ(attribute_bytes({{"name", text_attribute("value")},
                               {"blob", binary_attribute("\x00\x01\x02"s, "Binary.x")}}),
              4U + 6U + 5U + 4U + 8U + 3U);
}

TEST(MessageAttributes, AreAtMostTen) {
    AttributeMap attributes;
    for (int i = 0; i < 10; ++i) {
        attributes["name" + std::to_string(i)] = text_attribute("x");
    }
    EXPECT_TRUE(check_message_attributes(attributes));
    attributes["one more"] = text_attribute("x");
    EXPECT_EQ(user_refusal(attributes),
              invalid("Number of message attributes [11] exceeds the allowed maximum [10]."));
}

TEST(MessageAttributes, HaveNames) {
    for (const std::string& name :
         {"a"s, "A_b-c.9"s, "attr.1\xC3\xB8\xC3\x9F\xC3\xA4"s, "\xC3\x80"s, "\xC9\x8F"s,
          std::string(256, 'n'), "awsome"s, "Amazonas"s, "xAWS."s + "x"}) {
        EXPECT_TRUE(check_message_attributes({{name, text_attribute("x")}})) << name;
    }
    for (const auto& [name, error] : std::map<std::string, Error>{
             {std::string(257, 'n'), long_name},
             {"", bad_name},
             {"a b", bad_name},
             {"a/b", bad_name},
             {"a$", bad_name},
             {"a\n", bad_name},
             {"\xE5\x83\xB9", bad_name},
             {"\xC2\xBF", bad_name},  // before the accented letters
             {"\xC9\x90", bad_name},  // after them
             {"\xC3\x97", bad_name},  // the multiplication sign among them
             {"\xC3", bad_name},
             {".a", reserved_name},
             {"a.", reserved_name},
             {"a..b", reserved_name},
             {"AWS.x", reserved_name},
             {"aWs.x", reserved_name},
             {"Amazon.x", reserved_name},
             {"AMAZON.y", reserved_name},
         }) {
        EXPECT_EQ(user_refusal({{name, text_attribute("x")}}), error) << name;
    }
}

TEST(MessageAttributes, HaveTypes) {
    for (const std::string& type : {"String"s, "String.label"s, "String." + std::string(249, 'l'),
                                    "Number.int"s, "String.a b"s}) {
        EXPECT_TRUE(check_message_attributes({{"name", text_attribute("1", type)}})) << type;
    }
    EXPECT_TRUE(check_message_attributes({{"name", binary_attribute("\xFF", "Binary.gif")}}));

    for (const std::string& type :
         {""s, "Text"s, "string"s, "Stringy"s, "String."s, "StringList"s, "String.\x01"s}) {
        EXPECT_EQ(user_refusal({{"name", text_attribute("x", type)}}), bad_type(type)) << type;
    }
    EXPECT_EQ(user_refusal({{"name", {}}}), bad_type(""));
    EXPECT_EQ(user_refusal({{"name", text_attribute("x", "String." + std::string(250, 'l'))}}),
              invalid("Message (user) attribute types must be shorter than 256 Bytes"));
}

TEST(MessageAttributes, HaveAValueOfTheirType) {
    EXPECT_EQ(user_refusal({{"name", text_attribute("")}}), empty_value("String"));
    EXPECT_EQ(user_refusal({{"name", text_attribute("", "Number.int")}}), empty_value("Number"));
    EXPECT_EQ(user_refusal({{"name", binary_attribute("")}}), empty_value("Binary"));
    EXPECT_EQ(user_refusal({{"name", binary_attribute("x", "String")}}), empty_value("String"));
    EXPECT_EQ(user_refusal({{"name", text_attribute("x", "Binary")}}), empty_value("Binary"));

    MessageAttributeValue both = text_attribute("x");
    both.binary_value = Blob{"x"};
    EXPECT_EQ(user_refusal({{"name", both}}).code, Errc::invalid_parameter);
    both.binary_value = Blob{};
    EXPECT_TRUE(check_message_attributes({{"name", both}}));

    EXPECT_EQ(user_refusal({{"name", text_attribute("seven", "Number")}}),
              invalid("Can't cast the value of message (user) attribute 'name' to a number."));
}

TEST(MessageAttributes, MayNotBeLists) {
    MessageAttributeValue texts = text_attribute("x");
    texts.string_list_values = {"x"};
    MessageAttributeValue blobs = binary_attribute("x");
    blobs.binary_list_values = {Blob{"x"}};

    for (const MessageAttributeValue& list : {texts, blobs}) {
        EXPECT_EQ(user_refusal({{"name", list}}),
                  (Error{Errc::unsupported_operation,
                         "Message attribute list values in SendMessage operation are not "
                         "supported."}));
    }
}

TEST(MessageAttributes, HoldTheCharactersOfBodies) {
    EXPECT_TRUE(
        check_message_attributes({{"name", text_attribute("\t\r\n \"<&>' \xF0\x9F\x98\x80")}}));
    EXPECT_EQ(user_refusal({{"name", text_attribute("a\x07")}}),
              invalid("Invalid binary character '#x7' was found in the message attribute 'name' "
                      "value, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | "
                      "[#xE000-#xFFFD] | [#x10000-#x10FFFF]."));
}

TEST(SystemAttributes, AreATraceHeader) {
    EXPECT_TRUE(check_system_attributes({}));
    EXPECT_TRUE(check_system_attributes({{"AWSTraceHeader", text_attribute("Root=1")}}));
    EXPECT_EQ(system_refusal({{"SenderId", text_attribute("me")}}),
              bad_value("SenderId", "MessageSystemAttributes",
                        "The only message system attribute that can be sent is AWSTraceHeader."));
    for (const auto& value : {text_attribute("7", "Number"), binary_attribute("x"),
                              text_attribute("x", "String.label"), MessageAttributeValue()}) {
        EXPECT_EQ(system_refusal({{"AWSTraceHeader", value}}),
                  bad_value(value.data_type.value_or(""),
                            "MessageSystemAttributes.AWSTraceHeader.DataType",
                            "AWSTraceHeader must be of type String."));
    }
    EXPECT_EQ(system_refusal({{"AWSTraceHeader", text_attribute("")}}),
              invalid("Message (system) attribute 'AWSTraceHeader' must contain a non-empty value "
                      "of type 'String'."));
}

}  // namespace
}  // namespace forebay::service::sqs
