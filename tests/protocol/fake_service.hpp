#pragma once

#include "protocol/action.hpp"
#include <forebay/protocol/front.hpp>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::protocol {

/// An SQS whose actions say what they were asked:
///   SendMessage          its message id is the queue URL, its MD5 the body
///   ReceiveMessage       no messages
///   GetQueueUrl          `<endpoint>/<account>/<region>/<sender>/<trace header>`
///   GetQueueAttributes   one attribute, `A` with the value `1`
///   ListQueues           two queues
///   CreateQueue          the queue's name
///   DeleteQueue          succeeds
///   PurgeQueue           Errc::queue_not_found
///   ListQueueTags        Errc::disk_full
std::span<const Service> fake_services();

/// A request as a test writes it, and what the front of fake_services() answers.
struct Call {
    std::string method = "POST";
    std::string target = "/";
    std::vector<Header> headers = {};
    std::string body = {};
    bool over_tls = false;
    FrontOptions options = {};
    bool is_ready = true;
};
HttpResponse answer(const Call& call);

/// Calls with the headers that SDKs send.
HttpResponse json_call(std::string_view action, std::string_view body);
HttpResponse query_call(std::string_view form, std::string_view target = "/");

/// The value of a header; empty when there is none.
std::string header(const HttpResponse& response, std::string_view name);

/// The body, with the request id of the response replaced by `ID`.
std::string body_of(const HttpResponse& response);

}  // namespace forebay::protocol
