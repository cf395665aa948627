#include "service/sqs/message_filter.hpp"

#include "service/sqs/contains.hpp"
#include "service/sqs/sequence_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace forebay::service::sqs {
namespace {

using runtime::Delivery;
using Printed = std::optional<std::string>;  // nullopt: the message has none

struct Row {
    std::string_view name;
    Printed (*print)(const Delivery& delivery);
};

Printed print_ms(TimePoint at) {
    return fmt::format("{}", at.time_since_epoch().count());
}

Printed print_text(const std::string& text) {
    return text.empty() ? std::nullopt : Printed(text);
}

// Of FIFO queues: no other message has a deduplication id.
bool has_sequence_number(const Message& message) {
    return !message.deduplication_id.empty();
}

// By name: the order in which a StringMap takes them without a search.
constexpr std::array rows = {
    Row{"AWSTraceHeader", [](const Delivery& d) { return print_text(d.message->trace_header); }},
    Row{"ApproximateFirstReceiveTimestamp",
        [](const Delivery& d) { return print_ms(d.state.first_received_at); }},
    Row{"ApproximateReceiveCount",
        [](const Delivery& d) -> Printed { return fmt::format("{}", d.state.receive_count); }},
    Row{"DeadLetterQueueSourceArn",
        [](const Delivery& d) { return print_text(d.message->dead_letter_source_arn); }},
    Row{"MessageDeduplicationId",
        [](const Delivery& d) { return print_text(d.message->deduplication_id); }},
    Row{"MessageGroupId", [](const Delivery& d) { return print_text(d.message->group_id); }},
    Row{"SenderId", [](const Delivery& d) { return print_text(d.message->sender_id); }},
    Row{"SentTimestamp", [](const Delivery& d) { return print_ms(d.message->sent_at); }},
    Row{"SequenceNumber",
        [](const Delivery& d) {
            return has_sequence_number(*d.message) ? Printed(sequence_number(d.receipt.sequence))
                                                   : std::nullopt;
        }},
};
static_assert(std::ranges::is_sorted(rows, {}, &Row::name));

}  // namespace

void MessageAttributeFilter::add(const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
        if (pattern == "All" || pattern == ".*" || pattern == "*") {
            all_ = true;
        } else if (pattern.ends_with(".*")) {
            prefixes_.push_back(pattern.substr(0, pattern.size() - 2));
        } else {
            names_.push_back(pattern);
        }
    }
}

bool MessageAttributeFilter::matches(std::string_view name) const {
    return all_ || contains(names_, name) ||
           std::ranges::any_of(
               prefixes_, [name](const std::string& prefix) { return name.starts_with(prefix); });
}

void SystemAttributeFilter::add(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (contains(names, "All") || contains(names, rows[i].name)) {
            rows_ |= 1U << i;
        }
    }
}

StringMap SystemAttributeFilter::show(const Delivery& delivery) const {
    StringMap shown;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if ((rows_ & 1U << i) == 0) {
            continue;
        }
        if (auto text = rows[i].print(delivery)) {
            shown.emplace_hint(shown.end(), rows[i].name, std::move(*text));
        }
    }
    return shown;
}

}  // namespace forebay::service::sqs
