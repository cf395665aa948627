#include "engine/filter_policy/compiled.hpp"
#include "engine/filter_policy/evaluation.hpp"
#include "engine/filter_policy/json_document.hpp"
#include "engine/filter_policy/parser.hpp"
#include <forebay/engine/filter_policy.hpp>

#include <utility>

namespace forebay::engine {

FilterSubject::FilterSubject(std::span<const MessageAttribute> attributes, std::string_view body)
    : attributes_(attributes), text_(body) {}

FilterSubject::~FilterSubject() = default;

const filter_policy::JsonDocument* FilterSubject::body() {
    if (state_ == BodyState::not_read) {
        body_ = std::make_unique<filter_policy::JsonDocument>();
        const bool is_object =
            body_->read(text_) && (*body_)[0].kind == filter_policy::JsonKind::object;
        state_ = is_object ? BodyState::object : BodyState::other;
    }
    return state_ == BodyState::object ? body_.get() : nullptr;
}

Result<FilterPolicy> FilterPolicy::parse(std::string text, FilterScope scope, FilterPolicyUse use) {
    if (text.empty()) {
        return FilterPolicy();
    }
    auto compiled = filter_policy::parse(std::move(text), scope, use);
    if (!compiled) {
        return compiled.error();
    }
    return FilterPolicy(*std::move(compiled));
}

bool FilterPolicy::matches(FilterSubject& subject) const {
    if (is_empty()) {
        return true;
    }
    filter_policy::Fields fields;
    if (scope() == FilterScope::message_attributes) {
        fields.read(subject.attributes(), compiled_->trie);
    } else if (const auto* body = subject.body()) {
        fields.read(*body, compiled_->trie);
    } else {
        return false;
    }
    return filter_policy::holds(*compiled_, compiled_->ids, fields);
}

std::string_view FilterPolicy::text() const {
    return compiled_ == nullptr ? std::string_view() : compiled_->text;
}

FilterScope FilterPolicy::scope() const {
    return compiled_ == nullptr ? FilterScope::message_attributes : compiled_->scope;
}

bool FilterPolicy::is_empty() const {
    return compiled_ == nullptr || compiled_->leaves == 0;
}

}  // namespace forebay::engine
