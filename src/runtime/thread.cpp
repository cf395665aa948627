#include "runtime/thread.hpp"

#include <pthread.h>
#include <sched.h>

#include <utility>

namespace forebay::runtime {

std::thread start_thread(const char* name, Eagerness eagerness, std::function<void()> run) {
    std::thread thread(std::move(run));
    pthread_setname_np(thread.native_handle(), name);
    if (eagerness == Eagerness::patient) {
        // Where that is refused, all goes on, but slower.
        const sched_param parameters = {};
        pthread_setschedparam(thread.native_handle(), SCHED_BATCH, &parameters);
    }
    return thread;
}

}  // namespace forebay::runtime
