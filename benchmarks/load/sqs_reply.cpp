#include "load/sqs_reply.hpp"

#include "load/json_scanner.hpp"

#include <boost/json.hpp>

namespace forebay::load {
namespace {

bool scan_message(JsonScanner& scanner, ReceivedMessage& message) {
    bool has_handle = false;
    bool has_body = false;
    std::string_view key;
    scanner.enter_object();
    while (scanner.next_key(key)) {
        if (key == "ReceiptHandle") {
            message.receipt_handle = scanner.take_string();
            has_handle = true;
        } else if (key == "Body") {
            message.body = scanner.take_string();
            has_body = true;
        } else {
            scanner.skip_value();
        }
    }
    return scanner.ok() && has_handle && has_body;
}

bool scan_receive_reply(std::string_view text, ReceiveReply& reply) {
    JsonScanner scanner{text};
    std::string_view key;
    scanner.enter_object();
    while (scanner.next_key(key)) {
        if (key.contains('\\')) {
            return false;  // may be the one we look for
        }
        if (key != "Messages") {
            scanner.skip_value();
            continue;
        }
        scanner.enter_array();
        while (scanner.next_element()) {
            if (reply.count == batch_max ||
                !scan_message(scanner, reply.messages.at(reply.count))) {
                return false;
            }
            ++reply.count;
        }
    }
    return scanner.ok();
}

std::string escaped(const boost::json::string& text) {
    const std::string quoted = boost::json::serialize(text);
    return quoted.substr(1, quoted.size() - 2);
}

bool parse_receive_reply(std::string_view text, ReceiveReply& reply) {
    boost::system::error_code error;
    const boost::json::value document = boost::json::parse(text, error);
    if (error || !document.is_object()) {
        return false;
    }
    const boost::json::value* messages = document.as_object().if_contains("Messages");
    if (messages == nullptr || messages->is_null()) {
        return true;
    }
    if (!messages->is_array() || messages->as_array().size() > batch_max) {
        return false;
    }
    for (const boost::json::value& value : messages->as_array()) {
        const boost::json::object* message = value.if_object();
        const auto* handle = message == nullptr ? nullptr : message->if_contains("ReceiptHandle");
        const auto* body = message == nullptr ? nullptr : message->if_contains("Body");
        if (handle == nullptr || body == nullptr || !handle->is_string() || !body->is_string()) {
            return false;
        }
        const std::string& own_handle = reply.owned.emplace_back(escaped(handle->as_string()));
        const std::string& own_body = reply.owned.emplace_back(escaped(body->as_string()));
        reply.messages.at(reply.count++) = {.receipt_handle = own_handle, .body = own_body};
    }
    return true;
}

bool scan_batch_entries(JsonScanner& scanner, unsigned& entries, BatchReply& reply) {
    scanner.enter_array();
    while (scanner.next_element()) {
        std::string_view key;
        std::string_view id;
        scanner.enter_object();
        while (scanner.next_key(key)) {
            if (key == "Id") {
                id = scanner.take_string();
            } else if (key == "Code" && reply.first_code.empty()) {
                reply.first_code = scanner.take_string();
            } else if (key == "Message" && reply.first_message.empty()) {
                reply.first_message = scanner.take_string();
            } else {
                scanner.skip_value();
            }
        }
        if (id.size() != 1 || id[0] < '0' || id[0] > '9') {
            return false;
        }
        entries |= 1U << static_cast<unsigned>(id[0] - '0');
    }
    return scanner.ok();
}

}  // namespace

bool read_receive_reply(std::string_view text, ReceiveReply& reply) {
    if (scan_receive_reply(text, reply)) {
        return true;
    }
    reply.count = 0;
    return parse_receive_reply(text, reply);
}

bool read_batch_reply(std::string_view text, BatchReply& reply) {
    JsonScanner scanner{text};
    std::string_view key;
    scanner.enter_object();
    while (scanner.next_key(key)) {
        if (key == "Successful" || key == "Failed") {
            unsigned& entries = key == "Failed" ? reply.failed : reply.succeeded;
            if (!scan_batch_entries(scanner, entries, reply)) {
                return false;
            }
        } else {
            scanner.skip_value();
        }
    }
    return scanner.ok();
}

bool read_send_reply(std::string_view text) {
    JsonScanner scanner{text};
    std::string_view key;
    bool has_id = false;
    scanner.enter_object();
    while (scanner.next_key(key)) {
        has_id = has_id || key == "MessageId";
        scanner.skip_value();
    }
    return scanner.ok() && has_id;
}

ErrorReply read_error_reply(std::string_view text) {
    ErrorReply reply;
    JsonScanner scanner{text};
    std::string_view key;
    scanner.enter_object();
    while (scanner.next_key(key)) {
        if (key == "__type") {
            reply.code = scanner.take_string();
            reply.code.remove_prefix(reply.code.find('#') + 1);  // npos + 1 is 0
        } else if (key == "message" || key == "Message") {
            reply.message = scanner.take_string();
        } else {
            scanner.skip_value();
        }
    }
    return reply;
}

std::string unescape_json(std::string_view raw) {
    boost::system::error_code error;
    const std::string quoted = '"' + std::string{raw} + '"';
    const boost::json::value value = boost::json::parse(quoted, error);
    return error || !value.is_string() ? std::string{} : std::string{value.as_string()};
}

}  // namespace forebay::load
