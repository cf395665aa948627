#pragma once

#include <functional>

namespace forebay {

/// Says that a client has gone, to a request of its that waits for something (a long poll). The
/// session implements it by watching its socket, which it does only while it is asked to. All
/// calls are made on the session's thread.
class Presence {
public:
    virtual ~Presence() = default;

    /// The request is parked: call `on_leave`, once, if the client goes.
    virtual void watch(std::function<void()> on_leave) = 0;

    /// The request goes on: nothing will be called any more.
    virtual void unwatch() = 0;
};

}  // namespace forebay
