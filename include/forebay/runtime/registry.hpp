#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace forebay::runtime {

/// Small named values of a data directory: what services manage besides queues and topics. They
/// are all in memory, and durable.
///
/// `find` and `list` may be called from any thread and see what is durable; `edit` must be started
/// on one of the broker's executors, finishes where it started, and sees all earlier edits.
class Registry {
public:
    using Entry = std::pair<std::string, std::string>;  // name and value

    virtual ~Registry() = default;

    virtual std::optional<std::string> find(std::string_view name) const = 0;

    /// Up to `max` values whose names begin with `prefix`, by name, after the name `after` (empty:
    /// from the first).
    virtual std::vector<Entry> list(std::string_view prefix, std::string_view after,
                                    std::size_t max) const = 0;

    /// Changes as one edit makes them: all at one moment, or none.
    class Changes {
    public:
        using Find = std::function<std::optional<std::string>(std::string_view name)>;

        /// `find` says what there is before the edit.
        explicit Changes(Find find) : find_(std::move(find)) {}

        /// The value as this edit has left it.
        std::optional<std::string> find(std::string_view name) const;
        void put(std::string name, std::string value);
        void remove(std::string name);

        /// By name; nullopt: removed.
        const std::map<std::string, std::optional<std::string>>& all() const { return changes_; }

    private:
        Find find_;
        std::map<std::string, std::optional<std::string>> changes_;
    };

    /// Lets `change` edit values; edits come one after the other. Its error changes nothing and is
    /// returned.
    virtual Task<Result<void>> edit(std::function<Result<void>(Changes&)> change) = 0;
};

}  // namespace forebay::runtime
