#include "runtime/deliveries/http_delivery.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace forebay::runtime {
namespace {

struct ListFreer {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListFreer>;

void add(HeaderList& list, const std::string& line) {
    list.reset(curl_slist_append(list.release(), line.c_str()));
}

std::string_view type_of(OutgoingKind kind) {
    switch (kind) {
        case OutgoingKind::notification:
            return "Notification";
        case OutgoingKind::subscription_confirmation:
            return "SubscriptionConfirmation";
        case OutgoingKind::unsubscribe_confirmation:
            return "UnsubscribeConfirmation";
    }
    return "";
}

HeaderList headers_of(const HttpDelivery& delivery) {
    const Outgoing& outgoing = *delivery.outgoing;
    const bool is_notification = outgoing.kind == OutgoingKind::notification;
    HeaderList list;
    add(list, fmt::format("Content-Type: {}",
                          is_notification ? delivery.content_type : "text/plain; charset=UTF-8"));
    add(list, fmt::format("x-amz-sns-message-type: {}", type_of(outgoing.kind)));
    add(list, fmt::format("x-amz-sns-message-id: {}", to_string(outgoing.publication)));
    add(list, fmt::format("x-amz-sns-topic-arn: {}", topic_arn(delivery.subscription->topic)));
    if (outgoing.kind != OutgoingKind::subscription_confirmation) {
        add(list, fmt::format("x-amz-sns-subscription-arn: {}",
                              subscription_arn(*delivery.subscription)));
    }
    if (is_notification && outgoing.is_raw) {
        add(list, "x-amz-sns-rawdelivery: true");
    }
    add(list, "User-Agent: Amazon Simple Notification Service Agent");
    add(list, "Accept-Encoding: gzip,deflate");
    add(list, "Accept:");  // libcurl's own: not sent
    add(list, "Expect:");
    return list;
}

// What an endpoint answers besides its status is of no interest: read, so that the connection can
// be used again, unless there is much of it.
struct Discarded {
    std::size_t bytes = 0;

    static std::size_t write(char*, std::size_t size, std::size_t count, void* self) {
        constexpr std::size_t bytes_max = std::size_t{64} << 10U;
        Discarded& discarded = *static_cast<Discarded*>(self);
        discarded.bytes += size * count;
        return discarded.bytes <= bytes_max ? size * count : 0;
    }
};

// Opens sockets to allowed addresses only: asked once a name is resolved, so no name leads around
// it.
struct Gate {
    std::span<const AddressBlock> denied_networks;
    bool has_denied = false;
    bool has_allowed = false;

    static curl_socket_t open(void* self, curlsocktype, curl_sockaddr* wanted) {
        Gate& gate = *static_cast<Gate*>(self);
        const auto address = Address::of(wanted->addr);
        const bool is_denied =
            !address || std::ranges::any_of(gate.denied_networks, [&](const AddressBlock& block) {
                return block.contains(*address);
            });
        (is_denied ? gate.has_denied : gate.has_allowed) = true;
        return is_denied ? CURL_SOCKET_BAD
                         : socket(wanted->family, wanted->socktype, wanted->protocol);
    }
};

bool is_clean(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c >= 0 && (c < ' ' || c == 0x7F); });
}

}  // namespace

Outcome outcome_of_status(long status) {
    using enum Outcome::Kind;
    if (status >= 200 && status <= 299) {
        return {delivered, ""};
    }
    const bool is_final = status >= 400 && status <= 499 && status != 429;
    return {is_final ? refused : failed, fmt::format("HTTP status {}", status)};
}

namespace {

Outcome outcome_of(CURLcode code, long status, const Gate& gate) {
    using enum Outcome::Kind;
    if (code == CURLE_OK || code == CURLE_WRITE_ERROR) {  // ours: there was much of it
        return outcome_of_status(status);
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) {
        return {cut_off, "stopping"};
    }
    if (gate.has_denied && !gate.has_allowed) {
        return {refused, "its network is denied (setting sns.denied_networks)"};
    }
    const bool is_final = code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
    return {is_final ? refused : unreachable, curl_easy_strerror(code)};
}

}  // namespace

Task<Outcome> post(Transfers& transfers, HttpDelivery delivery) {
    if (!is_clean(delivery.subscription->endpoint) || !is_clean(delivery.content_type)) {
        co_return Outcome{Outcome::Kind::refused, "control characters in the address"};
    }
    Easy easy = transfers.take();
    CURL* const curl = easy.get();
    const HeaderList headers = headers_of(delivery);
    const std::string& body = delivery.outgoing->body;
    Discarded discarded;
    Gate gate{.denied_networks = delivery.denied_networks};
    curl_easy_setopt(curl, CURLOPT_URL, delivery.subscription->endpoint.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Discarded::write);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &discarded);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &Gate::open);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &gate);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(delivery.timeout.count()));
    if (!delivery.ca_file.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, delivery.ca_file.c_str());
    }

    const CURLcode code = co_await transfers.carry_out(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    transfers.give_back(std::move(easy));
    co_return outcome_of(code, status, gate);
}

}  // namespace forebay::runtime
