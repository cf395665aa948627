#pragma once

#include <forebay/service/sns/shapes.hpp>
#include <forebay/service/wire_name.hpp>

#include <span>

/// The names of SNS that do not follow from ours: SNS specification 2.1. In Query no list or map is
/// flattened: `Tags.member.1.Key`, `Attributes.entry.1.key`.
namespace forebay::service::sns {

namespace names {

inline constexpr WireName common[] = {
    {.member = "message_attributes", .query = "MessageAttributes", .item = "entry"},
    {.member = "account_ids", .json = "AWSAccountId"},
    {.member = "action_names", .json = "ActionName"},
    {.member = "entries", .json = "PublishBatchRequestEntries"},
};

inline constexpr WireName lower_case[] = {
    {.member = "attributes", .json = "attributes"},
    {.member = "phone_number", .json = "phoneNumber"},
    {.member = "phone_numbers", .json = "phoneNumbers"},
    {.member = "is_opted_out", .json = "isOptedOut"},
    {.member = "next_token", .json = "nextToken"},
};

}  // namespace names

template <class Shape>
constexpr std::span<const WireName> wire_names(Shape*) {
    return names::common;
}

constexpr std::span<const WireName> wire_names(GetSmsAttributesInput*) {
    return names::lower_case;
}
constexpr std::span<const WireName> wire_names(GetSmsAttributesOutput*) {
    return names::lower_case;
}
constexpr std::span<const WireName> wire_names(SetSmsAttributesInput*) {
    return names::lower_case;
}
constexpr std::span<const WireName> wire_names(OptOutInput*) {
    return names::lower_case;
}
constexpr std::span<const WireName> wire_names(IsOptedOutOutput*) {
    return names::lower_case;
}
constexpr std::span<const WireName> wire_names(ListOptedOutInput*) {
    return names::lower_case;
}
constexpr std::span<const WireName> wire_names(ListOptedOutOutput*) {
    return names::lower_case;
}

}  // namespace forebay::service::sns
