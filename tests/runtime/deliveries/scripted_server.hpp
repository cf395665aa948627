#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace forebay::runtime {

namespace asio = boost::asio;

/// A TCP server on a free port of loopback, with a thread for each connection.
class ScriptedServer {
public:
    using Socket = asio::ip::tcp::socket;

    /// `serve` is called for each connection; an exception of Asio ends the connection.
    explicit ScriptedServer(std::function<void(Socket&)> serve);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const { return port_; }
    void stop();

private:
    void accept();

    std::function<void(Socket&)> serve_;
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<Socket>> sockets_;
    std::vector<std::thread> threads_;
    bool is_stopped_ = false;
    std::thread acceptor_thread_;
};

/// A log that other threads wait for.
template <class Entry>
class Journal {
public:
    void add(Entry entry) {
        const std::lock_guard lock(mutex_);
        entries_.push_back(std::move(entry));
        changed_.notify_all();
    }
    std::vector<Entry> entries() const {
        const std::lock_guard lock(mutex_);
        return entries_;
    }
    std::size_t count() const { return entries().size(); }

    /// Whether there are at least `count` within `patience`.
    bool wait_for(std::size_t count, std::chrono::milliseconds patience) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return entries_.size() >= count; });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Entry> entries_;
};

/// An HTTP endpoint that answers as it is told to.
class HttpEndpoint {
public:
    struct Request {
        std::string head;  ///< request line and headers
        std::string body;
    };
    static constexpr int hang = 0;      ///< a status: no answer until the end
    static constexpr int hang_up = -1;  ///< a status: the connection ends without an answer

    explicit HttpEndpoint(std::function<int(const Request&)> status_of);
    HttpEndpoint() : HttpEndpoint([](const Request&) { return 200; }) {}
    ~HttpEndpoint() { stop(); }

    /// Another `name`, another address of the same endpoint.
    std::string url(const std::string& name = "orders", const std::string& user = "") const;
    Journal<Request> requests;
    std::size_t at_once() const { return at_once_; }  ///< requests without an answer
    std::size_t most_at_once() const { return most_at_once_; }
    std::size_t answer_bytes = 2;
    void stop();

private:
    void serve(ScriptedServer::Socket& socket);

    std::function<int(const Request&)> status_of_;
    std::mutex mutex_;
    std::condition_variable stopping_;
    bool is_stopped_ = false;
    std::atomic<std::size_t> at_once_ = 0;
    std::atomic<std::size_t> most_at_once_ = 0;
    ScriptedServer server_;
};

/// An SMTP server that takes mails, or answers RCPT as it is told to.
class MailServer {
public:
    struct Mail {
        std::string sender;     ///< the argument of MAIL FROM:
        std::string recipient;  ///< the argument of RCPT TO:
        std::string text;       ///< without its dot-stuffing
    };

    explicit MailServer(std::function<std::string()> recipient_reply = [] { return "250 ok"; });

    std::string address() const { return "127.0.0.1:" + std::to_string(server_.port()); }
    Journal<Mail> mails;

    /// Every RCPT command, accepted or not.
    Journal<std::string> recipients;

private:
    void serve(ScriptedServer::Socket& socket);

    std::function<std::string()> recipient_reply_;
    ScriptedServer server_;
};

}  // namespace forebay::runtime
