#include <forebay/service/admin/fault_rules.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::service::admin {
namespace {

// The `n`th number from 0 to 1 of a seed: splitmix64.
double draw(std::uint64_t seed, std::uint64_t n) {
    std::uint64_t bits = seed + (n + 1) * 0x9E3779B97F4A7C15U;
    bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
    bits ^= bits >> 31U;
    return static_cast<double>(bits >> 11U) * 0x1p-53;
}

bool is_meant(const FaultRule& rule, const FaultTarget& target) {
    const auto fits = [](const std::string& wanted, std::string_view there) {
        return wanted.empty() || wanted == there;
    };
    return fits(rule.service, target.service) && fits(rule.action, target.action) &&
           fits(rule.resource, target.resource);
}

void add(const Fault& more, Fault& fault) {
    fault.latency += more.latency;
    fault.is_duplicated = fault.is_duplicated || more.is_duplicated;
    if (!fault.error) {
        fault.error = more.error;
    }
    if (fault.drop == Fault::Drop::none) {
        fault.drop = more.drop;
    }
}

}  // namespace

std::vector<FaultRules::Entry> FaultRules::list() const {
    const std::scoped_lock lock(mutex_);
    return entries_;
}

FaultRule& FaultRules::insert(FaultRule rule) {
    rule.id = fmt::to_string(++last_id_);
    return entries_.emplace_back(Entry{.rule = std::move(rule)}).rule;
}

std::string FaultRules::add(FaultRule rule) {
    const std::scoped_lock lock(mutex_);
    return insert(std::move(rule)).id;
}

void FaultRules::replace(std::vector<FaultRule> rules) {
    const std::scoped_lock lock(mutex_);
    entries_.clear();
    for (FaultRule& rule : rules) {
        insert(std::move(rule));
    }
}

bool FaultRules::remove(std::string_view id) {
    const std::scoped_lock lock(mutex_);
    return std::erase_if(entries_, [id](const Entry& entry) { return entry.rule.id == id; }) > 0;
}

Fault FaultRules::fault_of(const FaultTarget& target) {
    const std::scoped_lock lock(mutex_);
    Fault fault;
    for (Entry& entry : entries_) {
        const FaultRule& rule = entry.rule;
        if (!is_meant(rule, target)) {
            continue;
        }
        const bool is_drawn = draw(rule.seed, entry.matched++) < rule.probability;
        if (is_drawn && (!rule.count || entry.applied < *rule.count)) {
            ++entry.applied;
            admin::add(rule.fault, fault);
        }
    }
    return fault;
}

}  // namespace forebay::service::admin
