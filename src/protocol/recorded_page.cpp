#include "protocol/recorded_page.hpp"

#include "protocol/aws_query/form.hpp"
#include <forebay/base/base64.hpp>

#include <boost/json.hpp>

#include <string>
#include <utility>

namespace forebay::protocol {

namespace {

namespace json = boost::json;
using runtime::RecordedDelivery;

/// What is listed where, and how receivers are called there.
struct Listing {
    std::string_view path;
    SubscriptionProtocol protocol;
    std::string_view list;
    std::string_view receiver;
    std::string_view parameter;
};

constexpr Listing listings[] = {
    {"/_aws/sns/sms-messages", SubscriptionProtocol::sms, "sms_messages", "PhoneNumber",
     "phoneNumber"},
    {"/_aws/sns/platform-endpoint-messages", SubscriptionProtocol::application,
     "platform_endpoint_messages", "TargetArn", "endpointArn"},
};

const Listing* find_listing(std::string_view path) {
    for (const Listing& listing : listings) {
        if (listing.path == path) {
            return &listing;
        }
    }
    return nullptr;
}

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value() : json::value(text);
}

json::object printed(const std::vector<MessageAttribute>& attributes) {
    json::object object;
    for (const MessageAttribute& attribute : attributes) {
        json::object value{{"DataType", attribute.data_type}};
        if (attribute.is_binary) {
            value["BinaryValue"] = base64(attribute.value);
        } else {
            value["StringValue"] = attribute.value;
        }
        object[attribute.name] = std::move(value);
    }
    return object;
}

json::object printed(const RecordedDelivery& delivery, const Listing& listing) {
    return {{listing.receiver, delivery.endpoint},
            {"TopicArn", text_or_null(delivery.topic_arn)},
            {"MessageId", to_string(delivery.publication)},
            {"Message", delivery.body},
            {"MessageAttributes", printed(delivery.attributes)},
            {"Subject", text_or_null(delivery.subject)}};
}

/// What a request asks for.
struct Filter {
    SubscriptionProtocol protocol;
    std::string account;
    std::string region;
    std::string receiver;  ///< empty: all

    bool operator()(const RecordedDelivery& delivery) const {
        return delivery.protocol == protocol && delivery.account == account &&
               delivery.region == region && (receiver.empty() || delivery.endpoint == receiver);
    }
};

Filter filter_of(const Listing& listing, std::string_view query, const FrontOptions& options) {
    const auto form = aws_query::Form::parse(query, {});
    const auto given = [&form](std::string_view name, const std::string& otherwise) {
        const std::string_view value = form ? form->value(name) : std::string_view();
        return value.empty() ? otherwise : std::string(value);
    };
    std::string receiver = given(listing.parameter, {});
    if (receiver.starts_with(' ')) {
        receiver.front() = '+';  // the sign of a number that the client did not encode
    }
    return {.protocol = listing.protocol,
            .account = given("accountId", options.services.account),
            .region = given("region", options.services.region),
            .receiver = std::move(receiver)};
}

bool is_meant(const PageCall& call) {
    return call.options.recorded != nullptr && find_listing(call.target.path) != nullptr;
}

Task<void> answer(const PageCall& call) {
    const Listing& listing = *find_listing(call.target.path);
    runtime::RecordedDeliveries& recorded = *call.options.recorded;
    HttpResponse& response = call.response;
    const Filter filter = filter_of(listing, call.target.query, call.options);
    if (call.request.method == "DELETE") {
        recorded.remove(filter);
        response.status = 204;
        co_return;
    }
    json::object by_receiver;
    if (!filter.receiver.empty()) {
        by_receiver[filter.receiver] = json::array();
    }
    for (const RecordedDelivery& delivery : recorded.list()) {
        if (filter(delivery)) {
            json::value& list = by_receiver[delivery.endpoint];
            if (!list.is_array()) {
                list = json::array();
            }
            list.as_array().push_back(printed(delivery, listing));
        }
    }
    response.content_type = "application/json";
    response.body = json::serialize(
        json::object{{listing.list, std::move(by_receiver)}, {"region", filter.region}});
}

}  // namespace

constexpr Page recorded_page{is_meant, answer};

}  // namespace forebay::protocol
