#include "protocol/signature/canonical.hpp"

#include <gtest/gtest.h>

namespace forebay::protocol::signature {
namespace {

TEST(CanonicalPath, IsWithoutDotsAndEncodedOnceMore) {
    EXPECT_EQ(canonical_path(""), "/");
    EXPECT_EQ(canonical_path("/"), "/");
    EXPECT_EQ(canonical_path("//"), "/");
    EXPECT_EQ(canonical_path("/a/b"), "/a/b");
    EXPECT_EQ(canonical_path("/a/b/"), "/a/b/");
    EXPECT_EQ(canonical_path("//a//b//"), "/a/b/");
    EXPECT_EQ(canonical_path("/./a/./b"), "/a/b");
    EXPECT_EQ(canonical_path("/a/b/../.."), "/");
    EXPECT_EQ(canonical_path("/../../a"), "/a");
    EXPECT_EQ(canonical_path("/a b"), "/a%20b");
    EXPECT_EQ(canonical_path("/a%20b"), "/a%2520b");
    EXPECT_EQ(canonical_path("/-._~09AZaz"), "/-._~09AZaz");
    EXPECT_EQ(canonical_path("/\xE1\x88\xB4"), "/%E1%88%B4");
}

TEST(CanonicalQuery, IsInOrderAndEncodedInOneWay) {
    EXPECT_EQ(canonical_query(""), "");
    EXPECT_EQ(canonical_query("b=2&a=1"), "a=1&b=2");
    EXPECT_EQ(canonical_query("a=2&a=1"), "a=1&a=2");
    EXPECT_EQ(canonical_query("a"), "a=");
    EXPECT_EQ(canonical_query("a=b=c"), "a=b%3Dc");
    EXPECT_EQ(canonical_query("&&a=1&"), "a=1");
    EXPECT_EQ(canonical_query("a=%2f&b=/"), "a=%2F&b=%2F");
    EXPECT_EQ(canonical_query("a=x+y"), "a=x%20y");
    EXPECT_EQ(canonical_query("a=%41%7e"), "a=A~");
    EXPECT_EQ(canonical_query("a=100%"), "a=100%25");
    EXPECT_EQ(canonical_query("a=%4"), "a=%254");
    EXPECT_EQ(canonical_query("a=%zz"), "a=%25zz");
    EXPECT_EQ(canonical_query("X-Amz-Signature=1&X-Amz-Date=2"), "X-Amz-Date=2");
    EXPECT_EQ(canonical_query("B=1&a=1&A=1"), "A=1&B=1&a=1");
}

TEST(CanonicalRequest, TakesHeadersTogetherAndTheirBlanksAway) {
    const Header headers[] = {{"My-List", "  a   b "},
                              {"Other", "x"},
                              {"MY-LIST", "\tc\t \td"},
                              {"Host", "not.this.one"}};
    const HttpRequest request{.method = "GET", .target = "/", .headers = headers, .body = ""};
    EXPECT_EQ(canonical_request(request, "/", "b&a", {"host", "missing", "my-list"},
                                {.host = "h:1", .body_digest = "digest"}),
              "GET\n/\na=&b=\nhost:h:1\nmissing:\nmy-list:a b,c d\n\nhost;missing;my-list\n"
              "digest");
}

}  // namespace
}  // namespace forebay::protocol::signature
