#include "service/sqs/queue_url.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace forebay::service::sqs {

void PrintTo(const QueueAddress& address, std::ostream* out) {
    *out << address.account << " / " << address.name;
}

namespace {

TEST(QueueUrl, IsReadInEveryKnownForm) {
    const QueueAddress expected{"000000000000", "orders"};
    for (const char* url : {
             "http://localhost:4566/000000000000/orders",
             "http://localhost:4566/000000000000/orders/",
             "https://sqs.us-east-1.amazonaws.com/000000000000/orders",
             "https://queue.amazonaws.com/000000000000/orders",
             "https://us-east-1.queue.amazonaws.com/000000000000/orders",
             "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/orders",
             "http://us-east-1.queue.localhost.localstack.cloud:4566/000000000000/orders",
             "http://localhost:4566/queue/us-east-1/000000000000/orders",
             "http://[::1]:4566/000000000000/orders",
             "localhost:4566/000000000000/orders",
             "/000000000000/orders",
             "000000000000/orders",
         }) {
        EXPECT_EQ(parse_queue_url(url), expected) << url;
    }
}

TEST(QueueUrl, MayBeABareName) {
    EXPECT_EQ(parse_queue_url("orders"), (QueueAddress{"", "orders"}));
    EXPECT_EQ(parse_queue_url("orders.fifo"), (QueueAddress{"", "orders.fifo"}));
}

TEST(QueueUrl, IsNothingElse) {
    for (const char* url : {
             "",
             "/",
             "//",
             "http://localhost:4566",
             "http://localhost:4566/",
             "http://localhost:4566/orders",
             "http://000000000000/orders",
             "http://localhost:4566/queue/orders",
             "http://localhost:4566/00000000000/orders",
             "http://localhost:4566/0000000000000/orders",
             "http://localhost:4566/00000000000x/orders",
             "http://localhost:4566/000000000000//",
             "http://localhost:4566/000000000000/",
         }) {
        EXPECT_EQ(parse_queue_url(url), std::nullopt) << url;
    }
}

TEST(PlainName, HasLettersDigitsHyphensAndUnderscores) {
    EXPECT_TRUE(is_plain_name("azAZ09-_", 80));
    EXPECT_TRUE(is_plain_name("abc", 3));
    EXPECT_FALSE(is_plain_name("abcd", 3));
    EXPECT_FALSE(is_plain_name("", 3));
    for (const char* name : {"/", ":", "@", "[", "`", "{", ".", " ", "\x7f", "\xC3\xA4"}) {
        EXPECT_FALSE(is_plain_name(name, 80)) << name;
    }
}

}  // namespace
}  // namespace forebay::service::sqs
