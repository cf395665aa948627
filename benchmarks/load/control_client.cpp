#include "load/control_client.hpp"

#include "load/connection.hpp"
#include "load/json_scanner.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace forebay::load {
namespace {

void wait_for(const Connection& connection, short events, TimePoint deadline) {
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd entry{.fd = connection.socket(), .events = events, .revents = 0};
        const int ready = left <= 0 ? 0 : ::poll(&entry, 1, static_cast<int>(left));
        if (ready > 0) {
            return;
        }
        if (ready == 0) {
            throw std::runtime_error{"no answer in time"};
        }
    }
}

void open(Connection& connection, const Endpoint& endpoint, TimePoint deadline) {
    bool open = connection.open(endpoint);
    if (open) {
        wait_for(connection, POLLOUT, deadline);
        open = connection.finish_open();
    }
    if (!open) {
        throw std::runtime_error{
            fmt::format("cannot connect to {}: {}", endpoint.url, std::strerror(errno))};
    }
}

std::string queue_url_of(std::string_view body) {
    JsonScanner scanner{body};
    std::string_view key;
    std::string url;
    scanner.enter_object();
    while (scanner.next_key(key)) {
        if (key == "QueueUrl") {
            url = scanner.take_string();
        } else {
            scanner.skip_value();
        }
    }
    return scanner.ok() ? url : std::string{};
}

}  // namespace

ControlClient::ControlClient(const Endpoint& endpoint, const Credentials& credentials,
                             Duration timeout)
    : endpoint_(endpoint), credentials_(credentials), timeout_(timeout) {}

ControlClient::Queue ControlClient::ensure_queue(const std::string& name, bool fifo) {
    if (std::string url = find_queue(name); !url.empty()) {
        return {.url = std::move(url), .created = false};
    }
    const Reply reply =
        ask("CreateQueue", fmt::format(R"({{"QueueName":"{}"{}}})", name,
                                       fifo ? R"(,"Attributes":{"FifoQueue":"true"})" : ""));
    std::string url = queue_url_of(reply.body);
    if (reply.status != 200 || url.empty()) {
        throw std::runtime_error{
            fmt::format("cannot create the queue {}: {} {}", name, reply.status, reply.body)};
    }
    return {.url = std::move(url), .created = true};
}

std::string ControlClient::find_queue(const std::string& name) {
    const Reply reply = ask("GetQueueUrl", fmt::format(R"({{"QueueName":"{}"}})", name));
    return reply.status == 200 ? queue_url_of(reply.body) : std::string{};
}

void ControlClient::delete_queue(const std::string& url) {
    const Reply reply = ask("DeleteQueue", fmt::format(R"({{"QueueUrl":"{}"}})", url));
    if (reply.status != 200) {
        throw std::runtime_error{
            fmt::format("cannot delete the queue {}: {} {}", url, reply.status, reply.body)};
    }
}

ControlClient::Reply ControlClient::ask(std::string_view operation, std::string_view body) {
    const TimePoint deadline = Clock::now() + timeout_;
    Connection connection;
    open(connection, endpoint_, deadline);
    RequestHead{endpoint_, credentials_, fmt::format("AmazonSQS.{}", operation)}.write(
        body, connection.request());
    bool alive = connection.send();
    while (alive) {
        const bool writing = connection.wants_to_write();
        wait_for(connection, writing ? POLLOUT : POLLIN, deadline);
        if (writing) {
            alive = connection.send();
            continue;
        }
        const Connection::Read read = connection.read();
        if (read == Connection::Read::reply) {
            return {.status = connection.status(), .body = std::string{connection.body()}};
        }
        alive = read == Connection::Read::nothing;
    }
    throw std::runtime_error{
        fmt::format("{}: the server closed the connection, or does not speak HTTP", operation)};
}

}  // namespace forebay::load
