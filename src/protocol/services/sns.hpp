#pragma once

#include "protocol/action.hpp"
#include <forebay/service/sns/actions.hpp>
#include <forebay/service/sns/needs.hpp>
#include <forebay/service/sns/wire_names.hpp>

#include <algorithm>

/// SNS: its actions and its errors. SNS specification 2, 4.
namespace forebay::protocol::sns {

using namespace service::sns;
using enum ErrorOwner;

inline constexpr Action actions[] = {
    action<add_permission>("AddPermission"),
    action<check_if_phone_number_is_opted_out>("CheckIfPhoneNumberIsOptedOut"),
    open_action<confirm_subscription>("ConfirmSubscription"),
    action<create_platform_application>("CreatePlatformApplication"),
    action<create_platform_endpoint>("CreatePlatformEndpoint"),
    action<create_sms_sandbox_phone_number>("CreateSMSSandboxPhoneNumber"),
    action<create_topic>("CreateTopic"),
    action<delete_endpoint>("DeleteEndpoint"),
    action<delete_platform_application>("DeletePlatformApplication"),
    action<delete_sms_sandbox_phone_number>("DeleteSMSSandboxPhoneNumber"),
    action<delete_topic>("DeleteTopic"),
    action<get_data_protection_policy>("GetDataProtectionPolicy"),
    action<get_endpoint_attributes>("GetEndpointAttributes"),
    action<get_platform_application_attributes>("GetPlatformApplicationAttributes"),
    action<get_sms_attributes>("GetSMSAttributes"),
    action<get_sms_sandbox_account_status>("GetSMSSandboxAccountStatus"),
    action<get_subscription_attributes>("GetSubscriptionAttributes"),
    action<get_topic_attributes>("GetTopicAttributes"),
    action<list_endpoints_by_platform_application>("ListEndpointsByPlatformApplication"),
    action<list_origination_numbers>("ListOriginationNumbers"),
    action<list_phone_numbers_opted_out>("ListPhoneNumbersOptedOut"),
    action<list_platform_applications>("ListPlatformApplications"),
    action<list_sms_sandbox_phone_numbers>("ListSMSSandboxPhoneNumbers"),
    action<list_subscriptions>("ListSubscriptions"),
    action<list_subscriptions_by_topic>("ListSubscriptionsByTopic"),
    action<list_tags_for_resource>("ListTagsForResource"),
    action<list_topics>("ListTopics"),
    action<opt_in_phone_number>("OptInPhoneNumber"),
    action<publish>("Publish"),
    action_as<publish_batch>("PublishBatch", "Publish"),
    action<put_data_protection_policy>("PutDataProtectionPolicy"),
    action<remove_permission>("RemovePermission"),
    action<set_endpoint_attributes>("SetEndpointAttributes"),
    action<set_platform_application_attributes>("SetPlatformApplicationAttributes"),
    action<set_sms_attributes>("SetSMSAttributes"),
    action<set_subscription_attributes>("SetSubscriptionAttributes"),
    action<set_topic_attributes>("SetTopicAttributes"),
    action<subscribe>("Subscribe"),
    action<tag_resource>("TagResource"),
    open_action<unsubscribe>("Unsubscribe"),
    action<untag_resource>("UntagResource"),
    action<verify_sms_sandbox_phone_number>("VerifySMSSandboxPhoneNumber"),
};
static_assert(std::ranges::is_sorted(actions, {}, &Action::name));

inline constexpr ErrorRow errors[] = {
    {Errc::invalid_parameter, {"InvalidParameterException", "InvalidParameter", 400, service}},
    {Errc::missing_parameter, {"InvalidParameterException", "InvalidParameter", 400, service}},
    {Errc::invalid_attribute_value,
     {"InvalidParameterValueException", "ParameterValueInvalid", 400, service}},
    {Errc::validation_failed, {"ValidationException", "ValidationError", 400, framework}},
    {Errc::topic_not_found, {"NotFoundException", "NotFound", 404, service}},
    {Errc::subscription_not_found, {"NotFoundException", "NotFound", 404, service}},
    {Errc::platform_not_found, {"NotFoundException", "NotFound", 404, service}},
    {Errc::resource_not_found, {"ResourceNotFoundException", "ResourceNotFound", 404, service}},
    {Errc::access_denied, {"AuthorizationErrorException", "AuthorizationError", 403, service}},
    {Errc::invalid_state, {"InvalidStateException", "InvalidState", 400, service}},
    {Errc::throttled, {"ThrottledException", "Throttled", 429, service}},
    {Errc::filter_policy_limit_exceeded,
     {"FilterPolicyLimitExceededException", "FilterPolicyLimitExceeded", 403, service}},
    {Errc::tag_limit_exceeded, {"TagLimitExceededException", "TagLimitExceeded", 400, service}},
    {Errc::batch_ids_not_distinct,
     {"BatchEntryIdsNotDistinctException", "BatchEntryIdsNotDistinct", 400, service}},
    {Errc::batch_too_long, {"BatchRequestTooLongException", "BatchRequestTooLong", 400, service}},
    {Errc::empty_batch, {"EmptyBatchRequestException", "EmptyBatchRequest", 400, service}},
    {Errc::invalid_batch_id, {"InvalidBatchEntryIdException", "InvalidBatchEntryId", 400, service}},
    {Errc::too_many_batch_entries,
     {"TooManyEntriesInBatchRequestException", "TooManyEntriesInBatchRequest", 400, service}},
    {Errc::endpoint_disabled, {"EndpointDisabledException", "EndpointDisabled", 400, service}},
    {Errc::platform_application_disabled,
     {"PlatformApplicationDisabledException", "PlatformApplicationDisabled", 400, service}},
    {Errc::verification_failed, {"VerificationException", "VerificationException", 400, service}},
};

inline constexpr Service description{
    .name = "sns",
    .json_target = "AmazonSimpleNotificationService",
    .json_errors = "com.amazonaws.sns",
    .query_version = "2010-03-31",
    .xml_namespace = "http://sns.amazonaws.com/doc/2010-03-31/",
    .xml_errors_have_detail = false,
    .unknown_action = "Could not find operation {} for version 2010-03-31",
    .errors = errors,
    .actions = actions};

}  // namespace forebay::protocol::sns
