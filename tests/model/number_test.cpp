#include <forebay/model/number.hpp>

#include <boost/multiprecision/cpp_int.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <compare>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace forebay {

void PrintTo(const Number& number, std::ostream* out) {
    *out << number.text();
}

namespace {

using boost::multiprecision::cpp_int;

std::string nines(std::size_t count) {
    return std::string(count, '9');
}

/// The normal form of `text`, or why there is none.
std::string normal(std::string_view text) {
    const auto number = Number::parse(text);
    return number ? number->text() : number.error().detail;
}

Number number(std::string_view text) {
    return Number::parse(text).value();
}

std::string ordered(const Number& number) {
    std::string bytes;
    number.append_ordered(bytes);
    return bytes;
}

struct Row {
    std::string text;
    std::string normal;
};

const std::string not_numeric = "The parameter cannot be converted to a numeric value";
const std::string too_long = "Attempting to store more than 38 significant digits in a Number";
const std::string overflow =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";
const std::string underflow =
    "Number underflow. Attempting to store a number with magnitude smaller than supported range";

// DynamoDB specification 4.
TEST(Number, HasOneNormalForm) {
    const Row rows[] = {
        {"1e3", "1000"},
        {"00.50", "0.5"},
        {"-0", "0"},
        {"+1", "1"},
        {"1.0", "1"},
        {"1e0", "1"},
        {"0e999999999999", "0"},
        {"-00012.3400E-1", "-1.234"},
        {"120", "120"},
        {"1.5E+2", "150"},
        {"1E-130", "0." + std::string(129, '0') + "1"},
        {nines(38), nines(38)},
        {"000" + nines(38) + "000.000", nines(38) + "000"},
        {"-0.000" + nines(38), "-0.000" + nines(38)},
        {"9." + nines(37) + "E125", nines(38) + std::string(88, '0')},
        {"1" + std::string(125, '0'), "1" + std::string(125, '0')},
        {"0." + std::string(129, '0') + "15", "0." + std::string(129, '0') + "15"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(normal(row.text), row.normal) << row.text;
    }
}

TEST(Number, IsMadeOfAnInteger) {
    for (const std::uint64_t value : {0ULL, 1ULL, 10ULL, 1200ULL, 18446744073709551615ULL}) {
        EXPECT_EQ(Number(value), number(std::to_string(value)));
    }
}

TEST(Number, IsRefusedInTheServicesWords) {
    const Row rows[] = {
        {"", not_numeric},
        {"x", not_numeric + ": x"},
        {"1x", not_numeric + ": 1x"},
        {" 1", not_numeric + ":  1"},
        {"1e", not_numeric + ": 1e"},
        {"1e+", not_numeric + ": 1e+"},
        {"--1", not_numeric + ": --1"},
        {"-", not_numeric + ": -"},
        {".", not_numeric + ": ."},
        {".5", not_numeric + ": .5"},
        {"5.", not_numeric + ": 5."},
        {"1.2.3", not_numeric + ": 1.2.3"},
        {"NaN", not_numeric + ": NaN"},
        {"0x10", not_numeric + ": 0x10"},
        {nines(39), too_long},
        {"1" + std::string(37, '0') + "1", too_long},
        {"1e126", overflow},
        {"10e125", overflow},
        {"1e99999999999999999999", overflow},
        {nines(39) + "e200", overflow},
        {"1e-131", underflow},
        {"-0.1e-130", underflow},
        {"1e-99999999999999999999", underflow},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(normal(row.text), row.normal) << row.text;
    }
}

TEST(Number, HasTheOrderedFormThatIsDrawn) {
    using namespace std::string_literals;
    EXPECT_EQ(ordered(number("0")), "\x80"s);
    EXPECT_EQ(ordered(number("1")), "\xC1\x02"s);
    EXPECT_EQ(ordered(number("123.4")), "\xC2\x02\x18\x29"s);
    EXPECT_EQ(ordered(number("-1")), "\x3E\x64\x66"s);
    EXPECT_EQ(ordered(number("1e-130")), "\x80\x02"s);
    EXPECT_EQ(ordered(number("99e124")), "\xFF\x64"s);
    EXPECT_EQ(ordered(number("-99e124")), "\x00\x02\x66"s);
    EXPECT_EQ(ordered(number("1." + nines(37))).size(), 21);
    EXPECT_EQ(ordered(number("-10." + nines(36))).size(), 21);
    EXPECT_EQ(ordered(number("-1" + nines(36) + "1")).size(), 21);
    EXPECT_EQ(ordered(number("-1." + nines(36) + "1")).size(), 22);
    EXPECT_EQ(ordered(number("-0.1" + nines(37))).size(), 21);
}

TEST(Number, IsNotMadeOfOtherBytes) {
    using namespace std::string_literals;
    EXPECT_TRUE(Number::is_ordered("\x80"s));
    for (const std::string& bytes :
         {""s, "\xC1"s, "\x3E"s, "\x3E\x64"s, "\x3E\x66"s, "\xC1\x01"s, "\xC1\x02\x01"s,
          "\xC1\x00"s, "\xC1\x66"s, "\xC1\x02\x00\x02"s, "\x3E\x65\x66"s, "\x3E\x64\x65\x66"s,
          "\xC1"s + std::string(20, '\x64'), "\xC1"s + std::string(22, '\x02')}) {
        EXPECT_FALSE(Number::is_ordered(bytes)) << testing::PrintToString(bytes);
    }
}

TEST(NumberDeathTest, EndsTheProcessForBytesThatAreNone) {
    EXPECT_DEATH((void)Number::of_ordered("\xC1\x01"), "assertion failed");
}

/// A number as a fraction of integers, which is obviously right: units of 10^-170.
cpp_int exact(const Number& number) {
    const std::string text = number.text();
    const bool is_negative = text.starts_with('-');
    std::string digits = text.substr(is_negative ? 1 : 0);
    const std::size_t point = digits.find('.');
    const std::size_t decimals = point == std::string::npos ? 0 : digits.size() - point - 1;
    std::erase(digits, '.');
    digits.append(170 - decimals, '0');
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    const cpp_int value(digits);
    return is_negative ? cpp_int(-value) : value;
}

/// What `value` (units of 10^-170) is as a number, or why it is none.
std::string expected_text(const cpp_int& value) {
    if (value == 0) {
        return "0";
    }
    std::string digits = cpp_int(abs(value)).str();
    const int power = static_cast<int>(digits.size()) - 1 - 170;
    const std::size_t significant = digits.find_last_not_of('0') + 1;
    return significant > 38 ? too_long
           : power > 125    ? overflow
           : power < -130   ? underflow
                            : normal((value < 0 ? "-" : "") + digits.substr(0, significant) + "e" +
                                     std::to_string(power - static_cast<int>(significant) + 1));
}

class RandomNumbers {
public:
    explicit RandomNumbers(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t bound) { return random_() % bound; }

    Number next() {
        std::string text(below(2) == 0 ? "-" : "");
        const std::size_t digits = 1 + below(38);
        for (std::size_t i = 0; i < digits; ++i) {
            text += static_cast<char>('0' + (below(3) == 0 ? 9 * below(2) : below(10)));
        }
        const bool is_wide = below(4) == 0;
        text += "e" + std::to_string(is_wide ? static_cast<int>(below(218)) - 130
                                             : static_cast<int>(below(50)) - 40);
        const auto number = Number::parse(text);
        return number ? *number : Number();
    }

private:
    std::minstd_rand random_;
};

std::vector<Number> edges() {
    std::vector<Number> numbers;
    for (const std::string& text : {std::string("0"),
                                    std::string("1"),
                                    std::string("9"),
                                    std::string("10"),
                                    std::string("99"),
                                    std::string("100"),
                                    std::string("1e125"),
                                    "9." + nines(37) + "e125",
                                    std::string("1e-130"),
                                    std::string("2e-130"),
                                    std::string("1.1e-130"),
                                    nines(38),
                                    nines(37),
                                    "0." + nines(38),
                                    std::string("1e38"),
                                    std::string("1e37"),
                                    std::string("1e-38"),
                                    std::string("0.1"),
                                    std::string("0.01"),
                                    std::string("0.5")}) {
        numbers.push_back(number(text));
        numbers.push_back(number("-" + text));
    }
    return numbers;
}

std::vector<Number> edges_and(std::size_t count, unsigned seed) {
    auto numbers = edges();
    RandomNumbers random(seed);
    std::ranges::generate_n(std::back_inserter(numbers), static_cast<std::ptrdiff_t>(count),
                            [&] { return random.next(); });
    return numbers;
}

TEST(NumberProperties, TextAndOrderedFormGiveItBack) {
    for (const Number& one : edges_and(20'000, 1)) {
        ASSERT_EQ(number(one.text()), one);
        const std::string bytes = ordered(one);
        ASSERT_LE(bytes.size(), Number::ordered_bytes_max);
        ASSERT_EQ(Number::of_ordered(bytes), one);
    }
}

TEST(NumberProperties, OrderedFormsSortAsNumbersDo) {
    const auto numbers = edges_and(300, 2);
    for (const Number& a : numbers) {
        const cpp_int a_exact = exact(a);
        for (const Number& b : numbers) {
            const int order = a_exact.compare(exact(b));
            ASSERT_EQ(a <=> b, order <=> 0) << a.text() << " and " << b.text();
            ASSERT_EQ(a == b, order == 0);
        }
    }
}

TEST(NumberProperties, SumsAndDifferencesAreExactOrRefused) {
    const auto numbers = edges_and(300, 3);
    for (const Number& a : numbers) {
        const cpp_int a_exact = exact(a);
        for (const Number& b : numbers) {
            const cpp_int b_exact = exact(b);
            const auto sum = Number::sum(a, b);
            ASSERT_EQ(sum ? sum->text() : sum.error().detail, expected_text(a_exact + b_exact))
                << a.text() << " + " << b.text();
            const auto difference = Number::difference(a, b);
            ASSERT_EQ(difference ? difference->text() : difference.error().detail,
                      expected_text(a_exact - b_exact))
                << a.text() << " - " << b.text();
        }
    }
}

}  // namespace
}  // namespace forebay
