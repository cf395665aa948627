#include "service/sns/subscription_endpoint.hpp"

#include "service/sns/arn.hpp"
#include "service/sns/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace forebay::service::sns {
namespace {

using Protocol = SubscriptionProtocol;

constexpr std::string_view fifo_suffix = ".fifo";

constexpr std::array protocols = {Protocol::sqs,   Protocol::http,        Protocol::https,
                                  Protocol::email, Protocol::email_json,  Protocol::lambda,
                                  Protocol::sms,   Protocol::application, Protocol::firehose};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_graphic(char c) {
    return c > ' ' && c <= '~';
}

bool is_url(std::string_view text, std::string_view scheme) {
    return text.starts_with(scheme) && text.substr(scheme.size()).starts_with("://") &&
           text.size() > scheme.size() + 3 && text[scheme.size() + 3] != '/' &&
           std::ranges::all_of(text, is_graphic);
}

/// One `@` between a local part and a host with a dot or without, and nothing that could end a
/// header or an SMTP command.
bool is_mail_address(std::string_view text) {
    constexpr std::size_t chars_max = 254;
    const std::size_t at = text.find('@');
    const auto is_plain = [](char c) {
        return is_graphic(c) && std::string_view("<>()[]\\,;:\"").find(c) == std::string_view::npos;
    };
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos && text.size() <= chars_max &&
           text[at + 1] != '.' && !text.ends_with('.') && std::ranges::all_of(text, is_plain);
}

bool is_arn_of(std::string_view text, std::string_view service, std::string_view resource) {
    const auto arn = parse_arn(text);
    return arn && arn->service == service && arn->resource.starts_with(resource) &&
           arn->resource.size() > resource.size();
}

bool is_platform_endpoint(std::string_view text) {
    return is_arn_of(text, "sns", "endpoint/") && std::ranges::count(text, '/') == 3;
}

}  // namespace

std::optional<SubscriptionProtocol> parse_protocol(std::string_view name) {
    const auto found = std::ranges::find(protocols, name, protocol_name);
    return found == protocols.end() ? std::nullopt : std::optional(*found);
}

bool is_http(SubscriptionProtocol protocol) {
    return protocol == Protocol::http || protocol == Protocol::https;
}

bool is_mail(SubscriptionProtocol protocol) {
    return protocol == Protocol::email || protocol == Protocol::email_json;
}

bool needs_confirmation(SubscriptionProtocol protocol) {
    return is_http(protocol) || is_mail(protocol);
}

std::optional<std::string> parse_phone_number(std::string_view text) {
    constexpr std::size_t digits_max = 15;
    std::string number = "+";
    bool was_digit = false;
    for (const char c : text.substr(text.starts_with('+') ? 1 : 0)) {
        if (is_digit(c)) {
            number += c;
        } else if (!was_digit || std::string_view("-./ ").find(c) == std::string_view::npos) {
            return std::nullopt;
        }
        was_digit = is_digit(c);
    }
    const bool is_number = was_digit && number.size() > 2 && number.size() <= digits_max + 1;
    return is_number ? std::optional(std::move(number)) : std::nullopt;
}

bool is_fifo_queue(const Subscription& subscription) {
    return subscription.protocol == Protocol::sqs && subscription.endpoint.ends_with(fifo_suffix);
}

Result<std::string> check_endpoint(SubscriptionProtocol protocol, std::string_view endpoint,
                                   const Topic& topic) {
    if (topic.fifo && protocol != Protocol::sqs) {
        return invalid(fmt::format("Invalid protocol type: {}", protocol_name(protocol)));
    }
    switch (protocol) {
        case Protocol::http:
        case Protocol::https:
            if (!is_url(endpoint, protocol_name(protocol))) {
                return invalid("Endpoint must match the specified protocol");
            }
            break;
        case Protocol::email:
        case Protocol::email_json:
            if (!is_mail_address(endpoint)) {
                return invalid("Email address");
            }
            break;
        case Protocol::sms: {
            auto number = parse_phone_number(endpoint);
            if (!number) {
                return Error{Errc::invalid_parameter,
                             fmt::format("Invalid SMS endpoint: {}", endpoint)};
            }
            return std::move(*number);
        }
        case Protocol::sqs:
            if (!forebay::parse_arn(endpoint)) {
                return invalid("SQS endpoint ARN");
            }
            if (!topic.fifo && endpoint.ends_with(fifo_suffix)) {
                return invalid("Invalid parameter: Endpoint",
                               "FIFO SQS Queues can not be subscribed to standard SNS topics");
            }
            break;
        case Protocol::lambda:
            if (!is_arn_of(endpoint, "lambda", "function:")) {
                return invalid("Lambda endpoint ARN");
            }
            break;
        case Protocol::application:
            if (!is_platform_endpoint(endpoint)) {
                return invalid("ApplicationEndpoint ARN");
            }
            break;
        case Protocol::firehose:
            if (!is_arn_of(endpoint, "firehose", "deliverystream/")) {
                return invalid("Firehose endpoint ARN");
            }
            break;
    }
    return std::string(endpoint);
}

}  // namespace forebay::service::sns
