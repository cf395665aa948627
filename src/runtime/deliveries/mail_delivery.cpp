#include "runtime/deliveries/mail_delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace forebay::runtime {
namespace {

// Text that libcurl reads piece by piece.
struct Reading {
    std::string_view rest;

    static std::size_t read(char* out, std::size_t size, std::size_t count, void* self) {
        std::string_view& rest = static_cast<Reading*>(self)->rest;
        const std::size_t bytes = std::min(size * count, rest.size());
        std::memcpy(out, rest.data(), bytes);
        rest.remove_prefix(bytes);
        return bytes;
    }
};

struct ListFreer {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void encrypt(CURL* curl, MailEncryption encryption) {
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(encryption == MailEncryption::starttls ? CURLUSESSL_ALL
                                                                              : CURLUSESSL_NONE));
}

Outcome outcome_of(CURLcode code, long reply) {
    using enum Outcome::Kind;
    if (code == CURLE_OK) {
        return {delivered, ""};
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) {
        return {cut_off, "stopping"};
    }
    if (code == CURLE_LOGIN_DENIED) {
        return {failed, "the mail server does not accept the user and password"};
    }
    if (reply >= 400 && reply <= 599) {
        return {reply >= 500 ? refused : failed, fmt::format("SMTP reply {}", reply)};
    }
    return {unreachable, curl_easy_strerror(code)};
}

}  // namespace

Task<Outcome> send_mail(Transfers& transfers, const MailOptions& options, std::string ca_file,
                        Mail mail) {
    if (!is_mail_address(mail.recipient)) {
        co_return Outcome{Outcome::Kind::refused, "not a mail address"};
    }
    const std::string text = mail_text(mail);
    const std::string url = fmt::format(
        "{}://{}", options.encryption == MailEncryption::tls ? "smtps" : "smtp", options.server);
    const std::string sender = fmt::format("<{}>", mail.sender);
    const std::string recipient = fmt::format("<{}>", mail.recipient);
    const std::unique_ptr<curl_slist, ListFreer> recipients(
        curl_slist_append(nullptr, recipient.c_str()));
    Reading reading{text};

    Easy easy = transfers.take();
    CURL* const curl = easy.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    encrypt(curl, options.encryption);
    if (!options.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, options.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, options.password.c_str());
    }
    if (!ca_file.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &Reading::read);
    curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));

    const CURLcode code = co_await transfers.carry_out(curl);
    long reply = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    transfers.give_back(std::move(easy));
    co_return outcome_of(code, reply);
}

}  // namespace forebay::runtime
