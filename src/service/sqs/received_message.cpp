#include "service/sqs/received_message.hpp"

#include "service/sqs/message_attributes.hpp"

namespace forebay::service::sqs {

namespace {

MessageAttributeValue value_of(const MessageAttribute& attribute) {
    MessageAttributeValue value;
    value.data_type = attribute.data_type;
    if (attribute.is_binary) {
        value.binary_value = Blob{attribute.value};
    } else {
        value.string_value = attribute.value;
    }
    return value;
}

}  // namespace

ReceivedMessage show(const runtime::Delivery& delivery, const Wishes& wishes) {
    const Message& message = *delivery.message;
    ReceivedMessage shown;
    shown.message_id = to_string(message.id);
    shown.md5_of_body = hex(message.body_md5);
    shown.body = message.body;
    shown.attributes = wishes.system_attributes.show(delivery);
    if (wishes.attributes.is_empty()) {
        return shown;
    }
    AttributeDigest digest;
    for (const MessageAttribute& attribute : message.attributes) {
        if (wishes.attributes.matches(attribute.name)) {
            digest.add(attribute);
            shown.message_attributes.emplace_hint(shown.message_attributes.end(), attribute.name,
                                                  value_of(attribute));
        }
    }
    if (!digest.empty()) {
        shown.md5_of_message_attributes = digest.hex();
    }
    return shown;
}

}  // namespace forebay::service::sqs
