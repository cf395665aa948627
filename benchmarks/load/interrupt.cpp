#include "load/interrupt.hpp"

#include <csignal>

namespace forebay::load {
namespace {

volatile std::sig_atomic_t count = 0;

void on_signal(int signal) {
    count = count + 1;
    if (count >= 2) {
        std::signal(signal, SIG_DFL);
    }
}

}  // namespace

void count_interrupts() {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
}

int interrupts() {
    return count;
}

}  // namespace forebay::load
