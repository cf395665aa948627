#include "tests/protocol/fake_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace forebay::protocol {
namespace {

using testing::HasSubstr;

constexpr std::string_view xml_begin = "<?xml version=\"1.0\"?>";

std::string xml_error(std::string_view code, std::string_view message,
                      std::string_view type = "Sender") {
    std::string xml(xml_begin);
    xml += "<ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error><Type>";
    xml += type;
    xml += "</Type><Code>";
    xml += code;
    xml += "</Code><Message>";
    xml += message;
    xml += "</Message><Detail/></Error><RequestId>ID</RequestId></ErrorResponse>";
    return xml;
}

std::string queue_url_of(const Call& call) {
    const std::string body = answer(call).body;
    constexpr std::string_view begin = "{\"QueueUrl\":\"";
    return body.starts_with(begin) ? body.substr(begin.size(), body.size() - begin.size() - 2)
                                   : body;
}

Call get_queue_url(std::vector<Header> headers, FrontOptions options = {}) {
    headers.push_back({"X-Amz-Target", "AmazonSQS.GetQueueUrl"});
    return {.headers = std::move(headers),
            .body = R"({"QueueName":"q"})",
            .options = std::move(options)};
}

// JSON: spec 2.2.

TEST(FrontJson, AnswersAnAction) {
    const HttpResponse response =
        json_call("SendMessage", R"({"QueueUrl":"http://h/q","MessageBody":"hello"})");

    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, "application/x-amz-json-1.0");
    EXPECT_EQ(response.body, R"({"MessageId":"http://h/q","MD5OfMessageBody":"hello"})");
    EXPECT_EQ(header(response, "x-amzn-RequestId").size(), 36U);
}

TEST(FrontJson, AnswersNothingWithAnEmptyBody) {
    const HttpResponse response = json_call("DeleteQueue", R"({"QueueUrl":"q"})");

    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(response.content_type, "application/x-amz-json-1.0");
}

TEST(FrontJson, WritesNoKeyForNoMessages) {
    EXPECT_EQ(json_call("ReceiveMessage", R"({"QueueUrl":"q"})").body, "{}");
}

TEST(FrontJson, IsSpokenOnAQueuePathToo) {
    const HttpResponse response =
        answer({.target = "/000000000000/other",
                .headers = {{"x-amz-target", "AmazonSQS.SendMessage"}},
                .body = R"({"QueueUrl":"http://h/q","MessageBody":"b"})"});

    EXPECT_THAT(response.body, HasSubstr("http://h/q"));
}

TEST(FrontJson, SaysWhyAQueueIsNotThere) {
    const HttpResponse response = json_call("PurgeQueue", R"({"QueueUrl":"q"})");

    EXPECT_EQ(response.status, 400U);
    EXPECT_EQ(response.content_type, "application/x-amz-json-1.0");
    EXPECT_EQ(header(response, "x-amzn-query-error"),
              "AWS.SimpleQueueService.NonExistentQueue;Sender");
    EXPECT_EQ(
        response.body,
        R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."})");
}

TEST(FrontJson, SaysThatAParameterIsMissing) {
    const HttpResponse response = json_call("SendMessage", R"({"QueueUrl":"q","MessageBody":""})");

    EXPECT_EQ(response.status, 400U);
    EXPECT_EQ(header(response, "x-amzn-query-error"), "MissingParameter;Sender");
    EXPECT_EQ(
        response.body,
        R"({"__type":"com.amazon.coral.service#MissingRequiredParameterException","message":"The request must contain the parameter MessageBody."})");
}

TEST(FrontJson, BlamesItselfForAFullDisk) {
    const HttpResponse response = json_call("ListQueueTags", R"({"QueueUrl":"q"})");

    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(header(response, "x-amzn-query-error"), "ServiceUnavailable;Receiver");
}

TEST(FrontJson, RefusesUnknownActions) {
    for (const char* target : {"AmazonSQS.Frobnicate", "AmazonSNS.Publish", "SendMessage", "."}) {
        const HttpResponse response = answer({.headers = {{"X-Amz-Target", target}}});

        EXPECT_EQ(response.status, 404U) << target;
        EXPECT_THAT(
            response.body,
            HasSubstr(R"({"__type":"com.amazon.coral.service#UnknownOperationException",)"));
    }
}

TEST(FrontJson, RefusesWhatIsNotJson) {
    for (const char* body : {"{", "[]", "null", "{} {}", "{\"a\":\"\xff\"}", "\xff"}) {
        const HttpResponse response = json_call("SendMessage", body);

        EXPECT_EQ(response.status, 400U) << body;
        EXPECT_THAT(response.body,
                    HasSubstr(R"({"__type":"com.amazon.coral.service#SerializationException",)"));
        EXPECT_EQ(header(response, "x-amzn-query-error"), "");
    }
}

// Query: spec 2.3.

TEST(FrontQuery, AnswersAnAction) {
    const HttpResponse response =
        query_call("Action=SendMessage&QueueUrl=http%3A%2F%2Fh%2Fq&MessageBody=a+%26+b");

    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, "text/xml");
    EXPECT_EQ(body_of(response),
              std::string(xml_begin) +
                  "<SendMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                  "<SendMessageResult><MessageId>http://h/q</MessageId>"
                  "<MD5OfMessageBody>a &amp; b</MD5OfMessageBody></SendMessageResult>"
                  "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>"
                  "</SendMessageResponse>");
}

TEST(FrontQuery, AnswersNothingWithoutAResult) {
    EXPECT_EQ(body_of(query_call("Action=DeleteQueue&QueueUrl=q")),
              std::string(xml_begin) +
                  "<DeleteQueueResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                  "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>"
                  "</DeleteQueueResponse>");
}

TEST(FrontQuery, AnswersNoMessagesWithAnEmptyResult) {
    EXPECT_THAT(query_call("Action=ReceiveMessage&QueueUrl=q").body,
                HasSubstr("<ReceiveMessageResult/><ResponseMetadata>"));
}

TEST(FrontQuery, MergesTheUrlsParametersWithTheBodys) {
    const HttpResponse response =
        query_call("MessageBody=b", "/?Action=SendMessage&QueueUrl=http%3A%2F%2Fh%2Fq");

    EXPECT_THAT(response.body, HasSubstr("<MessageId>http://h/q</MessageId>"));
}

TEST(FrontQuery, TakesTheQueueFromThePath) {
    EXPECT_THAT(query_call("Action=SendMessage&MessageBody=b", "/000000000000/q").body,
                HasSubstr("<MessageId>http://localhost:4566/000000000000/q</MessageId>"));
    EXPECT_THAT(
        query_call("Action=SendMessage&MessageBody=b&QueueUrl=other", "/000000000000/q").body,
        HasSubstr("<MessageId>other</MessageId>"));
    EXPECT_EQ(answer({.method = "GET", .target = "/000000000000/q?Action=DeleteQueue"}).status,
              200U);
}

TEST(FrontQuery, RefusesActionsThatAreNotAboutAQueueAtItsPath) {
    const HttpResponse response = query_call("Action=ListQueues", "/000000000000/q");

    EXPECT_EQ(response.status, 400U);
    EXPECT_EQ(body_of(response),
              xml_error("InvalidAction", "The action ListQueues is not valid for this endpoint."));
    EXPECT_EQ(query_call("Action=CreateQueue&QueueName=n", "/000000000000/q").status, 400U);
    EXPECT_EQ(query_call("Action=GetQueueUrl&QueueName=n", "/000000000000/q").status, 200U);
}

TEST(FrontQuery, RefusesUnknownActions) {
    const HttpResponse response = query_call("Action=%3CFrob%3E");

    EXPECT_EQ(response.status, 400U);
    EXPECT_EQ(
        body_of(response),
        xml_error("InvalidAction", "The action &lt;Frob&gt; is not valid for this endpoint."));
}

TEST(FrontQuery, RefusesNoAction) {
    for (const Call& call : {Call{.method = "GET"}, Call{.method = "GET", .target = "/0/q?a=b"},
                             Call{.method = "PUT", .body = "{}"}}) {
        const HttpResponse response = answer(call);

        EXPECT_EQ(response.status, 404U);
        EXPECT_EQ(response.body, "<UnknownOperationException/>");
        EXPECT_EQ(response.content_type, "text/xml");
    }
}

TEST(FrontQuery, HasItsOwnTextForAQueueThatIsNotThere) {
    EXPECT_EQ(body_of(query_call("Action=PurgeQueue&QueueUrl=q")),
              xml_error("AWS.SimpleQueueService.NonExistentQueue",
                        "The specified queue does not exist for this wsdl version."));
}

TEST(FrontQuery, BlamesItselfForAFullDisk) {
    const HttpResponse response = query_call("Action=ListQueueTags&QueueUrl=q");

    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(body_of(response),
              xml_error("ServiceUnavailable", "The disk is nearly full.", "Receiver"));
}

TEST(FrontQuery, RefusesWhatIsNotUtf8) {
    EXPECT_EQ(body_of(query_call("Action=SendMessage&QueueUrl=q&MessageBody=%ff")),
              xml_error("MalformedQueryString", "The request contains invalid UTF-8."));
}

TEST(FrontQuery, AnswersInJsonWhenAsked) {
    const auto in_json = [](std::string target) {
        const HttpResponse response = answer({.method = "GET",
                                              .target = std::move(target),
                                              .headers = {{"Accept", "application/json"}}});
        EXPECT_EQ(response.content_type, "application/json");
        return body_of(response);
    };

    EXPECT_EQ(
        in_json("/?Action=ListQueues"),
        R"({"ListQueuesResponse":{"ListQueuesResult":{"queueUrls":["http://h/1","http://h/2"]},"ResponseMetadata":{"RequestId":"ID"}}})");
    EXPECT_EQ(
        in_json("/?Action=GetQueueAttributes&QueueUrl=q"),
        R"({"GetQueueAttributesResponse":{"GetQueueAttributesResult":{"Attributes":[{"Name":"A","Value":"1"}]},"ResponseMetadata":{"RequestId":"ID"}}})");
    EXPECT_EQ(in_json("/?Action=DeleteQueue&QueueUrl=q"),
              R"({"DeleteQueueResponse":{"ResponseMetadata":{"RequestId":"ID"}}})");
    EXPECT_EQ(
        in_json("/0/q?Action=ListQueues"),
        R"({"Error":{"Code":"InvalidAction","Message":"The action ListQueues is not valid for this endpoint.","Type":"Sender"},"RequestId":"ID"})");
}

// Headers, CORS, who asks: spec 2.4.

TEST(FrontCaller, IsKnownByItsCredential) {
    const std::string scope = "AWS4-HMAC-SHA256 Credential=";
    const std::string rest =
        "/20260131/eu-west-3/sqs/aws4_request, SignedHeaders=host, Signature=0";
    const auto url_for = [&](const std::string& key) {
        const std::string authorization = scope + key + rest;
        return queue_url_of(get_queue_url({{"Host", "h:1"}, {"Authorization", authorization}}));
    };

    EXPECT_EQ(url_for("AKIDEXAMPLE"), "http://h:1/000000000000/eu-west-3/AKIDEXAMPLE/");
    EXPECT_EQ(url_for("123456789012"), "http://h:1/123456789012/eu-west-3/123456789012/");
    EXPECT_EQ(url_for("1234567890123"), "http://h:1/000000000000/eu-west-3/1234567890123/");
}

TEST(FrontCaller, MayBePresigned) {
    const std::string credential =
        "X-Amz-Credential=123456789012%2F20260131%2Fap-south-1%2Fsqs%2Faws4_request";

    EXPECT_THAT(answer({.method = "GET",
                        .target = "/?Action=GetQueueUrl&QueueName=q&" + credential,
                        .headers = {{"Host", "h"}}})
                    .body,
                HasSubstr("http://h/123456789012/ap-south-1/123456789012/"));
    Call json = get_queue_url({{"Host", "h"}});
    json.target = "/?" + credential;
    EXPECT_EQ(queue_url_of(json), "http://h/123456789012/ap-south-1/123456789012/");
}

TEST(FrontCaller, IsTheDefaultWhenItsCredentialMakesNoSense) {
    for (const char* authorization :
         {"", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=", "Bearer x",
          "AWS4-HMAC-SHA256 Credential=/", "AWS4-HMAC-SHA256 Credential=////",
          "AWS4-HMAC-SHA256 Credential=a/b", "AWS4-HMAC-SHA256 Credential=aws4_request",
          "AWS4-HMAC-SHA256 Credential=////aws4_request", "Credential=a/b/c/d/aws4_request"}) {
        EXPECT_EQ(queue_url_of(get_queue_url({{"Host", "h"}, {"Authorization", authorization}})),
                  "http://h/000000000000/us-east-1/000000000000/")
            << authorization;
    }
}

TEST(FrontCaller, SeesUsByTheHostItAskedFor) {
    const std::string rest = "/000000000000/us-east-1/000000000000/";
    FrontOptions trusting;
    trusting.trust_forwarded = true;
    const std::vector<Header> forwarded = {{"Host", "inside:1"},
                                           {"X-Forwarded-Host", "outside, other"},
                                           {"X-Forwarded-Proto", "https"}};

    EXPECT_EQ(queue_url_of(get_queue_url({})), "http://localhost:4566" + rest);
    EXPECT_EQ(queue_url_of(get_queue_url({{"Host", "a\"<b"}})), "http://localhost:4566" + rest);
    EXPECT_EQ(queue_url_of(get_queue_url({{"Host", "[::1]:4566"}})), "http://[::1]:4566" + rest);
    EXPECT_EQ(queue_url_of(get_queue_url(forwarded)), "http://inside:1" + rest);
    EXPECT_EQ(queue_url_of(get_queue_url(forwarded, trusting)), "https://outside" + rest);

    Call tls = get_queue_url({{"Host", "h"}});
    tls.over_tls = true;
    EXPECT_EQ(queue_url_of(tls), "https://h" + rest);
}

TEST(FrontCaller, MaySendATraceHeader) {
    EXPECT_THAT(queue_url_of(get_queue_url({{"X-Amzn-Trace-Id", "Root=1-2"}})),
                HasSubstr("/Root=1-2"));
    EXPECT_THAT(queue_url_of(get_queue_url({{"X-Amzn-Trace-Id", "\xff"}})),
                HasSubstr("/000000000000/us-east-1/000000000000/"));
}

TEST(FrontCors, AnswersPreflights) {
    const HttpResponse response =
        answer({.method = "OPTIONS",
                .headers = {{"Origin", "http://page"}, {"Access-Control-Request-Headers", "x-a"}}});

    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(header(response, "Access-Control-Allow-Methods"), "GET,POST,OPTIONS");
    EXPECT_EQ(header(response, "Access-Control-Allow-Headers"), "x-a");
    EXPECT_EQ(header(response, "Access-Control-Max-Age"), "172800");
    EXPECT_EQ(answer({.method = "OPTIONS"}).status, 200U);
}

TEST(FrontCors, IsForBrowsersOnly) {
    const auto origin = [](std::vector<Header> headers) {
        return header(answer({.headers = std::move(headers)}), "Access-Control-Allow-Origin");
    };

    EXPECT_EQ(origin({}), "");
    EXPECT_EQ(origin({{"Origin", "http://page"}}), "*");
}

TEST(FrontHealth, TellsWhetherItIsReady) {
    FrontOptions options;
    options.version = "0.1.0";
    const auto health = [&](bool is_ready) {
        return answer(
            {.method = "GET", .target = "/health", .options = options, .is_ready = is_ready});
    };

    EXPECT_EQ(health(true).status, 200U);
    EXPECT_EQ(health(true).body, R"({"status":"ready","version":"0.1.0"})");
    EXPECT_EQ(health(false).status, 503U);
    EXPECT_EQ(health(false).body, R"({"status":"starting","version":"0.1.0"})");
}

}  // namespace
}  // namespace forebay::protocol
