#include <forebay/model/queue.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace forebay {

std::string arn(const QueueKey& key) {
    return fmt::format("arn:aws:sqs:{}:{}:{}", key.region, key.account, key.name);
}

std::optional<QueueKey> parse_arn(std::string_view text) {
    constexpr std::size_t parts = 6;
    constexpr std::size_t account_chars = 12;
    std::array<std::string_view, parts> part;
    for (std::size_t i = 0; i < parts; ++i) {
        const std::size_t end = i + 1 < parts ? text.find(':') : text.size();
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        part[i] = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    const bool has_account =
        part[4].size() == account_chars &&
        std::ranges::all_of(part[4], [](char c) { return c >= '0' && c <= '9'; });
    if (part[0] != "arn" || part[1].empty() || part[2] != "sqs" || part[3].empty() ||
        !has_account || part[5].empty() || part[5].contains(':')) {
        return std::nullopt;
    }
    return QueueKey{.account = std::string(part[4]),
                    .region = std::string(part[3]),
                    .name = std::string(part[5])};
}

}  // namespace forebay
