#pragma once

#include "load/clock.hpp"
#include "load/endpoint.hpp"
#include "load/request_writer.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace forebay::load {

/// Asks for what a run needs around its load: queues. One blocking request after the other.
///
/// Throws std::runtime_error when there is no answer, or another than was hoped for.
class ControlClient {
public:
    ControlClient(const Endpoint& endpoint, const Credentials& credentials, Duration timeout);

    /// A queue's URL as it stands in a JSON string, between its quotes.
    struct Queue {
        std::string url;
        bool created = false;  ///< by this call; else it existed
    };

    /// Finds the queue, or creates it.
    Queue ensure_queue(const std::string& name, bool fifo);

    /// The queue's URL, empty when there is none.
    std::string find_queue(const std::string& name);

    void delete_queue(const std::string& url);

private:
    struct Reply {
        int status = 0;
        std::string body;
    };
    Reply ask(std::string_view operation, std::string_view body);

    const Endpoint& endpoint_;
    const Credentials& credentials_;
    Duration timeout_;
};

}  // namespace forebay::load
