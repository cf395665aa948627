#include "service/sqs/queue_attributes.hpp"

#include "service/sqs/contains.hpp"
#include "service/sqs/errors.hpp"
#include "service/sqs/message_text.hpp"
#include "service/sqs/number.hpp"
#include "service/sqs/policy.hpp"
#include "service/sqs/redrive_policy.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace forebay::service::sqs {
namespace {

using namespace std::chrono_literals;

using Printed = std::optional<std::string>;  // nullopt: unset, so it is not shown

enum class QueueType : std::uint8_t { any, fifo };

/// One attribute. Those without `parse` are only read; the others may be given to CreateQueue and
/// to SetQueueAttributes.
struct Row {
    std::string_view name;
    QueueType queues = QueueType::any;
    bool needs_counts = false;
    Result<void> (*parse)(std::string_view name, std::string_view text,
                          QueueSettings& settings) = nullptr;
    Printed (*print)(const AttributeSource& source);
};

Result<void> parse_number(std::string_view name, std::string_view text, std::int64_t min,
                          std::int64_t max, std::uint32_t& out) {
    const auto value = parse_integer(text);
    if (!value || *value < min || *value > max) {
        return invalid_attribute_value(name);
    }
    out = static_cast<std::uint32_t>(*value);
    return {};
}

Result<void> parse_seconds(std::string_view name, std::string_view text, Duration min, Duration max,
                           Duration& out) {
    std::uint32_t seconds = 0;
    auto parsed = parse_number(name, text, min / 1s, max / 1s, seconds);
    if (parsed) {
        out = std::chrono::seconds(seconds);
    }
    return parsed;
}

Result<void> parse_bool(std::string_view name, std::string_view text, bool& out) {
    const auto is = [text](std::string_view word) {
        return std::ranges::equal(text, word, [](char a, char b) { return (a | 0x20) == b; });
    };
    if (!is("true") && !is("false")) {
        return invalid_attribute_value(name);
    }
    out = is("true");
    return {};
}

/// Sets `out` to whether `text` is the second of two words.
Result<void> parse_choice(std::string_view name, std::string_view text, std::string_view no,
                          std::string_view yes, bool& out) {
    if (text != no && text != yes) {
        return invalid_attribute_value(name);
    }
    out = text == yes;
    return {};
}

Printed print_seconds(auto time) {
    return fmt::format("{}", std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

Printed print_bool(bool value) {
    return value ? "true" : "false";
}

Printed print_text(const std::string& text) {
    return text.empty() ? std::nullopt : Printed(text);
}

Printed print_if_fifo(const AttributeSource& source, std::string_view text) {
    return source.queue.settings.fifo ? Printed(text) : std::nullopt;
}

constexpr std::array rows = {
    Row{.name = "DelaySeconds",
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_seconds(name, text, 0s, limits::delay_max, settings.delay);
            },
        .print = [](const AttributeSource& s) { return print_seconds(s.queue.settings.delay); }},
    Row{.name = "MaximumMessageSize",
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_number(name, text, limits::message_bytes_max_smallest,
                                    limits::message_bytes_max, settings.message_bytes_max);
            },
        .print = [](const AttributeSource& s) -> Printed {
            return fmt::format("{}", s.queue.settings.message_bytes_max);
        }},
    Row{.name = "MessageRetentionPeriod",
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_seconds(name, text, limits::retention_min, limits::retention_max,
                                     settings.retention);
            },
        .print =
            [](const AttributeSource& s) { return print_seconds(s.queue.settings.retention); }},
    Row{.name = "ReceiveMessageWaitTimeSeconds",
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_seconds(name, text, 0s, limits::receive_wait_max,
                                     settings.receive_wait);
            },
        .print =
            [](const AttributeSource& s) { return print_seconds(s.queue.settings.receive_wait); }},
    Row{.name = "VisibilityTimeout",
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_seconds(name, text, 0s, limits::visibility_timeout_max,
                                     settings.visibility_timeout);
            },
        .print =
            [](const AttributeSource& s) {
                return print_seconds(s.queue.settings.visibility_timeout);
            }},
    Row{.name = "Policy",
        .parse = [](std::string_view name, std::string_view text,
                    QueueSettings& settings) -> Result<void> {
            if (!text.empty() && !is_policy(text)) {
                return invalid_attribute_value(name);
            }
            settings.policy = text;
            return {};
        },
        .print = [](const AttributeSource& s) { return print_text(s.queue.settings.policy); }},
    Row{.name = "RedrivePolicy",
        .parse = [](std::string_view, std::string_view text,
                    QueueSettings& settings) -> Result<void> {
            settings.redrive.reset();
            if (!text.empty()) {
                auto redrive = parse_redrive_policy(text);
                if (!redrive) {
                    return redrive.error();
                }
                settings.redrive = std::move(*redrive);
            }
            settings.redrive_policy = text;
            return {};
        },
        .print =
            [](const AttributeSource& s) { return print_text(s.queue.settings.redrive_policy); }},
    Row{.name = "RedriveAllowPolicy",
        .parse = [](std::string_view, std::string_view text,
                    QueueSettings& settings) -> Result<void> {
            if (!text.empty()) {
                if (auto checked = check_redrive_allow_policy(text); !checked) {
                    return checked;
                }
            }
            settings.redrive_allow_policy = text;
            return {};
        },
        .print =
            [](const AttributeSource& s) {
                return print_text(s.queue.settings.redrive_allow_policy);
            }},
    Row{.name = "SqsManagedSseEnabled",
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_bool(name, text, settings.managed_encryption);
            },
        .print =
            [](const AttributeSource& s) {
                return print_bool(s.queue.settings.managed_encryption);
            }},
    Row{.name = "KmsMasterKeyId",
        .parse = [](std::string_view name, std::string_view text,
                    QueueSettings& settings) -> Result<void> {
            if (forbidden_character(text)) {
                return invalid_attribute_value(name);
            }
            settings.kms_key_id = text;
            return {};
        },
        .print = [](const AttributeSource& s) { return print_text(s.queue.settings.kms_key_id); }},
    Row{.name = "KmsDataKeyReusePeriodSeconds",
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_number(name, text, limits::kms_reuse_min / 1s,
                                    limits::kms_reuse_max / 1s, settings.kms_reuse_s);
            },
        .print = [](const AttributeSource& s) -> Printed {
            const std::uint32_t reuse_s = s.queue.settings.kms_reuse_s;
            return reuse_s == QueueSettings().kms_reuse_s ? std::nullopt
                                                          : Printed(fmt::format("{}", reuse_s));
        }},
    Row{.name = "FifoQueue",
        .queues = QueueType::fifo,
        .parse = [](std::string_view name, std::string_view text, QueueSettings&) -> Result<void> {
            bool fifo = false;
            auto parsed = parse_bool(name, text, fifo);
            if (parsed && !fifo) {
                return invalid_attribute_value(name, "Modifying queue type is not supported.");
            }
            return parsed;
        },
        .print = [](const AttributeSource& s) { return print_if_fifo(s, "true"); }},
    Row{.name = "ContentBasedDeduplication",
        .queues = QueueType::fifo,
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_bool(name, text, settings.content_based_deduplication);
            },
        .print =
            [](const AttributeSource& s) {
                return print_if_fifo(
                    s, s.queue.settings.content_based_deduplication ? "true" : "false");
            }},
    Row{.name = "DeduplicationScope",
        .queues = QueueType::fifo,
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                bool group = false;
                auto parsed = parse_choice(name, text, "queue", "messageGroup", group);
                settings.deduplication_scope =
                    group ? DeduplicationScope::message_group : DeduplicationScope::queue;
                return parsed;
            },
        .print =
            [](const AttributeSource& s) {
                const auto scope = s.queue.settings.deduplication_scope;
                return print_if_fifo(s,
                                     scope == DeduplicationScope::queue ? "queue" : "messageGroup");
            }},
    Row{.name = "FifoThroughputLimit",
        .queues = QueueType::fifo,
        .parse =
            [](std::string_view name, std::string_view text, QueueSettings& settings) {
                return parse_choice(name, text, "perQueue", "perMessageGroupId",
                                    settings.throughput_per_group);
            },
        .print =
            [](const AttributeSource& s) {
                return print_if_fifo(
                    s, s.queue.settings.throughput_per_group ? "perMessageGroupId" : "perQueue");
            }},

    Row{.name = "ApproximateNumberOfMessages",
        .needs_counts = true,
        .print = [](const AttributeSource& s) -> Printed {
            return fmt::format("{}", s.counts.visible);
        }},
    Row{.name = "ApproximateNumberOfMessagesNotVisible",
        .needs_counts = true,
        .print = [](const AttributeSource& s) -> Printed {
            return fmt::format("{}", s.counts.in_flight);
        }},
    Row{.name = "ApproximateNumberOfMessagesDelayed",
        .needs_counts = true,
        .print = [](const AttributeSource& s) -> Printed {
            return fmt::format("{}", s.counts.delayed);
        }},
    Row{.name = "CreatedTimestamp",
        .print =
            [](const AttributeSource& s) {
                return print_seconds(s.queue.created_at.time_since_epoch());
            }},
    Row{.name = "LastModifiedTimestamp",
        .print =
            [](const AttributeSource& s) {
                return print_seconds(s.queue.modified_at.time_since_epoch());
            }},
    Row{.name = "QueueArn",
        .print = [](const AttributeSource& s) -> Printed { return arn(s.queue.key); }},
};

const Row* find_row(std::string_view name) {
    const auto row = std::ranges::find(rows, name, &Row::name);
    return row == rows.end() ? nullptr : &*row;
}

Result<void> check_settable(const std::string& name, bool fifo) {
    const Row* row = find_row(name);
    if (row == nullptr || row->parse == nullptr) {
        return unknown_attribute(name);
    }
    if (row->queues == QueueType::any || fifo) {
        return {};
    }
    if (name == "DeduplicationScope" || name == "FifoThroughputLimit") {
        return Error{
            Errc::invalid_attribute_name,
            fmt::format("You can specify the {} only when FifoQueue is set to true.", name)};
    }
    return unknown_attribute(name);
}

/// A queue has a key of its own or the service's, never both; a key switches the other off.
Result<void> settle_encryption(const StringMap& wanted, QueueSettings& settings) {
    if (settings.kms_key_id.empty()) {
        return {};
    }
    if (settings.managed_encryption && wanted.contains("SqsManagedSseEnabled")) {
        return Error{Errc::invalid_attribute_name,
                     "You can use one type of server-side encryption (SSE) at one time. You can "
                     "either enable KMS SSE or SQS SSE."};
    }
    settings.managed_encryption = false;
    return {};
}

}  // namespace

Result<void> apply_attributes(const StringMap& wanted, QueueSettings& settings) {
    for (const auto& [name, text] : wanted) {
        if (auto checked = check_settable(name, settings.fifo); !checked) {
            return checked;
        }
    }
    for (const auto& [name, text] : wanted) {
        if (auto parsed = find_row(name)->parse(name, text, settings); !parsed) {
            return parsed;
        }
    }
    if (settings.throughput_per_group &&
        settings.deduplication_scope != DeduplicationScope::message_group) {
        return invalid_attribute_value(
            "FifoThroughputLimit",
            "perMessageGroupId is allowed only when DeduplicationScope is messageGroup.");
    }
    return settle_encryption(wanted, settings);
}

std::optional<std::string_view> first_difference(const StringMap& wanted, const QueueInfo& left,
                                                 const QueueInfo& right) {
    for (const auto& [name, text] : wanted) {
        const Row* row = find_row(name);
        if (row->print({left}) != row->print({right})) {
            return row->name;
        }
    }
    return std::nullopt;
}

Result<void> check_attribute_names(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (name != "All" && find_row(name) == nullptr) {
            return unknown_attribute(name);
        }
    }
    return {};
}

bool needs_counts(const std::vector<std::string>& names) {
    return std::ranges::any_of(names, [](const std::string& name) {
        return name == "All" || find_row(name)->needs_counts;
    });
}

StringMap print_attributes(const std::vector<std::string>& names, const AttributeSource& source) {
    const bool all = contains(names, "All");
    StringMap printed;
    for (const Row& row : rows) {
        if (all || contains(names, row.name)) {
            if (auto text = row.print(source)) {
                printed.emplace(row.name, std::move(*text));
            }
        }
    }
    return printed;
}

}  // namespace forebay::service::sqs
