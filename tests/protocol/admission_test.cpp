#include "tests/protocol/fake_service.hpp"
#include "tests/protocol/signature/signer.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/service/access/principal.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace forebay::protocol {
namespace {

using signature::example_key;
using signature::Incoming;
using signature::Outgoing;
using testing::HasSubstr;
using testing::StartsWith;

FrontOptions verifying(AccessKey key = example_key) {
    FrontOptions options;
    options.access = {.verify = true, .keys = {std::move(key)}};
    return options;
}

HttpResponse sent(const Incoming& incoming, FrontOptions options = verifying()) {
    return answer({.method = incoming.sent.method,
                   .target = incoming.sent.target,
                   .headers = incoming.headers,
                   .body = incoming.sent.body,
                   .options = std::move(options)});
}

Outgoing json_request() {
    return {.headers = {{"X-Amz-Target", "AmazonSQS.GetQueueUrl"},
                        {"Content-Type", "application/x-amz-json-1.0"}},
            .body = R"({"QueueName":"q"})"};
}

Outgoing query_request() {
    return {.headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
            .body = "Action=GetQueueUrl&QueueName=q"};
}

TEST(Admission, LetsTheSignedIn) {
    const std::string url = "http://example.amazonaws.com/000000000000/us-east-1/000000000000/";
    EXPECT_EQ(sent(Incoming(json_request())).body, "{\"QueueUrl\":\"" + url + "\"}");
    EXPECT_THAT(sent(Incoming(query_request())).body, HasSubstr(url));
}

TEST(Admission, TakesTheAccountAndTheUserFromTheKey) {
    AccessKey key = example_key;
    key.account = "123456789012";
    key.user_name = "worker";
    const std::string id = service::access::principal_id("123456789012", "worker");
    EXPECT_THAT(sent(Incoming(json_request()), verifying(key)).body,
                HasSubstr("/123456789012/us-east-1/" + id + "/"));

    AccessKey account = example_key;
    account.id = "111122223333";
    Outgoing request = json_request();
    request.access_key = account.id;
    EXPECT_THAT(sent(Incoming(request), verifying(account)).body, HasSubstr("/111122223333/"));
    account.account = "123456789012";
    EXPECT_THAT(sent(Incoming(request), verifying(account)).body, HasSubstr("/123456789012/"));
}

TEST(Admission, TakesTheRegionFromTheScope) {
    Outgoing request = json_request();
    request.scope = "20150830/eu-west-3/sqs/aws4_request";
    EXPECT_THAT(sent(Incoming(request)).body, HasSubstr("/eu-west-3/"));
}

// What protocols make of each refusal: SQS specification 2.4.
TEST(Admission, RefusesInTheWordsOfTheService) {
    const struct {
        std::string secret;
        std::string access_key;
        std::string time;
        std::string code;
    } rows[] = {
        {"wrong", example_key.id, "20150830T123600Z", "SignatureDoesNotMatch"},
        {example_key.secret, "AKIDOTHER", "20150830T123600Z", "InvalidClientTokenId"},
        {example_key.secret, example_key.id, "20150830T122059Z", "SignatureDoesNotMatch"},
        {example_key.secret, example_key.id, "yesterday", "IncompleteSignature"},
    };
    for (const auto& row : rows) {
        for (Outgoing request : {json_request(), query_request()}) {
            const bool is_json = request.body.starts_with('{');
            request.secret = row.secret;
            request.access_key = row.access_key;
            request.time = row.time;
            const HttpResponse response = sent(Incoming(request));
            EXPECT_EQ(response.status, 403U);
            if (is_json) {
                EXPECT_THAT(response.body, StartsWith("{\"__type\":\"com.amazon.coral.service#" +
                                                      row.code + "Exception\",\"message\":\""));
                EXPECT_EQ(header(response, "x-amzn-query-error"), row.code + ";Sender");
            } else {
                EXPECT_THAT(response.body, HasSubstr("<Code>" + row.code + "</Code>"));
            }
        }
    }
}

TEST(Admission, RefusesTheUnsigned) {
    const Outgoing request = json_request();
    const HttpResponse response =
        answer({.headers = request.headers, .body = request.body, .options = verifying()});
    EXPECT_EQ(response.status, 403U);
    EXPECT_EQ(response.body,
              R"({"__type":"com.amazon.coral.service#MissingAuthenticationTokenException",)"
              R"("message":"Request is missing Authentication Token"})");
    EXPECT_EQ(answer({.headers = request.headers, .body = request.body}).status, 200U);
    EXPECT_EQ(answer({.target = "/?X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fsqs%2F"
                                "aws4_request",
                      .headers = request.headers,
                      .body = request.body,
                      .options = verifying()})
                  .status,
              403U);
    EXPECT_EQ(answer({.headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                      .body = "Action=ListQueues&X-Amz-Credential=AKIDEXAMPLE/20150830/us-east-1/"
                              "sqs/aws4_request&X-Amz-Signature=0",
                      .options = verifying()})
                  .status,
              403U);
}

TEST(Admission, TellsNothingButText) {
    for (const std::string_view authorization :
         {"AWS4-\xff", "AWS4-HMAC-SHA256 Credential=\xff\x01",
          "AWS4-HMAC-SHA256 Credential=A/20150830/r/sqs/\xff,SignedHeaders=host,Signature=0"}) {
        const HttpResponse response = answer({.headers = {{"X-Amz-Target", "AmazonSQS.ListQueues"},
                                                          {"X-Amz-Date", "20150830T123600Z"},
                                                          {"Authorization", authorization}},
                                              .body = "{}",
                                              .options = verifying()});
        EXPECT_EQ(response.status, 403U);
        EXPECT_EQ(response.body.find('\xff'), std::string::npos);
        EXPECT_THAT(response.body, HasSubstr("?"));
    }
}

TEST(Admission, AnswersWhatAnybodyMayAsk) {
    EXPECT_EQ(answer({.method = "GET", .target = "/health", .options = verifying()}).status, 200U);
    EXPECT_EQ(answer({.method = "OPTIONS", .options = verifying()}).status, 200U);
}

unsigned status_of_page(std::string authorization, FrontOptions options = verifying()) {
    runtime::RecordedDeliveries recorded;
    options.recorded = &recorded;
    const HttpResponse response = answer({.method = "GET",
                                          .target = "/_aws/sns/sms-messages",
                                          .headers = {{"Authorization", authorization}},
                                          .options = std::move(options)});
    EXPECT_EQ(header(response, "WWW-Authenticate"),
              response.status == 401 ? "Basic realm=\"forebay\"" : "");
    return response.status;
}

TEST(Admission, ShowsPagesToThoseWhoGiveAKeyAndItsSecret) {
    EXPECT_EQ(status_of_page("", FrontOptions()), 200U);
    EXPECT_EQ(status_of_page(""), 401U);
    EXPECT_EQ(status_of_page("Basic " + base64(example_key.id + ":" + example_key.secret)), 200U);
    for (const std::string& text :
         {example_key.id + ":wrong", example_key.id, example_key.id + ":", std::string("x:y"),
          ":" + example_key.secret, std::string(), std::string(":")}) {
        EXPECT_EQ(status_of_page("Basic " + base64(text)), 401U) << text;
    }
    EXPECT_EQ(status_of_page("Basic ==="), 401U);
    EXPECT_EQ(status_of_page("Basic "), 401U);

    AccessKey temporary = example_key;
    temporary.session_token = "token";
    EXPECT_EQ(status_of_page("Basic " + base64(example_key.id + ":" + example_key.secret),
                             verifying(temporary)),
              401U);
}

TEST(Admission, ShowsPagesToThoseWhoBearAToken) {
    AccessKey key = example_key;
    key.bearer_token = "token-1";
    EXPECT_EQ(status_of_page("Bearer token-1", verifying(key)), 200U);
    for (const std::string_view other : {"Bearer token-2", "Bearer ", "Bearer", "bearer token"}) {
        EXPECT_EQ(status_of_page(std::string(other), verifying(key)), 401U) << other;
    }
    EXPECT_EQ(status_of_page("Bearer ", verifying(example_key)), 401U);
}

TEST(Admission, ShowsPagesToTheSigned) {
    runtime::RecordedDeliveries recorded;
    FrontOptions options = verifying();
    options.recorded = &recorded;
    Outgoing request{.method = "GET",
                     .target = "/_aws/sns/sms-messages?region=eu-west-3",
                     .scope = "20150830/us-east-1/forebay/aws4_request"};
    EXPECT_EQ(sent(Incoming(request), options).status, 200U);
    request.secret = "wrong";
    EXPECT_EQ(sent(Incoming(request), options).status, 401U);
}

}  // namespace
}  // namespace forebay::protocol
