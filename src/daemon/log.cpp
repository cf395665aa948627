#include "daemon/log.hpp"

#include "daemon/json_line.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace forebay::daemon {
namespace {

spdlog::level::level_enum spdlog_level(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::trace:
            return spdlog::level::trace;
        case config::LogLevel::debug:
            return spdlog::level::debug;
        case config::LogLevel::info:
            return spdlog::level::info;
        case config::LogLevel::warn:
            return spdlog::level::warn;
        case config::LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

class JsonFormatter final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const auto at = std::chrono::time_point_cast<Duration>(message.time);
        const spdlog::string_view_t level = spdlog::level::to_string_view(message.level);
        out.append(json_line(at, {level.data(), level.size()},
                             {message.payload.data(), message.payload.size()}));
    }

    std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<JsonFormatter>();
    }
};

std::unique_ptr<spdlog::formatter> make_formatter(config::LogFormat format) {
    if (format == config::LogFormat::json) {
        return std::make_unique<JsonFormatter>();
    }
    return std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %-7l %v",
                                                       spdlog::pattern_time_type::utc);
}

}  // namespace

void set_up_log(const config::LogOptions& options) {
    auto logger = std::make_shared<spdlog::logger>(
        "forebay", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_formatter(make_formatter(options.format));
    logger->set_level(spdlog_level(options.level));
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace forebay::daemon
