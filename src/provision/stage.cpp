#include "provision/stage.hpp"

#include <fmt/format.h>

#include <utility>

namespace forebay::provision {

service::Context Stage::context(const QueueKey& key) {
    return {.broker = broker,
            .options = options,
            .signers = signers,
            .account = key.account,
            .region = key.region,
            .sender_id = key.account,
            .endpoint = endpoint,
            .trace_header = {}};
}

void Stage::refuse(const Place& place, std::string_view subject, const Error& error) {
    problems.add(place, fmt::format("{}: {}", subject, error.detail));
}

void Stage::refuse_attribute(const Attributes& attributes, const std::string& name,
                             std::string_view subject, const Error& error) {
    refuse(attributes.at(name).place, fmt::format("{}, {}", subject, name), error);
}

void Stage::finish(std::string kind, std::string name, bool created, const StringMap& before,
                   const StringMap& after) {
    Done one{
        .kind = std::move(kind), .name = std::move(name), .created = created, .differences = {}};
    if (!created) {
        for (const auto& [key, value] : different(after, before)) {
            const auto old = before.find(key);
            one.differences.push_back({key, old == before.end() ? "" : old->second, value});
        }
        for (const auto& [key, value] : before) {
            if (!after.contains(key)) {
                one.differences.push_back({key, value, ""});
            }
        }
    }
    done.push_back(std::move(one));
}

StringMap different(const StringMap& wanted, const StringMap& there) {
    StringMap different;
    for (const auto& [name, value] : wanted) {
        const auto own = there.find(name);
        if (value != (own == there.end() ? std::string() : own->second)) {
            different.emplace(name, value);
        }
    }
    return different;
}

StringMap values_of(const Attributes& attributes) {
    StringMap values;
    for (const auto& [name, placed] : attributes) {
        values.emplace(name, placed.value);
    }
    return values;
}

void add_tags(const StringMap& tags, StringMap& state) {
    for (const auto& [key, value] : tags) {
        state.emplace("tags." + key, value);
    }
}

}  // namespace forebay::provision
