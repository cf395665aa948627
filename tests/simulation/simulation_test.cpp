#include "tests/simulation/faults.hpp"
#include "tests/simulation/simulator.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <string>

namespace forebay::simulation {
namespace {

constexpr std::uint64_t seeds = 300;
constexpr int steps = 1500;

// Fair queues hold far more messages, and the model is copied with each change.
std::uint64_t seeds_of(Kind kind) {
    return kind == Kind::fair ? seeds / 5 : seeds;
}

class Simulation : public testing::TestWithParam<Kind> {};

TEST_P(Simulation, KeepsEveryPromiseUnderRandomClientsAndCrashes) {
    if (const char* seed = std::getenv("FOREBAY_SEED")) {
        const auto broken = Simulator(std::stoull(seed), GetParam()).run(100 * steps);
        EXPECT_FALSE(broken.has_value()) << *broken;
        return;
    }
    for (std::uint64_t seed = 1; seed <= seeds_of(GetParam()); ++seed) {
        const auto broken = Simulator(seed, GetParam()).run(steps);
        ASSERT_FALSE(broken.has_value()) << "FOREBAY_SEED=" << seed << ": " << *broken;
    }
}

INSTANTIATE_TEST_SUITE_P(Queues, Simulation,
                         testing::Values(Kind::standard, Kind::fair, Kind::fifo),
                         [](const auto& kind) {
                             return kind.param == Kind::fifo   ? "Fifo"
                                    : kind.param == Kind::fair ? "Fair"
                                                               : "Standard";
                         });

bool is_caught(Kind kind, Fault fault) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        if (Simulator(seed, kind, plant(fault)).run(steps).has_value()) {
            return true;
        }
    }
    return false;
}

// By the simulation, or by the engine itself, which ends the process.
bool was_caught(int status) {
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
           (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

void expect_caught(Kind kind, Fault fault) {
    EXPECT_EXIT(std::exit(is_caught(kind, fault) ? 0 : 1), was_caught, "");
}

std::string name_of(const testing::TestParamInfo<Fault>& fault) {
    return name(fault.param);
}

class StandardFault : public testing::TestWithParam<Fault> {};

TEST_P(StandardFault, IsCaught) {
    expect_caught(Kind::standard, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Simulation, StandardFault, testing::ValuesIn(standard_faults), name_of);

class FairFault : public testing::TestWithParam<Fault> {};

TEST_P(FairFault, IsCaught) {
    expect_caught(Kind::fair, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Simulation, FairFault, testing::ValuesIn(fair_faults), name_of);

class FifoFault : public testing::TestWithParam<Fault> {};

TEST_P(FifoFault, IsCaught) {
    expect_caught(Kind::fifo, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Simulation, FifoFault, testing::ValuesIn(fifo_faults), name_of);

}  // namespace
}  // namespace forebay::simulation
