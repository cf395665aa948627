#include "tests/seeds.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/simulator.hpp"

#include <gtest/gtest.h>

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

RunSeed simulate(Kind kind, const Wrap& wrap) {
    return [=](std::uint64_t seed) {
        return Simulator(seed, kind, wrap).run(steps).value_or(std::string());
    };
}

TEST_P(Simulation, KeepsEveryPromiseUnderRandomClientsAndCrashes) {
    EXPECT_EQ(first_failure(seeds_of(GetParam()), simulate(GetParam(), nullptr)), "");
}

INSTANTIATE_TEST_SUITE_P(Queues, Simulation,
                         testing::Values(Kind::standard, Kind::fair, Kind::fifo),
                         [](const auto& kind) {
                             return kind.param == Kind::fifo   ? "Fifo"
                                    : kind.param == Kind::fair ? "Fair"
                                                               : "Standard";
                         });

void expect_caught(Kind kind, Fault fault) {
    forebay::expect_caught(seeds, simulate(kind, plant(fault)));
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
