#pragma once

#include <forebay/service/dynamodb/item_shapes.hpp>
#include <forebay/service/dynamodb/stream_shapes.hpp>
#include <forebay/service/wire_name.hpp>

#include <span>

/// The names of DynamoDB that do not follow from ours: DynamoDB specification 5 to 12.
namespace forebay::service::dynamodb {

namespace names {

inline constexpr WireName common[] = {
    {.member = "remove", .json = "Delete"},
    {.member = "sse_specification", .json = "SSESpecification"},
    {.member = "sse_description", .json = "SSEDescription"},
    {.member = "sse_type", .json = "SSEType"},
    {.member = "kms_master_key_id", .json = "KMSMasterKeyId"},
    {.member = "kms_master_key_arn", .json = "KMSMasterKeyArn"},
    {.member = "size_estimate_range_gb", .json = "SizeEstimateRangeGB"},
};

inline constexpr WireName record[] = {
    {.member = "event_id", .json = "eventID"},
    {.member = "event_name", .json = "eventName"},
    {.member = "event_version", .json = "eventVersion"},
    {.member = "event_source", .json = "eventSource"},
    {.member = "aws_region", .json = "awsRegion"},
    {.member = "user_identity", .json = "userIdentity"},
    {.member = "change", .json = "dynamodb"},
};

}  // namespace names

template <class Shape>
constexpr std::span<const WireName> wire_names(Shape*) {
    return names::common;
}

constexpr std::span<const WireName> wire_names(StreamRecord*) {
    return names::record;
}

}  // namespace forebay::service::dynamodb
