#include "service/sqs/number.hpp"

#include <gtest/gtest.h>

#include <string>

namespace forebay::service::sqs {
namespace {

std::string nines(std::size_t count) {
    return std::string(count, '9');
}

std::string zeros(std::size_t count) {
    return std::string(count, '0');
}

TEST(Number, IsADecimalNumber) {
    for (const std::string& text :
         {std::string("0"), std::string("-0"), std::string("+7.0"), std::string("-0.10"),
          std::string("1E3"), std::string("1e+3"), std::string("1e-3"), std::string(".5"),
          std::string("5."), std::string("00012300"), std::string("99.12"),
          std::string("0e999999999")}) {
        EXPECT_TRUE(is_number(text)) << text;
    }
    for (const char* text :
         {"",    " ",        "seven", "1,5", "0x10",  " 7",    "7 ",    "1e",
          "e5",  ".",        "+",     "--1", "1.2.3", "1e5.0", "1e+-5", "1e99999999999999999999",
          "NaN", "Infinity", "-",     "1-"}) {
        EXPECT_FALSE(is_number(text)) << text;
    }
}

TEST(Number, HasAtMost38SignificantDigits) {
    EXPECT_TRUE(is_number(nines(38)));
    EXPECT_FALSE(is_number(nines(39)));
    EXPECT_TRUE(is_number("0." + nines(38)));
    EXPECT_FALSE(is_number("0." + nines(39)));
    EXPECT_TRUE(is_number(nines(20) + "." + nines(18)));
    EXPECT_FALSE(is_number(nines(20) + "." + nines(19)));
    EXPECT_TRUE(is_number(zeros(10) + nines(38) + zeros(10)));
    EXPECT_TRUE(is_number("1" + zeros(37) + "0.0"));
    EXPECT_FALSE(is_number("1" + zeros(37) + "1"));
}

TEST(Number, LiesBetween1em128And1e126) {
    EXPECT_TRUE(is_number("1e126"));
    EXPECT_TRUE(is_number("-10e125"));
    EXPECT_TRUE(is_number("9.9e125"));
    EXPECT_FALSE(is_number("1.1e126"));
    EXPECT_FALSE(is_number("2e126"));
    EXPECT_FALSE(is_number("1e127"));
    EXPECT_FALSE(is_number("1" + zeros(127)));
    EXPECT_TRUE(is_number("1" + zeros(126)));
    EXPECT_TRUE(is_number("1e-128"));
    EXPECT_TRUE(is_number("0.1e-127"));
    EXPECT_FALSE(is_number("0.9e-128"));
    EXPECT_FALSE(is_number("1e-129"));
    EXPECT_TRUE(is_number("0." + zeros(127) + "1"));
    EXPECT_FALSE(is_number("0." + zeros(128) + "1"));
}

TEST(Integer, IsDigitsAndPerhapsAMinus) {
    EXPECT_EQ(parse_integer("0"), 0);
    EXPECT_EQ(parse_integer("-1"), -1);
    EXPECT_EQ(parse_integer("007"), 7);
    EXPECT_EQ(parse_integer("9223372036854775807"), INT64_MAX);
    for (const char* text : {"", " 1", "1 ", "+1", "1.0", "1e2", "0x1", "9223372036854775808"}) {
        EXPECT_EQ(parse_integer(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace forebay::service::sqs
