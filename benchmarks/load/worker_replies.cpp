// What a worker makes of replies; how it asks is in worker.cpp.
#include "load/worker.hpp"

#include <fmt/format.h>

namespace forebay::load {
namespace {

using namespace std::chrono_literals;

constexpr Duration pause_after_error = 10ms;  // so that refusals do not become a flood
constexpr std::size_t sample_bytes_max = 200;

}  // namespace

void Worker::on_reply(Client& client) {
    const TimePoint now = Clock::now();
    end_request(client);
    const bool good = take_reply(client, now);
    // What was read stays in the connection's buffer until the next reply, so the handles in
    // deletable_ are valid while the next request is written.
    if (!client.connection.release_reply()) {
        client.connection.close();
    }
    if (good) {
        go_on(client, now);
    } else {
        client.course.last.reset();
        pause(client, pause_after_error);
    }
}

bool Worker::take_reply(Client& client, TimePoint now) {
    const std::string_view name = action_names[index_of(client.action)];
    const std::string_view body = client.connection.body();
    if (client.connection.status() != 200) {
        const ErrorReply error = read_error_reply(body);
        fail(client, fmt::format("{}: {} {}", name, client.connection.status(), error.code),
             fmt::format("{}: {} {}", name, client.connection.status(),
                         body.substr(0, sample_bytes_max)));
        return false;
    }

    std::size_t messages = 0;
    bool understood = false;
    switch (client.action) {
        case Action::send:
            understood = take_send_reply(client, messages);
            break;
        case Action::receive:
            understood = take_receive_reply(client, messages);
            break;
        case Action::delete_:
            understood = take_delete_reply(client, messages);
            break;
    }
    if (!understood) {
        fail(client, fmt::format("{}: reply not understood", name),
             fmt::format("{}: not understood: {}", name, body.substr(0, sample_bytes_max)));
        return false;
    }
    count_answer(client, messages, now);
    return true;
}

bool Worker::take_send_reply(Client& client, std::size_t& messages) {
    const RunState::Numbers& numbers = client.numbers;
    unsigned succeeded = 1;
    if (run_.any_reply) {
        messages = numbers.count;
        return true;
    }
    if (phase_.shape.batch == 1) {
        if (!read_send_reply(client.connection.body())) {
            return false;
        }
    } else if (!take_batch_reply(client, numbers.count, succeeded)) {
        return false;
    }
    for (std::size_t i = 0; i < numbers.count; ++i) {
        if ((succeeded >> i & 1U) != 0) {
            run_.ledger.acknowledge(numbers.first + i);
            ++messages;
        }
    }
    client.course.owed += static_cast<std::int64_t>(messages);
    return true;
}

bool Worker::take_receive_reply(Client& client, std::size_t& messages) {
    received_.count = 0;
    received_.owned.clear();
    deletable_count_ = 0;
    if (!read_receive_reply(client.connection.body(), received_)) {
        return false;
    }
    messages = received_.count;
    for (std::size_t i = 0; i < received_.count; ++i) {
        take_message(client, received_.messages[i]);
    }
    client.course.owed -= static_cast<std::int64_t>(messages);
    return true;
}

void Worker::take_message(const Client& client, const ReceivedMessage& message) {
    const MessageBodies::Recognised found = run_.bodies.recognise(message.body);
    std::uint64_t number = found.number;
    switch (found.origin) {
        case MessageBodies::Origin::foreign:
            ++stats_.foreign;
            return;
        case MessageBodies::Origin::altered:
            ++stats_.altered;
            number = altered_number;
            break;
        case MessageBodies::Origin::ours:
            if (number >= Ledger::numbers_max) {
                ++stats_.foreign;
                return;
            }
            run_.ledger.receive(number);
            break;
    }
    deletable_[deletable_count_++] = {.number = number, .handle = message.receipt_handle};
    if (phase_.work == Work::collect) {
        stock_.put(client.course.queue, number, message.receipt_handle);
    }
}

bool Worker::take_delete_reply(Client& client, std::size_t& messages) {
    unsigned succeeded = 1;
    if (phase_.shape.batch > 1 && !take_batch_reply(client, client.deleting_count, succeeded)) {
        return false;
    }
    for (std::size_t i = 0; i < client.deleting_count; ++i) {
        if ((succeeded >> i & 1U) != 0) {
            ++messages;
            if (client.deleting[i] != altered_number) {
                run_.ledger.confirm_delete(client.deleting[i]);
            }
        }
    }
    return true;
}

// An entry that is neither in Successful nor in Failed makes the reply one that is not understood.
bool Worker::take_batch_reply(Client& client, std::size_t count, unsigned& succeeded) {
    BatchReply reply;
    if (!read_batch_reply(client.connection.body(), reply) ||
        (reply.succeeded | reply.failed) != (1U << count) - 1) {
        return false;
    }
    if (reply.failed != 0) {
        const std::string_view name = action_names[index_of(client.action)];
        fail(client, fmt::format("{}: entries failed: {}", name, reply.first_code),
             fmt::format("{}: entry failed: {}: {}", name, reply.first_code, reply.first_message));
    }
    succeeded = reply.succeeded & ~reply.failed;
    return true;
}

void Worker::count_answer(Client& client, std::size_t messages, TimePoint now) {
    if (warming_ && now >= warm_at_) {
        warming_ = false;
        stats_.actions = {};
    }
    const bool empty = client.action == Action::receive && messages == 0;
    client.course.last = client.action;
    client.course.last_messages = client.action == Action::receive ? deletable_count_ : messages;
    client.course.rested = false;

    ActionStats& stats = stats_.of(client.action);
    stats.latency.record(now - client.started);
    if (!stopping()) {
        ++stats.requests;
        stats.messages += messages;
        stats.empty_receives += empty ? 1 : 0;
    }
    if (messages > 0) {
        stats_.last_useful = now;
    }
    LiveCounts::increase(live_.requests, 1);
    LiveCounts::increase(live_.messages[index_of(client.action)], messages);
}

void Worker::fail(Client& client, const std::string& kind, const std::string& text) {
    ++stats_.of(client.action).failed;
    stats_.errors.note(kind, text);
    const std::uint64_t errors = run_.errors.fetch_add(1) + 1;
    if (run_.patience.errors_max > 0 && errors >= run_.patience.errors_max) {
        run_.abort(fmt::format("{} requests failed", errors));
    }
}

}  // namespace forebay::load
