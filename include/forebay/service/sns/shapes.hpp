#pragma once

#include <forebay/service/values.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What goes into each SNS action and what comes out: SNS specification 2.1 and 4. Names are ours;
/// the codec derives the wire's (`topic_arn` is `TopicArn`), and wire_names.hpp has the exceptions.
///
/// Inputs are optional throughout: what is missing is refused by the action, in the words of the
/// service.
namespace forebay::service::sns {

using service::Blob;
using service::Empty;
using service::EmptyResult;
using service::Required;
using service::Text;

using OptionalText = std::optional<std::string>;
using StringMap = std::map<std::string, std::string>;

struct Tag {
    Text key;
    Text value;
};
BOOST_DESCRIBE_STRUCT(Tag, (), (key, value))

struct MessageAttributeValue {
    OptionalText data_type;
    OptionalText string_value;
    std::optional<Blob> binary_value;
};
BOOST_DESCRIBE_STRUCT(MessageAttributeValue, (), (data_type, string_value, binary_value))

/// An attribute of a message: a list of them keeps their order, which a map would not.
struct NamedAttribute {
    Text name;
    std::optional<MessageAttributeValue> value;
};
BOOST_DESCRIBE_STRUCT(NamedAttribute, (), (name, value))

using AttributeList = std::vector<NamedAttribute>;

// Topics.

struct CreateTopicInput {
    OptionalText name;
    StringMap attributes;
    std::vector<Tag> tags;
    OptionalText data_protection_policy;
};
BOOST_DESCRIBE_STRUCT(CreateTopicInput, (), (name, attributes, tags, data_protection_policy))

/// CreateTopic's output; DeleteTopic's and GetTopicAttributes' input.
struct TopicArnOutput {
    std::string topic_arn;
};
BOOST_DESCRIBE_STRUCT(TopicArnOutput, (), (topic_arn))

struct TopicArnInput {
    OptionalText topic_arn;
};
BOOST_DESCRIBE_STRUCT(TopicArnInput, (), (topic_arn))

/// ListTopics, ListSubscriptions, ListPlatformApplications.
struct ListInput {
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListInput, (), (next_token))

struct ListTopicsOutput {
    Required<std::vector<TopicArnOutput>> topics;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListTopicsOutput, (), (topics, next_token))

struct AttributesOutput {
    Required<StringMap> attributes;
};
BOOST_DESCRIBE_STRUCT(AttributesOutput, (), (attributes))

struct SetTopicAttributesInput {
    OptionalText topic_arn;
    OptionalText attribute_name;
    OptionalText attribute_value;
};
BOOST_DESCRIBE_STRUCT(SetTopicAttributesInput, (), (topic_arn, attribute_name, attribute_value))

struct AddPermissionInput {
    OptionalText topic_arn;
    OptionalText label;
    std::vector<std::string> account_ids;
    std::vector<std::string> action_names;
};
BOOST_DESCRIBE_STRUCT(AddPermissionInput, (), (topic_arn, label, account_ids, action_names))

struct RemovePermissionInput {
    OptionalText topic_arn;
    OptionalText label;
};
BOOST_DESCRIBE_STRUCT(RemovePermissionInput, (), (topic_arn, label))

/// ListTagsForResource, GetDataProtectionPolicy.
struct ResourceArnInput {
    OptionalText resource_arn;
};
BOOST_DESCRIBE_STRUCT(ResourceArnInput, (), (resource_arn))

struct PutDataProtectionPolicyInput {
    OptionalText resource_arn;
    OptionalText data_protection_policy;
};
BOOST_DESCRIBE_STRUCT(PutDataProtectionPolicyInput, (), (resource_arn, data_protection_policy))

struct GetDataProtectionPolicyOutput {
    OptionalText data_protection_policy;
};
BOOST_DESCRIBE_STRUCT(GetDataProtectionPolicyOutput, (), (data_protection_policy))

struct TagResourceInput {
    OptionalText resource_arn;
    std::vector<Tag> tags;
};
BOOST_DESCRIBE_STRUCT(TagResourceInput, (), (resource_arn, tags))

struct UntagResourceInput {
    OptionalText resource_arn;
    std::vector<std::string> tag_keys;
};
BOOST_DESCRIBE_STRUCT(UntagResourceInput, (), (resource_arn, tag_keys))

struct ListTagsForResourceOutput {
    Required<std::vector<Tag>> tags;
};
BOOST_DESCRIBE_STRUCT(ListTagsForResourceOutput, (), (tags))

// Subscriptions.

struct SubscribeInput {
    OptionalText topic_arn;
    OptionalText protocol;
    OptionalText endpoint;
    StringMap attributes;
    std::optional<bool> return_subscription_arn;
};
BOOST_DESCRIBE_STRUCT(SubscribeInput, (),
                      (topic_arn, protocol, endpoint, attributes, return_subscription_arn))

/// Subscribe, ConfirmSubscription.
struct SubscriptionArnOutput {
    std::string subscription_arn;
};
BOOST_DESCRIBE_STRUCT(SubscriptionArnOutput, (), (subscription_arn))

struct ConfirmSubscriptionInput {
    OptionalText topic_arn;
    OptionalText token;
    OptionalText authenticate_on_unsubscribe;
};
BOOST_DESCRIBE_STRUCT(ConfirmSubscriptionInput, (), (topic_arn, token, authenticate_on_unsubscribe))

/// Unsubscribe, GetSubscriptionAttributes.
struct SubscriptionArnInput {
    OptionalText subscription_arn;
};
BOOST_DESCRIBE_STRUCT(SubscriptionArnInput, (), (subscription_arn))

struct SetSubscriptionAttributesInput {
    OptionalText subscription_arn;
    OptionalText attribute_name;
    OptionalText attribute_value;
};
BOOST_DESCRIBE_STRUCT(SetSubscriptionAttributesInput, (),
                      (subscription_arn, attribute_name, attribute_value))

struct ListSubscriptionsByTopicInput {
    OptionalText topic_arn;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListSubscriptionsByTopicInput, (), (topic_arn, next_token))

struct ListedSubscription {
    std::string subscription_arn;
    std::string owner;
    std::string protocol;
    std::string endpoint;
    std::string topic_arn;
};
BOOST_DESCRIBE_STRUCT(ListedSubscription, (),
                      (subscription_arn, owner, protocol, endpoint, topic_arn))

struct ListSubscriptionsOutput {
    Required<std::vector<ListedSubscription>> subscriptions;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListSubscriptionsOutput, (), (subscriptions, next_token))

// Publishing.

struct PublishInput {
    OptionalText topic_arn;
    OptionalText target_arn;
    OptionalText phone_number;
    OptionalText message;
    OptionalText subject;
    OptionalText message_structure;
    AttributeList message_attributes;
    OptionalText message_deduplication_id;
    OptionalText message_group_id;
};
BOOST_DESCRIBE_STRUCT(PublishInput, (),
                      (topic_arn, target_arn, phone_number, message, subject, message_structure,
                       message_attributes, message_deduplication_id, message_group_id))

struct PublishOutput {
    std::string message_id;
    OptionalText sequence_number;
};
BOOST_DESCRIBE_STRUCT(PublishOutput, (), (message_id, sequence_number))

struct PublishEntry {
    Text id;
    OptionalText message;
    OptionalText subject;
    OptionalText message_structure;
    AttributeList message_attributes;
    OptionalText message_deduplication_id;
    OptionalText message_group_id;
};
BOOST_DESCRIBE_STRUCT(PublishEntry, (),
                      (id, message, subject, message_structure, message_attributes,
                       message_deduplication_id, message_group_id))

struct PublishBatchInput {
    OptionalText topic_arn;
    std::vector<PublishEntry> entries;
};
BOOST_DESCRIBE_STRUCT(PublishBatchInput, (), (topic_arn, entries))

struct PublishResultEntry {
    std::string id;
    std::string message_id;
    OptionalText sequence_number;
};
BOOST_DESCRIBE_STRUCT(PublishResultEntry, (), (id, message_id, sequence_number))

/// An entry that failed: there are none, since whatever is wrong with one refuses the whole batch.
struct PublishFailedEntry {
    std::string id;
    std::string code;
    OptionalText message;
    bool sender_fault = true;
};
BOOST_DESCRIBE_STRUCT(PublishFailedEntry, (), (id, code, message, sender_fault))

struct PublishBatchOutput {
    Required<std::vector<PublishResultEntry>> successful;
    Required<std::vector<PublishFailedEntry>> failed;
};
BOOST_DESCRIBE_STRUCT(PublishBatchOutput, (), (successful, failed))

// Mobile push.

struct CreatePlatformApplicationInput {
    OptionalText name;
    OptionalText platform;
    StringMap attributes;
};
BOOST_DESCRIBE_STRUCT(CreatePlatformApplicationInput, (), (name, platform, attributes))

struct PlatformApplicationArnOutput {
    std::string platform_application_arn;
};
BOOST_DESCRIBE_STRUCT(PlatformApplicationArnOutput, (), (platform_application_arn))

/// GetPlatformApplicationAttributes, DeletePlatformApplication.
struct PlatformApplicationArnInput {
    OptionalText platform_application_arn;
};
BOOST_DESCRIBE_STRUCT(PlatformApplicationArnInput, (), (platform_application_arn))

struct SetPlatformApplicationAttributesInput {
    OptionalText platform_application_arn;
    StringMap attributes;
};
BOOST_DESCRIBE_STRUCT(SetPlatformApplicationAttributesInput, (),
                      (platform_application_arn, attributes))

struct ListedPlatformApplication {
    std::string platform_application_arn;
    Required<StringMap> attributes;
};
BOOST_DESCRIBE_STRUCT(ListedPlatformApplication, (), (platform_application_arn, attributes))

struct ListPlatformApplicationsOutput {
    Required<std::vector<ListedPlatformApplication>> platform_applications;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListPlatformApplicationsOutput, (), (platform_applications, next_token))

struct CreatePlatformEndpointInput {
    OptionalText platform_application_arn;
    OptionalText token;
    OptionalText custom_user_data;
    StringMap attributes;
};
BOOST_DESCRIBE_STRUCT(CreatePlatformEndpointInput, (),
                      (platform_application_arn, token, custom_user_data, attributes))

struct EndpointArnOutput {
    std::string endpoint_arn;
};
BOOST_DESCRIBE_STRUCT(EndpointArnOutput, (), (endpoint_arn))

/// GetEndpointAttributes, DeleteEndpoint.
struct EndpointArnInput {
    OptionalText endpoint_arn;
};
BOOST_DESCRIBE_STRUCT(EndpointArnInput, (), (endpoint_arn))

struct SetEndpointAttributesInput {
    OptionalText endpoint_arn;
    StringMap attributes;
};
BOOST_DESCRIBE_STRUCT(SetEndpointAttributesInput, (), (endpoint_arn, attributes))

struct ListEndpointsInput {
    OptionalText platform_application_arn;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListEndpointsInput, (), (platform_application_arn, next_token))

struct ListedEndpoint {
    std::string endpoint_arn;
    Required<StringMap> attributes;
};
BOOST_DESCRIBE_STRUCT(ListedEndpoint, (), (endpoint_arn, attributes))

struct ListEndpointsOutput {
    Required<std::vector<ListedEndpoint>> endpoints;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListEndpointsOutput, (), (endpoints, next_token))

// Text messages to phones. Some of these names are lower case on the wire.

struct GetSmsAttributesInput {
    std::vector<std::string> attributes;
};
BOOST_DESCRIBE_STRUCT(GetSmsAttributesInput, (), (attributes))

struct GetSmsAttributesOutput {
    Required<StringMap> attributes;
};
BOOST_DESCRIBE_STRUCT(GetSmsAttributesOutput, (), (attributes))

struct SetSmsAttributesInput {
    StringMap attributes;
};
BOOST_DESCRIBE_STRUCT(SetSmsAttributesInput, (), (attributes))

/// CheckIfPhoneNumberIsOptedOut, OptInPhoneNumber.
struct OptOutInput {
    OptionalText phone_number;
};
BOOST_DESCRIBE_STRUCT(OptOutInput, (), (phone_number))

struct IsOptedOutOutput {
    bool is_opted_out = false;
};
BOOST_DESCRIBE_STRUCT(IsOptedOutOutput, (), (is_opted_out))

struct ListOptedOutInput {
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListOptedOutInput, (), (next_token))

struct ListOptedOutOutput {
    Required<std::vector<std::string>> phone_numbers;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListOptedOutOutput, (), (phone_numbers, next_token))

/// ListOriginationNumbers, ListSMSSandboxPhoneNumbers.
struct PageInput {
    OptionalText next_token;
    std::optional<std::int64_t> max_results;
};
BOOST_DESCRIBE_STRUCT(PageInput, (), (next_token, max_results))

struct OriginationNumber {
    std::string phone_number;
};
BOOST_DESCRIBE_STRUCT(OriginationNumber, (), (phone_number))

struct ListOriginationNumbersOutput {
    Required<std::vector<OriginationNumber>> phone_numbers;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListOriginationNumbersOutput, (), (phone_numbers, next_token))

struct SandboxStatusOutput {
    bool is_in_sandbox = false;
};
BOOST_DESCRIBE_STRUCT(SandboxStatusOutput, (), (is_in_sandbox))

/// CreateSMSSandboxPhoneNumber, DeleteSMSSandboxPhoneNumber.
struct SandboxNumberInput {
    OptionalText phone_number;
};
BOOST_DESCRIBE_STRUCT(SandboxNumberInput, (), (phone_number))

struct VerifySandboxNumberInput {
    OptionalText phone_number;
    OptionalText one_time_password;
};
BOOST_DESCRIBE_STRUCT(VerifySandboxNumberInput, (), (phone_number, one_time_password))

struct SandboxNumber {
    std::string phone_number;
    std::string status;
};
BOOST_DESCRIBE_STRUCT(SandboxNumber, (), (phone_number, status))

struct ListSandboxNumbersOutput {
    Required<std::vector<SandboxNumber>> phone_numbers;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListSandboxNumbersOutput, (), (phone_numbers, next_token))

}  // namespace forebay::service::sns
