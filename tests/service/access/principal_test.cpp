#include <forebay/service/access/principal.hpp>

#include <gtest/gtest.h>

namespace forebay::service::access {
namespace {

TEST(Principal, HasTheArnOfItsUserOrOfItsAccount) {
    EXPECT_EQ(principal_arn("123456789012", "worker"), "arn:aws:iam::123456789012:user/worker");
    EXPECT_EQ(principal_arn("123456789012", ""), "arn:aws:iam::123456789012:root");
}

TEST(Principal, HasAnIdThatNobodyElseHas) {
    const std::string id = principal_id("123456789012", "worker");
    EXPECT_EQ(id.size(), 21U);
    EXPECT_TRUE(id.starts_with("AIDA"));
    EXPECT_EQ(id.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), std::string::npos);
    EXPECT_EQ(principal_id("123456789012", "worker"), id);
    EXPECT_NE(principal_id("123456789012", "reader"), id);
    EXPECT_NE(principal_id("000000000000", "worker"), id);
    EXPECT_EQ(principal_id("123456789012", ""), "123456789012");
}

}  // namespace
}  // namespace forebay::service::access
