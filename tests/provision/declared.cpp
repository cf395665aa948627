#include "declared.hpp"

#include <forebay/base/uuid.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/rendering.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace forebay::provision {
namespace {

const service::ServiceOptions options;

// Problems name the whole path; tests look at the file's name.
std::vector<std::string> without(const std::string& directory, std::vector<std::string> lines) {
    for (std::string& line : lines) {
        for (std::size_t at = 0; (at = line.find(directory)) != std::string::npos;) {
            line.erase(at, directory.size());
        }
    }
    return lines;
}

class File {
public:
    explicit File(std::string_view content)
        : directory_(std::filesystem::temp_directory_path() / to_string(random_uuid())) {
        std::filesystem::create_directory(directory_);
        std::ofstream(path()) << content;
    }
    ~File() { std::filesystem::remove_all(directory_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    std::filesystem::path path() const { return directory_ / "f.toml"; }
    std::string prefix() const { return directory_.string() + "/"; }

private:
    std::filesystem::path directory_;
};

Declared read(const File& file) {
    Declared declared;
    declared.declarations = read_file(
        file.path(), {.account = options.account, .region = options.region}, declared.problems);
    return declared;
}

}  // namespace

Declared declare(std::string_view content) {
    return read(File(content));
}

std::vector<std::string> problems_of(std::string_view content, runtime::Broker* existing) {
    const File file(content);
    Declared declared = read(file);
    declared.problems.add(check(declared.declarations, options, existing).problems);
    return without(file.prefix(), declared.problems.lines());
}

std::vector<std::string> notes_of(std::string_view content) {
    const File file(content);
    return without(file.prefix(), check(read(file).declarations, options, nullptr).notes.lines());
}

RunningBroker::RunningBroker()
    : broker_(runtime::Broker::recover(storage::make_memory_store(), clock_, {})) {
    broker_->topics().render_replays_with(
        [](TopicPtr topic) { return service::sns::make_render(nullptr, std::move(topic)); });
    broker_->start();
}

RunningBroker::~RunningBroker() {
    broker_->stop();
}

std::vector<std::string> RunningBroker::apply(std::string_view content) {
    EXPECT_EQ(problems_of(content, broker_.get()), std::vector<std::string>());
    const Report report = provision::apply(declare(content).declarations, *broker_,
                                           {.options = options, .endpoint = "http://localhost"});
    EXPECT_EQ(report.problems.lines(), std::vector<std::string>());
    std::vector<std::string> lines;
    for (const Done& done : report.done) {
        if (done.created) {
            lines.push_back(fmt::format("{} {} created", done.kind, done.name));
        }
        for (const Difference& difference : done.differences) {
            lines.push_back(fmt::format("{} {} {} '{}' '{}'", done.kind, done.name, difference.name,
                                        difference.before, difference.after));
        }
    }
    return lines;
}

QueueInfoPtr RunningBroker::queue(std::string_view name) {
    const auto found = broker_->find(options.account, options.region, name);
    return found ? *found : nullptr;
}

TopicPtr RunningBroker::topic(std::string_view name) {
    return broker_->topics().find({options.account, options.region, std::string(name)});
}

std::vector<SubscriptionPtr> RunningBroker::subscriptions() {
    return broker_->topics().list_subscriptions(options.account, options.region, "", {}, 100);
}

TableInfoPtr RunningBroker::table(std::string_view name) {
    return broker_->tables().find({options.account, options.region, std::string(name)});
}

}  // namespace forebay::provision
