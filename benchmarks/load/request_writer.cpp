#include "load/request_writer.hpp"

#include <fmt/format.h>

#include <iterator>

namespace forebay::load {
namespace {

std::string receive_tail(const RequestShape& shape) {
    std::string tail =
        fmt::format(R"(,"MaxNumberOfMessages":{},"WaitTimeSeconds":{})", shape.batch, shape.wait_s);
    if (shape.visibility_s) {
        tail += fmt::format(R"(,"VisibilityTimeout":{})", *shape.visibility_s);
    }
    return tail + '}';
}

std::string dummy_signature(const Credentials& credentials, std::string_view service) {
    const std::string date = amz_date();
    return fmt::format(
        "X-Amz-Date: {}\r\nAuthorization: AWS4-HMAC-SHA256 Credential={}/{}/{}/{}/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature={:064}\r\n",
        date, credentials.access_key.empty() ? "forebay-bench" : credentials.access_key,
        date.substr(0, 8), credentials.region, service, 0);
}

const char* service_of(std::string_view operation) {
    return operation.starts_with("DynamoDB") ? "dynamodb" : "sqs";
}

RequestHead send_head(const Endpoint& endpoint, const Credentials& credentials,
                      const RequestShape& shape) {
    const bool is_one = shape.batch == 1;
    switch (shape.form) {
        case Form::message:
            return {endpoint, credentials,
                    is_one ? "AmazonSQS.SendMessage" : "AmazonSQS.SendMessageBatch"};
        case Form::publication:
            return RequestHead::of_form(endpoint, credentials);
        case Form::put:
            return {endpoint, credentials,
                    is_one ? "DynamoDB_20120810.PutItem" : "DynamoDB_20120810.BatchWriteItem"};
        case Form::get:
            return {endpoint, credentials, "DynamoDB_20120810.GetItem"};
        case Form::query:
            return {endpoint, credentials, "DynamoDB_20120810.Query"};
    }
    std::abort();
}

// Spreads consecutive numbers over the items.
std::uint64_t any_item(std::uint64_t number, std::uint64_t items) {
    return number * 0x9E37'79B9'7F4A'7C15U % items;
}

// Message bodies have one character that a form writes in another way.
void append_encoded(std::string_view body, std::string& out) {
    for (const char c : body) {
        if (c == '+') {
            out += "%2B";
        } else {
            out += c;
        }
    }
}

}  // namespace

RequestHead::RequestHead(const Endpoint& endpoint, const Credentials& credentials,
                         std::string_view operation)
    : host_(endpoint.host),
      path_(endpoint.path),
      target_(operation),
      fixed_(fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: forebay-bench\r\n"
                         "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: {}\r\n",
                         path_, host_, target_)) {
    if (!credentials.secret_key.empty()) {
        signer_.emplace(Signer::Identity{.access_key = credentials.access_key,
                                         .secret_key = credentials.secret_key,
                                         .region = credentials.region,
                                         .service = service_of(operation)});
        return;
    }
    fixed_ += dummy_signature(credentials, service_of(operation));
}

RequestHead RequestHead::of_form(const Endpoint& endpoint, const Credentials& credentials) {
    RequestHead head;
    head.fixed_ = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: forebay-bench\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n{}",
        endpoint.path, endpoint.host, dummy_signature(credentials, "sns"));
    return head;
}

void RequestHead::write(std::string_view body, std::string& out) {
    out.assign(fixed_);
    if (signer_) {
        const std::string date = amz_date();
        const std::string authorization = signer_->authorization(
            {.host = host_, .path = path_, .target = target_, .date = date, .body = body});
        fmt::format_to(std::back_inserter(out), "X-Amz-Date: {}\r\nAuthorization: {}\r\n", date,
                       authorization);
    }
    const fmt::format_int length{body.size()};
    out.append("Content-Length: ").append(length.data(), length.size()).append("\r\n\r\n");
    out.append(body);
}

RequestWriter::RequestWriter(const Endpoint& endpoint, const Credentials& credentials,
                             const RequestShape& shape, const MessageBodies& bodies)
    : shape_(shape),
      bodies_(bodies),
      heads_{send_head(endpoint, credentials, shape),
             RequestHead{endpoint, credentials, "AmazonSQS.ReceiveMessage"},
             RequestHead{
                 endpoint, credentials,
                 shape.batch == 1 ? "AmazonSQS.DeleteMessage" : "AmazonSQS.DeleteMessageBatch"}},
      receive_tail_(receive_tail(shape)) {}

void RequestWriter::write_send(std::string_view queue_url, std::uint64_t first_number,
                               std::size_t count, std::string& out) {
    if (shape_.form != Form::message) {
        if (shape_.form == Form::publication) {
            write_publish(queue_url, first_number, count);
        } else {
            write_items(queue_url, first_number, count);
        }
        heads_[index_of(Action::send)].write(body_, out);
        return;
    }
    begin(queue_url);
    if (shape_.batch == 1) {
        body_ += ',';
        append_message(first_number);
    } else {
        body_ += R"(,"Entries":[)";
        for (std::size_t i = 0; i < count; ++i) {
            body_.append(i == 0 ? R"({"Id":")" : R"(,{"Id":")");
            body_ += static_cast<char>('0' + i);
            body_ += R"(",)";
            append_message(first_number + i);
            body_ += '}';
        }
        body_ += ']';
    }
    body_ += '}';
    heads_[index_of(Action::send)].write(body_, out);
}

void RequestWriter::write_receive(std::string_view queue_url, std::string& out) {
    begin(queue_url);
    body_ += receive_tail_;
    heads_[index_of(Action::receive)].write(body_, out);
}

void RequestWriter::write_delete(std::string_view queue_url,
                                 std::span<const std::string_view> handles, std::string& out) {
    begin(queue_url);
    if (shape_.batch == 1) {
        body_.append(R"(,"ReceiptHandle":")").append(handles.front()).append("\"}");
    } else {
        body_ += R"(,"Entries":[)";
        for (std::size_t i = 0; i < handles.size(); ++i) {
            body_.append(i == 0 ? R"({"Id":")" : R"(,{"Id":")");
            body_ += static_cast<char>('0' + i);
            body_.append(R"(","ReceiptHandle":")").append(handles[i]).append("\"}");
        }
        body_ += "]}";
    }
    heads_[index_of(Action::delete_)].write(body_, out);
}

void RequestWriter::begin(std::string_view queue_url) {
    body_.assign(R"({"QueueUrl":")").append(queue_url).append("\"");
}

void RequestWriter::append_message(std::uint64_t number) {
    body_ += R"("MessageBody":")";
    bodies_.append(number, body_);
    body_ += '"';
    if (shape_.groups > 0) {
        const fmt::format_int id{number};
        const fmt::format_int group{number % shape_.groups};
        body_.append(R"(,"MessageDeduplicationId":")").append(bodies_.run_mark());
        body_.append(id.data(), id.size());
        body_.append(R"(","MessageGroupId":"g)").append(group.data(), group.size()).append("\"");
    }
    if (shape_.tenants > 0) {
        const bool is_quiet = number % 10 == 9 && shape_.tenants > 1;
        const fmt::format_int tenant{is_quiet ? 1 + number / 10 % (shape_.tenants - 1) : 0};
        body_.append(R"(,"MessageGroupId":"t)").append(tenant.data(), tenant.size()).append("\"");
    }
}

void RequestWriter::write_publish(std::string_view topic, std::uint64_t first_number,
                                  std::size_t count) {
    body_.assign("Version=2010-03-31&Action=Publish");
    if (shape_.batch > 1) {
        body_ += "Batch";
    }
    body_.append("&TopicArn=").append(topic);
    if (shape_.batch == 1) {
        append_publication("&", first_number);
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::string prefix = fmt::format("&PublishBatchRequestEntries.member.{}.", i + 1);
        fmt::format_to(std::back_inserter(body_), "{}Id={}", prefix, i);
        append_publication(prefix, first_number + i);
    }
}

void RequestWriter::write_items(std::string_view table, std::uint64_t first_number,
                                std::size_t count) {
    body_.clear();
    const auto out = std::back_inserter(body_);
    const std::uint64_t item = any_item(first_number, shape_.items);
    switch (shape_.form) {
        case Form::get:
            fmt::format_to(out,
                           R"({{"TableName":"{}","Key":{{"pk":{{"S":"{}"}},"sk":{{"N":"{}"}}}}}})",
                           table, item / items_per_partition, item % items_per_partition);
            return;
        case Form::query:
            fmt::format_to(out,
                           R"({{"TableName":"{}","KeyConditionExpression":"pk = :p",)"
                           R"("ExpressionAttributeValues":{{":p":{{"S":"{}"}}}}}})",
                           table, item / items_per_partition);
            return;
        default:
            break;
    }
    if (shape_.batch == 1) {
        fmt::format_to(out, R"({{"TableName":"{}","Item":)", table);
        append_item(first_number);
        body_ += '}';
        return;
    }
    fmt::format_to(out, R"({{"RequestItems":{{"{}":[)", table);
    for (std::size_t i = 0; i < count; ++i) {
        body_ += i == 0 ? R"({"PutRequest":{"Item":)" : R"(,{"PutRequest":{"Item":)";
        append_item(first_number + i);
        body_ += "}}";
    }
    body_ += "]}}";
}

void RequestWriter::append_item(std::uint64_t number) {
    fmt::format_to(std::back_inserter(body_),
                   R"({{"pk":{{"S":"{}"}},"sk":{{"N":"{}"}},"body":{{"S":")",
                   number / items_per_partition, number % items_per_partition);
    bodies_.append(number, body_);
    body_ += "\"}}";
}

void RequestWriter::append_publication(std::string_view prefix, std::uint64_t number) {
    plain_.clear();
    bodies_.append(number, plain_);
    body_.append(prefix).append("Message=");
    append_encoded(plain_, body_);
    if (const std::size_t mid = shape_.attribute.find('='); mid != std::string::npos) {
        const std::string_view attribute = shape_.attribute;
        fmt::format_to(std::back_inserter(body_),
                       "{0}MessageAttributes.entry.1.Name={1}"
                       "{0}MessageAttributes.entry.1.Value.DataType=String"
                       "{0}MessageAttributes.entry.1.Value.StringValue={2}",
                       prefix, attribute.substr(0, mid), attribute.substr(mid + 1));
    }
}

}  // namespace forebay::load
