#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/sns/shapes.hpp>

/// What each SNS action means: SNS specification 4 to 13. The context outlives the task.
namespace forebay::service::sns {

// Topics.
Task<Result<TopicArnOutput>> create_topic(Context& context, CreateTopicInput input);
Task<Result<Empty>> delete_topic(Context& context, TopicArnInput input);
Task<Result<ListTopicsOutput>> list_topics(Context& context, ListInput input);
Task<Result<AttributesOutput>> get_topic_attributes(Context& context, TopicArnInput input);
Task<Result<Empty>> set_topic_attributes(Context& context, SetTopicAttributesInput input);
Task<Result<Empty>> add_permission(Context& context, AddPermissionInput input);
Task<Result<Empty>> remove_permission(Context& context, RemovePermissionInput input);
Task<Result<GetDataProtectionPolicyOutput>> get_data_protection_policy(Context& context,
                                                                       ResourceArnInput input);
Task<Result<Empty>> put_data_protection_policy(Context& context,
                                               PutDataProtectionPolicyInput input);
Task<Result<EmptyResult>> tag_resource(Context& context, TagResourceInput input);
Task<Result<EmptyResult>> untag_resource(Context& context, UntagResourceInput input);
Task<Result<ListTagsForResourceOutput>> list_tags_for_resource(Context& context,
                                                               ResourceArnInput input);

// Subscriptions.
Task<Result<SubscriptionArnOutput>> subscribe(Context& context, SubscribeInput input);
Task<Result<SubscriptionArnOutput>> confirm_subscription(Context& context,
                                                         ConfirmSubscriptionInput input);
Task<Result<Empty>> unsubscribe(Context& context, SubscriptionArnInput input);
Task<Result<AttributesOutput>> get_subscription_attributes(Context& context,
                                                           SubscriptionArnInput input);
Task<Result<Empty>> set_subscription_attributes(Context& context,
                                                SetSubscriptionAttributesInput input);
Task<Result<ListSubscriptionsOutput>> list_subscriptions(Context& context, ListInput input);
Task<Result<ListSubscriptionsOutput>> list_subscriptions_by_topic(
    Context& context, ListSubscriptionsByTopicInput input);

// Publishing.
Task<Result<PublishOutput>> publish(Context& context, PublishInput input);
Task<Result<PublishBatchOutput>> publish_batch(Context& context, PublishBatchInput input);

// Mobile push.
Task<Result<PlatformApplicationArnOutput>> create_platform_application(
    Context& context, CreatePlatformApplicationInput input);
Task<Result<Empty>> delete_platform_application(Context& context,
                                                PlatformApplicationArnInput input);
Task<Result<AttributesOutput>> get_platform_application_attributes(
    Context& context, PlatformApplicationArnInput input);
Task<Result<Empty>> set_platform_application_attributes(
    Context& context, SetPlatformApplicationAttributesInput input);
Task<Result<ListPlatformApplicationsOutput>> list_platform_applications(Context& context,
                                                                        ListInput input);
Task<Result<EndpointArnOutput>> create_platform_endpoint(Context& context,
                                                         CreatePlatformEndpointInput input);
Task<Result<Empty>> delete_endpoint(Context& context, EndpointArnInput input);
Task<Result<AttributesOutput>> get_endpoint_attributes(Context& context, EndpointArnInput input);
Task<Result<Empty>> set_endpoint_attributes(Context& context, SetEndpointAttributesInput input);
Task<Result<ListEndpointsOutput>> list_endpoints_by_platform_application(Context& context,
                                                                         ListEndpointsInput input);

// Text messages to phones.
Task<Result<GetSmsAttributesOutput>> get_sms_attributes(Context& context,
                                                        GetSmsAttributesInput input);
Task<Result<EmptyResult>> set_sms_attributes(Context& context, SetSmsAttributesInput input);
Task<Result<IsOptedOutOutput>> check_if_phone_number_is_opted_out(Context& context,
                                                                  OptOutInput input);
Task<Result<EmptyResult>> opt_in_phone_number(Context& context, OptOutInput input);
Task<Result<ListOptedOutOutput>> list_phone_numbers_opted_out(Context& context,
                                                              ListOptedOutInput input);
Task<Result<ListOriginationNumbersOutput>> list_origination_numbers(Context& context,
                                                                    PageInput input);
Task<Result<SandboxStatusOutput>> get_sms_sandbox_account_status(Context& context, Empty input);
Task<Result<EmptyResult>> create_sms_sandbox_phone_number(Context& context,
                                                          SandboxNumberInput input);
Task<Result<EmptyResult>> delete_sms_sandbox_phone_number(Context& context,
                                                          SandboxNumberInput input);
Task<Result<EmptyResult>> verify_sms_sandbox_phone_number(Context& context,
                                                          VerifySandboxNumberInput input);
Task<Result<ListSandboxNumbersOutput>> list_sms_sandbox_phone_numbers(Context& context,
                                                                      PageInput input);

}  // namespace forebay::service::sns
