#include "protocol/signature/signature.hpp"

#include "protocol/aws_query/form.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace forebay::protocol::signature {
namespace {

constexpr std::uint32_t lifetime_max_s = 604'800;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

Error incomplete(std::string text) {
    return {Errc::incomplete_signature, std::move(text)};
}

// Takes the part behind the last `/` off `text`.
std::string take_last(std::string_view& text) {
    const std::size_t slash = text.rfind('/');
    const bool is_all = slash == std::string_view::npos;
    std::string last(is_all ? text : text.substr(slash + 1));
    text = is_all ? std::string_view() : text.substr(0, slash);
    return last;
}

// `<access key>/20260131/us-east-1/sqs/aws4_request`; an access key may have slashes.
Result<void> read_credential(std::string_view credential, Signature& signature) {
    if (std::ranges::count(credential, '/') < 4) {
        return incomplete(
            fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                        "keyid/date/region/service/term, got '{}'",
                        credential));
    }
    std::string_view rest = credential;
    const std::string terminator = take_last(rest);
    signature.service = take_last(rest);
    signature.region = take_last(rest);
    signature.day = take_last(rest);
    signature.access_key = rest;
    if (terminator != "aws4_request") {
        return Error{Errc::signature_mismatch,
                     fmt::format("Credential should be scoped with a valid terminator: "
                                 "'aws4_request', not '{}'.",
                                 terminator)};
    }
    return {};
}

Result<void> read_time(std::string_view time, Signature& signature) {
    const auto at = parse_time(time);
    if (!at) {
        return incomplete(
            fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                        "http://en.wikipedia.org/wiki/ISO_8601",
                        time));
    }
    signature.time = time;
    signature.signed_at = *at;
    return {};
}

void read_headers(std::string_view list, Signature& signature) {
    while (!list.empty()) {
        const std::string_view name = list.substr(0, list.find(';'));
        list.remove_prefix(std::min(name.size() + 1, list.size()));
        signature.headers.emplace_back(name);
    }
}

/// The parameters behind the algorithm in the header.
struct Parameters {
    std::string_view credential;
    std::string_view signed_headers;
    std::string_view digest;

    explicit Parameters(std::string_view text) {
        while (!text.empty()) {
            const std::string_view parameter = text.substr(0, text.find_first_of(", "));
            text.remove_prefix(std::min(parameter.size() + 1, text.size()));
            take(parameter, "Credential=", credential);
            take(parameter, "SignedHeaders=", signed_headers);
            take(parameter, "Signature=", digest);
        }
    }

private:
    static void take(std::string_view parameter, std::string_view name, std::string_view& value) {
        if (parameter.starts_with(name)) {
            value = parameter.substr(name.size());
        }
    }
};

Result<void> read_authorization(const HttpRequest& request, std::string_view authorization,
                                Signature& signature) {
    const std::size_t blank = std::min(authorization.find(' '), authorization.size());
    if (authorization.substr(0, blank) != algorithm) {
        return incomplete(
            fmt::format("Unsupported AWS 'algorithm': '{}'.", authorization.substr(0, blank)));
    }
    const Parameters parameters(authorization.substr(blank));
    std::string_view time = request.header("X-Amz-Date");
    if (time.empty()) {
        time = request.header("Date");
    }
    std::string missing;
    for (const auto& [value, name] :
         {std::pair(parameters.credential, "Credential"), std::pair(parameters.digest, "Signature"),
          std::pair(parameters.signed_headers, "SignedHeaders")}) {
        if (value.empty()) {
            missing += fmt::format("Authorization header requires '{}' parameter. ", name);
        }
    }
    if (time.empty()) {
        missing +=
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
            "header. ";
    }
    if (!missing.empty()) {
        return incomplete(fmt::format("{}Authorization={}", missing, authorization));
    }
    signature.digest = parameters.digest;
    signature.session_token = request.header("X-Amz-Security-Token");
    signature.body_digest = request.header("X-Amz-Content-Sha256");
    read_headers(parameters.signed_headers, signature);
    if (auto read = read_credential(parameters.credential, signature); !read) {
        return read;
    }
    return read_time(time, signature);
}

Result<void> read_query(const aws_query::Form& query, Signature& signature) {
    std::string missing;
    for (const std::string_view name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature",
                                        "X-Amz-SignedHeaders", "X-Amz-Date"}) {
        if (query.value(name).empty()) {
            missing += fmt::format("AWS query-string parameters must include '{}'. ", name);
        }
    }
    if (!missing.empty()) {
        return incomplete(missing + "Re-examine the query-string parameters.");
    }
    if (query.value("X-Amz-Algorithm") != algorithm) {
        return incomplete(
            fmt::format("Unsupported AWS 'algorithm': '{}'.", query.value("X-Amz-Algorithm")));
    }
    if (const std::string_view expires = query.value("X-Amz-Expires"); !expires.empty()) {
        const auto seconds = number_of(expires);
        if (!seconds || *seconds < 1 || *seconds > lifetime_max_s) {
            return incomplete(fmt::format("X-Amz-Expires must be from 1 to {} seconds. Got '{}'.",
                                          lifetime_max_s, expires));
        }
        signature.lifetime = std::chrono::seconds(*seconds);
    }
    signature.digest = query.value("X-Amz-Signature");
    signature.session_token = query.value("X-Amz-Security-Token");
    signature.body_digest = query.value("X-Amz-Content-Sha256");
    read_headers(query.value("X-Amz-SignedHeaders"), signature);
    if (auto read = read_credential(query.value("X-Amz-Credential"), signature); !read) {
        return read;
    }
    return read_time(query.value("X-Amz-Date"), signature);
}

}  // namespace

std::string Signature::scope() const {
    return fmt::format("{}/{}/{}/aws4_request", day, region, service);
}

Result<std::optional<Signature>> find_signature(const HttpRequest& request,
                                                std::string_view query) {
    Signature signature;
    Result<void> read;
    if (const auto authorization = request.header("Authorization");
        authorization.starts_with("AWS4-")) {
        read = read_authorization(request, authorization, signature);
    } else if (query.find("X-Amz-") == std::string_view::npos) {
        return std::optional<Signature>();
    } else {
        const auto form = aws_query::Form::parse(query, {});
        if (!form) {
            return form.error();
        }
        if (!form->has("X-Amz-Signature") && !form->has("X-Amz-Credential")) {
            return std::optional<Signature>();
        }
        read = read_query(*form, signature);
        if (signature.body_digest.empty()) {
            signature.body_digest = request.header("X-Amz-Content-Sha256");
        }
    }
    if (!read) {
        return read.error();
    }
    return std::optional(std::move(signature));
}

std::string format_time(TimePoint time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(seconds.time_since_epoch().count()));
}

std::optional<TimePoint> parse_time(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') {
        return std::nullopt;
    }
    const std::string_view day = text.substr(0, 8);
    const std::string_view clock = text.substr(9, 6);
    if (!std::ranges::all_of(day, is_digit) || !std::ranges::all_of(clock, is_digit)) {
        return std::nullopt;
    }
    const auto part = [](std::string_view from, std::size_t begin, std::size_t size) {
        return number_of(from.substr(begin, size)).value_or(0);
    };
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(part(day, 0, 4))),
                                           std::chrono::month(part(day, 4, 2)),
                                           std::chrono::day(part(day, 6, 2))};
    if (!date.ok() || part(clock, 0, 2) > 23 || part(clock, 2, 2) > 59 || part(clock, 4, 2) > 59) {
        return std::nullopt;
    }
    return TimePoint(std::chrono::sys_days(date)) + std::chrono::hours(part(clock, 0, 2)) +
           std::chrono::minutes(part(clock, 2, 2)) + std::chrono::seconds(part(clock, 4, 2));
}

}  // namespace forebay::protocol::signature
