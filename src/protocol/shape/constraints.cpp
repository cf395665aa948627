#include "protocol/shape/constraints.hpp"

#include "protocol/aws_json/writer.hpp"
#include <forebay/service/constraint.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace forebay::protocol {
namespace {

using service::Constraint;

constexpr std::size_t faults_max = 10;
constexpr std::string_view name_pattern = "[a-zA-Z0-9_.-]+";
constexpr std::size_t name_length_min = 3;
constexpr std::size_t name_length_max = 255;
constexpr std::string_view arn_begin = "arn:";

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.' || c == '-';
    });
}

std::string lower_first(std::string_view name) {
    std::string text(name);
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') {
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    }
    return text;
}

bool is_listed(std::string_view values, std::string_view value) {
    while (!values.empty()) {
        const std::size_t comma = std::min(values.find(", "), values.size());
        if (values.substr(0, comma) == value) {
            return true;
        }
        values.remove_prefix(std::min(comma + 2, values.size()));
    }
    return false;
}

/// The characters of a string, the elements of a list or a map.
std::size_t length_of(const Shape& shape, const void* value) {
    if (shape.kind == Kind::string) {
        const auto& text = *static_cast<const std::string*>(value);
        return static_cast<std::size_t>(
            std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
    }
    std::size_t count = 0;
    if (is_container(shape.kind)) {
        auto visit = [&count](std::string_view, const void*) { ++count; };
        shape.each(value, ItemVisitor(visit));
    }
    return count;
}

/// As errors show it.
std::string text_of(const Shape& shape, const void* value) {
    if (shape.kind == Kind::string) {
        return *static_cast<const std::string*>(value);
    }
    if (shape.kind == Kind::list) {
        std::vector<std::string> items;
        auto visit = [&](std::string_view, const void* item) {
            items.push_back(text_of(*shape.item, item));
        };
        shape.each(value, ItemVisitor(visit));
        return fmt::format("[{}]", fmt::join(items, ", "));
    }
    std::string text;
    aws_json::write(shape, value, text, {});
    return text;
}

// Walks over an input and collects what is wrong.
class Checker {
public:
    const std::vector<std::string>& faults() const { return faults_; }

    void structure(const Shape& shape, const void* value) {
        for (const Member& member : shape.members) {
            check_member(member, member.look(value));
        }
    }

private:
    void check_member(const Member& member, const void* value) {
        const Constraint* const constraint = member.constraint;
        if (constraint == nullptr && !may_have_parts(*member.shape)) {
            return;
        }
        if (value == nullptr) {
            if (constraint != nullptr && constraint->is_required) {
                add(
                    fmt::format("Value null at '{}' failed to satisfy constraint: Member must not "
                                "be null",
                                path_to(member)));
            }
            return;
        }
        if (constraint != nullptr) {
            check_value(member, *constraint, value);
        }
        if (may_have_parts(*member.shape)) {
            const std::size_t length = path_.size();
            path_ = path_to(member);
            parts(*member.shape, value);
            path_.resize(length);
        }
    }

    static bool may_have_parts(const Shape& shape) {
        return shape.kind == Kind::structure ||
               (is_container(shape.kind) && may_have_parts(*shape.item));
    }

    void parts(const Shape& shape, const void* value) {
        if (shape.kind == Kind::structure) {
            structure(shape, value);
            return;
        }
        const std::size_t length = path_.size();
        std::size_t number = 0;
        auto visit = [&](std::string_view key, const void* item) {
            ++number;
            path_ += '.';
            path_ += shape.kind == Kind::list ? std::to_string(number) : std::string(key);
            path_ += ".member";
            parts(*shape.item, item);
            path_.resize(length);
        };
        shape.each(value, ItemVisitor(visit));
    }

    void check_value(const Member& member, const Constraint& constraint, const void* value) {
        const Shape& shape = *member.shape;
        if (shape.kind == Kind::string) {
            check_text(member, constraint, *static_cast<const std::string*>(value));
        } else if (is_container(shape.kind)) {
            check_length(member, constraint, value, length_of(shape, value));
            if (constraint.keys_are_names) {
                check_keys(member, value);
            }
            if (constraint.item_length_max > 0) {
                check_item_lengths(member, constraint.item_length_max, value);
            }
        } else if (shape.kind == Kind::integer) {
            const std::int64_t number = *static_cast<const std::int64_t*>(value);
            if (constraint.value_min && number < *constraint.value_min) {
                add(member, value,
                    fmt::format("Member must have value greater than or equal to {}",
                                *constraint.value_min));
            }
            if (constraint.value_max && number > *constraint.value_max) {
                add(member, value,
                    fmt::format("Member must have value less than or equal to {}",
                                *constraint.value_max));
            }
        }
    }

    void check_text(const Member& member, const Constraint& constraint, const std::string& text) {
        const bool is_arn =
            constraint.pattern == Constraint::Pattern::name_or_arn && text.starts_with(arn_begin);
        if (is_arn) {
            return;
        }
        if (constraint.pattern != Constraint::Pattern::none && !is_name(text)) {
            add(member, &text,
                fmt::format("Member must satisfy regular expression pattern: {}", name_pattern));
        }
        if (!constraint.comes_first) {
            check_length(member, constraint, &text, length_of(*member.shape, &text));
        }
        if (!constraint.values.empty() && !is_listed(constraint.values, text)) {
            add(member, &text,
                fmt::format("Member must satisfy enum value set: [{}]", constraint.values));
        }
    }

    void check_length(const Member& member, const Constraint& constraint, const void* value,
                      std::size_t length) {
        if (length < constraint.length_min) {
            add(member, value,
                fmt::format("Member must have length greater than or equal to {}",
                            constraint.length_min));
        }
        if (length > constraint.length_max) {
            add(member, value,
                fmt::format("Member must have length less than or equal to {}",
                            constraint.length_max));
        }
    }

    void check_keys(const Member& member, const void* map) {
        bool are_names = true;
        auto visit = [&](std::string_view key, const void*) {
            are_names =
                are_names &&
                (key.starts_with(arn_begin) ||
                 (is_name(key) && key.size() >= name_length_min && key.size() <= name_length_max));
        };
        member.shape->each(map, ItemVisitor(visit));
        if (!are_names) {
            add(member, map,
                fmt::format("Map keys must satisfy constraint: [Member must have length less than "
                            "or equal to {}, Member must have length greater than or equal to {}, "
                            "Member must satisfy regular expression pattern: {}]",
                            name_length_max, name_length_min, name_pattern));
        }
    }

    void check_item_lengths(const Member& member, std::size_t length_max, const void* map) {
        bool fit = true;
        auto visit = [&](std::string_view, const void* item) {
            const std::size_t length = length_of(*member.shape->item, item);
            fit = fit && length >= 1 && length <= length_max;
        };
        member.shape->each(map, ItemVisitor(visit));
        if (!fit) {
            add(member, map,
                fmt::format("Map value must satisfy constraint: [Member must have length less "
                            "than or equal to {}, Member must have length greater than or equal "
                            "to 1]",
                            length_max));
        }
    }

    void add(const Member& member, const void* value, std::string_view rule) {
        add(fmt::format("Value '{}' at '{}' failed to satisfy constraint: {}",
                        text_of(*member.shape, value), path_to(member), rule));
    }

    void add(std::string fault) {
        if (faults_.size() < faults_max) {
            faults_.push_back(std::move(fault));
        }
    }

    std::string path_to(const Member& member) const {
        return path_.empty() ? lower_first(member.name)
                             : fmt::format("{}.{}", path_, lower_first(member.name));
    }

    std::string path_;  // of the structure that is looked at
    std::vector<std::string> faults_;
};

/// What is refused alone, before everything else.
Result<void> check_first(const Member& member, const void* value) {
    const Constraint& constraint = *member.constraint;
    if (value == nullptr) {
        return Error{
            Errc::validation_failed,
            fmt::format("The parameter '{}' is required but was not present in the request",
                        member.name)};
    }
    const auto& text = *static_cast<const std::string*>(value);
    const std::size_t length = length_of(*member.shape, value);
    if (!text.starts_with(arn_begin) &&
        (length < constraint.length_min || length > constraint.length_max)) {
        return Error{Errc::validation_failed,
                     fmt::format("{} must be at least {} characters long and at most {} characters "
                                 "long",
                                 member.name, constraint.length_min, constraint.length_max)};
    }
    return {};
}

}  // namespace

Result<void> check_constraints(const Shape& shape, const void* input) {
    for (const Member& member : shape.members) {
        if (member.constraint != nullptr && member.constraint->comes_first) {
            if (auto checked = check_first(member, member.look(input)); !checked) {
                return checked;
            }
        }
    }
    Checker checker;
    checker.structure(shape, input);
    const auto& faults = checker.faults();
    if (faults.empty()) {
        return {};
    }
    return Error{Errc::validation_failed,
                 fmt::format("{} validation error{} detected: {}", faults.size(),
                             faults.size() == 1 ? "" : "s", fmt::join(faults, "; "))};
}

}  // namespace forebay::protocol
