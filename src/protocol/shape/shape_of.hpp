#pragma once

#include "protocol/shape/name.hpp"
#include "protocol/shape/shape.hpp"
#include <forebay/base/errc.hpp>
#include <forebay/model/attribute_value.hpp>
#include <forebay/service/constraint.hpp>
#include <forebay/service/values.hpp>
#include <forebay/service/wire_name.hpp>

#include <boost/describe/members.hpp>

#include <array>
#include <concepts>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

/// The shape of every struct that is described with Boost.Describe, worked out by the compiler:
/// `shape_of<SendMessageInput>`. Recursive types are fine.
namespace forebay::protocol {

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;

template <class T>
inline constexpr bool is_required = false;
template <class T>
inline constexpr bool is_required<service::Required<T>> = true;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
constexpr Shape make_shape();

template <class T>
inline constexpr Shape shape_of = make_shape<T>();

/// Where the value proper is: what Kind says is behind the pointer.
template <class T>
auto* value_of(T& value) {
    if constexpr (std::same_as<std::remove_const_t<T>, service::Text>) {
        return &value.value;
    } else if constexpr (std::same_as<std::remove_const_t<T>, service::Blob>) {
        return &value.bytes;
    } else {
        return &value;
    }
}

template <class T>
struct Present {
    using type = T;
};
template <class T>
struct Present<std::optional<T>> {
    using type = T;
};
template <class T>
struct Present<service::Required<T>> {
    using type = T;
};

template <auto pointer>
struct Access;

template <class Owner, class T, T Owner::*pointer>
struct Access<pointer> {
    using Value = typename Present<T>::type;

    static void* open(void* structure) {
        T& member = static_cast<Owner*>(structure)->*pointer;
        if constexpr (is_optional<T>) {
            return value_of(member.emplace());
        } else if constexpr (is_required<T>) {
            return static_cast<Value*>(&member);
        } else {
            return value_of(member);
        }
    }

    static const void* look(const void* structure) {
        const T& member = static_cast<const Owner*>(structure)->*pointer;
        if constexpr (is_optional<T>) {
            return member ? value_of(*member) : nullptr;
        } else if constexpr (is_required<T>) {
            return static_cast<const Value*>(&member);
        } else if constexpr (is_vector<T> || is_map<T>) {
            return member.empty() ? nullptr : &member;
        } else {
            return value_of(member);
        }
    }

    static constexpr bool required = !is_optional<T> && !is_vector<T> && !is_map<T>;
};

/// The row of the service that owns `Structure` for its member `name`, if there is one.
template <class Structure>
constexpr std::optional<service::WireName> wire_name_row(std::string_view name) {
    if constexpr (requires { wire_names(static_cast<Structure*>(nullptr)); }) {
        for (const service::WireName& row : wire_names(static_cast<Structure*>(nullptr))) {
            if (row.member == name) {
                return row;
            }
        }
    }
    return std::nullopt;
}

/// What the service that owns `Structure` demands of its member `name`; null: nothing.
template <class Structure>
constexpr const service::Constraint* constraint_on(std::string_view name) {
    if constexpr (requires { constraints(static_cast<Structure*>(nullptr)); }) {
        for (const service::Constraint& row : constraints(static_cast<Structure*>(nullptr))) {
            if (row.member == name) {
                return &row;
            }
        }
    }
    return nullptr;
}

template <class Descriptor>
inline constexpr auto derived_name = pascal_name(Descriptor::name);

template <class Structure, class Descriptor>
constexpr Member make_member() {
    using MemberAccess = Access<Descriptor::pointer>;
    using Value = typename MemberAccess::Value;

    const auto row = wire_name_row<Structure>(Descriptor::name)
                         .value_or(service::WireName{.member = Descriptor::name});
    const std::string_view name = row.json.empty() ? derived_name<Descriptor>.view() : row.json;
    const bool is_flat = !row.query.empty() && row.item.empty();
    std::string_view item = row.item;
    if (item.empty() && !is_flat && (is_vector<Value> || is_map<Value>)) {
        item = is_map<Value> ? "entry" : "member";
    }
    return {.name = name,
            .query = row.query.empty() ? name : row.query,
            .item = item,
            .key = row.key,
            .value = row.value,
            .plain = row.plain.empty() ? name : row.plain,
            .shape = &shape_of<Value>,
            .constraint = constraint_on<Structure>(Descriptor::name),
            .required = MemberAccess::required,
            .may_be_empty = std::same_as<Value, service::Text>,
            .open = MemberAccess::open,
            .look = MemberAccess::look};
}

template <class Structure>
constexpr auto make_members() {
    using Descriptors = boost::describe::describe_members<Structure, boost::describe::mod_public>;
    return []<template <class...> class List, class... Descriptor>(List<Descriptor...>) {
        return std::array<Member, sizeof...(Descriptor)>{make_member<Structure, Descriptor>()...};
    }(Descriptors());
}

template <class Structure>
inline constexpr auto members_of = make_members<Structure>();

template <class T>
void* append_to(void* list) {
    return value_of(static_cast<std::vector<T>*>(list)->emplace_back());
}

template <class T>
void* insert_into(void* map, std::string_view key) {
    T& value = (*static_cast<std::map<std::string, T>*>(map))[std::string(key)];
    value = T();
    return value_of(value);
}

template <class Container>
void each_of(const void* container, const ItemVisitor& visit) {
    for (const auto& item : *static_cast<const Container*>(container)) {
        if constexpr (is_vector<Container>) {
            visit({}, value_of(item));
        } else {
            visit(item.first, value_of(item.second));
        }
    }
}

template <class T>
constexpr Shape make_shape() {
    if constexpr (std::same_as<T, std::string> || std::same_as<T, service::Text>) {
        return {.kind = Kind::string};
    } else if constexpr (std::same_as<T, service::Blob>) {
        return {.kind = Kind::blob};
    } else if constexpr (std::same_as<T, std::int64_t>) {
        return {.kind = Kind::integer};
    } else if constexpr (std::same_as<T, double>) {
        return {.kind = Kind::decimal};
    } else if constexpr (std::same_as<T, bool>) {
        return {.kind = Kind::boolean};
    } else if constexpr (std::same_as<T, Errc>) {
        return {.kind = Kind::error_code};
    } else if constexpr (std::same_as<T, GivenValue>) {
        return {.kind = Kind::attribute_value};
    } else if constexpr (std::same_as<T, GivenItem>) {
        return {.kind = Kind::attributes};
    } else if constexpr (std::same_as<T, Item>) {
        return {.kind = Kind::item};
    } else if constexpr (is_vector<T>) {
        using Item = typename T::value_type;
        return {.kind = Kind::list,
                .item = &shape_of<Item>,
                .append = append_to<Item>,
                .each = each_of<T>};
    } else if constexpr (is_map<T>) {
        using Item = typename T::mapped_type;
        return {.kind = Kind::map,
                .item = &shape_of<Item>,
                .insert = insert_into<Item>,
                .each = each_of<T>};
    } else {
        return {.kind = Kind::structure,
                .members = members_of<T>,
                .is_nothing = std::same_as<T, service::Empty>};
    }
}

}  // namespace forebay::protocol
