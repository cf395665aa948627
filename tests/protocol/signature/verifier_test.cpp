#include "protocol/signature/verifier.hpp"

#include "tests/protocol/signature/signer.hpp"
#include <forebay/base/digest.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace forebay::protocol::signature {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

const TimePoint signed_at = *parse_time("20150830T123600Z");

/// What becomes of a request that is verified at `now`: `ok`, or the error's text.
struct Verdict {
    Errc code{};
    std::string text = "ok";
};

struct Rules {
    TimePoint now = signed_at;
    std::string_view service = "sqs";
    std::vector<AccessKey> keys = {example_key};
    std::string_view other_host = {};
};

Verdict verdict(const HttpRequest& request, const Rules& rules = {}) {
    const std::size_t mark = std::min(request.target.find('?'), request.target.size());
    const auto path = request.target.substr(0, mark);
    const auto query = request.target.substr(std::min(mark + 1, request.target.size()));
    const auto signature = find_signature(request, query);
    if (!signature) {
        return {signature.error().code, signature.error().detail};
    }
    if (!*signature) {
        return {Errc::missing_signature, "none"};
    }
    Verifier verifier(rules.keys);
    const auto key = verifier.verify(request, **signature,
                                     {.path = path,
                                      .query = query,
                                      .service = rules.service,
                                      .clock_difference_max = 5min,
                                      .now = rules.now,
                                      .other_host = rules.other_host});
    if (!key) {
        return {key.error().code, key.error().detail};
    }
    return {};
}

Verdict verdict_of(Outgoing outgoing, const Rules& rules = {}) {
    return verdict(Incoming(std::move(outgoing)).request, rules);
}

/// The requests and signatures that AWS published for those who write signers.
TEST(Verifier, TakesThePublishedSignatures) {
    struct Row {
        std::string method;
        std::string target;
        std::vector<Header> headers;
        std::string body;
        std::string signed_headers;
        std::string digest;
    };
    const Row rows[] = {
        {"GET",
         "/",
         {},
         "",
         "host;x-amz-date",
         "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
        {"GET",
         "/?Param2=value2&Param1=value1",
         {},
         "",
         "host;x-amz-date",
         "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
        {"GET",
         "/example1/example2/../..",
         {},
         "",
         "host;x-amz-date",
         "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
        {"GET",
         "/\xE1\x88\xB4",
         {},
         "",
         "host;x-amz-date",
         "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
        {"GET",
         "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
         {},
         "",
         "host;x-amz-date",
         "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
        {"GET",
         "/",
         {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
         "",
         "host;my-header1;my-header2;x-amz-date",
         "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
        {"POST",
         "/",
         {},
         "",
         "host;x-amz-date",
         "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
        {"POST",
         "/",
         {{"Content-Type", "application/x-www-form-urlencoded"}},
         "Param1=value1",
         "content-type;host;x-amz-date",
         "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
    };
    for (const Row& row : rows) {
        const std::string authorization = fmt::format(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders={}, Signature={}",
            row.signed_headers, row.digest);
        std::vector<Header> headers = row.headers;
        headers.push_back({"Host", "example.amazonaws.com"});
        headers.push_back({"X-Amz-Date", "20150830T123600Z"});
        headers.push_back({"Authorization", authorization});
        const HttpRequest request{
            .method = row.method, .target = row.target, .headers = headers, .body = row.body};
        EXPECT_EQ(verdict(request, {.service = "service"}).text, "ok") << row.target;
    }
}

TEST(Verifier, RefusesWhatWasChangedOnTheWay) {
    EXPECT_EQ(verdict_of({.body = "x"}).text, "ok");

    Incoming other_body({.body = "x"});
    other_body.request.body = "y";
    EXPECT_EQ(verdict(other_body.request).code, Errc::signature_mismatch);
    EXPECT_THAT(verdict(other_body.request).text,
                StartsWith("The request signature we calculated does not match the signature you "
                           "provided. Check your AWS Secret Access Key and signing method. "
                           "Consult the service documentation for details.\n\nThe Canonical "
                           "String for this request should have been\n'POST\n/\n\nhost:"));

    Incoming other_method({});
    other_method.request.method = "GET";
    EXPECT_EQ(verdict(other_method.request).code, Errc::signature_mismatch);

    Incoming other_target({.target = "/?a=1"});
    other_target.request.target = "/?a=2";
    EXPECT_EQ(verdict(other_target.request).code, Errc::signature_mismatch);

    Incoming other_header({.headers = {{"X-Amz-Target", "AmazonSQS.ReceiveMessage"}}});
    other_header.headers[0].value = "AmazonSQS.DeleteQueue";
    EXPECT_EQ(verdict(other_header.request).code, Errc::signature_mismatch);

    EXPECT_EQ(verdict_of({.secret = "wrong"}).code, Errc::signature_mismatch);
}

TEST(Verifier, DemandsThatTheActionIsSigned) {
    Incoming incoming({});
    incoming.headers.push_back({"X-Amz-Target", "AmazonSQS.DeleteQueue"});
    incoming.request.headers = incoming.headers;
    EXPECT_EQ(verdict(incoming.request).text,
              "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization header.");
}

TEST(Verifier, DemandsTheHost) {
    const Header headers[] = {
        {"Host", "h"},
        {"X-Amz-Date", "20150830T123600Z"},
        {"Authorization",
         "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/sqs/aws4_request, "
         "SignedHeaders=x-amz-date, Signature=0"}};
    const HttpRequest request{.method = "GET", .target = "/", .headers = headers, .body = ""};
    EXPECT_EQ(verdict(request).text,
              "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization header.");
}

TEST(Verifier, KnowsItsKeysAlone) {
    EXPECT_EQ(verdict_of({.access_key = "AKIDOTHER"}).code, Errc::unknown_access_key);
    EXPECT_EQ(verdict_of({}, {.keys = {}}).text,
              "The security token included in the request is invalid.");
}

TEST(Verifier, WantsTheTokenOfTemporaryCredentials) {
    AccessKey temporary = example_key;
    temporary.session_token = "token";
    const Rules rules{.keys = {temporary}};
    EXPECT_EQ(verdict_of({.headers = {{"X-Amz-Security-Token", "token"}}}, rules).text, "ok");
    EXPECT_EQ(verdict_of({.headers = {{"X-Amz-Security-Token", "other"}}}, rules).code,
              Errc::unknown_access_key);
    EXPECT_EQ(verdict_of({}, rules).code, Errc::unknown_access_key);
    EXPECT_EQ(verdict_of({.headers = {{"X-Amz-Security-Token", "token"}}}).code,
              Errc::unknown_access_key);
}

TEST(Verifier, LooksAtTheScope) {
    EXPECT_EQ(verdict_of({.scope = "20150830/eu-west-3/sqs/aws4_request"}).text, "ok");
    EXPECT_EQ(verdict_of({.scope = "20150830/us-east-1/sns/aws4_request"}).text,
              "Credential should be scoped to correct service: 'sqs'.");
    EXPECT_EQ(verdict_of({.scope = "20150830/us-east-1/sns/aws4_request"}, {.service = ""}).text,
              "ok");
    EXPECT_EQ(verdict_of({.scope = "20150830/US-EAST/sqs/aws4_request"}).text,
              "Credential should be scoped to a valid region.");
    EXPECT_EQ(verdict_of({.scope = "20150830/us-east-1/sqs/aws5_request"}).text,
              "Credential should be scoped with a valid terminator: 'aws4_request', not "
              "'aws5_request'.");
    EXPECT_EQ(verdict_of({.scope = "20150829/us-east-1/sqs/aws4_request"}).text,
              "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
              "HTTP: '20150829' != '20150830', from '20150830T123600Z'.");
}

TEST(Verifier, AllowsClocksToDifferABit) {
    EXPECT_EQ(verdict_of({}, {.now = signed_at + 5min}).text, "ok");
    EXPECT_EQ(verdict_of({}, {.now = signed_at - 5min}).text, "ok");
    EXPECT_EQ(verdict_of({}, {.now = signed_at + 5min + 1s}).text,
              "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
              "(20150830T124101Z - 5 min.)");
    EXPECT_EQ(verdict_of({}, {.now = signed_at - 5min - 1s}).text,
              "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z "
              "(20150830T123059Z + 5 min.)");
}

TEST(Verifier, TakesPathsAsCurlSpellsThemToo) {
    Incoming incoming({.target = "/a%20b"});
    EXPECT_EQ(verdict(incoming.request).text, "ok");

    const Signature signature = **find_signature(incoming.request, "");
    const std::string canonical =
        "POST\n/a%20b\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\n"
        "host;x-amz-date\n" +
        sha256_hex("");
    const Sha256 digest = hmac_sha256(derive_signing_key(example_key.secret, signature),
                                      string_to_sign(signature, canonical));
    const std::string authorization = fmt::format(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/sqs/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature={}",
        hex({reinterpret_cast<const char*>(digest.data()), digest.size()}));
    incoming.headers.back().value = authorization;
    EXPECT_EQ(verdict(incoming.request).text, "ok");
}

TEST(Verifier, TakesTheHostThatTheProxySaw) {
    Incoming incoming({});
    incoming.headers[0].value = "behind:4566";
    EXPECT_EQ(verdict(incoming.request).code, Errc::signature_mismatch);
    EXPECT_EQ(verdict(incoming.request, {.other_host = example_host}).text, "ok");
}

TEST(Verifier, TakesABodyThatWasNotSigned) {
    Incoming incoming({.headers = {{"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}}, .body = "x"});
    EXPECT_EQ(verdict(incoming.request).code, Errc::signature_mismatch);  // it was

    const Signature signature = **find_signature(incoming.request, "");
    const std::string canonical =
        "POST\n/\n\nhost:example.amazonaws.com\nx-amz-content-sha256:UNSIGNED-PAYLOAD\n"
        "x-amz-date:20150830T123600Z\n\nhost;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD";
    const Sha256 digest = hmac_sha256(derive_signing_key(example_key.secret, signature),
                                      string_to_sign(signature, canonical));
    const std::string authorization = fmt::format(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/sqs/aws4_request,"
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature={}",
        hex({reinterpret_cast<const char*>(digest.data()), digest.size()}));
    incoming.headers.back().value = authorization;
    EXPECT_EQ(verdict(incoming.request).text, "ok");
}

TEST(Verifier, RemembersOnlyTheKeysOfSignaturesThatWereRight) {
    SigningKeys keys;
    Signature signature;
    signature.access_key = "a";
    for (std::size_t i = 0; i <= SigningKeys::keys_max; ++i) {
        signature.day = fmt::to_string(i);
        keys.remember(signature, derive_signing_key("secret", signature));
        ASSERT_EQ(keys.find(signature), derive_signing_key("secret", signature));
        ASSERT_LE(keys.size(), SigningKeys::keys_max);
    }
    signature.region = "elsewhere";
    EXPECT_EQ(keys.find(signature), std::nullopt);
}

// Presigned URLs. The signature is botocore's SigV4QueryAuth, of a URL that expires in 60 s.
const std::string presigned =
    "/?Action=ListQueues&Version=2012-11-05&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
    "AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fsqs%2Faws4_request&X-Amz-Date=20150830T123600Z&"
    "X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature="
    "3ea35837a7208bbcb75cb48e5ac29be5e7fea6c9fcaad034b0c23adb678cfe22";

Verdict visit(std::string target, TimePoint now = signed_at) {
    const Header headers[] = {{"Host", example_host}};
    return verdict({.method = "GET", .target = target, .headers = headers, .body = ""},
                   {.now = now});
}

TEST(Verifier, TakesPresignedUrlsUntilTheyExpire) {
    EXPECT_EQ(visit(presigned).text, "ok");
    EXPECT_EQ(visit(presigned, signed_at + 59s).text, "ok");
    EXPECT_EQ(visit(presigned, signed_at + 60s).code, Errc::request_expired);
    EXPECT_EQ(visit(presigned, signed_at - 5min).text, "ok");
    EXPECT_EQ(visit(presigned, signed_at - 6min).code, Errc::signature_mismatch);

    std::string longer = presigned;
    longer.replace(longer.find("Expires=60"), 10, "Expires=99");
    EXPECT_EQ(visit(longer).code, Errc::signature_mismatch);
}

// Whatever is written there, it is refused with a text and nothing else happens.
TEST(FindSignature, RefusesWhatIsNoSignature) {
    const std::string credential = "Credential=A/20150830/r/sqs/aws4_request";
    const struct {
        std::string authorization;
        std::string text;
    } rows[] = {
        {"", "none"},
        {"Bearer x", "none"},
        {"aws4-hmac-sha256 x", "none"},
        {"AWS4-", "Unsupported AWS 'algorithm': 'AWS4-'."},
        {"AWS4-HMAC-SHA1 " + credential, "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'."},
        {"AWS4-HMAC-SHA256",
         "Authorization header requires 'Credential' parameter. "
         "Authorization header requires 'Signature' parameter. Authorization "
         "header requires 'SignedHeaders' parameter. "
         "Authorization=AWS4-HMAC-SHA256"},
        {"AWS4-HMAC-SHA256 Credential=,Signature=,SignedHeaders=,,, ,=",
         "Authorization header requires 'Credential' parameter. Authorization header requires "
         "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
         "Authorization=AWS4-HMAC-SHA256 Credential=,Signature=,SignedHeaders=,,, ,="},
        {"AWS4-HMAC-SHA256 " + credential + ",Signature=0",
         "Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 "
         "Credential=A/20150830/r/sqs/aws4_request,Signature=0"},
        {"AWS4-HMAC-SHA256 Credential=A/b/c,Signature=0,SignedHeaders=host",
         "Credential must have exactly 5 slash-delimited elements, e.g. "
         "keyid/date/region/service/term, got 'A/b/c'"},
        {"AWS4-HMAC-SHA256 Credential=////,Signature=0,SignedHeaders=;;;",
         "Credential should be scoped with a valid terminator: 'aws4_request', not ''."},
    };
    for (const auto& row : rows) {
        const Header headers[] = {{"Authorization", row.authorization},
                                  {"X-Amz-Date", "20150830T123600Z"}};
        EXPECT_EQ(verdict({.method = "GET", .target = "/", .headers = headers, .body = ""}).text,
                  row.text);
    }
}

TEST(FindSignature, WantsATime) {
    const std::string authorization =
        "AWS4-HMAC-SHA256 Credential=A/20150830/r/sqs/aws4_request,SignedHeaders=host,Signature=0";
    for (const char* time :
         {"20150830", "20150830T123600", "20150830T123600z", "2015-08-30T12:36", "20151330T123600Z",
          "20150230T123600Z", "20150830T243600Z", "20150830T126000Z", "2015083xT123600Z",
          "99999999T999999Z", "+0150830T123600Z"}) {
        const Header headers[] = {{"Authorization", authorization}, {"X-Amz-Date", time}};
        EXPECT_THAT(
            verdict({.method = "GET", .target = "/", .headers = headers, .body = ""}).text,
            StartsWith("Date must be in ISO-8601 'basic format'. Got '" + std::string(time)));
    }
    const Header headers[] = {{"Authorization", authorization}};
    EXPECT_THAT(verdict({.method = "GET", .target = "/", .headers = headers, .body = ""}).text,
                StartsWith("Authorization header requires existence of either a 'X-Amz-Date' or a "
                           "'Date' header. "));
}

TEST(FindSignature, WantsAllOfAPresignedUrl) {
    EXPECT_EQ(visit("/?X-Amz-Target=x").text, "none");
    EXPECT_EQ(visit("/?X-Amz-Signature=0").text,
              "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string "
              "parameters must include 'X-Amz-Credential'. AWS query-string parameters must "
              "include 'X-Amz-SignedHeaders'. AWS query-string parameters must include "
              "'X-Amz-Date'. Re-examine the query-string parameters.");
    for (const char* expires : {"0", "604801", "-1", "x", "99999999999999999999"}) {
        std::string target = presigned;
        target.replace(target.find("Expires=60"), 10, std::string("Expires=") + expires);
        EXPECT_EQ(
            visit(target).text,
            fmt::format("X-Amz-Expires must be from 1 to 604800 seconds. Got '{}'.", expires));
    }
    EXPECT_EQ(visit("/?X-Amz-Signature=%ff").code, Errc::malformed_request);
}

TEST(SignatureTime, IsReadAsItIsWritten) {
    for (const char* time : {"19700101T000000Z", "20000229T235959Z", "20150830T123600Z"}) {
        EXPECT_EQ(format_time(*parse_time(time)), time);
    }
}

}  // namespace
}  // namespace forebay::protocol::signature
