#include "protocol/caller.hpp"

#include <forebay/base/letter_case.hpp>
#include <forebay/base/trimmed.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace forebay::protocol {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

using CharacterSet = std::array<bool, 256>;

constexpr CharacterSet letters_digits_and(std::string_view others) {
    CharacterSet set = {};
    for (const std::string_view some : {std::string_view("0123456789"
                                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                         "abcdefghijklmnopqrstuvwxyz"),
                                        others}) {
        for (const char c : some) {
            set[static_cast<unsigned char>(c)] = true;
        }
    }
    return set;
}

constexpr CharacterSet host_characters = letters_digits_and(".-_:[]");
constexpr CharacterSet name_characters = letters_digits_and("-");
constexpr CharacterSet access_key_characters = letters_digits_and("_-.:=/+@");

// `text` if it has 1 to `size_max` characters, all in `set`; else nothing.
std::string_view plausible(std::string_view text, std::size_t size_max, const CharacterSet& set) {
    const bool is_plausible = text.size() <= size_max && std::ranges::all_of(text, [&](char c) {
                                  return set[static_cast<unsigned char>(c)];
                              });
    return is_plausible ? text : std::string_view();
}

// Takes the part behind the last `/` off `text`.
std::string_view take_last(std::string_view& text) {
    // The C library looks at many characters at a time, rfind() at each.
    const void* const slash = text.empty() ? nullptr : memrchr(text.data(), '/', text.size());
    if (slash == nullptr) {
        return std::exchange(text, {});
    }
    const auto at = static_cast<std::size_t>(static_cast<const char*>(slash) - text.data());
    const std::string_view last = text.substr(at + 1);
    text = text.substr(0, at);
    return last;
}

// The first of a list with commas: what the proxy next to the client said.
std::string_view first_of(std::string_view list) {
    return trimmed(list.substr(0, list.find(',')));
}

std::string_view usable_host(std::string_view host) {
    return plausible(host, 260, host_characters);
}

std::string_view host_of(const HttpRequest& request, const FrontOptions& options) {
    auto host = forwarded_host(request, options);
    if (host.empty()) {
        host = usable_host(request.header("Host"));
    }
    return host.empty() ? std::string_view(options.fallback_host) : host;
}

// A header that is stored and given back as text: nothing if it is not printable ASCII.
std::string_view printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; })
               ? text
               : std::string_view();
}

}  // namespace

Credential Credential::of_scope(std::string_view scope) {
    if (take_last(scope) != "aws4_request") {
        return {};
    }
    Credential credential;
    credential.service = plausible(take_last(scope), 32, name_characters);
    credential.region = plausible(take_last(scope), 32, name_characters);
    take_last(scope);  // the day
    credential.access_key = plausible(scope, 128, access_key_characters);
    return credential;
}

Credential Credential::of_authorization(std::string_view header) {
    constexpr std::string_view name = "Credential=";
    const std::size_t at = header.find(name);
    if (!header.starts_with("AWS4-") || at == std::string_view::npos) {
        return {};
    }
    std::string_view scope = header.substr(at + name.size());
    scope = scope.substr(0, scope.find(','));
    return of_scope(scope.substr(0, scope.find(' ')));
}

bool is_account(std::string_view text) {
    return text.size() == 12 && std::ranges::all_of(text, is_digit);
}

Caller claimed_caller(const Credential& credential, const FrontOptions& options) {
    const std::string_view key = credential.access_key;
    const std::string_view account = is_account(key) ? key : options.services.account;
    const std::string_view region =
        credential.region.empty() ? options.services.region : credential.region;
    return {.account = std::string(account),
            .region = std::string(region),
            .user_name = {},
            .sender_id = std::string(key.empty() ? account : key),
            .is_signed = !key.empty()};
}

std::string_view forwarded_host(const HttpRequest& request, const FrontOptions& options) {
    return options.trust_forwarded ? usable_host(first_of(request.header("X-Forwarded-Host")))
                                   : std::string_view();
}

bool is_https(const HttpRequest& request, const FrontOptions& options) {
    if (options.trust_forwarded) {
        const auto scheme = first_of(request.header("X-Forwarded-Proto"));
        if (scheme == "http" || scheme == "https") {
            return scheme == "https";
        }
    }
    return request.over_tls;
}

// The last of all that are named is what the proxy next to us has seen; those before it anybody may
// have written.
std::string_view client_address(const HttpRequest& request, const FrontOptions& options) {
    constexpr std::string_view name = "x-forwarded-for";
    const auto named = std::ranges::find_if(
        request.headers.rbegin(), request.headers.rend(),
        [&](const Header& header) { return same_in_any_case(header.name, name); });
    if (!options.trust_forwarded || named == request.headers.rend()) {
        return request.remote_address;
    }
    const std::string_view list = named->value;
    const std::size_t comma = list.rfind(',');
    return trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

std::string endpoint_of(const HttpRequest& request, const FrontOptions& options) {
    const std::string_view scheme = is_https(request, options) ? "https://" : "http://";
    const std::string_view host = host_of(request, options);
    std::string endpoint;
    endpoint.reserve(scheme.size() + host.size());
    endpoint.append(scheme).append(host);
    return endpoint;
}

service::Context make_context(const HttpRequest& request, Caller caller, std::string endpoint,
                              runtime::Broker& broker, const FrontOptions& options) {
    return {.broker = broker,
            .options = options.services,
            .signers = options.signers,
            .recorded = options.recorded,
            .account = std::move(caller.account),
            .region = std::move(caller.region),
            .user_name = std::move(caller.user_name),
            .sender_id = std::move(caller.sender_id),
            .endpoint = std::move(endpoint),
            .is_signed = caller.is_signed,
            .trace_header = std::string(printable(request.header("X-Amzn-Trace-Id"))),
            .presence = request.presence};
}

}  // namespace forebay::protocol
