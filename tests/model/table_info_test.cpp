#include <forebay/model/table_info.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

TEST(TableInfo, HasAnArn) {
    EXPECT_EQ(table_arn({"123456789012", "eu-west-1", "orders"}),
              "arn:aws:dynamodb:eu-west-1:123456789012:table/orders");
}

TEST(TableInfo, FindsAnIndexByItsNameAndById) {
    TableInfo table;
    table.indexes = {{.id = IndexId(3), .name = "by_status"}, {.id = IndexId(1), .name = "by_day"}};

    ASSERT_NE(table.find_index("by_day"), nullptr);
    EXPECT_EQ(table.find_index("by_day")->id, IndexId(1));
    ASSERT_NE(table.find_index(IndexId(3)), nullptr);
    EXPECT_EQ(table.find_index(IndexId(3))->name, "by_status");
    EXPECT_EQ(table.find_index("by_da"), nullptr);
    EXPECT_EQ(table.find_index(IndexId{}), nullptr);
}

}  // namespace
}  // namespace forebay
