#include "protocol/aws_json/reader.hpp"
#include "protocol/aws_json/writer.hpp"
#include "protocol/aws_query/form.hpp"
#include "protocol/aws_query/reader.hpp"
#include "tests/protocol/all_shapes.hpp"
#include "tests/protocol/form_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

// Whatever a value holds, it comes back from the wire as it was: checked on random values of every
// shape, compared by their JSON.
namespace forebay::protocol {
namespace {

using Random = std::mt19937;

std::size_t pick(Random& random, std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

std::string random_text(Random& random) {
    static const std::vector<std::string> pieces = {"a",
                                                    "Z",
                                                    "0",
                                                    " ",
                                                    "+",
                                                    "%",
                                                    "&",
                                                    "=",
                                                    ".",
                                                    "\"",
                                                    "\\",
                                                    "/",
                                                    "\n",
                                                    "\r",
                                                    "\t",
                                                    "<",
                                                    ">",
                                                    "\x01",
                                                    "\x7f",
                                                    "\xc3\xa4",
                                                    "\xe2\x82\xac",
                                                    "\xf0\x9f\x98\x80",
                                                    "\xef\xbf\xbe",
                                                    "orders",
                                                    std::string(1, '\0'),
                                                    "a text of some length"};
    std::string text = "x";  // a required text is not empty
    for (std::size_t i = pick(random, 12); i > 0; --i) {
        text += pieces[pick(random, pieces.size())];
    }
    return text;
}

// Errors are only written.
bool is_readable(const Shape& shape) {
    return shape.kind != Kind::error_code && (shape.item == nullptr || is_readable(*shape.item)) &&
           std::ranges::all_of(shape.members,
                               [](const Member& member) { return is_readable(*member.shape); });
}

void fill(const Shape& shape, void* target, Random& random) {
    switch (shape.kind) {
        case Kind::string:
            *static_cast<std::string*>(target) = random_text(random);
            return;
        case Kind::blob:
            *static_cast<std::string*>(target) =
                std::string(pick(random, 5), static_cast<char>(pick(random, 256)));
            return;
        case Kind::integer:
            *static_cast<std::int64_t*>(target) =
                pick(random, 4) == 0 ? std::numeric_limits<std::int64_t>::min()
                                     : static_cast<std::int64_t>(pick(random, 1000));
            return;
        case Kind::boolean:
            *static_cast<bool*>(target) = pick(random, 2) == 0;
            return;
        case Kind::error_code:
        case Kind::attribute_value:  // attribute_value_codec_test.cpp
        case Kind::decimal:
        case Kind::attributes:
        case Kind::item:
            return;
        case Kind::structure:
            for (const Member& member : shape.members) {
                if (is_readable(*member.shape) && (member.required || pick(random, 3) > 0)) {
                    fill(*member.shape, member.open(target), random);
                }
            }
            return;
        case Kind::list:
            for (std::size_t i = pick(random, 13); i > 0; --i) {
                fill(*shape.item, shape.append(target), random);
            }
            return;
        case Kind::map:
            for (std::size_t i = pick(random, 13); i > 0; --i) {
                fill(*shape.item, shape.insert(target, random_text(random)), random);
            }
            return;
    }
}

std::string json_of(const Shape& shape, const void* value) {
    std::string json;
    aws_json::write(shape, value, json, {});
    return json;
}

TEST(RoundTrip, ThroughJsonChangesNothing) {
    Random random(41);
    for (const AnyShape& any : all_shapes()) {
        for (int i = 0; i < 200; ++i) {
            const auto value = any.make();
            fill(*any.shape, value.get(), random);
            const std::string json = json_of(*any.shape, value.get());

            const auto again = any.make();
            const auto read = aws_json::read(json, *any.shape, again.get());

            ASSERT_TRUE(read) << read.error().detail << ": " << json;
            ASSERT_EQ(json_of(*any.shape, again.get()), json);
        }
    }
}

TEST(RoundTrip, ThroughQueryChangesNothing) {
    Random random(42);
    for (const AnyShape& any : all_shapes()) {
        for (int i = 0; i < 200; ++i) {
            const auto value = any.make();
            fill(*any.shape, value.get(), random);
            const std::string text = form_of(*any.shape, value.get());

            const auto again = any.make();
            const auto form = aws_query::Form::parse({}, text);
            ASSERT_TRUE(form) << form.error().detail;
            const auto read = aws_query::read(*form, *any.shape, again.get());

            ASSERT_TRUE(read) << read.error().detail << ": " << text;
            ASSERT_EQ(json_of(*any.shape, again.get()), json_of(*any.shape, value.get()));
        }
    }
}

TEST(RoundTrip, DoesNotDependOnTheOrderOfQuerysParameters) {
    Random random(43);
    for (const AnyShape& any : all_shapes()) {
        const auto value = any.make();
        fill(*any.shape, value.get(), random);
        const std::string text = form_of(*any.shape, value.get());
        std::vector<std::string> pairs;
        for (std::size_t from = 0; from < text.size(); from = text.find('&', from) + 1) {
            pairs.push_back(text.substr(from, text.find('&', from) + 1 - from));
        }
        std::ranges::shuffle(pairs, random);
        std::string shuffled;
        for (const std::string& pair : pairs) {
            shuffled += pair;
        }

        const auto again = any.make();
        const auto form = aws_query::Form::parse({}, shuffled);
        ASSERT_TRUE(aws_query::read(*form, *any.shape, again.get())) << shuffled;
        ASSERT_EQ(json_of(*any.shape, again.get()), json_of(*any.shape, value.get()));
    }
}

}  // namespace
}  // namespace forebay::protocol
