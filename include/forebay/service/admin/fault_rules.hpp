#pragma once

#include <forebay/base/clock.hpp>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::service::admin {

/// How a request is refused.
struct FaultRefusal {
    std::string code;
    std::string message;
    unsigned status = 503;
};

/// What goes wrong with requests, on purpose.
struct Fault {
    /// The connection is closed without an answer: before the action is carried out, or after.
    enum class Drop : std::uint8_t { none, before, after };

    std::optional<FaultRefusal> error = {};  ///< then the action is not carried out
    Duration latency = Duration::zero();     ///< waited for before the answer
    Drop drop = Drop::none;
    bool is_duplicated = false;  ///< what a receive hands out can be received again at once

    bool carries_out() const { return !error && drop != Drop::before; }
};

/// To which requests a fault happens.
struct FaultRule {
    std::string id = {};        ///< given out by FaultRules
    std::string service = {};   ///< `sqs`, `sns`, `dynamodb` …; empty: every one
    std::string action = {};    ///< as `ReceiveMessage`; empty: every one
    std::string resource = {};  ///< the name of a queue, topic or table; empty: every one
    double probability = 1;     ///< 0 to 1
    std::uint64_t seed = 0;     ///< which of the requests: the same ones for the same seed
    std::optional<std::uint64_t> count = {};  ///< of how many requests at most; nullopt: of all
    Fault fault = {};
};

/// A request, as far as rules go by it.
struct FaultTarget {
    std::string_view service;
    std::string_view action;
    std::string_view resource;  ///< empty: it names none
};

/// The rules that are in force, in memory alone. Thread-safe.
class FaultRules {
public:
    struct Entry {
        FaultRule rule;
        std::uint64_t matched = 0;  ///< requests that it was tried on
        std::uint64_t applied = 0;  ///< of these, those that its fault happened to
    };

    std::vector<Entry> list() const;  ///< in the order in which they were added
    std::string add(FaultRule rule);  ///< its id
    void replace(std::vector<FaultRule> rules);
    bool remove(std::string_view id);  ///< whether it was there

    /// What happens to a request: the latencies of all rules together, and the first error and drop
    /// among them.
    Fault fault_of(const FaultTarget& target);

private:
    FaultRule& insert(FaultRule rule);

    mutable std::mutex mutex_;
    std::vector<Entry> entries_;
    std::uint64_t last_id_ = 0;
};

}  // namespace forebay::service::admin
