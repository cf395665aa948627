#include <forebay/service/access/policy.hpp>
#include <forebay/service/access/principal.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace forebay::service::access {

namespace json = boost::json;

namespace {

/// A part of a statement, and whether all of it was understood.
template <class T>
struct Part {
    std::vector<T> items;
    bool is_negated = false;  ///< NotAction, NotResource, NotPrincipal
    bool is_understood = true;
};

/// Whom a statement names.
struct Name {
    enum class Kind { everybody, account, arn, service };
    Kind kind;
    std::string text = {};
};

enum class Match { none, account, exact };

Match match(const Name& name, const Principal& principal) {
    const bool is_service = !principal.service.empty();
    switch (name.kind) {
        case Name::Kind::everybody:
            return Match::exact;
        case Name::Kind::service:
            return is_service && principal.service == name.text ? Match::exact : Match::none;
        case Name::Kind::arn:
            return !is_service && principal.arn() == name.text ? Match::exact : Match::none;
        case Name::Kind::account:
            if (is_service || principal.account != name.text) {
                return Match::none;
            }
            return principal.user_name.empty() ? Match::exact : Match::account;
    }
    return Match::none;
}

bool is_account(std::string_view text) {
    return text.size() == 12 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Name name_of(std::string_view text) {
    constexpr std::string_view begin = "arn:aws:iam::";
    constexpr std::string_view end = ":root";
    if (text == "*") {
        return {Name::Kind::everybody};
    }
    if (is_account(text)) {
        return {Name::Kind::account, std::string(text)};
    }
    if (text.starts_with(begin) && text.ends_with(end)) {
        const auto account = text.substr(begin.size(), text.size() - begin.size() - end.size());
        if (is_account(account)) {
            return {Name::Kind::account, std::string(account)};
        }
    }
    return {Name::Kind::arn, std::string(text)};
}

// A text, number or truth value as text; nullopt: something else.
std::optional<std::string> as_text(const json::value& value) {
    if (const auto* text = value.if_string()) {
        return std::string(*text);
    }
    if (value.is_number() || value.is_bool()) {
        return json::serialize(value);
    }
    return std::nullopt;
}

// One text or a list of them; nullopt: something else is there too.
std::optional<std::vector<std::string>> as_texts(const json::value& value) {
    std::vector<std::string> texts;
    const auto take = [&](const json::value& item) {
        auto text = as_text(item);
        if (text) {
            texts.push_back(*std::move(text));
        }
        return text.has_value();
    };
    const auto* list = value.if_array();
    const bool is_right = list == nullptr ? take(value) : std::ranges::all_of(*list, take);
    return is_right ? std::optional(std::move(texts)) : std::nullopt;
}

}  // namespace

std::string Principal::arn() const {
    return service.empty() ? principal_arn(account, user_name) : service;
}

struct Policy::Statement {
    bool is_deny = true;
    Part<Name> principals;
    Part<Pattern> actions;
    Part<Pattern> resources;
    Part<Condition> conditions;

    // What is not understood holds for a Deny, and for no Allow.
    template <class T, class Test>
    bool holds(const Part<T>& part, Test test) const {
        if (!part.is_understood) {
            return is_deny;
        }
        return std::ranges::any_of(part.items, test) != part.is_negated;
    }

    Match match_principal(const Principal& principal, PolicyKind kind) const {
        if (kind == PolicyKind::identity) {
            return Match::exact;
        }
        if (!principals.is_understood) {
            return is_deny ? Match::exact : Match::none;
        }
        Match best = Match::none;
        for (const Name& name : principals.items) {
            best = std::max(best, match(name, principal));
        }
        if (!principals.is_negated) {
            return best;
        }
        return best == Match::none ? Match::exact : Match::none;
    }

    bool is_about(const Request& request) const {
        return holds(actions,
                     [&](const Pattern& action) {
                         return action.matches(request.action, request.keys, LetterCase::ignored);
                     }) &&
               holds(resources,
                     [&](const Pattern& resource) {
                         return resource.matches(request.resource, request.keys);
                     }) &&
               std::ranges::all_of(conditions.items,
                                   [&](const Condition& c) { return c.holds(request.keys); }) &&
               (conditions.is_understood || is_deny);
    }
};

/// Reads one statement, and notes what is wrong with it.
class StatementReader {
public:
    StatementReader(PolicyKind kind, bool has_variables, Policy& policy)
        : kind_(kind), has_variables_(has_variables), policy_(policy) {}

    void read(const json::value& value) {
        const auto* object = value.if_object();
        if (object == nullptr) {
            problem("a statement is no object");
            statement_.actions.is_understood = false;
            statement_.resources.is_understood = false;
            statement_.principals.is_understood = false;
            policy_.statements_.push_back(std::move(statement_));
            return;
        }
        read_effect(*object);
        read_patterns(*object, "Action", "NotAction", statement_.actions);
        read_patterns(*object, "Resource", "NotResource", statement_.resources);
        read_principals(*object);
        if (const auto* conditions = object->if_contains("Condition")) {
            read_conditions(*conditions);
        }
        policy_.statements_.push_back(std::move(statement_));
    }

private:
    void problem(std::string text) { policy_.problems_.push_back(std::move(text)); }

    void read_effect(const json::object& object) {
        const auto* effect = object.if_contains("Effect");
        const auto text = effect == nullptr ? std::nullopt : as_text(*effect);
        statement_.is_deny = text != "Allow";
        if (text != "Allow" && text != "Deny") {
            problem("Effect is neither Allow nor Deny");
        }
    }

    // The member `name` or `not_name`; null, and a problem: not just one of them is there.
    const json::value* one_of(const json::object& object, std::string_view name,
                              std::string_view not_name, bool& is_negated) {
        const auto* plain = object.if_contains(name);
        const auto* negated = object.if_contains(not_name);
        if ((plain == nullptr) == (negated == nullptr)) {
            problem(fmt::format("a statement has not just one of {} and {}", name, not_name));
            return nullptr;
        }
        is_negated = negated != nullptr;
        return is_negated ? negated : plain;
    }

    void read_patterns(const json::object& object, std::string_view name, std::string_view not_name,
                       Part<Pattern>& part) {
        const auto* value = one_of(object, name, not_name, part.is_negated);
        const auto texts = value == nullptr ? std::nullopt : as_texts(*value);
        part.is_understood = texts && !texts->empty();
        if (value != nullptr && !part.is_understood) {
            problem(fmt::format("{} is neither a text nor a list of texts", name));
        }
        if (part.is_understood) {
            for (const std::string& text : *texts) {
                part.items.emplace_back(text, has_variables_);
            }
        }
    }

    void read_principals(const json::object& object) {
        if (kind_ == PolicyKind::identity) {
            if (object.contains("Principal") || object.contains("NotPrincipal")) {
                problem("the policy of a key has a Principal, which is the key's user already");
            }
            return;
        }
        Part<Name>& part = statement_.principals;
        const auto* value = one_of(object, "Principal", "NotPrincipal", part.is_negated);
        part.is_understood = value != nullptr && read_names(*value, part.items);
        if (value != nullptr && !part.is_understood) {
            problem("Principal is neither * nor an object of AWS, Service and the like");
        }
    }

    static bool read_names(const json::value& value, std::vector<Name>& names) {
        if (const auto* text = value.if_string()) {
            names.push_back({Name::Kind::everybody});
            return *text == "*";
        }
        const auto* object = value.if_object();
        if (object == nullptr) {
            return false;
        }
        for (const auto& member : *object) {
            const auto texts = as_texts(member.value());
            if (!texts) {
                return false;
            }
            for (const std::string& text : *texts) {
                if (member.key() == "AWS") {
                    names.push_back(name_of(text));
                } else if (member.key() == "Service") {
                    names.push_back({Name::Kind::service, text});
                } else if (member.key() != "Federated" && member.key() != "CanonicalUser") {
                    return false;
                }
            }
        }
        return true;
    }

    void read_conditions(const json::value& value) {
        const auto* operations = value.if_object();
        if (operations == nullptr) {
            refuse_condition("Condition is no object");
            return;
        }
        for (const auto& operation : *operations) {
            const auto* keys = operation.value().if_object();
            if (keys == nullptr) {
                refuse_condition(fmt::format("{} is no object", std::string_view(operation.key())));
                continue;
            }
            for (const auto& key : *keys) {
                const auto texts = as_texts(key.value());
                auto condition =
                    Condition::make(operation.key(), key.key(),
                                    texts.value_or(std::vector<std::string>()), has_variables_);
                if (condition) {
                    statement_.conditions.items.push_back(*std::move(condition));
                } else {
                    refuse_condition(condition.error().detail);
                }
            }
        }
    }

    void refuse_condition(std::string text) {
        statement_.conditions.is_understood = false;
        problem(std::move(text));
    }

    PolicyKind kind_;
    bool has_variables_;
    Policy& policy_;
    Policy::Statement statement_;
};

Policy::Policy(std::string_view text, PolicyKind kind) : kind_(kind) {
    boost::system::error_code error;
    const json::value document = json::parse(text, error);
    const auto* object = error ? nullptr : document.if_object();
    if (object == nullptr) {
        problems_.emplace_back("it is no JSON object");
        return;
    }
    const auto* version = object->if_contains("Version");
    const bool has_variables = version != nullptr && *version == "2012-10-17";
    const auto* statements = object->if_contains("Statement");
    if (statements == nullptr) {
        problems_.emplace_back("it has no Statement");
        return;
    }
    const auto read = [&](const json::value& statement) {
        StatementReader(kind, has_variables, *this).read(statement);
    };
    if (const auto* list = statements->if_array()) {
        std::ranges::for_each(*list, read);
    } else {
        read(*statements);
    }
}

Policy::~Policy() = default;
Policy::Policy(Policy&&) noexcept = default;
Policy& Policy::operator=(Policy&&) noexcept = default;

Verdict Policy::judge(const Request& request) const {
    Verdict verdict;
    for (const Statement& statement : statements_) {
        const Match match = statement.match_principal(request.principal, kind_);
        if (match == Match::none || !statement.is_about(request)) {
            continue;
        }
        if (statement.is_deny) {
            verdict.is_denied = true;
        } else if (match == Match::exact) {
            verdict.is_allowed = true;
        } else {
            verdict.allows_account = true;
        }
    }
    return verdict;
}

Decision decide(const Request& request, const Policy* identity, const Policy* resource) {
    const bool is_service = !request.principal.service.empty();
    const Verdict of_identity =
        identity == nullptr ? Verdict{.is_allowed = true} : identity->judge(request);
    const Verdict of_resource = resource == nullptr ? Verdict() : resource->judge(request);
    if (of_identity.is_denied) {
        return Decision::denied_by_identity;
    }
    if (of_resource.is_denied) {
        return Decision::denied_by_resource;
    }
    if (!is_service && request.principal.account == request.resource_account) {
        return of_identity.is_allowed || of_resource.is_allowed ? Decision::allowed
                                                                : Decision::no_identity_allows;
    }
    if (!of_identity.is_allowed) {
        return Decision::no_identity_allows;
    }
    return of_resource.is_allowed || of_resource.allows_account ? Decision::allowed
                                                                : Decision::no_resource_allows;
}

std::string denial(const Request& request, std::string_view action, Decision decision) {
    std::string text = fmt::format("User: {} is not authorized to perform: {} on resource: {}",
                                   request.principal.arn(), action, request.resource);
    switch (decision) {
        case Decision::denied_by_identity:
            return text + " with an explicit deny in an identity-based policy";
        case Decision::denied_by_resource:
            return text + " with an explicit deny in a resource-based policy";
        case Decision::no_resource_allows:
            return text +
                   fmt::format(" because no resource-based policy allows the {} action", action);
        case Decision::no_identity_allows:
            return text +
                   fmt::format(" because no identity-based policy allows the {} action", action);
        case Decision::allowed:
            break;
    }
    return text;
}

}  // namespace forebay::service::access
