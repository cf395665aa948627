#pragma once

#include "protocol/aws_query/form.hpp"
#include "protocol/exchange.hpp"

#include <string>

namespace forebay::protocol::aws_query {

/// A request in AWS Query and its answer, as XML or as JSON that stands for it: SQS
/// specification 2.3. Whatever speaks no other protocol is taken for a Query request, most likely
/// without an Action.
class QueryExchange final : public Exchange {
public:
    QueryExchange(const Incoming& incoming, HttpResponse& response);

    Result<const Action*> action() override;
    const Credential& credential() const override { return credential_; }
    const Service& service() const override { return *service_; }
    Result<void> read(const Shape& shape, void* input) override;
    void write(const Shape& shape, const void* output) override;
    void refuse(const Error& error, const service::dynamodb::RefusalDetails& details) override;
    void refuse_as(const WireError& wire, const Error& error,
                   const service::dynamodb::RefusalDetails& details) override;

private:
    bool is_at_queue() const { return incoming_.target.path.size() > 1; }
    void find_service();
    void write_xml_answer(const Shape& shape, const void* output);
    void write_plain_answer(const Shape& shape, const void* output);
    void refuse_in_xml(const WireError& wire, std::string_view text);
    void refuse_in_plain(const WireError& wire, std::string_view text);

    Incoming incoming_;
    const Service* service_;  // the one that is meant, as far as it is known
    Form form_;
    std::string path_url_;  // the queue URL that the path is
    Credential credential_;
    std::string_view action_name_;
    bool wants_json_;
    HttpResponse& response_;
};

}  // namespace forebay::protocol::aws_query
