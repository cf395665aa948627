#include "runtime/deliveries/transfers.hpp"

#include <forebay/base/assert.hpp>

#include <boost/asio/post.hpp>

#include <utility>

namespace forebay::runtime {
namespace {

constexpr std::size_t idle_max = 64;
constexpr long kept_connections_max = 256;

CURLM* make_multi() {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    FOREBAY_ASSERT(initialised == CURLE_OK);
    CURLM* multi = curl_multi_init();
    FOREBAY_ASSERT(multi != nullptr);
    return multi;
}

}  // namespace

// A socket of libcurl's, and what libcurl waits for on it. It is libcurl's to close.
struct Transfers::Socket {
    Socket(asio::io_context& context) : descriptor(context) {}

    asio::posix::basic_stream_descriptor<Executor> descriptor;
    curl_socket_t fd = CURL_SOCKET_BAD;
    int wanted = CURL_POLL_NONE;
    bool is_waiting_to_read = false;
    bool is_waiting_to_write = false;
    bool is_forgotten = false;
};

Transfers::Transfers(asio::io_context& context)
    : context_(context), multi_(make_multi()), timer_(context) {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Transfers::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Transfers::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kept_connections_max);
}

Transfers::~Transfers() {
    FOREBAY_ASSERT(running_.empty());
    timer_.cancel();
    idle_.clear();
    curl_multi_cleanup(multi_);
    while (!sockets_.empty()) {
        forget(sockets_.begin()->first);
    }
}

Easy Transfers::take() {
    Easy easy;
    if (idle_.empty()) {
        easy.reset(curl_easy_init());
        FOREBAY_ASSERT(easy != nullptr);
    } else {
        easy = std::move(idle_.back());
        idle_.pop_back();
        curl_easy_reset(easy.get());
    }
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_QUICK_EXIT, 1L);  // do not wait for a resolver's thread
    curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");  // the settings say where to, not variables
    curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
    return easy;
}

void Transfers::give_back(Easy easy) {
    if (idle_.size() < idle_max) {
        idle_.push_back(std::move(easy));
    }
}

Task<CURLcode> Transfers::carry_out(CURL* easy) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(CURLcode)>(
        [this, easy](auto handler) {
            running_.emplace(easy, std::move(handler));
            const CURLMcode added = curl_multi_add_handle(multi_, easy);
            FOREBAY_ASSERT(added == CURLM_OK);
        },
        use_task);
}

void Transfers::cut_off_all() {
    while (!running_.empty()) {
        finish(running_.begin()->first, CURLE_ABORTED_BY_CALLBACK);
    }
}

void Transfers::finish(CURL* easy, CURLcode code) {
    auto finished = running_.extract(easy);
    curl_multi_remove_handle(multi_, easy);
    asio::post(context_, [finish = std::move(finished.mapped()), code]() mutable {
        std::move(finish)(code);
    });
}

void Transfers::finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) {
            finish(message->easy_handle, message->data.result);
        }
    }
}

void Transfers::act(curl_socket_t fd, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, fd, events, &running);
    finish_done();
}

int Transfers::on_timer(CURLM*, long timeout_ms, void* self) {
    Transfers& transfers = *static_cast<Transfers*>(self);
    if (timeout_ms < 0) {
        transfers.timer_.cancel();
        return 0;
    }
    transfers.timer_.expires_after(std::chrono::milliseconds(timeout_ms));
    transfers.timer_.async_wait([&transfers](boost::system::error_code error) {
        if (!error) {
            transfers.act(CURL_SOCKET_TIMEOUT, 0);
        }
    });
    return 0;
}

int Transfers::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
    Transfers& transfers = *static_cast<Transfers*>(self);
    if (what == CURL_POLL_REMOVE) {
        transfers.forget(fd);
        return 0;
    }
    return transfers.watch(fd, what) ? 0 : -1;
}

bool Transfers::watch(curl_socket_t fd, int what) {
    std::shared_ptr<Socket>& socket = sockets_[fd];
    if (socket == nullptr) {
        socket = std::make_shared<Socket>(context_);
        socket->fd = fd;
        boost::system::error_code error;
        socket->descriptor.assign(fd, error);
        if (error) {
            sockets_.erase(fd);
            return false;
        }
    }
    socket->wanted = what;
    wait(socket);
    return true;
}

void Transfers::forget(curl_socket_t fd) {
    if (auto forgotten = sockets_.extract(fd)) {
        forgotten.mapped()->is_forgotten = true;
        forgotten.mapped()->descriptor.release();
    }
}

void Transfers::wait(const std::shared_ptr<Socket>& socket) {
    const auto wait_for = [&](int direction, auto kind, bool Socket::*is_waiting, int event) {
        if ((socket->wanted & direction) == 0 || (*socket).*is_waiting) {
            return;
        }
        (*socket).*is_waiting = true;
        const auto on_ready = [this, socket, direction, is_waiting,
                               event](boost::system::error_code error) {
            (*socket).*is_waiting = false;
            if (socket->is_forgotten) {
                return;
            }
            if ((socket->wanted & direction) != 0) {
                act(socket->fd, error ? CURL_CSELECT_ERR : event);
            }
            if (!socket->is_forgotten) {
                wait(socket);
            }
        };
        socket->descriptor.async_wait(kind, on_ready);
    };
    using Descriptor = decltype(socket->descriptor);
    wait_for(CURL_POLL_IN, Descriptor::wait_read, &Socket::is_waiting_to_read, CURL_CSELECT_IN);
    wait_for(CURL_POLL_OUT, Descriptor::wait_write, &Socket::is_waiting_to_write, CURL_CSELECT_OUT);
}

}  // namespace forebay::runtime
