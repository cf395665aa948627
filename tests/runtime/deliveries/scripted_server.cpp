#include "tests/runtime/deliveries/scripted_server.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::runtime {
namespace {

using asio::ip::tcp;

tcp::endpoint loopback() {
    return {asio::ip::address_v4::loopback(), 0};
}

// Takes up to and with `end` off what has come and comes.
std::string take_until(tcp::socket& socket, std::string& buffer, const std::string& end) {
    const std::size_t size = asio::read_until(socket, asio::dynamic_buffer(buffer), end);
    std::string taken = buffer.substr(0, size);
    buffer.erase(0, size);
    return taken;
}

std::size_t content_length(const std::string& head) {
    const std::size_t at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

}  // namespace

ScriptedServer::ScriptedServer(std::function<void(Socket&)> serve)
    : serve_(std::move(serve)),
      acceptor_(context_, loopback()),
      port_(acceptor_.local_endpoint().port()),
      acceptor_thread_([this] { accept(); }) {}

ScriptedServer::~ScriptedServer() {
    stop();
}

void ScriptedServer::accept() {
    while (true) {
        auto socket = std::make_shared<Socket>(context_);
        boost::system::error_code error;
        acceptor_.accept(*socket, error);
        const std::lock_guard lock(mutex_);
        if (error || is_stopped_) {
            return;
        }
        sockets_.push_back(socket);
        threads_.emplace_back([this, socket] {
            try {
                serve_(*socket);
            } catch (const boost::system::system_error&) {
            }
            boost::system::error_code ignored;
            socket->shutdown(tcp::socket::shutdown_both, ignored);
        });
    }
}

void ScriptedServer::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(is_stopped_, true)) {
            return;
        }
        boost::system::error_code ignored;
        for (const auto& socket : sockets_) {
            socket->shutdown(tcp::socket::shutdown_both, ignored);
        }
        tcp::socket last(context_);  // wakes the acceptor
        last.connect({asio::ip::address_v4::loopback(), port_}, ignored);
    }
    acceptor_thread_.join();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

HttpEndpoint::HttpEndpoint(std::function<int(const Request&)> status_of)
    : status_of_(std::move(status_of)),
      server_([this](ScriptedServer::Socket& socket) { serve(socket); }) {}

std::string HttpEndpoint::url(const std::string& name, const std::string& user) const {
    return fmt::format("http://{}127.0.0.1:{}/{}?x=1", user, server_.port(), name);
}

void HttpEndpoint::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
        stopping_.notify_all();
    }
    server_.stop();
}

void HttpEndpoint::serve(ScriptedServer::Socket& socket) {
    std::string buffer;
    while (true) {
        Request request;
        request.head = take_until(socket, buffer, "\r\n\r\n");
        const std::size_t size = content_length(request.head);
        if (buffer.size() < size) {
            asio::read(socket, asio::dynamic_buffer(buffer),
                       asio::transfer_exactly(size - buffer.size()));
        }
        request.body = buffer.substr(0, size);
        buffer.erase(0, size);

        std::unique_lock lock(mutex_);
        most_at_once_ = std::max(most_at_once_.load(), ++at_once_);
        lock.unlock();
        const int status = status_of_(request);
        requests.add(std::move(request));
        lock.lock();
        if (status == hang) {
            stopping_.wait(lock, [this] { return is_stopped_; });
        }
        --at_once_;
        lock.unlock();
        if (status == hang_up) {
            return;
        }
        asio::write(socket, asio::buffer(fmt::format("HTTP/1.1 {} Said\r\nContent-Length: {}\r\n"
                                                     "Location: /elsewhere\r\n\r\n{}",
                                                     status, answer_bytes,
                                                     std::string(answer_bytes, 'x'))));
    }
}

MailServer::MailServer(std::function<std::string()> recipient_reply)
    : recipient_reply_(std::move(recipient_reply)),
      server_([this](ScriptedServer::Socket& socket) { serve(socket); }) {}

void MailServer::serve(ScriptedServer::Socket& socket) {
    const auto say = [&](const std::string& line) {
        asio::write(socket, asio::buffer(line + "\r\n"));
    };
    std::string buffer;
    Mail mail;
    say("220 scripted");
    while (true) {
        const std::string line = take_until(socket, buffer, "\r\n");
        const std::string argument = line.substr(std::min(line.find(':') + 1, line.size()));
        if (line.starts_with("MAIL FROM:")) {
            mail.sender = argument.substr(0, argument.find('>') + 1);
            say("250 ok");
        } else if (line.starts_with("RCPT TO:")) {
            mail.recipient = argument.substr(0, argument.find('>') + 1);
            recipients.add(mail.recipient);
            say(recipient_reply_());
        } else if (line.starts_with("DATA")) {
            say("354 go on");
            mail.text = take_until(socket, buffer, "\r\n.\r\n");
            mail.text.resize(mail.text.size() - 3);
            for (std::size_t at = 0; (at = mail.text.find("\r\n..", at)) != std::string::npos;) {
                mail.text.erase(at + 2, 1);
                at += 3;
            }
            mails.add(mail);
            say("250 taken");
        } else if (line.starts_with("QUIT")) {
            say("221 bye");
            return;
        } else {
            say("250 scripted");
        }
    }
}

}  // namespace forebay::runtime
