#pragma once

#include <forebay/base/task.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <unordered_map>
#include <vector>

namespace forebay::runtime {

struct EasyFreer {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyFreer>;

/// Transfers of libcurl that wait for their sockets on an io_context of Asio, together. They share
/// the connections that are kept open. Everything is called on the thread of that io_context.
class Transfers {
public:
    explicit Transfers(asio::io_context& context);
    ~Transfers();
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    /// A handle with the options that all transfers have. Give it back.
    Easy take();
    void give_back(Easy easy);

    /// Carries out what `easy` has been set to. CURLE_ABORTED_BY_CALLBACK: it was cut off.
    Task<CURLcode> carry_out(CURL* easy);

    void cut_off_all();

private:
    struct Socket;
    using Finish = asio::any_completion_handler<void(CURLcode)>;

    static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket);
    static int on_timer(CURLM* multi, long timeout_ms, void* self);
    bool watch(curl_socket_t fd, int what);
    void forget(curl_socket_t fd);
    void wait(const std::shared_ptr<Socket>& socket);
    void act(curl_socket_t fd, int events);
    void finish_done();
    void finish(CURL* easy, CURLcode code);

    asio::io_context& context_;
    CURLM* const multi_;
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer_;
    std::unordered_map<curl_socket_t, std::shared_ptr<Socket>> sockets_;
    std::unordered_map<CURL*, Finish> running_;
    std::vector<Easy> idle_;  // handles to be used again
};

}  // namespace forebay::runtime
