#include "service/sns/errors.hpp"
#include "service/sns/page.hpp"
#include "service/sns/platform.hpp"
#include "service/sns/subscription_endpoint.hpp"
#include "service/sqs/number.hpp"
#include <forebay/runtime/registry.hpp>
#include <forebay/service/sns/actions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::service::sns {
namespace {

using Changes = runtime::Registry::Changes;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_percentage(std::string_view text) {
    const auto number = sqs::parse_integer(text);
    return number && *number >= 0 && *number <= 100;
}

bool is_spend_limit(std::string_view text) {
    const auto number = sqs::parse_integer(text);
    return number && *number >= 0;
}

bool is_sender_id(std::string_view text) {
    constexpr std::size_t chars_max = 11;
    return !text.empty() && text.size() <= chars_max &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || is_letter(c); }) &&
           std::ranges::any_of(text, is_letter);
}

bool is_sms_type(std::string_view text) {
    return text == "Promotional" || text == "Transactional";
}

bool is_anything(std::string_view) {
    return true;
}

struct Row {
    std::string_view name;
    bool (*is_valid)(std::string_view text);
};

constexpr std::array rows = {
    Row{"DefaultSMSType", is_sms_type},
    Row{"DefaultSenderID", is_sender_id},
    Row{"DeliveryStatusIAMRole", is_anything},
    Row{"DeliveryStatusSuccessSamplingRate", is_percentage},
    Row{"MonthlySpendLimit", is_spend_limit},
    Row{"UsageReportS3Bucket", is_anything},
};

std::string key_of(const Context& context, std::string_view family) {
    return fmt::format("sns/{}/{}/{}/", family, context.account, context.region);
}

std::string attributes_key(const Context& context) {
    return key_of(context, "sms");
}

std::string opted_out_prefix(const Context& context) {
    return key_of(context, "opted-out");
}

std::string sandbox_prefix(const Context& context) {
    return key_of(context, "sandbox");
}

Error malformed_number() {
    return invalid("PhoneNumber", "input incorrectly formatted");
}

/// The number that is asked about, as it is stored.
Result<std::string> phone_number(const OptionalText& text) {
    if (!text) {
        return missing("PhoneNumber");
    }
    auto number = parse_phone_number(*text);
    if (!number) {
        return malformed_number();
    }
    return std::move(*number);
}

Result<std::size_t> page_size_of(const PageInput& input, std::int64_t max) {
    if (!input.max_results) {
        return static_cast<std::size_t>(max);
    }
    const bool is_low = *input.max_results < 1;
    if (is_low || *input.max_results > max) {
        return Error{
            Errc::validation_failed,
            fmt::format("1 validation error detected: Value '{}' at 'maxResults' failed "
                        "to satisfy constraint: Member must have value {} than or equal "
                        "to {}",
                        *input.max_results, is_low ? "greater" : "less", is_low ? 1 : max)};
    }
    return static_cast<std::size_t>(*input.max_results);
}

/// Edits what is stored under `key`, all at one moment.
using Edit = Result<void> (*)(Changes& registry, const std::string& key);

Task<Result<EmptyResult>> edit_at(Context& context, std::string key, Edit edit) {
    auto change = [key = std::move(key), edit](Changes& registry) { return edit(registry, key); };
    if (auto edited = co_await context.broker.registry().edit(std::move(change)); !edited) {
        co_return edited.error();
    }
    co_return EmptyResult{};
}

constexpr std::int64_t origination_page_max = 30;
constexpr std::int64_t sandbox_page_max = 100;

}  // namespace

Task<Result<GetSmsAttributesOutput>> get_sms_attributes(Context& context,
                                                        GetSmsAttributesInput input) {
    const auto value = context.broker.registry().find(attributes_key(context));
    GetSmsAttributesOutput output;
    output.attributes = from_value(value.value_or(std::string()));
    output.attributes.try_emplace("MonthlySpendLimit", "1");
    if (!input.attributes.empty()) {
        std::erase_if(output.attributes, [&input](const auto& attribute) {
            return std::ranges::find(input.attributes, attribute.first) == input.attributes.end();
        });
    }
    co_return output;
}

Task<Result<EmptyResult>> set_sms_attributes(Context& context, SetSmsAttributesInput input) {
    if (input.attributes.empty()) {
        co_return null_at("attributes");
    }
    for (const auto& [name, value] : input.attributes) {
        const auto row = std::ranges::find(rows, name, &Row::name);
        if (row == rows.end()) {
            co_return Error{Errc::invalid_parameter,
                            fmt::format("{} is not a valid attribute", name)};
        }
        if (!row->is_valid(value)) {
            co_return Error{Errc::invalid_parameter, fmt::format("{} is invalid", name)};
        }
    }
    auto change = [key = attributes_key(context),
                   wanted = std::move(input.attributes)](Changes& registry) -> Result<void> {
        StringMap attributes = from_value(registry.find(key).value_or(std::string()));
        for (const auto& [name, value] : wanted) {
            attributes.insert_or_assign(name, value);
        }
        registry.put(key, to_value(attributes));
        return {};
    };
    if (auto edited = co_await context.broker.registry().edit(std::move(change)); !edited) {
        co_return edited.error();
    }
    co_return EmptyResult{};
}

Task<Result<IsOptedOutOutput>> check_if_phone_number_is_opted_out(Context& context,
                                                                  OptOutInput input) {
    const auto number = phone_number(input.phone_number);
    if (!number) {
        co_return number.error();
    }
    const auto found = context.broker.registry().find(opted_out_prefix(context) + *number);
    co_return IsOptedOutOutput{found.has_value()};
}

Task<Result<EmptyResult>> opt_in_phone_number(Context& context, OptOutInput input) {
    const auto number = phone_number(input.phone_number);
    if (!number) {
        co_return number.error();
    }
    constexpr Edit edit = [](Changes& registry, const std::string& key) -> Result<void> {
        if (registry.find(key)) {
            registry.remove(key);
        }
        return {};
    };
    co_return co_await edit_at(context, opted_out_prefix(context) + *number, edit);
}

Task<Result<ListOptedOutOutput>> list_phone_numbers_opted_out(Context& context,
                                                              ListOptedOutInput input) {
    const auto after = place_of(input.next_token);
    if (!after) {
        co_return after.error();
    }
    const std::string prefix = opted_out_prefix(context);
    auto numbers = context.broker.registry().list(prefix, *after, page_size + 1);
    ListOptedOutOutput output;
    output.next_token = end_page(numbers, [](const auto& last) { return last.first; });
    for (const auto& [key, value] : numbers) {
        output.phone_numbers.push_back(key.substr(prefix.size()));
    }
    co_return output;
}

Task<Result<ListOriginationNumbersOutput>> list_origination_numbers(Context&, PageInput input) {
    if (auto size = page_size_of(input, origination_page_max); !size) {
        co_return size.error();
    }
    co_return ListOriginationNumbersOutput{};
}

Task<Result<SandboxStatusOutput>> get_sms_sandbox_account_status(Context&, Empty) {
    co_return SandboxStatusOutput{};
}

Task<Result<EmptyResult>> create_sms_sandbox_phone_number(Context& context,
                                                          SandboxNumberInput input) {
    const auto number = phone_number(input.phone_number);
    if (!number) {
        co_return number.error();
    }
    constexpr Edit edit = [](Changes& registry, const std::string& key) -> Result<void> {
        if (!registry.find(key)) {
            registry.put(key, "Pending");
        }
        return {};
    };
    co_return co_await edit_at(context, sandbox_prefix(context) + *number, edit);
}

Task<Result<EmptyResult>> delete_sms_sandbox_phone_number(Context& context,
                                                          SandboxNumberInput input) {
    const auto number = phone_number(input.phone_number);
    if (!number) {
        co_return number.error();
    }
    constexpr Edit edit = [](Changes& registry, const std::string& key) -> Result<void> {
        if (!registry.find(key)) {
            return resource_not_found();
        }
        registry.remove(key);
        return {};
    };
    co_return co_await edit_at(context, sandbox_prefix(context) + *number, edit);
}

Task<Result<EmptyResult>> verify_sms_sandbox_phone_number(Context& context,
                                                          VerifySandboxNumberInput input) {
    const auto number = phone_number(input.phone_number);
    if (!number) {
        co_return number.error();
    }
    constexpr std::size_t digits_min = 5;
    constexpr std::size_t digits_max = 8;
    const std::string password = std::move(input.one_time_password).value_or(std::string());
    if (password.size() < digits_min || password.size() > digits_max ||
        !std::ranges::all_of(password, is_digit)) {
        co_return Error{Errc::verification_failed, "The one-time password has 5 to 8 digits"};
    }
    constexpr Edit edit = [](Changes& registry, const std::string& key) -> Result<void> {
        if (!registry.find(key)) {
            return resource_not_found();
        }
        registry.put(key, "Verified");
        return {};
    };
    co_return co_await edit_at(context, sandbox_prefix(context) + *number, edit);
}

Task<Result<ListSandboxNumbersOutput>> list_sms_sandbox_phone_numbers(Context& context,
                                                                      PageInput input) {
    const auto size = page_size_of(input, sandbox_page_max);
    if (!size) {
        co_return size.error();
    }
    const auto after = place_of(input.next_token);
    if (!after) {
        co_return after.error();
    }
    const std::string prefix = sandbox_prefix(context);
    auto numbers = context.broker.registry().list(prefix, *after, *size + 1);
    ListSandboxNumbersOutput output;
    output.next_token = end_page(
        numbers, [](const auto& last) { return last.first; }, *size);
    for (const auto& [key, status] : numbers) {
        output.phone_numbers.push_back(
            {.phone_number = key.substr(prefix.size()), .status = status});
    }
    co_return output;
}

}  // namespace forebay::service::sns
