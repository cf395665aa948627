#pragma once

#include "provision/entry.hpp"
#include "provision/read.hpp"

#include <span>

/// One reader for each kind of declaration. Nothing: there was a problem that leaves nothing to
/// declare.
namespace forebay::provision {

std::optional<DeclaredQueue> read_queue(Entry& entry, const Owner& owner);
std::optional<DeclaredTopic> read_topic(Entry& entry, const Owner& owner);
std::optional<DeclaredSubscription> read_subscription(Entry& entry, const Owner& owner);
std::optional<DeclaredTable> read_table(Entry& entry, const Owner& owner);

/// The account and region that an entry names, else the owner's.
Owner read_owner(Entry& entry, const Owner& owner);

/// `fifo`, which must fit the name: FIFO queues and topics are known by their suffix.
void read_fifo(Entry& entry, const std::string& name);

/// A key whose value becomes an attribute of another name.
struct AttributeKey {
    enum class Form : std::uint8_t { seconds, size, number, boolean, text, json };

    std::string_view key;   ///< in the file: `visibility_timeout`
    std::string_view name;  ///< on the wire: `VisibilityTimeout`
    Form form;
    Duration min = {};  ///< of seconds
    Duration max = {};
    std::uint64_t least = 0;  ///< of sizes and numbers
    std::uint64_t most = 0;
};

/// The keys of each kind that become attributes.
std::span<const AttributeKey> queue_keys();
std::span<const AttributeKey> topic_keys();
std::span<const AttributeKey> subscription_keys();

/// The attributes that `keys` and the key `attributes` give; each is given once.
Attributes read_attributes(Entry& entry, std::span<const AttributeKey> keys);

/// The queue or topic that `key` names, by its name or ARN.
std::optional<Reference> read_reference(Entry& entry, std::string_view key,
                                        std::string_view service, const Owner& owner);

}  // namespace forebay::provision
