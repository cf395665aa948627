#include "config/row.hpp"

#include <array>
#include <span>
#include <string>

// Every setting, once. To add one: a member of Settings (or of the options of the part that it is
// for), and a row here; the rest follows, config/forebay.toml and the table in README.md too
// (`forebay settings`, `forebay settings --markdown`; a test compares them).

namespace forebay::config {
namespace {

using namespace std::chrono_literals;
using row::Range;

constexpr std::uint64_t kib = std::uint64_t{1} << 10U;
constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
constexpr std::uint64_t gib = std::uint64_t{1} << 30U;
constexpr std::uint64_t tib = std::uint64_t{1} << 40U;

constexpr std::array<std::pair<std::string_view, storage::Durability>, 2> durabilities = {{
    {"fsync", storage::Durability::fsync},
    {"buffered", storage::Durability::buffered},
}};
constexpr std::array<std::pair<std::string_view, bool>, 2> authentications = {{
    {"off", false},
    {"verify", true},
}};
constexpr std::array<std::pair<std::string_view, LogLevel>, 5> log_levels = {{
    {"trace", LogLevel::trace},
    {"debug", LogLevel::debug},
    {"info", LogLevel::info},
    {"warn", LogLevel::warn},
    {"error", LogLevel::error},
}};
constexpr std::array<std::pair<std::string_view, runtime::MailEncryption>, 3> mail_encryptions = {{
    {"starttls", runtime::MailEncryption::starttls},
    {"tls", runtime::MailEncryption::tls},
    {"none", runtime::MailEncryption::none},
}};
constexpr std::array<std::pair<std::string_view, LogFormat>, 2> log_formats = {{
    {"text", LogFormat::text},
    {"json", LogFormat::json},
}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_region_char(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
}

bool is_account(std::string_view text) {
    return text.size() == 12 && std::ranges::all_of(text, is_digit);
}
bool is_region(std::string_view text) {
    return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, is_region_char);
}
bool is_public_url(std::string_view text) {
    const auto is_host_char = [](char c) {
        return c > ' ' && !std::string_view("/?#<>\"").contains(c);
    };
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (text.starts_with(scheme) && text.size() > scheme.size()) {
            return std::ranges::all_of(text.substr(scheme.size()), is_host_char);
        }
    }
    return text.empty();
}
bool is_control(char c) {
    return (c >= 0 && c < ' ') || c == 0x7F;
}
bool is_line(std::string_view text) {
    return std::ranges::none_of(text, is_control);
}
bool is_mail_server(std::string_view text) {
    return is_line(text) && text.find_first_of("/@?# ") == text.npos;
}
bool is_sender(std::string_view text) {
    const std::size_t at = text.find('@');
    return text.empty() || (is_line(text) && at != 0 && at < text.size() - 1 &&
                            text.find_first_of(" <>,;") == text.npos);
}
bool is_directory_name(std::string_view text) {
    return !text.empty();
}

Setting listen_setting() {
    const auto assign = [](Settings& settings, std::string_view text) {
        auto address = parse_address(text);
        if (address) {
            settings.server.addresses.front() = *std::move(address);
        }
        return address.has_value();
    };
    const auto show = [](const Settings& settings) {
        return format_address(settings.server.addresses.front());
    };
    return {"listen",
            "Where clients connect. `:4566` is every IPv4 interface, `[::]:4566` every interface; "
            "port 0 is any free one; `https://:4566` speaks TLS.",
            "an address and a port, such as 127.0.0.1:4566, [::1]:4566, :4566 or https://:4566",
            Form::text,
            assign,
            show};
}

Setting also_listen_setting() {
    const auto assign = [](Settings& settings, std::string_view text) {
        const auto further = parse_addresses(text);
        if (further) {
            auto& addresses = settings.server.addresses;
            addresses.resize(1);
            addresses.insert(addresses.end(), further->begin(), further->end());
        }
        return further.has_value();
    };
    const auto show = [](const Settings& settings) {
        return format_addresses(std::span(settings.server.addresses).subspan(1));
    };
    return {"also_listen",
            "Where clients connect besides: the ports that other emulators have, or TLS beside "
            "plain HTTP.",
            "addresses such as 127.0.0.1:9324, https://:4567, or nothing",
            Form::text,
            assign,
            show};
}

std::vector<Setting> make_settings() {
    return {
        listen_setting(),
        also_listen_setting(),
        row::text(
            "data", [](auto& s) -> auto& { return s.store.directory; }, "a directory",
            is_directory_name, "The data directory. Made when it is not there."),
        row::number(
            "threads", [](auto& s) -> auto& { return s.broker.threads; }, {0, 1024},
            "Threads that serve clients and own queues. 0: as many as CPUs that the process may "
            "use."),
        row::choice(
            "durability", [](auto& s) -> auto& { return s.broker.durability; }, durabilities,
            "What an acknowledged message survives. fsync: loss of power. buffered: the end of the "
            "process; the disk follows within 100 ms."),
        row::text(
            "region", [](auto& s) -> auto& { return s.front.services.region; },
            "a region, such as us-east-1", is_region,
            "The region of requests whose signature names none."),
        row::text(
            "account", [](auto& s) -> auto& { return s.front.services.account; },
            "12 digits, such as 000000000000", is_account,
            "The account of requests whose access key is not an account of 12 digits."),
        row::choice(
            "auth", [](auto& s) -> auto& { return s.front.access.verify; }, authentications,
            "off: whoever reaches the port can do everything. verify: requests have to be signed "
            "with one of the keys that the file has under [[credentials]]."),
        row::boolean(
            "trust_forwarded", [](auto& s) -> auto& { return s.front.trust_forwarded; },
            "Whether X-Forwarded-Proto and X-Forwarded-Host say which address queue URLs begin "
            "with. Only behind a proxy that sets them."),
        row::size(
            "disk_free_min", [](auto& s) -> auto& { return s.broker.disk_free_bytes_min; },
            {0, 16 * tib},
            "While the disk has less free space, sends are refused; receives and deletes go on."),
        row::duration(
            "recreate_interval", [](auto& s) -> auto& { return s.broker.recreate_interval; },
            {0s, 1h},
            "How long the name of a deleted queue cannot be taken again. 60s is what SQS does."),
        row::boolean(
            "reload", [](auto& s) -> auto& { return s.reload; },
            "Whether a settings file that has changed is read again, for what it declares. SIGHUP "
            "has it read in any case."),

        row::text(
            "tls.certificate_file", [](auto& s) -> auto& { return s.tls.certificate_file; },
            "a file, or nothing", is_line,
            "The certificate of addresses that begin with https://, in PEM, and behind it those "
            "that lead to its root."),
        row::text(
            "tls.key_file", [](auto& s) -> auto& { return s.tls.key_file; }, "a file, or nothing",
            is_line, "Its key, in PEM, without a passphrase."),

        row::text(
            "sns.public_url", [](auto& s) -> auto& { return s.front.services.public_url; },
            "an address such as https://broker.example.com, or nothing", is_public_url,
            "What the links in notifications begin with: the certificate, confirming and "
            "unsubscribing. Nothing: the address that the publisher or subscriber used."),
        row::any(
            "sns.denied_networks", Form::text, "networks such as 10.0.0.0/8, fc00::/7, or nothing",
            [](auto& s) -> auto& { return s.deliveries.denied_networks; }, parse_networks,
            format_networks,
            "Where no HTTP endpoint may be, whatever its name says. Deliveries there fail for "
            "good. "
            "Nothing: they may be anywhere."),
        row::text(
            "sns.ca_file", [](auto& s) -> auto& { return s.deliveries.ca_file; },
            "a file, or nothing", is_line,
            "Certificates in PEM that HTTPS endpoints and the mail server are trusted by. Nothing: "
            "those that the system trusts."),

        row::text(
            "smtp.server", [](auto& s) -> auto& { return s.deliveries.mail.server; },
            "a host and a port, such as mail.example.com:587, or nothing", is_mail_server,
            "The server that mails are handed to. Nothing: every mail fails."),
        row::choice(
            "smtp.encryption", [](auto& s) -> auto& { return s.deliveries.mail.encryption; },
            mail_encryptions, "starttls: once connected, or not at all. tls: from the start."),
        row::text(
            "smtp.user", [](auto& s) -> auto& { return s.deliveries.mail.user; },
            "a name, or nothing", is_line, "Nothing: without authentication."),
        row::text(
            "smtp.password_file", [](auto& s) -> auto& { return s.smtp_password_file; },
            "a file, or nothing", is_line, "Its first line is the password of the user."),
        row::text(
            "smtp.from", [](auto& s) -> auto& { return s.deliveries.mail.from; },
            "a mail address, or nothing", is_sender,
            "The sender of mails. Nothing: no-reply@ and the name of this host."),
        row::number(
            "smtp.rate", [](auto& s) -> auto& { return s.deliveries.mail.per_second_max; },
            {1, 100'000}, "Mails a second, over all subscriptions."),

        row::text(
            "backup.directory", [](auto& s) -> auto& { return s.backup.directory; },
            "a directory, or nothing", is_line,
            "Where `POST /_forebay/backup` makes backups. For this broker alone; made when it is "
            "not there. Nothing: no backups are made."),

        row::size(
            "memory.store", [](auto& s) -> auto& { return s.store.memory_bytes_max; },
            {8 * mib, tib}, "The store's cache of blocks and items, and its write buffers."),
        row::size(
            "memory.window", [](auto& s) -> auto& { return s.broker.window_bytes_total; },
            {mib, tib}, "Messages kept ready in memory for the next receives, over all queues."),
        row::size(
            "memory.bodies", [](auto& s) -> auto& { return s.server.limits.body_bytes_total_max; },
            {mib, tib},
            "Request bodies being received and answered at one time; beyond it connections wait."),
        row::size(
            "memory.deliveries", [](auto& s) -> auto& { return s.deliveries.bytes_max; },
            {40 * mib, tib},
            "Notifications on their way to HTTP endpoints and the mail server; beyond it they wait "
            "on disk."),

        row::number(
            "limits.connections", [](auto& s) -> auto& { return s.server.limits.connections_max; },
            {1, 1'000'000}, "Open connections."),
        row::size(
            "limits.header_size", [](auto& s) -> auto& { return s.server.limits.header_bytes_max; },
            {kib, mib}, "A request's header."),
        row::size(
            "limits.body_size", [](auto& s) -> auto& { return s.server.limits.body_bytes_max; },
            {kib, gib},
            "A request's body. Percent-encoded bodies of the Query protocol are up to three times "
            "as long as their messages, JSON with escapes up to six times."),
        row::duration(
            "limits.header_timeout",
            [](auto& s) -> auto& { return s.server.limits.header_timeout; }, {100ms, 1h},
            "From a request's first byte to the end of its header."),
        row::duration(
            "limits.body_timeout", [](auto& s) -> auto& { return s.server.limits.body_timeout; },
            {100ms, 1h}, "From the end of its header to the end of its body."),
        row::duration(
            "limits.idle_timeout", [](auto& s) -> auto& { return s.server.limits.idle_timeout; },
            {100ms, 24h}, "Between two requests on a connection."),
        row::duration(
            "limits.write_timeout", [](auto& s) -> auto& { return s.server.limits.write_timeout; },
            {100ms, 1h}, "Until the client has taken a response."),

        row::boolean(
            "metrics.enabled", [](auto& s) -> auto& { return s.metrics.is_enabled; },
            "Whether `GET /metrics` tells Prometheus what is measured."),
        row::number(
            "metrics.queues_max", [](auto& s) -> auto& { return s.metrics.alone_max; },
            {0, 100'000},
            "How many queues have series of their own, and how many topics and tables: the oldest. "
            "The others are added up, as `__other__`."),
        row::boolean(
            "metrics.cloudwatch_names",
            [](auto& s) -> auto& { return s.front.metrics.cloudwatch_names; },
            "Whether queues and topics are told under the names of the CloudWatch exporters too."),

        row::boolean(
            "testing.time_control", [](auto& s) -> auto& { return s.testing.time_control; },
            "Whether POST /_forebay/clock moves the broker's time ahead."),
        row::boolean(
            "testing.reset", [](auto& s) -> auto& { return s.testing.reset; },
            "Whether POST /_forebay/reset removes all queues, topics and tables."),
        row::boolean(
            "testing.faults", [](auto& s) -> auto& { return s.testing.faults; },
            "Whether /_forebay/faults has rules by which requests fail."),

        row::choice(
            "log.level", [](auto& s) -> auto& { return s.log.level; }, log_levels,
            "The least weighty lines that are written."),
        row::choice(
            "log.format", [](auto& s) -> auto& { return s.log.format; }, log_formats,
            "Lines for people, or one JSON object a line."),
    };
}

}  // namespace

const std::vector<Setting>& all_settings() {
    static const std::vector<Setting> settings = make_settings();
    return settings;
}

std::string_view section_help(std::string_view section) {
    if (section == "memory") {
        return "Memory budgets. They bound what grows with load; the backlog is on disk.";
    }
    if (section == "tls") {
        return "TLS, for addresses of `listen` and `also_listen` that begin with https://.";
    }
    if (section == "sns") {
        return "Notifications: what topics send to subscribers outside.";
    }
    if (section == "smtp") {
        return "Mails to subscribers by e-mail.";
    }
    if (section == "backup") {
        return "Backups, while the broker runs. `forebay restore` makes a data directory of one.";
    }
    if (section == "limits") {
        return "What a client may do. Beyond it, its request or connection ends.";
    }
    if (section == "metrics") {
        return "What is told at /metrics.";
    }
    if (section == "testing") {
        return "For tests of programs that use the broker. Off in production.";
    }
    if (section == "log") {
        return "The log goes to standard error.";
    }
    return "";
}

}  // namespace forebay::config
