#include "daemon/stop_signal.hpp"

#include <forebay/base/assert.hpp>

#include <semaphore.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace forebay::daemon {
namespace {

// What the handler touches: all that a handler may.
sem_t asked;
std::atomic<int> count = 0;
std::atomic<bool> reload = false;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
    const int errno_before = errno;
    if (count.fetch_add(1) > 0) {
        _exit(1);
    }
    sem_post(&asked);
    errno = errno_before;
}

void on_hangup(int) {
    const int errno_before = errno;
    reload = true;
    sem_post(&asked);
    errno = errno_before;
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

StopSignal::Asked what_was_asked() {
    if (count > 0) {
        return StopSignal::Asked::to_stop;
    }
    return reload.exchange(false) ? StopSignal::Asked::to_reload : StopSignal::Asked::nothing;
}

}  // namespace

StopSignal::StopSignal() {
    count = 0;
    reload = false;
    FOREBAY_ASSERT(sem_init(&asked, 0, 0) == 0);
    handle(SIGTERM, on_signal);
    handle(SIGINT, on_signal);
    handle(SIGHUP, on_hangup);
}

StopSignal::~StopSignal() {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        handle(signal, SIG_DFL);
    }
}

StopSignal::Asked StopSignal::wait() {
    for (;;) {
        while (sem_wait(&asked) != 0) {
            FOREBAY_ASSERT(errno == EINTR);
        }
        if (const Asked what = what_was_asked(); what != Asked::nothing) {
            return what;
        }
    }
}

StopSignal::Asked StopSignal::wait_for(std::chrono::seconds time) {
    timespec until = {};
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += time.count();
    while (sem_clockwait(&asked, CLOCK_MONOTONIC, &until) != 0) {
        if (errno == ETIMEDOUT) {
            return Asked::nothing;
        }
        FOREBAY_ASSERT(errno == EINTR);
    }
    return what_was_asked();
}

}  // namespace forebay::daemon
