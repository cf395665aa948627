#include "runtime/thread.hpp"
#include <forebay/runtime/backups.hpp>
#include <forebay/storage/backup.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace forebay::runtime {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::size_t name_chars_max = 100;

// Neither a path, nor hidden, nor what an unfinished one is called.
bool is_name(std::string_view text) {
    const auto is_right = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= name_chars_max && !text.starts_with('.') &&
           !text.ends_with(".partial") && std::ranges::all_of(text, is_right);
}

std::string name_by_time(TimePoint now) {
    const auto ms = now.time_since_epoch().count() % 1000;
    return fmt::format("{:%Y%m%dT%H%M%S}.{:03}Z",
                       fmt::gmtime(std::chrono::floor<std::chrono::seconds>(now)), ms);
}

class LocalBackups final : public Backups {
public:
    LocalBackups(storage::Store& store, Clock& clock, BackupOptions options)
        : store_(store),
          clock_(clock),
          directory_(std::move(options.directory)),
          thread_(start_thread("backups", Eagerness::patient, [this] { context_.run(); })) {}

    ~LocalBackups() override { stop(); }
    LocalBackups(const LocalBackups&) = delete;
    LocalBackups& operator=(const LocalBackups&) = delete;

    Task<Result<Made>> create(std::string name) override {
        if (name.empty()) {
            name = name_by_time(clock_.now());
        } else if (!is_name(name)) {
            co_return Error{Errc::invalid_parameter,
                            "A name has 1 to 100 of A-Z, a-z, 0-9, '.', '_' and '-', and neither "
                            "begins with a dot nor ends in \".partial\"."};
        }
        if (is_stopping_ || is_busy_.exchange(true)) {
            co_return Error{Errc::invalid_state, "A backup is being made."};
        }
        co_return co_await asio::co_spawn(context_.get_executor(), copy(directory_ / name),
                                          use_task);
    }

    void stop() override {
        is_stopping_ = true;
        work_.reset();
        if (thread_.joinable()) {
            thread_.join();
        }
    }

private:
    Task<Result<Made>> copy(fs::path path) {
        const auto began = steady_clock::now();
        const Result<void> copied = checkpoint(path);
        const auto took = std::chrono::duration_cast<Duration>(steady_clock::now() - began);
        is_busy_ = false;
        if (!copied) {
            spdlog::warn("A backup failed. path=\"{}\" error=\"{}\"", path.string(),
                         copied.error().detail);
            co_return copied.error();
        }
        const std::uint64_t bytes = storage::bytes_below(path);
        spdlog::info("A backup was made. path=\"{}\" bytes={} ms={}", path.string(), bytes,
                     took.count());
        co_return Made{.path = std::move(path), .bytes = bytes, .took = took};
    }

    Result<void> checkpoint(const fs::path& path) {
        std::error_code error;
        fs::create_directories(directory_, error);
        if (error) {
            return Error{Errc::internal, fmt::format("{}: cannot be made: {}", directory_.string(),
                                                     error.message())};
        }
        return store_.checkpoint(path);
    }

    storage::Store& store_;
    Clock& clock_;
    const fs::path directory_;
    std::atomic<bool> is_busy_ = false;  // one is being made
    std::atomic<bool> is_stopping_ = false;
    asio::io_context context_{1};
    asio::executor_work_guard<Executor> work_{context_.get_executor()};
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Backups> Backups::make(storage::Store& store, Clock& clock, BackupOptions options) {
    return std::make_unique<LocalBackups>(store, clock, std::move(options));
}

}  // namespace forebay::runtime
