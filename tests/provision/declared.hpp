#pragma once

#include "provision/provision.hpp"
#include "provision/read.hpp"
#include <forebay/base/clock.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::provision {

/// What a file of this content declares; its problems begin with `f.toml:`.
struct Declared {
    Declarations declarations;
    Problems problems;
};
Declared declare(std::string_view content);

/// What `check` says of a file, together with what the reader says.
std::vector<std::string> problems_of(std::string_view content, runtime::Broker* existing = nullptr);
std::vector<std::string> notes_of(std::string_view content);

/// A broker in memory, which runs.
class RunningBroker {
public:
    RunningBroker();
    ~RunningBroker();

    runtime::Broker& operator*() { return *broker_; }
    runtime::Broker* operator->() { return broker_.get(); }

    /// Applies a file without mistakes; each thing done is a line: `queue orders created`,
    /// `queue orders VisibilityTimeout 30 45`.
    std::vector<std::string> apply(std::string_view content);

    QueueInfoPtr queue(std::string_view name);
    TopicPtr topic(std::string_view name);
    std::vector<SubscriptionPtr> subscriptions();
    TableInfoPtr table(std::string_view name);

private:
    SystemClock clock_;
    std::unique_ptr<runtime::Broker> broker_;
};

}  // namespace forebay::provision
