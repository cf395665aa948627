#include "daemon/stop_signal.hpp"

#include <forebay/base/assert.hpp>

#include <semaphore.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

namespace forebay::daemon {
namespace {

// What the handler touches: all that a handler may.
sem_t asked;
std::atomic<int> count = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void on_signal(int) {
    const int errno_before = errno;
    if (count.fetch_add(1) > 0) {
        _exit(1);
    }
    sem_post(&asked);
    errno = errno_before;
}

void handle(void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
}

}  // namespace

StopSignal::StopSignal() {
    count = 0;
    FOREBAY_ASSERT(sem_init(&asked, 0, 0) == 0);
    handle(on_signal);
}

StopSignal::~StopSignal() {
    handle(SIG_DFL);
}

void StopSignal::wait() {
    while (sem_wait(&asked) != 0) {
        FOREBAY_ASSERT(errno == EINTR);
    }
}

}  // namespace forebay::daemon
