#pragma once

#include <forebay/base/digest.hpp>
#include <forebay/base/result.hpp>
#include <forebay/model/message.hpp>
#include <forebay/service/sqs/shapes.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The attributes that a client gives a message: SQS specification 5.2 and 5.3.
namespace forebay::service::sqs {

/// What they count towards the size of their message: names, types and values. SQS
/// specification 5.1.
std::size_t attribute_bytes(const AttributeMap& attributes);

/// Refuses user attributes that break a rule of SQS specification 5.2.
Result<void> check_message_attributes(const AttributeMap& attributes);

/// Refuses system attributes other than an AWSTraceHeader of type String. SQS specification 5.3.
Result<void> check_system_attributes(const AttributeMap& attributes);

/// Checked attributes as a message keeps them, sorted by name. Their texts are moved.
std::vector<MessageAttribute> take_attributes(AttributeMap&& attributes);

/// MD5OfMessageAttributes: SQS specification 5.4.
class AttributeDigest {
public:
    /// The attributes come sorted by name, in ascending order of bytes.
    void add(const MessageAttribute& attribute);

    bool empty() const { return bytes_.empty(); }
    std::string hex() const { return forebay::hex(md5(bytes_)); }

private:
    void add_text(std::string_view text);

    std::string bytes_;  // what is digested
};

}  // namespace forebay::service::sqs
