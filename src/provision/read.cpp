#include "provision/read.hpp"

#include "provision/readers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <ranges>
#include <utility>

namespace forebay::provision {
namespace {

std::string_view kind_of(const DeclaredQueue&) {
    return "queue";
}
std::string_view kind_of(const DeclaredTopic&) {
    return "topic";
}
std::string_view kind_of(const DeclaredTable&) {
    return "table";
}
std::string_view kind_of(const DeclaredSubscription&) {
    return "subscription";
}

// What two declarations of the same thing have in common.
auto identity(const auto& declared) {
    return declared.key;
}
auto identity(const DeclaredSubscription& declared) {
    return std::tuple(declared.topic.key, declared.protocol, declared.endpoint);
}

class FileReader {
public:
    FileReader(std::string file, const Owner& owner, Problems& problems)
        : file_(std::move(file)), owner_(owner), problems_(problems) {}

    Declarations read(const toml::table& content) {
        Declarations declarations;
        read_all(content, "queues", read_queue, declarations.queues);
        read_all(content, "topics", read_topic, declarations.topics);
        read_all(content, "subscriptions", read_subscription, declarations.subscriptions);
        read_all(content, "tables", read_table, declarations.tables);
        return declarations;
    }

private:
    template <class Declared>
    void read_all(const toml::table& content, std::string_view section,
                  std::optional<Declared> (*read_one)(Entry&, const Owner&),
                  std::vector<Declared>& declared) {
        const toml::node* node = content.get(section);
        if (node == nullptr) {
            return;
        }
        const toml::array* list = node->as_array();
        if (list == nullptr || !std::ranges::all_of(*list, &toml::node::is_table)) {
            problems_.add(place_of(file_, *node),
                          fmt::format("{0}: expected tables that begin with [[{0}]]", section));
            return;
        }
        std::map<decltype(identity(std::declval<Declared>())), Place> places;
        for (const toml::node& item : *list) {
            Entry entry(*item.as_table(), std::string(section), file_, problems_);
            std::optional<Declared> one = read_one(entry, owner_);
            entry.finish();
            if (!one) {
                continue;
            }
            const auto [first, is_new] = places.emplace(identity(*one), one->place);
            if (is_new) {
                declared.push_back(std::move(*one));
            } else {
                problems_.add(one->place,
                              fmt::format("this {} is declared at {} too: expected each once",
                                          kind_of(*one), first->second));
            }
        }
    }

    std::string file_;
    const Owner& owner_;
    Problems& problems_;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_account(std::string_view text) {
    return text.size() == 12 && std::ranges::all_of(text, is_digit);
}

bool is_region(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
}

// `arn:aws:sqs:us-east-1:000000000000:orders`, of this service.
std::optional<QueueKey> key_of_arn(std::string_view arn, std::string_view service) {
    std::vector<std::string> parts;
    for (const auto part : std::views::split(arn, ':')) {
        parts.emplace_back(part.begin(), part.end());
    }
    if (parts.size() != 6 || parts[0] != "arn" || parts[2] != service || !is_account(parts[4]) ||
        parts[5].empty()) {
        return std::nullopt;
    }
    return QueueKey{.account = parts[4], .region = parts[3], .name = parts[5]};
}

std::optional<std::string> read_attribute(Entry& entry, const AttributeKey& row) {
    const auto written = [](const auto& value) {
        return value ? std::optional(fmt::to_string(*value)) : std::nullopt;
    };
    switch (row.form) {
        case AttributeKey::Form::seconds:
            return written(entry.seconds(row.key, row.min, row.max));
        case AttributeKey::Form::size:
            return written(entry.size(row.key, row.least, row.most));
        case AttributeKey::Form::number:
            return written(entry.number(row.key, row.least, row.most));
        case AttributeKey::Form::boolean:
            return written(entry.boolean(row.key));
        case AttributeKey::Form::text:
            return entry.text(row.key, "a text");
        case AttributeKey::Form::json:
            return entry.json(row.key);
    }
    return std::nullopt;
}

}  // namespace

Owner read_owner(Entry& entry, const Owner& owner) {
    Owner own = owner;
    if (auto account = entry.text("account", "12 digits, such as 000000000000")) {
        if (is_account(*account)) {
            own.account = std::move(*account);
        } else {
            entry.problem("account", "12 digits, such as 000000000000");
        }
    }
    if (auto region = entry.text("region", "a region, such as us-east-1")) {
        if (is_region(*region)) {
            own.region = std::move(*region);
        } else {
            entry.problem("region", "a region, such as us-east-1");
        }
    }
    return own;
}

void read_fifo(Entry& entry, const std::string& name) {
    const auto fifo = entry.boolean("fifo");
    if (fifo && *fifo != is_fifo_name(name)) {
        entry.problem("name", *fifo ? "a name that ends with .fifo, since fifo = true"
                                    : "a name that does not end with .fifo, since fifo = false");
    }
}

Attributes read_attributes(Entry& entry, std::span<const AttributeKey> keys) {
    Attributes attributes = entry.attributes("attributes");
    for (const AttributeKey& row : keys) {
        auto value = read_attribute(entry, row);
        if (!value) {
            continue;
        }
        const auto [at, is_new] =
            attributes.emplace(row.name, Placed{std::move(*value), entry.place(row.key)});
        if (!is_new) {
            entry.problems().add(
                at->second.place,
                fmt::format("{}.attributes.{}: {} says it too: expected one of them", entry.path(),
                            row.name, row.key));
        }
    }
    return attributes;
}

std::optional<Reference> read_reference(Entry& entry, std::string_view key,
                                        std::string_view service, const Owner& owner) {
    const std::string expected =
        fmt::format("the name or ARN of a {}", service == "sqs" ? "queue" : "topic");
    const auto text = entry.text(key, expected);
    if (!text) {
        return std::nullopt;
    }
    std::optional<QueueKey> found;
    if (text->starts_with("arn:")) {
        found = key_of_arn(*text, service);
    } else if (!text->contains(':') && !text->contains('/')) {
        found = QueueKey{.account = owner.account, .region = owner.region, .name = *text};
    }
    if (!found) {
        entry.problem(key, expected);
        return std::nullopt;
    }
    return Reference{
        .key = std::move(*found), .place = entry.place(key), .spelled = entry.spelled(key)};
}

Declarations read_file(const std::filesystem::path& file, const Owner& owner, Problems& problems) {
    std::ifstream stream(file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    return read_text(content, file.string(), owner, problems);
}

Declarations read_text(std::string_view toml, const std::string& name, const Owner& owner,
                       Problems& problems) {
    try {
        return FileReader(name, owner, problems).read(toml::parse(toml, name));
    } catch (const toml::parse_error&) {
        return {};
    }
}

}  // namespace forebay::provision
