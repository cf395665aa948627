#pragma once

#include <string_view>

namespace forebay::service {

/// How a member of a shape is called outside, where that does not follow from its own name
/// (`queue_url` is `QueueUrl`). Each service has its rows beside its shapes: a constexpr function
///
///     template <class Shape> constexpr std::span<const WireName> wire_names(Shape*);
///
/// in the namespace of its shapes. A service without one has no exceptions.
struct WireName {
    std::string_view member;       ///< our name
    std::string_view json = {};    ///< in JSON; empty: derived
    std::string_view query = {};   ///< of a list or map in Query and XML; empty: the same, and then
                                   ///< `item` is `member` or `entry`
    std::string_view item = {};    ///< SNS: between `query` and the index; empty: flattened
    std::string_view key = "key";  ///< of a map's entries, in Query and XML
    std::string_view value = "value";
    std::string_view plain =
        {};  ///< in JSON that stands for XML (SQS specification 2.3); empty: as JSON
};

}  // namespace forebay::service
