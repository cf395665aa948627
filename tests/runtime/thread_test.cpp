#include "runtime/thread.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>

#include <array>
#include <latch>
#include <string>

namespace forebay::runtime {
namespace {

struct Seen {
    int policy = -1;
    std::string name;
};

Seen seen_from_inside(Eagerness eagerness) {
    std::latch started(1);
    Seen seen;
    std::thread thread = start_thread("somebody", eagerness, [&] {
        started.wait();
        seen.policy = sched_getscheduler(0);
        std::array<char, 16> name = {};
        pthread_getname_np(pthread_self(), name.data(), name.size());
        seen.name = name.data();
    });
    started.count_down();
    thread.join();
    return seen;
}

TEST(Thread, HasItsName) {
    EXPECT_EQ(seen_from_inside(Eagerness::at_once).name, "somebody");
}

TEST(Thread, WhoIsPatientDoesNotTakeTheProcessorFromOthers) {
    EXPECT_EQ(seen_from_inside(Eagerness::patient).policy, SCHED_BATCH);
    EXPECT_EQ(seen_from_inside(Eagerness::at_once).policy, SCHED_OTHER);
}

}  // namespace
}  // namespace forebay::runtime
