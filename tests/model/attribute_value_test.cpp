#include <forebay/model/attribute_value.hpp>
#include <forebay/model/value_writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace forebay {
namespace {

using testing::ElementsAre;
using namespace std::string_literals;

template <class Write>
AttributeValue value(Write write) {
    std::string bytes;
    ValueWriter writer(bytes);
    write(writer);
    return AttributeValue(std::move(bytes));
}

template <class Write>
Item item(Write write) {
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_item();
    write(writer);
    writer.end();
    return Item(std::move(bytes));
}

Number number(std::string_view text) {
    return Number::parse(text).value();
}

void add_numbers(ValueWriter& writer, const std::vector<std::string>& texts) {
    writer.begin_set(ValueType::number_set);
    for (const std::string& text : texts) {
        std::string ordered;
        number(text).append_ordered(ordered);
        writer.element(ordered);
    }
    writer.end();
}

std::vector<std::string> names(MapView map) {
    std::vector<std::string> all;
    for (const auto& entry : map.entries()) {
        all.emplace_back(entry.name);
    }
    return all;
}

TEST(AttributeValue, TypesHaveTheNamesOfTheWire) {
    for (const std::string_view name :
         {"S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"}) {
        EXPECT_EQ(type_name(parse_type_name(name).value()), name);
    }
    EXPECT_EQ(parse_type_name(""), std::nullopt);
    EXPECT_EQ(parse_type_name("s"), std::nullopt);
}

TEST(AttributeValue, HasTheFormThatIsDrawn) {
    EXPECT_EQ(value([](auto& w) { w.string("ab"); }).view().bytes(), "\x01\x02"s + "ab");
    EXPECT_EQ(value([](auto& w) { w.number(number("1")); }).view().bytes(), "\x02\x02\xC1\x02");
    EXPECT_EQ(value([](auto& w) { w.binary("\0"s); }).view().bytes(), "\x03\x01\0"s);
    EXPECT_EQ(value([](auto& w) { w.boolean(true); }).view().bytes(), "\x04\x01\x01");
    EXPECT_EQ(value([](auto& w) { w.null(); }).view().bytes(), "\x05\0"s);
    EXPECT_EQ(AttributeValue().view().bytes(), "\x05\0"s);
    EXPECT_EQ(value([](auto& w) {
                  w.begin_set(ValueType::string_set);
                  w.element("b");
                  w.element("a");
                  w.end();
              })
                  .view()
                  .bytes(),
              "\x06\x05\x02\x01"s + "a\x01" + "b");
    EXPECT_EQ(value([](auto& w) {
                  w.begin_list();
                  w.null();
                  w.begin_map();
                  w.name("n");
                  w.boolean(false);
                  w.end();
                  w.end();
              })
                  .view()
                  .bytes(),
              "\x09\x0B\x02\x05\0\x0A\x06\x01\x01n\x04\x01\0"s);
    EXPECT_EQ(item([](auto& w) {
                  w.name("b");
                  w.null();
                  w.name("a");
                  w.null();
              }).bytes(),
              "\x02\x01"s + "a\x05\0\x01"s + "b\x05\0"s);
    EXPECT_EQ(Item().bytes(), "\0"s);
    EXPECT_EQ(MapView().bytes(), "\0"s);
}

TEST(AttributeValue, LengthsTakeAsManyBytesAsTheyNeed) {
    for (const std::size_t size : {126U, 127U, 128U, 16'383U, 16'384U, 300'000U}) {
        const std::string text(size, 'x');
        const Item nested = item([&](auto& w) {
            w.name("after");
            w.null();
            w.name("a");
            w.begin_list();
            w.begin_map();
            w.name("text");
            w.string(text);
            w.end();
            w.number(number("7"));
            w.end();
        });
        ASSERT_TRUE(is_item(nested.bytes()));
        const ValueView list = nested.find("a").value();
        EXPECT_EQ(list.count(), 2);
        EXPECT_EQ(list.at(0)->map().find("text")->payload(), text);
        EXPECT_EQ(list.at(1)->number(), number("7"));
        EXPECT_EQ(list.at(2), std::nullopt);
    }
    const Item wide = item([](auto& w) {
        for (int i = 300; i > 0; --i) {
            w.name("n" + std::to_string(i));
            w.number(number(std::to_string(i)));
        }
    });
    ASSERT_TRUE(is_item(wide.bytes()));
    EXPECT_EQ(wide.view().count(), 300);
    EXPECT_EQ(wide.find("n217")->number(), number("217"));
}

TEST(AttributeValue, WhatIsEqualHasEqualBytes) {
    const auto one = value([](auto& w) { add_numbers(w, {"3", "-1.50", "10"}); });
    const auto other = value([](auto& w) { add_numbers(w, {"1e1", "-1.5", "3.0"}); });
    EXPECT_EQ(one, other);
    EXPECT_EQ(item([](auto& w) {
                  w.name("x");
                  w.number(number("1"));
                  w.name("a");
                  w.null();
              }),
              item([](auto& w) {
                  w.name("a");
                  w.null();
                  w.name("x");
                  w.number(number("1.0"));
              }));
}

TEST(AttributeValue, NumberSetsAreInTheOrderOfNumbers) {
    const auto set = value([](auto& w) { add_numbers(w, {"10", "9", "-1", "-2", "0"}); });
    std::vector<std::string> texts;
    for (const std::string_view element : set.view().elements()) {
        texts.push_back(Number::of_ordered(element).text());
    }
    EXPECT_THAT(texts, ElementsAre("-2", "-1", "0", "9", "10"));
}

TEST(AttributeValue, OfEntriesWithOneNameTheLastCounts) {
    const Item twice = item([](auto& w) {
        w.name("b");
        w.string("old");
        w.name("a");
        w.null();
        w.name("b");
        w.string("new");
    });
    EXPECT_THAT(names(twice), ElementsAre("a", "b"));
    EXPECT_EQ(twice.find("b")->payload(), "new");
}

TEST(AttributeValue, ASetThatHadAnElementTwiceIsToldOf) {
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_set(ValueType::string_set);
    writer.element("b");
    writer.element("a");
    writer.element("b");
    EXPECT_FALSE(writer.end());
    EXPECT_EQ(ValueView(bytes).count(), 2);
    EXPECT_TRUE(ValueView(bytes).contains("a"));
    EXPECT_TRUE(ValueView(bytes).contains("b"));
    EXPECT_FALSE(ValueView(bytes).contains("c"));
}

TEST(AttributeValue, AttributesAreFoundByName) {
    const Item item_of_three = item([](auto& w) {
        w.name("b");
        w.string("1");
        w.name("");
        w.string("2");
        w.name("bb");
        w.string("3");
    });
    EXPECT_EQ(item_of_three.find("b")->payload(), "1");
    EXPECT_EQ(item_of_three.find("")->payload(), "2");
    EXPECT_EQ(item_of_three.find("bb")->payload(), "3");
    EXPECT_EQ(item_of_three.find("a"), std::nullopt);
    EXPECT_EQ(item_of_three.find("c"), std::nullopt);
    EXPECT_EQ(Item().find("a"), std::nullopt);
}

// DynamoDB specification 4: sizes.
TEST(AttributeValue, CountsTowardsTheSizeOfAnItem) {
    const auto size = [](auto write) { return value(write).view().size(); };
    EXPECT_EQ(size([](auto& w) { w.string("é"); }), 2);
    EXPECT_EQ(size([](auto& w) { w.binary("abc"); }), 3);
    EXPECT_EQ(size([](auto& w) { w.boolean(false); }), 1);
    EXPECT_EQ(size([](auto& w) { w.null(); }), 1);
    EXPECT_EQ(size([](auto& w) { w.number(number("0")); }), 1);
    EXPECT_EQ(size([](auto& w) { w.number(number("12")); }), 2);
    EXPECT_EQ(size([](auto& w) { w.number(number("123")); }), 3);
    EXPECT_EQ(size([](auto& w) { w.number(number("-123")); }), 4);
    EXPECT_EQ(size([](auto& w) { add_numbers(w, {"1", "123"}); }), 5);
    EXPECT_EQ(size([](auto& w) {
                  w.begin_list();
                  w.end();
              }),
              3);
    EXPECT_EQ(size([](auto& w) {
                  w.begin_list();
                  w.string("abc");
                  w.null();
                  w.end();
              }),
              3 + 4 + 2);
    EXPECT_EQ(size([](auto& w) {
                  w.begin_map();
                  w.name("key");
                  w.string("abc");
                  w.name("k");
                  w.null();
                  w.end();
              }),
              3 + 2 + 6 + 2);
    EXPECT_EQ(item([](auto& w) {
                  w.name("id");
                  w.string("abc");
                  w.name("é");
                  w.null();
              }).size(),
              5 + 3);
}

TEST(AttributeValueDeathTest, EndsTheProcessForBytesThatAreNone) {
    EXPECT_DEATH((void)ValueView("\x01\x05 abc"s), "assertion failed");
}

class RandomValues {
public:
    RandomValues(unsigned seed, ValueWriter& writer) : random_(seed), writer_(writer) {}

    void entries(int depth) {
        for (std::size_t count = below(6); count > 0; --count) {
            writer_.name(text());
            value(depth);
        }
    }

private:
    std::size_t below(std::size_t bound) { return random_() % bound; }

    std::string text() {
        std::string text;
        for (std::size_t length = below(below(20) == 0 ? 300 : 4); length > 0; --length) {
            text += static_cast<char>(below(4) == 0 ? below(256) : 'a' + below(3));
        }
        return text;
    }

    Number number() {
        return forebay::number(std::to_string(static_cast<int>(below(2000)) - 1000) + "e" +
                               std::to_string(static_cast<int>(below(20)) - 10));
    }

    void value(int depth) {
        switch (below(depth > 0 ? 9 : 6)) {
            case 0:
                return writer_.string(text());
            case 1:
                return writer_.number(number());
            case 2:
                return writer_.binary(text());
            case 3:
                return writer_.boolean(below(2) == 0);
            case 4:
                return writer_.null();
            case 5:
                writer_.begin_set(ValueType::binary_set);
                for (std::size_t count = 1 + below(5); count > 0; --count) {
                    writer_.element(text());
                }
                break;
            case 6:
            case 7:
                writer_.begin_map();
                entries(depth - 1);
                break;
            default:
                writer_.begin_list();
                for (std::size_t count = below(5); count > 0; --count) {
                    value(depth - 1);
                }
        }
        writer_.end();
    }

    std::minstd_rand random_;
    ValueWriter& writer_;
};

void copy(MapView from, ValueWriter& to);

void copy(ValueView from, ValueWriter& to) {
    if (from.is(ValueType::map)) {
        to.begin_map();
        copy(from.map(), to);
        to.end();
    } else if (from.is(ValueType::list)) {
        to.begin_list();
        for (const ValueView element : from.values()) {
            copy(element, to);
        }
        to.end();
    } else if (is_set(from.type())) {
        to.begin_set(from.type());
        std::vector<std::string> elements;
        for (const std::string_view element : from.elements()) {
            elements.emplace_back(element);
        }
        for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
            to.element(*element);
        }
        to.end();
    } else {
        to.value(from);
    }
}

/// Backwards, so that it has to be sorted.
void copy(MapView from, ValueWriter& to) {
    std::vector<EntryReader::Element> entries;
    for (const auto& entry : from.entries()) {
        entries.push_back(entry);
    }
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        to.name(entry->name);
        copy(entry->value, to);
    }
}

TEST(AttributeValueProperties, ItemsAreSortedWhateverOrderTheyCameIn) {
    for (unsigned seed = 1; seed <= 2000; ++seed) {
        const Item one = item([&](auto& w) { RandomValues(seed, w).entries(4); });
        ASSERT_TRUE(is_item(one.bytes())) << seed;
        EXPECT_TRUE(std::ranges::is_sorted(names(one)));
        const Item again = item([&](auto& w) { copy(one.view(), w); });
        ASSERT_EQ(one, again) << seed;
        ASSERT_EQ(one.size(), again.size());
    }
}

TEST(AttributeValueProperties, NoPartOfAnItemIsOne) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        const Item one = item([&](auto& w) { RandomValues(seed, w).entries(3); });
        const std::string& bytes = one.bytes();
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            ASSERT_FALSE(is_item(std::string_view(bytes).substr(0, size))) << seed;
        }
        ASSERT_FALSE(is_item(bytes + '\0')) << seed;
    }
}

TEST(AttributeValue, OnlyTheFormItselfIsAnItem) {
    EXPECT_FALSE(is_item("\x80\x00"s)) << "a count longer than needed";
    EXPECT_FALSE(is_item("\x01\x01"s + "a\x04\x01\x02")) << "a boolean that is neither";
    EXPECT_FALSE(is_item("\x01\x01"s + "a\x05\x01\x02")) << "null with something in it";
    EXPECT_FALSE(is_item("\x01\x01"s + "a\x0B\x01\x02")) << "no type";
    EXPECT_FALSE(is_item("\x01\x01"s + "a\x02\x01\x02")) << "no number";
    EXPECT_FALSE(is_item("\x01\x01"s + "a\x06\x01\x00"s)) << "an empty set";
    EXPECT_FALSE(is_item("\x02\x01"s + "b\x05\0\x01"s + "a\x05\0"s)) << "not sorted";
    EXPECT_FALSE(is_item("\x02\x01"s + "a\x05\0\x01"s + "a\x05\0"s)) << "twice";
    const auto nested = [](int depth) {
        return item([&](auto& w) {
            w.name("a");
            for (int i = 0; i < depth; ++i) {
                w.begin_list();
            }
            for (int i = 0; i < depth; ++i) {
                w.end();
            }
        });
    };
    EXPECT_TRUE(is_item(nested(64).bytes()));
    EXPECT_FALSE(is_item(nested(65).bytes()));
}

}  // namespace
}  // namespace forebay
