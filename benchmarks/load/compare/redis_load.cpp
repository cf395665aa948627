#include "load/compare/redis_load.hpp"

#include "load/compare/resp.hpp"
#include "load/message_body.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace forebay::load::compare {
namespace {

constexpr std::string_view stream = "messages";
constexpr std::string_view group = "workers";
constexpr int patience_ms = 30'000;  // without any reply

[[noreturn]] void fail(std::string_view what) {
    throw std::runtime_error(fmt::format("redis: {}: {}", what, std::strerror(errno)));
}

// A blocking socket that is read when poll says so: requests are small enough for its buffer.
class Client {
public:
    Client(const RedisLoad& load, const MessageBodies& bodies, std::string name)
        : load_(load), bodies_(bodies), name_(std::move(name)) {
        socket_ = ::socket(load.endpoint.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&load.endpoint.address),
                      load.endpoint.address_bytes) != 0) {
            fail("connect");
        }
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    int socket() const { return socket_; }

    void add(std::uint64_t& number) {
        out_.clear();
        for (std::size_t i = 0; i < load_.batch; ++i) {
            body_.clear();
            bodies_.append(number++, body_);
            append_command(out_, {"XADD", stream, "*", "body", body_});
        }
        ask(Stage::added, load_.batch);
    }

    void create_group() {
        out_.clear();
        append_command(out_, {"XGROUP", "CREATE", stream, group, "0", "MKSTREAM"});
        ask(Stage::idle, 1);
        while (awaited_ > 0) {
            receive();
        }
    }

    // Reads what has arrived. When the request under way is answered, begins the next; returns the
    // messages that the work is done with.
    std::size_t go_on(std::uint64_t& number) {
        receive();
        if (awaited_ > 0) {
            return 0;
        }
        if (!load_.cycle) {
            add(number);
            return load_.batch;
        }
        switch (stage_) {
            case Stage::added:
                read();
                return 0;
            case Stage::read:
                if (ids_.empty()) {
                    add(number);
                } else {
                    acknowledge();
                }
                return 0;
            case Stage::acknowledged:
            case Stage::idle:
                break;
        }
        const std::size_t done = ids_.size();
        add(number);
        return done;
    }

private:
    enum class Stage { idle, added, read, acknowledged };

    void read() {
        out_.clear();
        append_command(out_, {"XREADGROUP", "GROUP", group, name_, "COUNT",
                              std::to_string(load_.batch), "STREAMS", stream, ">"});
        ask(Stage::read, 1);
    }

    void acknowledge() {
        std::vector<std::string_view> words{"XACK", stream, group};
        words.insert(words.end(), ids_.begin(), ids_.end());
        out_.clear();
        append_command(out_, words);
        ask(Stage::acknowledged, 1);
    }

    void ask(Stage stage, std::size_t replies) {
        stage_ = stage;
        awaited_ = replies;
        std::size_t sent = 0;
        while (sent < out_.size()) {
            const ssize_t size =
                ::send(socket_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
            if (size < 0) {
                fail("send");
            }
            sent += static_cast<std::size_t>(size);
        }
    }

    void receive() {
        std::array<char, 64 * 1024> buffer;
        const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (size <= 0) {
            fail("recv");
        }
        in_.append(buffer.data(), static_cast<std::size_t>(size));
        std::size_t at = 0;
        while (awaited_ > 0) {
            const auto reply = read_resp(in_, at);
            if (!reply) {
                break;
            }
            if (reply->kind == RespValue::Kind::error) {
                throw std::runtime_error(fmt::format("redis: {}", reply->text));
            }
            --awaited_;
            if (stage_ == Stage::read) {
                keep_ids(*reply);
            }
        }
        in_.erase(0, at);
    }

    void keep_ids(const RespValue& reply) {
        ids_.clear();
        if (reply.kind == RespValue::Kind::nil) {
            return;
        }
        for (const RespValue& entry : reply.items.at(0).items.at(1).items) {
            ids_.emplace_back(entry.items.at(0).text);
        }
    }

    const RedisLoad& load_;
    const MessageBodies& bodies_;
    std::string name_;  // of the consumer in the group
    int socket_ = -1;
    Stage stage_ = Stage::idle;  // what the request under way does
    std::size_t awaited_ = 0;    // replies to it that have not come
    std::vector<std::string> ids_;
    std::string body_;
    std::string out_;
    std::string in_;
};

}  // namespace

double messages_per_second(const RedisLoad& load) {
    const MessageBodies bodies(0, load.body_bytes);
    std::vector<std::unique_ptr<Client>> clients;
    std::vector<pollfd> polled;
    for (std::size_t i = 0; i < load.connections; ++i) {
        clients.push_back(std::make_unique<Client>(load, bodies, fmt::format("worker-{}", i)));
        polled.push_back({.fd = clients.back()->socket(), .events = POLLIN, .revents = 0});
    }
    if (load.cycle) {
        clients.front()->create_group();
    }
    std::uint64_t number = 0;
    for (const auto& client : clients) {
        client->add(number);
    }

    const TimePoint counted_from = Clock::now() + load.warmup;
    const TimePoint end = counted_from + load.duration;
    std::uint64_t done = 0;
    TimePoint now = Clock::now();
    while (now < end) {
        if (::poll(polled.data(), polled.size(), patience_ms) <= 0) {
            fail("no reply");
        }
        now = Clock::now();
        for (std::size_t i = 0; i < clients.size(); ++i) {
            if (polled[i].revents == 0) {
                continue;
            }
            const std::size_t messages = clients[i]->go_on(number);
            if (now >= counted_from) {
                done += messages;
            }
        }
    }
    return static_cast<double>(done) / seconds(now - counted_from);
}

}  // namespace forebay::load::compare
