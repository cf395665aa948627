#pragma once

#include "load/action.hpp"
#include "load/endpoint.hpp"
#include "load/message_body.hpp"
#include "load/sigv4.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace forebay::load {

/// Who asks. With empty keys a header of the same form goes along, whose signature is all zeroes.
struct Credentials {
    std::string access_key;
    std::string secret_key;
    std::string region = "us-east-1";
};

/// Writes one request: the head around a body.
///
/// All that does not change is put together once. Not thread-safe.
class RequestHead {
public:
    /// Of AWS JSON 1.0; `operation` is as on the wire: AmazonSQS.SendMessage.
    RequestHead(const Endpoint& endpoint, const Credentials& credentials,
                std::string_view operation);

    /// Of the Query protocol of SNS, never signed.
    static RequestHead of_form(const Endpoint& endpoint, const Credentials& credentials);

    /// Replaces `out` with a whole request.
    void write(std::string_view body, std::string& out);

private:
    RequestHead() = default;

    std::string host_;
    std::string path_;
    std::string target_;
    std::string fixed_;             // all lines but date, authorization and length
    std::optional<Signer> signer_;  // when there is a secret to sign with
};

/// What a run's requests have in common.
/// What a send is.
enum class Form {
    message,      ///< SendMessage or SendMessageBatch, to a queue
    publication,  ///< Publish or PublishBatch, to a topic of SNS
    put,          ///< PutItem or BatchWriteItem, into a table of DynamoDB
    get,          ///< GetItem
    query,        ///< Query of one partition
};

/// Items have a partition key `pk` (S) and a sort key `sk` (N), `items_per_partition` of them one
/// partition, and an attribute `body`.
inline constexpr std::uint64_t items_per_partition = 10;

struct RequestShape {
    std::size_t batch = 1;     ///< 1: SendMessage and DeleteMessage, else the batch actions
    std::uint64_t groups = 0;  ///< FIFO message groups, 0: a standard queue

    /// Message groups of a standard queue, of which the first has nine of ten messages; 0: none.
    std::uint64_t tenants = 0;

    std::optional<int> visibility_s = std::nullopt;  ///< of receives, none: the queue's
    int wait_s = 0;                                  ///< of receives

    Form form = Form::message;
    std::string attribute = {};  ///< of a publication: its name and text as `name=text`; or none
    std::uint64_t items = 1;     ///< that gets and queries choose from
};

/// Writes the requests of a load run. Buffers are reused: no allocation once they have grown.
/// Not thread-safe.
class RequestWriter {
public:
    RequestWriter(const Endpoint& endpoint, const Credentials& credentials,
                  const RequestShape& shape, const MessageBodies& bodies);

    /// Each replaces `out` with a whole request for the queue `queue_url` (the inside of a JSON
    /// string), the topic with that ARN, or the table of that name. Numbers and handles: 1 to
    /// `batch` of them.
    void write_send(std::string_view queue_url, std::uint64_t first_number, std::size_t count,
                    std::string& out);
    void write_receive(std::string_view queue_url, std::string& out);
    void write_delete(std::string_view queue_url, std::span<const std::string_view> handles,
                      std::string& out);

private:
    void begin(std::string_view queue_url);
    void append_message(std::uint64_t number);
    void write_publish(std::string_view topic, std::uint64_t first_number, std::size_t count);
    void write_items(std::string_view table, std::uint64_t first_number, std::size_t count);
    void append_item(std::uint64_t number);
    void append_publication(std::string_view prefix, std::uint64_t number);

    RequestShape shape_;
    const MessageBodies& bodies_;
    std::array<RequestHead, action_count> heads_;
    std::string plain_;         // a body before it is percent-encoded
    std::string receive_tail_;  // a ReceiveMessage body after its QueueUrl
    std::string body_;
};

}  // namespace forebay::load
