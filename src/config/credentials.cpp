#include "config/credentials.hpp"

#include "config/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

namespace forebay::config {
namespace {

using protocol::AccessKey;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_alphanumeric(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool consists_of(std::string_view text, std::size_t size_max, std::string_view others) {
    return !text.empty() && text.size() <= size_max && std::ranges::all_of(text, [&](char c) {
        return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
    });
}
bool is_access_key(std::string_view text) {
    return consists_of(text, 128, "_-.:=+@");
}
bool is_user_name(std::string_view text) {
    return consists_of(text, 64, "_+=,.@-");
}
bool is_account(std::string_view text) {
    return text.size() == 12 && std::ranges::all_of(text, is_digit);
}
bool is_secret(std::string_view text) {
    return !text.empty() && text.size() <= 4096 &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}
bool is_text(std::string_view text) {
    return !text.empty();
}
bool is_file_name(std::string_view text) {
    return !text.empty();
}

/// What may stand in a table of credentials.
struct Field {
    std::string_view name;
    std::string_view expected;
    bool (*is_right)(std::string_view text);
    bool is_secret = false;
};

constexpr std::string_view secret_expected = "1 to 4096 printable characters of ASCII";

constexpr std::array fields = {
    Field{"access_key", "1 to 128 letters, digits or characters of _-.:=+@", is_access_key},
    Field{"secret_key", secret_expected, is_secret, true},
    Field{"secret_key_file", "a file, whose first line is the secret key", is_file_name},
    Field{"session_token", secret_expected, is_secret, true},
    Field{"bearer_token", secret_expected, is_secret, true},
    Field{"account", "12 digits, such as 000000000000", is_account},
    Field{"policy", "an access policy as JSON", is_text, true},
    Field{"policy_file", "a file with an access policy as JSON", is_file_name},
    Field{"name", "1 to 64 letters, digits or characters of _+=,.@-", is_user_name},
};

class TableReader {
public:
    TableReader(const toml::table& table, const std::string& file, Findings& findings)
        : table_(table), file_(file), findings_(findings) {}

    void read() {
        const std::size_t problems_before = findings_.problems.size();
        for (const auto& [key, node] : table_) {
            check(key, node);
        }
        AccessKey key{.id = text("access_key"),
                      .secret = secret(),
                      .session_token = text("session_token"),
                      .account = text("account"),
                      .user_name = text("name"),
                      .policy = policy(),
                      .bearer_token = text("bearer_token")};
        if (!table_.contains("access_key")) {
            problem(table_, "credentials: expected access_key");
        }
        if (table_.contains("secret_key") == table_.contains("secret_key_file")) {
            problem(table_, "credentials: expected either secret_key or secret_key_file");
        }
        if (std::ranges::find(findings_.access_keys, key.id, &AccessKey::id) !=
            findings_.access_keys.end()) {
            problem(*table_.get("access_key"),
                    fmt::format("credentials.access_key = \"{}\": expected one that is not there "
                                "yet",
                                key.id));
        }
        if (findings_.problems.size() == problems_before) {
            findings_.access_keys.push_back(std::move(key));
        }
    }

private:
    void problem(const toml::node& node, std::string_view text) {
        findings_.problems.push_back(
            fmt::format("{}:{}: {}", file_, node.source().begin.line, text));
    }

    void check(const toml::key& key, const toml::node& node) {
        const auto field = std::ranges::find(fields, key.str(), &Field::name);
        if (field == fields.end()) {
            std::vector<std::string> known;
            for (const Field& each : fields) {
                known.push_back(fmt::format("credentials.{}", each.name));
            }
            const std::string path = fmt::format("credentials.{}", key.str());
            findings_.problems.push_back(fmt::format("{}:{}: unknown setting {}{}", file_,
                                                     key.source().begin.line, path,
                                                     suggestion(path, known)));
            return;
        }
        if (!node.is_string() || !field->is_right(node.as_string()->get())) {
            const std::string given = node.is_string() && !field->is_secret
                                          ? fmt::format(" = \"{}\"", node.as_string()->get())
                                          : "";
            problem(node, fmt::format("credentials.{}{}: expected {}", field->name, given,
                                      field->expected));
        }
    }

    std::string text(std::string_view name) const { return table_[name].value_or(std::string()); }

    std::string secret() {
        const std::string name = text("secret_key_file");
        if (name.empty()) {
            return text("secret_key");
        }
        std::string line;
        std::ifstream file(name);
        const toml::node& node = *table_.get("secret_key_file");
        if (!std::getline(file, line)) {
            problem(node, fmt::format("credentials.secret_key_file = \"{}\": cannot be read: {}",
                                      name, file.is_open() ? "it is empty" : std::strerror(errno)));
        } else {
            line.erase(std::find(line.begin(), line.end(), '\r'), line.end());
            if (!is_secret(line)) {
                problem(node, fmt::format("credentials.secret_key_file = \"{}\": expected its "
                                          "first line to be {}",
                                          name, secret_expected));
            }
        }
        return line;
    }

    // Null: there is none.
    service::access::PolicyPtr policy() {
        if (table_.contains("policy") && table_.contains("policy_file")) {
            problem(table_, "credentials: expected either policy or policy_file");
            return nullptr;
        }
        if (const std::string name = text("policy_file"); !name.empty()) {
            std::ifstream file(name, std::ios::binary);
            const std::string what = fmt::format("credentials.policy_file = \"{}\"", name);
            const std::string content(std::istreambuf_iterator<char>(file), {});
            if (!file) {
                problem(*table_.get("policy_file"),
                        fmt::format("{}: cannot be read: {}", what, std::strerror(errno)));
                return nullptr;
            }
            return parse_policy(content, "policy_file", what);
        }
        const std::string content = text("policy");
        return content.empty() ? nullptr : parse_policy(content, "policy", "credentials.policy");
    }

    service::access::PolicyPtr parse_policy(const std::string& content, std::string_view name,
                                            std::string_view what) {
        using service::access::Policy;
        auto policy =
            std::make_shared<const Policy>(content, service::access::PolicyKind::identity);
        for (const std::string& reason : policy->problems()) {
            problem(*table_.get(name),
                    fmt::format("{}: expected an access policy, but {}", what, reason));
        }
        return policy;
    }

    const toml::table& table_;
    const std::string& file_;
    Findings& findings_;
};

}  // namespace

void read_credentials(const toml::node& node, const std::string& file, Findings& findings) {
    if (!node.is_array_of_tables()) {
        findings.problems.push_back(
            fmt::format("{}:{}: credentials: expected tables, each under [[credentials]]", file,
                        node.source().begin.line));
        return;
    }
    for (const toml::node& table : *node.as_array()) {
        TableReader(*table.as_table(), file, findings).read();
    }
}

}  // namespace forebay::config
