#include "engine/filter_policy/policy_index.hpp"

#include "engine/filter_policy/compiled.hpp"
#include "engine/filter_policy/cover.hpp"
#include "engine/filter_policy/evaluation.hpp"
#include <forebay/base/assert.hpp>

#include <functional>
#include <utility>

namespace forebay::engine::filter_policy {
namespace {

constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t more) {
    hash = (hash ^ more) * 0x9E3779B97F4A7C15U;
    return hash ^ (hash >> 32U);
}

/// Of any value at `path`.
std::uint64_t hash_of(PathId path) {
    return mixed(1, static_cast<std::uint32_t>(path)) | 1U;
}

std::uint64_t hash_of(PathId path, const Value& value) {
    const std::uint64_t content =
        value.is_string() ? std::hash<std::string_view>()(value.text) : value.number.hash();
    const auto kind = static_cast<std::uint64_t>(value.kind) + 2;
    return mixed(mixed(hash_of(path), kind), content) | 1U;  // none is `always`
}

}  // namespace

PolicyIndex::Place PolicyIndex::add(SubscriptionId id, FilterPolicy policy) {
    FOREBAY_ASSERT(!policy.is_empty());

    Place place{static_cast<std::uint32_t>(entries_.size())};
    if (free_.empty()) {
        entries_.emplace_back();
    } else {
        place = free_.back();
        free_.pop_back();
    }
    Entry& added = entry(place);
    added.id = id;
    added.policy = std::move(policy);
    const Compiled& compiled = *added.policy.compiled();
    for (const auto& path : compiled.paths) {
        added.ids.push_back(trie_.add(path));
    }
    const auto traits = cover(compiled);
    if (!traits) {
        file(place, always);
        return place;
    }
    for (const auto& [path, value] : *traits) {
        file(place, value ? hash_of(added.ids[path], *value) : hash_of(added.ids[path]));
    }
    return place;
}

void PolicyIndex::remove(Place place) {
    Entry& removed = entry(place);
    for (const Filed& filed : removed.filed) {
        unfile(filed);
    }
    for (const PathId path : removed.ids) {
        trie_.remove(path);
    }
    removed = {};
    free_.push_back(place);
}

void PolicyIndex::file(Place place, TraitHash trait) {
    std::vector<Filing>& file = files_[trait];
    std::vector<Filed>& filed = entry(place).filed;
    file.push_back({place, static_cast<std::uint32_t>(filed.size())});
    filed.push_back({trait, static_cast<std::uint32_t>(file.size() - 1)});
}

void PolicyIndex::unfile(const Filed& filed) {
    const auto found = files_.find(filed.trait);
    std::vector<Filing>& file = found->second;
    const Filing last = file.back();
    file[filed.position] = last;
    entry(last.place).filed[last.index].position = filed.position;
    file.pop_back();
    if (file.empty()) {
        files_.erase(found);
    }
}

std::size_t PolicyIndex::find(std::span<const MessageAttribute> attributes,
                              std::vector<SubscriptionId>& found) {
    fields_.read(attributes, trie_);
    return find(found);
}

std::size_t PolicyIndex::find(const JsonDocument& body, std::vector<SubscriptionId>& found) {
    fields_.read(body, trie_);
    return find(found);
}

std::size_t PolicyIndex::find(std::vector<SubscriptionId>& found) {
    ++searches_;
    std::size_t tested = test_file(always, found);
    const Field* before = nullptr;
    for (const Field& field : fields_.all()) {
        if (before == nullptr || before->path != field.path) {
            tested += test_file(hash_of(field.path), found);
        }
        tested += test_file(hash_of(field.path, field.value), found);
        before = &field;
    }
    return tested;
}

std::size_t PolicyIndex::test_file(TraitHash trait, std::vector<SubscriptionId>& found) {
    const auto file = files_.find(trait);
    if (file == files_.end()) {
        return 0;
    }
    std::size_t tested = 0;
    for (const Filing& filing : file->second) {
        Entry& candidate = entry(filing.place);
        if (candidate.tested == searches_) {
            continue;
        }
        candidate.tested = searches_;
        ++tested;
        if (holds(*candidate.policy.compiled(), candidate.ids, fields_)) {
            found.push_back(candidate.id);
        }
    }
    return tested;
}

}  // namespace forebay::engine::filter_policy
