#include "engine/expressions/placeholders.hpp"

#include "engine/expressions/characters.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace forebay::engine::expressions {
namespace {

Error refusal(std::string text) {
    return {Errc::validation_failed, std::move(text)};
}

bool is_placeholder(std::string_view key, char sign) {
    return key.size() > 1 && key.front() == sign && std::ranges::all_of(key.substr(1), is_word);
}

Error invalid_key(std::string_view member, std::string_view key) {
    return refusal(fmt::format("{} contains invalid key: Syntax error; key: \"{}\"", member, key));
}

template <class Entries, class Meaning>
std::optional<Meaning> use(Entries& entries, std::string_view placeholder, Meaning /*type*/) {
    const auto found =
        std::ranges::lower_bound(entries, placeholder, {}, &Entries::value_type::placeholder);
    if (found == entries.end() || found->placeholder != placeholder) {
        return std::nullopt;
    }
    found->is_used = true;
    return found->meaning;
}

template <class Entries>
Result<void> check_used(std::string_view member, const Entries& entries) {
    std::string unused;
    for (const auto& entry : entries) {
        if (!entry.is_used) {
            unused += unused.empty() ? "" : ", ";
            unused += entry.placeholder;
        }
    }
    if (!unused.empty()) {
        return refusal(fmt::format("Value provided in {} unused in expressions: keys: {{{}}}",
                                   member, unused));
    }
    return {};
}

constexpr std::string_view names_member = "ExpressionAttributeNames";
constexpr std::string_view values_member = "ExpressionAttributeValues";

// The service's own text is not known.
Result<void> check_bytes(std::size_t bytes) {
    if (bytes > limits::placeholders_bytes_max) {
        return refusal(
            fmt::format("The size of {} and {} has exceeded the maximum allowed size of "
                        "{} bytes",
                        names_member, values_member, limits::placeholders_bytes_max));
    }
    return {};
}

}  // namespace

Placeholders::Placeholders(const Names& names, const Values& values) {
    if (names) {
        names_.reserve(names->size());
        for (const auto& [placeholder, name] : *names) {
            names_.push_back({placeholder, name});
        }
    }
    if (values) {
        const MapView item = values->item;
        values_.reserve(item.count());
        for (const auto& entry : item.entries()) {
            values_.push_back({entry.name, entry.value});
        }
    }
}

Result<void> Placeholders::check(const Names& names, const Values& values) {
    std::size_t bytes = 0;
    if (names) {
        if (names->empty()) {
            return refusal(fmt::format("{} must not be empty", names_member));
        }
        for (const auto& [key, name] : *names) {
            if (!is_placeholder(key, '#')) {
                return invalid_key(names_member, key);
            }
            if (name.size() > limits::attribute_name_bytes_max) {
                return refusal(
                    fmt::format("{} contains invalid value: Attribute name is too large, must be "
                                "less than 65536 bytes for key {}",
                                names_member, key));
            }
            bytes += key.size() + name.size();
        }
    }
    if (!values) {
        return check_bytes(bytes);
    }
    if (values->fault) {
        if (!is_placeholder(values->faulty_attribute, ':')) {
            return invalid_key(values_member, values->faulty_attribute);
        }
        return refusal(fmt::format("{} contains invalid value: {} for key {}", values_member,
                                   values->fault->detail, values->faulty_attribute));
    }
    const MapView item = values->item;
    if (item.empty()) {
        return refusal(fmt::format("{} must not be empty", values_member));
    }
    for (const auto& entry : item.entries()) {
        if (!is_placeholder(entry.name, ':')) {
            return invalid_key(values_member, entry.name);
        }
    }
    return check_bytes(bytes + item.size());
}

std::optional<std::string_view> Placeholders::name(std::string_view placeholder) {
    return use(names_, placeholder, std::string_view());
}

std::optional<ValueView> Placeholders::value(std::string_view placeholder) {
    return use(values_, placeholder, ValueView());
}

Result<void> Placeholders::check_all_used() const {
    if (auto checked = check_used(names_member, names_); !checked) {
        return checked;
    }
    return check_used(values_member, values_);
}

}  // namespace forebay::engine::expressions
