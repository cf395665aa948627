#pragma once

#include "protocol/aws_query/form.hpp"
#include "protocol/exchange.hpp"
#include "protocol/wire_error.hpp"

namespace forebay::protocol::aws_json {

inline constexpr std::string_view content_type = "application/x-amz-json-1.0";

/// Whether `request` speaks AWS JSON: SQS specification 2.1.
bool is_spoken(const HttpRequest& request);

/// A request in AWS JSON 1.0 and its answer: SQS specification 2.2.
class JsonExchange final : public Exchange {
public:
    JsonExchange(const Incoming& incoming, HttpResponse& response)
        : incoming_(incoming), service_(&incoming.services.front()), response_(response) {}

    Result<const Action*> action() override;
    const Credential& credential() const override { return credential_; }
    const Service& service() const override { return *service_; }
    Result<void> read(const Shape& shape, void* input) override;
    void write(const Shape& shape, const void* output) override;
    void refuse(const Error& error, const service::dynamodb::RefusalDetails& details) override;
    void refuse_as(const WireError& wire, const Error& error,
                   const service::dynamodb::RefusalDetails& details) override;

private:
    bool is_dynamodb() const { return service_->dialect == JsonDialect::dynamodb; }
    bool is_dynamodb_request() const;
    void find_credential();
    void seal();  // what belongs to every answer, once its body is there
    std::string_view prefix(ErrorOwner owner) const;  // of `__type`

    Incoming incoming_;
    const Service* service_;   // the one that is meant, as far as it is known
    bool is_nothing_ = false;  // it is no request of that service at all
    Credential credential_;
    aws_query::Form url_;  // of a presigned URL, where the credential may be
    HttpResponse& response_;
};

}  // namespace forebay::protocol::aws_json
