#include "load/worker.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace forebay::load {
namespace {

using namespace std::chrono_literals;

constexpr Duration tick_interval = 2ms;         // how fine pauses and timeouts are
constexpr Duration pause_after_refusal = 20ms;  // between attempts to connect

}  // namespace

Worker::Worker(RunState& run, std::size_t first, std::size_t step)
    : run_(run), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) {
        throw std::system_error{errno, std::generic_category(), "epoll_create1"};
    }
    for (std::size_t i = first; i < run.connections; i += step) {
        auto client = std::make_unique<Client>();
        client->course.connection = i;
        client->course.queue = run.queue_urls.empty() ? 0 : i % run.queue_urls.size();
        clients_.push_back(std::move(client));
    }
}

Worker::~Worker() {
    ::close(epoll_);
}

void Worker::run(const Phase& phase) {
    const TimePoint start = Clock::now();
    phase_ = phase;
    writer_.emplace(run_.endpoint, run_.credentials, phase.shape, run_.bodies);
    stats_ = Stats{};
    never_begun_ = 0;
    finished_ = 0;
    ready_.clear();
    warming_ = phase.warmup > Duration::zero();
    warm_at_ = start + phase.warmup;
    next_tick_ = start;
    pacer_ = Pacer{phase.rate / static_cast<double>(run_.threads), start};

    for (const auto& client : clients_) {
        client->course.last.reset();
        client->course.owed = 0;
        client->finished = client->paused = client->prepared = false;
        client->down_since = {};
        if (client->connection.state() == Connection::State::idle &&
            !client->connection.is_stale()) {
            go_on(*client, start);
        } else {
            connect(*client);
        }
    }
    loop();
    if (pacer_.paced() && finished_ < clients_.size()) {
        never_begun_ = static_cast<std::uint64_t>(pacer_.behind(Clock::now()));
    }
}

void Worker::loop() {
    std::array<epoll_event, 256> events{};
    while (!done()) {
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                       wait_ms(Clock::now()));
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            on_event(*static_cast<Client*>(event.data.ptr), event.events);
        }
        const TimePoint now = Clock::now();
        begin_due_steps(now);
        if (now >= next_tick_) {
            tick(now);
            next_tick_ = now + tick_interval;
        }
    }
}

bool Worker::done() const {
    return finished_ == clients_.size() || (waiting_ == 0 && stopping());
}

// What is left of a tick; none when the next paced step is nearer than epoll_wait can tell.
int Worker::wait_ms(TimePoint now) const {
    Duration wait = tick_interval;
    if (pacer_.paced() && !ready_.empty()) {
        wait = std::clamp(pacer_.next() - now, Duration::zero(), tick_interval);
    }
    return static_cast<int>(std::chrono::floor<std::chrono::milliseconds>(wait).count());
}

void Worker::begin_due_steps(TimePoint now) {
    while (!ready_.empty() && pacer_.due(now) && !stopping()) {
        Client& client = *ready_.front();
        ready_.pop_front();
        begin_step(client, pacer_.take());
    }
}

void Worker::tick(TimePoint now) {
    for (const auto& client : clients_) {
        const Connection::State state = client->connection.state();
        if (client->paused && now >= client->wake_at && !stopping()) {
            client->paused = false;
            if (state == Connection::State::closed) {
                connect(*client);
            } else {
                client->course.rested = true;
                go_on(*client, now);
            }
        } else if ((state == Connection::State::waiting ||
                    state == Connection::State::connecting) &&
                   now - client->asked_at > run_.patience.timeout) {
            lose(*client, "no answer in time");
        }
    }
}

// Connections

void Worker::connect(Client& client) {
    client.asked_at = Clock::now();
    if (!client.connection.open(run_.endpoint)) {
        lose(client, std::strerror(errno));
        return;
    }
    watch(client, EPOLL_CTL_ADD);
}

void Worker::watch(Client& client, int operation) {
    epoll_event event{};
    event.events = EPOLLIN;
    if (client.connection.state() == Connection::State::connecting ||
        client.connection.wants_to_write()) {
        event.events |= EPOLLOUT;
    }
    event.data.ptr = &client;
    ::epoll_ctl(epoll_, operation, client.connection.socket(), &event);
}

void Worker::on_event(Client& client, unsigned events) {
    switch (client.connection.state()) {
        case Connection::State::closed:
            return;  // by an earlier event of the same round
        case Connection::State::connecting:
            on_connected(client);
            return;
        case Connection::State::idle:
        case Connection::State::waiting:
            break;
    }
    if ((events & EPOLLOUT) != 0) {
        if (!client.connection.send()) {
            lose(client, std::strerror(errno));
            return;
        }
        if (!client.connection.wants_to_write()) {
            watch(client, EPOLL_CTL_MOD);
        }
    }
    if ((events & ~static_cast<unsigned>(EPOLLOUT)) != 0) {
        on_readable(client);
    }
}

void Worker::on_connected(Client& client) {
    if (!client.connection.finish_open()) {
        lose(client, std::strerror(errno));
        return;
    }
    client.down_since = {};
    watch(client, EPOLL_CTL_MOD);
    if (!client.prepared) {
        go_on(client, Clock::now());
    } else if (!stopping()) {
        send_request(client);
    }
}

void Worker::on_readable(Client& client) {
    switch (client.connection.read()) {
        case Connection::Read::nothing:
            return;
        case Connection::Read::reply:
            on_reply(client);
            return;
        case Connection::Read::lost:
            lose(client, "the server closed the connection");
            return;
        case Connection::Read::bad:
            lose(client, "the server sent what is not an HTTP reply");
            return;
    }
}

void Worker::lose(Client& client, std::string_view why) {
    const Connection::State state = client.connection.state();
    client.connection.close();
    switch (state) {
        case Connection::State::idle:
            return;  // servers close idle connections; it is opened again when needed
        case Connection::State::waiting:
            leave_unanswered(client, why);
            break;
        case Connection::State::connecting:
        case Connection::State::closed:
            stay_down(client, why);
            break;
    }
    pause(client, pause_after_refusal);
}

// Nobody knows whether the request was carried out: its messages are neither sent nor lost.
void Worker::leave_unanswered(Client& client, std::string_view why) {
    end_request(client);
    ++stats_.connections_lost;
    if (client.action == Action::send) {
        stats_.unknown_sends += client.numbers.count;
    } else if (client.action == Action::delete_) {
        stats_.unknown_deletes += client.deleting_count;
    }
    if (!run_.patience.tolerate_reconnects) {
        fail(client, "connection lost",
             fmt::format("{}: {}", action_names[index_of(client.action)], why));
    }
    client.course.last.reset();
}

void Worker::stay_down(Client& client, std::string_view why) {
    const TimePoint now = Clock::now();
    if (client.down_since == TimePoint{}) {
        client.down_since = now;
    }
    if (!run_.patience.tolerate_reconnects ||
        now - client.down_since >= run_.patience.reconnect_timeout) {
        run_.abort(fmt::format("cannot connect to {}: {}", run_.endpoint.url, why));
    }
}

// Steps

void Worker::go_on(Client& client, TimePoint now) {
    const bool goes_with_last = continues(phase_.work, client.course);
    if (stopping() && !(goes_with_last && client.course.last == Action::receive)) {
        return;  // but what was received is deleted: nobody else would see it for a while
    }
    if (pacer_.paced() && !goes_with_last) {
        ready_.push_back(&client);
    } else {
        begin_step(client, now);
    }
}

void Worker::begin_step(Client& client, TimePoint moment) {
    const Step step = next_step(phase_, run_, client.course);
    if (step.kind == Step::Kind::pause) {
        pause(client, phase_.empty_pause);
        return;
    }
    if (step.kind == Step::Kind::finished || !write_request(client, step)) {
        client.finished = true;
        ++finished_;
        return;
    }
    client.started = moment;
    if (client.connection.state() == Connection::State::closed) {
        client.prepared = true;
        connect(client);
    } else {
        send_request(client);
    }
}

bool Worker::write_request(Client& client, const Step& step) {
    client.action = step.action;
    switch (step.action) {
        case Action::send:
            client.numbers = step.numbers;
            run_.sends_outstanding.fetch_add(1);
            writer_->write_send(run_.queue_urls[client.course.queue], step.numbers.first,
                                step.numbers.count, client.connection.request());
            return true;
        case Action::receive:
            writer_->write_receive(run_.queue_urls[client.course.queue],
                                   client.connection.request());
            return true;
        case Action::delete_:
            return write_delete(client);
    }
    return false;
}

bool Worker::write_delete(Client& client) {
    std::array<std::string_view, batch_max> handles;
    std::size_t count = 0;
    if (phase_.work == Work::delete_) {
        if (stock_.empty()) {
            return false;
        }
        client.course.queue = stock_.next_queue();
        while (count < phase_.shape.batch && !stock_.empty() &&
               stock_.next_queue() == client.course.queue) {
            const HandleStock::Handle handle = stock_.take();
            client.deleting[count] = handle.number;
            handles[count++] = handle.text;
        }
    } else {
        for (; count < deletable_count_; ++count) {
            client.deleting[count] = deletable_[count].number;
            handles[count] = deletable_[count].handle;
        }
    }
    client.deleting_count = count;
    for (std::size_t i = 0; i < count; ++i) {
        if (client.deleting[i] != altered_number) {
            run_.ledger.start_delete(client.deleting[i]);
        }
    }
    writer_->write_delete(run_.queue_urls[client.course.queue], {handles.data(), count},
                          client.connection.request());
    return true;
}

void Worker::send_request(Client& client) {
    client.prepared = false;
    client.asked_at = std::max(client.started, client.asked_at);
    ++waiting_;
    if (!client.connection.send()) {
        lose(client, std::strerror(errno));
    } else if (client.connection.wants_to_write()) {
        watch(client, EPOLL_CTL_MOD);
    }
}

void Worker::end_request(Client& client) {
    --waiting_;
    if (client.action == Action::send) {
        run_.sends_outstanding.fetch_sub(1);
    }
}

void Worker::pause(Client& client, Duration duration) {
    client.paused = true;
    client.wake_at = Clock::now() + duration;
}

}  // namespace forebay::load
