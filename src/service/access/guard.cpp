#include <forebay/base/letter_case.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/access/guard.hpp>
#include <forebay/service/access/principal.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::service::access {
namespace {

std::string_view take_part(std::string_view& text) {
    const std::string_view part = text.substr(0, text.find(':'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

void add_time(TimePoint at, Keys& keys) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    keys["aws:currenttime"] = {fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds))};
    keys["aws:epochtime"] = {fmt::to_string(seconds)};
}

Keys keys_of(const Visit& visit) {
    const Principal& principal = visit.principal;
    Keys keys;
    add_time(visit.at, keys);
    keys["aws:principalarn"] = {principal.arn()};
    keys["aws:principalaccount"] = {principal.account};
    keys["aws:principaltype"] = {principal.user_name.empty() ? "Account" : "User"};
    keys["aws:userid"] = {principal_id(principal.account, principal.user_name)};
    keys["aws:requestedregion"] = {visit.region};
    keys["aws:securetransport"] = {visit.is_secure ? "true" : "false"};
    if (!principal.user_name.empty()) {
        keys["aws:username"] = {principal.user_name};
    }
    if (!visit.source_address.empty()) {
        keys["aws:sourceip"] = {visit.source_address};
    }
    if (!visit.user_agent.empty()) {
        keys["aws:useragent"] = {visit.user_agent};
    }
    return keys;
}

// The policy of the queue or topic that an ARN names, or whose subscription it names.
PolicyPtr policy_at(const ArnPlace& place, runtime::Broker& broker, Policies& policies) {
    const std::string_view name = place.resource.substr(0, place.resource.find(':'));
    if (place.service == "sqs") {
        const auto queue = broker.find(place.account, place.region, name);
        return queue ? policies.of(*queue) : nullptr;
    }
    if (place.service == "sns") {
        return policies.of(broker.topics().find(
            {std::string(place.account), std::string(place.region), std::string(name)}));
    }
    return nullptr;
}

// As the services spell it in their errors.
std::string spelled(std::string_view service, std::string_view action) {
    const std::string name = fmt::format("{}:{}", service, action);
    return service == "sqs" ? lower(name) : service == "sns" ? "SNS" + name.substr(3) : name;
}

}  // namespace

ArnPlace place_of(std::string_view arn) {
    take_part(arn);  // arn
    take_part(arn);  // aws
    ArnPlace place;
    place.service = take_part(arn);
    place.region = take_part(arn);
    place.account = take_part(arn);
    place.resource = arn;
    return place;
}

Result<void> Guard::check(const Context& context, Needs needs) const {
    for (Need& need : needs) {
        const std::string_view action = need.action.empty() ? visit_.action : need.action;
        const ArnPlace place = place_of(need.resource);
        const PolicyPtr resource = policy_at(place, context.broker, policies_);
        const bool is_own = place.account.empty() || place.account == visit_.principal.account;
        if (is_own && visit_.policy == nullptr && resource == nullptr) {
            continue;  // nobody has said anything
        }
        Request request{
            .principal = visit_.principal,
            .action = fmt::format("{}:{}", visit_.service, action),
            .resource = need.resource,
            .resource_account = std::string(is_own ? visit_.principal.account : place.account),
            .keys = keys_of(visit_)};
        request.keys.merge(need.keys);
        Decision decision = decide(request, visit_.policy.get(), resource.get());
        if (decision == Decision::allowed && !is_own && visit_.is_for_owners) {
            decision = Decision::no_resource_allows;
        }
        if (decision != Decision::allowed) {
            return Error{Errc::access_denied,
                         denial(request, spelled(visit_.service, action), decision)};
        }
    }
    return {};
}

bool may_deliver(const TopicKey& topic, const QueueInfoPtr& queue, TimePoint now,
                 Policies& policies) {
    if (topic.account == queue->key.account) {
        return true;
    }
    const PolicyPtr policy = policies.of(queue);
    if (policy == nullptr) {
        return false;
    }
    Request request{.principal = {.account = {}, .user_name = {}, .service = "sns.amazonaws.com"},
                    .action = "sqs:SendMessage",
                    .resource = arn(queue->key),
                    .resource_account = queue->key.account};
    add_time(now, request.keys);
    request.keys["aws:sourcearn"] = {topic_arn(topic)};
    request.keys["aws:sourceaccount"] = {topic.account};
    request.keys["aws:sourceowner"] = {topic.account};
    request.keys["aws:securetransport"] = {"true"};  // it never leaves the process
    return decide(request, nullptr, policy.get()) == Decision::allowed;
}

}  // namespace forebay::service::access
