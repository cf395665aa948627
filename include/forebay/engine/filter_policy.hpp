#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/filter_scope.hpp>
#include <forebay/model/message.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace forebay::engine {

namespace filter_policy {
struct Compiled;
class JsonDocument;
}  // namespace filter_policy

/// Who brings a policy: it picks the operators that may be used, and how errors begin.
enum class FilterPolicyUse : std::uint8_t {
    subscribe,  ///< of SNS: `Invalid parameter: Attributes Reason: FilterPolicy: …`
    set_subscription_attributes,  ///< of SNS: `Invalid parameter: FilterPolicy: …`
    event_source,  ///< event patterns: `wildcard`, and `anything-but` with every test of a string
};

/// What policies are tested on: the attributes and the text of one message. Both must outlive it.
///
/// A text is read as JSON when a policy first asks for it, and only once, so use one subject for
/// all policies that the message is tested with. Not thread-safe.
class FilterSubject {
public:
    /// `body` is UTF-8: the text that the subscription would be sent (SNS specification 7.3).
    FilterSubject(std::span<const MessageAttribute> attributes, std::string_view body);
    ~FilterSubject();
    FilterSubject(const FilterSubject&) = delete;
    FilterSubject& operator=(const FilterSubject&) = delete;

    std::span<const MessageAttribute> attributes() const { return attributes_; }

    /// nullptr: the text is not a JSON object. For the engine's own use.
    const filter_policy::JsonDocument* body();

private:
    enum class BodyState : std::uint8_t { not_read, object, other };

    std::span<const MessageAttribute> attributes_;
    std::string_view text_;
    BodyState state_ = BodyState::not_read;
    std::unique_ptr<filter_policy::JsonDocument> body_;
};

/// A filter policy that has been checked and is ready to be tested: SNS specification 10.
///
/// Never changes, and copies are cheap: they share what was parsed. Any number of threads may test
/// one policy, each with subjects of its own.
class FilterPolicy {
public:
    /// The policy that all messages match: that of a subscription without one.
    FilterPolicy() = default;

    /// Checks `text` and prepares it. An empty text, and `{}`, match all messages.
    ///
    /// Errors: invalid_parameter, whose detail is the whole text that the client reads (SNS
    /// specification 10.5): the text is no JSON, longer than limits::filter_policy_bytes_max,
    /// nested in the scope of attributes, has more keys than limits::filter_policy_keys_max or more
    /// combinations than limits::filter_policy_combinations_max, or a rule is wrong.
    static Result<FilterPolicy> parse(std::string text, FilterScope scope, FilterPolicyUse use);

    /// Whether the message is to be delivered. A text that is no JSON object matches no policy of
    /// scope message_body, except for one that is empty. To test many policies on a message, use a
    /// SubscriptionIndex.
    bool matches(FilterSubject& subject) const;

    std::string_view text() const;  ///< as it was given; empty if there was none
    FilterScope scope() const;      ///< message_attributes if no text was given

    /// All messages match.
    bool is_empty() const;

    /// For the engine's own use. nullptr: the policy is empty and has no text.
    const filter_policy::Compiled* compiled() const { return compiled_.get(); }

private:
    explicit FilterPolicy(std::shared_ptr<const filter_policy::Compiled> compiled)
        : compiled_(std::move(compiled)) {}

    std::shared_ptr<const filter_policy::Compiled> compiled_;
};

}  // namespace forebay::engine
