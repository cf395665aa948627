#pragma once

#include <forebay/runtime/broker.hpp>
#include <forebay/service/sqs/shapes.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Which attributes of a message a receive returns: SQS specification 6.14.
namespace forebay::service::sqs {

/// User attributes: all, or those of some names, or whose names begin in some way.
class MessageAttributeFilter {
public:
    /// `All`, `.*` and `*` mean all, `Hel.*` what begins with `Hel`, all else a name.
    void add(const std::vector<std::string>& patterns);

    bool is_empty() const { return !all_ && names_.empty() && prefixes_.empty(); }
    bool matches(std::string_view name) const;

private:
    bool all_ = false;
    std::vector<std::string> names_;
    std::vector<std::string> prefixes_;
};

/// System attributes: SQS specification 5.3.
class SystemAttributeFilter {
public:
    /// `All`, or the names of some. A name that means nothing here is ignored.
    void add(const std::vector<std::string>& names);

    /// Those that were asked for and that the message has.
    StringMap show(const runtime::Delivery& delivery) const;

private:
    std::uint32_t rows_ = 0;  // a bit a row of the table in message_filter.cpp
};

}  // namespace forebay::service::sqs
