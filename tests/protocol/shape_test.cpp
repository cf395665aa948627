#include "protocol/shape/shape_of.hpp"
#include "tests/protocol/codec.hpp"

#include <boost/describe/class.hpp>
#include <gtest/gtest.h>

// What a later service needs of the codec: shapes of its own, without flattening, that nest in
// themselves.
namespace forebay::other_service {

struct Tree {
    std::string name;
    std::vector<Tree> branches;
    std::map<std::string, Tree> named;
    std::optional<bool> is_dead;
    std::optional<std::vector<std::string>> leaves;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (name, branches, named, is_dead, leaves))

struct Permission {
    std::vector<std::string> aws_account_id;
    std::map<std::string, std::string> attributes;
    std::map<std::string, std::string> tags;
};
BOOST_DESCRIBE_STRUCT(Permission, (), (aws_account_id, attributes, tags))

constexpr service::WireName permission_names[] = {
    {.member = "tags", .query = "Tags", .item = "member", .key = "Key", .value = "Value"}};
constexpr std::span<const service::WireName> wire_names(Permission*) {
    return permission_names;
}

}  // namespace forebay::other_service

namespace forebay::protocol {
namespace {

using other_service::Permission;
using other_service::Tree;

TEST(ShapeNames, AreWorkedOutByTheCompiler) {
    static_assert(pascal_name("queue_url").view() == "QueueUrl");
    static_assert(pascal_name("md5_of_body").view() == "MD5OfBody");
    static_assert(pascal_name("queue_owner_aws_account_id").view() == "QueueOwnerAWSAccountId");
    static_assert(pascal_name("id").view() == "Id");
}

TEST(Shape, MayNestInItself) {
    const std::string_view json =
        R"({"Name":"a","Branches":[{"Name":"b","Named":{"x":{"Name":"c"}},"IsDead":true}],)"
        R"("Leaves":[]})";

    EXPECT_EQ(seen_in_json<Tree>(json), json);
    EXPECT_EQ(seen_in_form<Tree>("Name=a&Branches.member.1.Name=b"
                                 "&Branches.member.1.Named.entry.1.key=x"
                                 "&Branches.member.1.Named.entry.1.value.Name=c"
                                 "&Branches.member.1.IsDead=true&Leaves="),
              json);
    EXPECT_EQ(seen_in_json<Tree>(R"({"Name":"a","Branches":[{"Name":"b"},{}]})"),
              "The request must contain the parameter Name.");
}

TEST(Shape, IsNotFlattenedUnlessItSaysSo) {
    EXPECT_EQ(seen_in_form<Permission>("AWSAccountId.member.1=1&AWSAccountId.member.2=2"
                                       "&Attributes.entry.1.key=a&Attributes.entry.1.value=b"
                                       "&Tags.member.1.Key=k&Tags.member.1.Value=v"
                                       "&AWSAccountId.1=flat"),
              R"({"AWSAccountId":["1","2"],"Attributes":{"a":"b"},"Tags":{"k":"v"}})");
    EXPECT_EQ(xml_of(Permission{{"1"}, {{"a", "b"}}, {{"k", "v"}}}),
              "<AWSAccountId><member>1</member></AWSAccountId>"
              "<Attributes><entry><key>a</key><value>b</value></entry></Attributes>"
              "<Tags><member><Key>k</Key><Value>v</Value></member></Tags>");
}

}  // namespace
}  // namespace forebay::protocol
