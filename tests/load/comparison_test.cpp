#include "load/compare/comparison.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace forebay::load::compare {
namespace {

using testing::HasSubstr;
using testing::Not;

Comparison two_contenders() {
    Comparison comparison{.connections = 64, .body_bytes = 1024, .seconds = 5, .columns = {}};
    Column ours{.name = "Forebay", .version = "1.0", .keeps = "on disk", .rates = {}};
    Column theirs{.name = "A & B", .version = "2.0", .keeps = "in <memory>", .rates = {}};
    for (std::size_t i = 0; i < measures.size(); ++i) {
        ours.rates[i] = {40'000, 90'000, 50'000};
        theirs.rates[i] = {12'499, 12'501};
    }
    comparison.columns = {ours, theirs};
    return comparison;
}

TEST(Comparison, TakesTheRateInTheMiddle) {
    const Comparison comparison = two_contenders();
    EXPECT_EQ(comparison.columns[0].median(0), 50'000);
    EXPECT_EQ(comparison.columns[1].median(0), 12'500);
    EXPECT_FALSE(Column{}.median(0));
}

TEST(Comparison, SaysWhatEachRateIsOfTheFirst) {
    const std::string table = as_markdown(two_contenders());
    EXPECT_THAT(table, HasSubstr("| messages/s | Forebay 1.0 | A & B 2.0 |\n| --- | --- | --- |"));
    EXPECT_THAT(table, HasSubstr("| full cycle | 50,000 | 12,500, 0.25 of it |"));
    EXPECT_THAT(table, HasSubstr("64 connections, bodies of 1024 bytes"));
    EXPECT_THAT(table, HasSubstr("the median of 3"));
}

TEST(Comparison, GivesProgramsEachRun) {
    const auto document = boost::json::parse(as_json(two_contenders()));
    const auto& measure = document.at("contenders").at(1).at("measures").at("send");
    EXPECT_EQ(measure.at("messages_per_second").as_double(), 12'500);
    EXPECT_EQ(measure.at("runs").as_array().size(), 2u);
}

TEST(Comparison, DrawsBarsAsLongAsTheRatesAre) {
    const std::string chart = as_svg(two_contenders());
    EXPECT_THAT(chart, HasSubstr(R"(width="440.0")"));
    EXPECT_THAT(chart, HasSubstr(R"(width="110.0")"));
    EXPECT_THAT(chart, HasSubstr("A &amp; B <tspan class=\"note\">in &lt;memory&gt;</tspan>"));
    EXPECT_THAT(chart, HasSubstr("prefers-color-scheme: dark"));
    EXPECT_THAT(chart, Not(HasSubstr("not measured")));
}

}  // namespace
}  // namespace forebay::load::compare
