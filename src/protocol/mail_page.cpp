#include "protocol/mail_page.hpp"

#include "protocol/aws_query/form.hpp"
#include "protocol/aws_query/xml_writer.hpp"
#include "protocol/services/sns.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace forebay::protocol {

namespace {

constexpr std::string_view confirmation_path = "/confirmation.html";
constexpr std::string_view unsubscribe_path = "/unsubscribe.html";

std::string escaped(std::string_view text) {
    std::string out;
    aws_query::write_xml_text(text, out);
    return out;
}

/// `content` is HTML already.
void write_page(std::string_view title, std::string_view content, HttpResponse& response) {
    response.content_type = "text/html; charset=UTF-8";
    response.body = fmt::format(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"UTF-8\"><title>{0}</title></head>"
        "<body><h1>{0}</h1>{1}</body></html>",
        escaped(title), content);
}

void refuse(const Error& error, HttpResponse& response) {
    response.status = wire_error(sns::errors, error.code).status;
    write_page("This did not work.", fmt::format("<p>{}</p>", escaped(error.detail)), response);
}

service::sns::OptionalText given(const aws_query::Form& form, std::string_view name) {
    return form.has(name) ? std::optional(std::string(form.value(name))) : std::nullopt;
}

Task<void> confirm(service::Context& context, aws_query::Form form, HttpResponse& response) {
    service::sns::ConfirmSubscriptionInput input;
    input.topic_arn = given(form, "TopicArn");
    input.token = given(form, "Token");
    const auto confirmed = co_await service::sns::confirm_subscription(context, std::move(input));
    if (!confirmed) {
        refuse(confirmed.error(), response);
        co_return;
    }
    const std::string arn = escaped(confirmed->subscription_arn);
    const std::string address = escaped(form.value("Endpoint"));
    write_page("Subscription confirmed!",
               fmt::format("<p>{0} has subscribed to {1}.</p><p>The id of the subscription is "
                           "{2}.</p><p>If that was not wanted: <a href=\"{3}?SubscriptionArn={2}"
                           "&amp;Endpoint={0}\">unsubscribe</a>.</p>",
                           address, escaped(form.value("TopicArn")), arn, unsubscribe_path),
               response);
}

Task<void> unsubscribe(service::Context& context, aws_query::Form form, HttpResponse& response) {
    service::sns::SubscriptionArnInput input;
    input.subscription_arn = given(form, "SubscriptionArn");
    const auto done = co_await service::sns::unsubscribe(context, std::move(input));
    if (!done) {
        refuse(done.error(), response);
        co_return;
    }
    write_page("Unsubscribed.", "<p>No more notifications will be sent.</p>", response);
}

void ask(const aws_query::Form& form, HttpResponse& response) {
    write_page("Unsubscribe?",
               fmt::format("<p>{}</p><form method=\"post\"><button>Unsubscribe</button></form>",
                           escaped(form.value("SubscriptionArn"))),
               response);
}

bool is_meant(const PageCall& call) {
    return call.target.path == confirmation_path || call.target.path == unsubscribe_path;
}

Task<void> answer(const PageCall& call) {
    HttpResponse& response = call.response;
    auto form = aws_query::Form::parse(call.target.query, {});
    if (!form) {
        refuse(form.error(), response);
        co_return;
    }
    service::Context context = call.context();
    if (call.target.path == confirmation_path) {
        co_await confirm(context, std::move(*form), response);
    } else if (call.request.method == "POST") {
        co_await unsubscribe(context, std::move(*form), response);
    } else {
        ask(*form, response);
    }
}

}  // namespace

constexpr Page mail_page{is_meant, answer, open_to_all};

}  // namespace forebay::protocol
